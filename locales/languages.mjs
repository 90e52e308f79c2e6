// Which languages, locales and currencies the table holds.

/**
 * The languages, related ones beside each other so that their words compress together.
 * They are the platform's (the language codes of its configuration) and those of the large app stores.
 */
export const languages = `en af nl fy de lb da no nn sv is fr it es pt gl ca ast ro eu pl dsb hsb cs sk sl hr bs sr mk bg uk
be ru os tg tt mn kk ky ug uz tk az tr lt lv et fi hu ga gd cy br eo ia sq ht kab ig id ms fil sw zu vi el hy ka he ar fa ur ckb
hi mr ne bn pa gu or ta te kn ml si th lo my km am zh ja ko`.split(/\s+/);

/** Languages whose dates are written in numbers: the names of their months and days would weigh more than they are used. */
export const withoutMonths = words("ast dsb hsb os tg tt ug tk br eo ia ht kab ig fy lb gd ckb");

/** Languages without names of days: a full date has none. */
export const withoutDays = words("nn mn kk ky uz ga cy sq sw zu ne as or si lo my km am");

/** Scripts a language is seldom written in: such a locale is written as its language. */
export const otherScripts = /^(az|bs|ca|el|en|hi|kk|ms|pa|ur|uz|mn|zh|be)-(Cyrl|Arab|Latn|Dsrt|Shaw|Mong|US-POSIX|ES-valencia|polyton|tarask)/;

/** Currencies whose symbols every locale knows: those that app stores charge in. A country's own is known there, too. */
export const currencies = words(`USD EUR GBP JPY AUD CAD CHF CNY HKD INR KRW MXN NZD SEK NOK DKK PLN CZK HUF RON BGN TRY ILS ZAR
BRL CLP COP PEN ARS THB IDR MYR PHP SGD TWD VND SAR AED QAR EGP KZT TZS NGN PKR RUB UAH BDT BOB CRC DZD GEL GHS IQD JOD KES KWD
BHD OMR LKR LBP MAD MMK MOP PYG RSD UYU XAF XOF XPF XCD XCG`);

/** Locales whose script follows from the country. */
export const aliases = {
  "zh-TW": "zh-Hant", "zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO", "zh-MY": "zh-Hans-MY", "zh-SG": "zh-Hans-SG",
  "sr-ME": "sr-Latn-ME", "sr-BA": "sr-Cyrl-BA", "sr-XK": "sr-Cyrl-XK",
};

function words(text) {
  return new Set(text.trim().split(/\s+/));
}
