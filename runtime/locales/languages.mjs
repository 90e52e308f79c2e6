// The languages, locales and currencies that the table holds.

/**
 * The languages, related ones beside each other so that their words compress together.
 * They are those that browsers and app stores know; the platform's other codes are regions of them.
 */
export const languages = `en af nl de da no nn sv is fr it es pt gl ca ro eu pl cs sk sl hr bs sr mk bg uk
be ru mn kk ky uz az tr lt lv et fi hu ga cy sq id ms fil sw zu vi el hy ka he ar fa ur
hi mr ne bn pa gu or ta te kn ml si th lo my km am zh ja ko`.split(/\s+/);

/** The larger languages that app stores are translated to. */
export const larger = words(`en nl de da no sv fr it es pt pl cs uk ru tr fi hu he ar hi th ja zh ko id vi`);

/** Scripts in which a language is seldom written: a locale with one is written as its language. */
export const otherScripts =
  /^(az|bs|ca|el|en|hi|kk|ms|pa|ur|uz|mn|zh|be)-(Cyrl|Arab|Latn|Dsrt|Shaw|Mong|US-POSIX|ES-valencia|polyton|tarask)/;

/** Currencies whose symbols the larger languages know, because app stores charge in them. A country's own is known there as well. */
export const currencies =
  words(`USD EUR GBP JPY AUD CAD CHF CNY HKD INR KRW MXN NZD SEK NOK DKK PLN CZK HUF RON TRY ILS ZAR BRL
CLP COP PEN THB IDR MYR PHP SGD TWD VND SAR AED QAR EGP KZT NGN PKR RUB UAH XAF XOF XPF XCD XCG`);

/** Currencies whose symbols all languages know; others are written by their codes, or as most languages write them. */
export const worldwide = words("USD EUR GBP JPY INR CNY KRW BRL CAD AUD MXN RUB");

/** Locales whose script follows from the country. */
export const aliases = {
  "zh-TW": "zh-Hant",
  "zh-HK": "zh-Hant-HK",
  "zh-MO": "zh-Hant-MO",
  "zh-MY": "zh-Hans-MY",
  "zh-SG": "zh-Hans-SG",
  "sr-ME": "sr-Latn-ME",
  "sr-BA": "sr-Cyrl-BA",
  "sr-XK": "sr-Cyrl-XK",
};

function words(text) {
  return new Set(text.trim().split(/\s+/));
}
