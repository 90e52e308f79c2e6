use proptest::prelude::*;

use super::number::{Form, format, symbol};
use super::{Locale, date, period, plural};
use crate::number::{Decimal, Ratio};
use crate::product::money;

fn decimal(text: &str) -> Decimal {
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    Decimal::of(crate::number::parse(text).expect("a number"), Some(places)).expect("finite")
}

/// Compares with CLDR's own examples of every plural category of every language.
#[test]
fn plural_rules_agree_with_their_samples() {
    let mut samples = 0;
    for line in include_str!("plural_samples.txt").lines() {
        let mut words = line.split(' ');
        let (language, expected) = (
            words.next().expect("a language"),
            words.next().expect("a category"),
        );
        let locale = Locale::new(language);
        for number in words {
            assert_eq!(
                plural::category(&decimal(number), &locale).0,
                expected,
                "{number} in {language}"
            );
            samples += 1;
        }
    }
    assert!(samples > 2_000, "{samples}");
}

#[test]
fn what_a_region_does_not_say_the_language_does() {
    let written = |tag: &str| money::format(1234.5, "EUR", &Locale::new(tag));
    #[rustfmt::skip]
    let rows = [
        ("de", "1.234,50\u{a0}€"), ("de-DE", "1.234,50\u{a0}€"), ("DE_de", "1.234,50\u{a0}€"), ("de-AT", "€\u{a0}1.234,50"),
        ("de-XX-x-y", "1.234,50\u{a0}€"), ("de-CH", "EUR\u{a0}1'234.50"), ("en", "€1,234.50"), ("en-IE", "€1,234.50"), ("fr", "1\u{202f}234,50\u{a0}€"),
        ("tlh", "€1,234.50"), ("", "€1,234.50"), ("é", "€1,234.50"), ("es", "1234,50\u{a0}€"), ("hi-IN", "€1,234.50"),
        ("nb-NO", "1\u{a0}234,50\u{a0}€"), ("no", "1\u{a0}234,50\u{a0}€"), ("ja", "€1,234.50"),
    ];
    for (tag, expected) in rows {
        assert_eq!(written(tag), expected, "{tag}");
    }
    let pairs = [
        ("iw", "he"),
        ("in", "id"),
        ("tl-PH", "fil"),
        ("zh-TW", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-HK"),
        ("sh", "sr-Latn"),
    ];
    for (old, new) in pairs {
        assert_eq!(
            period::duration(3, 2, false, &Locale::new(old)),
            period::duration(3, 2, false, &Locale::new(new)),
            "{old}"
        );
    }
    assert_ne!(
        period::word(1, 2, &Locale::new("zh-TW")),
        period::word(1, 2, &Locale::new("zh-CN"))
    );
    assert_eq!(
        [
            ("USD", "en-CA"),
            ("USD", "en"),
            ("CAD", "fr-CA"),
            ("CAD", "fr")
        ]
        .map(|(code, tag)| symbol(code, &Locale::new(tag))),
        ["US$", "$", "$", "$CA"]
    );
}

#[test]
fn digits_signs_and_direction_are_the_languages_own() {
    #[rustfmt::skip]
    let rows = [
        ("ar-EG", -1234.5, "EGP", "\u{61c}-\u{200f}١٬٢٣٤٫٥٠\u{a0}ج.م.\u{200f}"), ("fa", 1234.5, "IRR", "\u{200e}ریال\u{a0}۱٬۲۳۵"),
        ("he", 9.9, "ILS", "\u{200f}9.90\u{a0}\u{200f}₪"), ("hi", 1_234_567.0, "INR", "₹12,34,567.00"),
        ("bn", 1_234_567.0, "BDT", "১২,৩৪,৫৬৭.০০৳"), ("bg", 12345.5, "EUR", "12\u{a0}345,50\u{a0}€"), ("pl", 1234.5, "PLN", "1234,50\u{a0}zł"),
        ("sv", -5.0, "SEK", "−5,00\u{a0}kr"), ("ja", 980.0, "JPY", "￥980"), ("ko", 5500.0, "KRW", "₩5,500"), ("fr-CH", 5.5, "CHF", "5.50\u{a0}CHF"),
    ];
    for (tag, amount, currency, expected) in rows {
        assert_eq!(
            money::format(amount, currency, &Locale::new(tag)),
            expected,
            "{tag}"
        );
    }
    let rtl = [
        "ar",
        "ar-EG",
        "he",
        "iw",
        "fa-IR",
        "ur",
        "ckb",
        "pa-Arab-PK",
    ]
    .map(|tag| Locale::new(tag).is_rtl());
    assert_eq!(rtl, [true; 8]);
    let ltr =
        ["en", "arn", "de", "az", "pa", "ku", "uz", "fat", ""].map(|tag| Locale::new(tag).is_rtl());
    assert_eq!(ltr, [false; 9]);
    let percent = |tag| format(&decimal("-12.5"), Form::Percent, &Locale::new(tag));
    assert_eq!(
        ["en", "de", "tr", "ar-EG"].map(percent),
        ["-12.5%", "-12,5\u{a0}%", "-%12,5", "\u{61c}-١٢٫٥٪\u{61c}"]
    );
}

#[test]
fn periods_have_the_words_of_the_language() {
    let duration = |tag: &str, count, unit| period::duration(count, unit, false, &Locale::new(tag));
    #[rustfmt::skip]
    let rows = [
        ("de", 1, 2, "1 Monat"), ("de", 3, 2, "3 Monate"), ("fr", 1, 3, "1\u{a0}an"), ("fr", 2, 3, "2 ans"), ("pl", 1, 3, "1 rok"), ("pl", 2, 3, "2 lata"),
        ("pl", 5, 3, "5 lat"), ("ru", 21, 0, "21 день"), ("ru", 22, 0, "22 дня"), ("ru", 25, 0, "25 дней"), ("ar", 1, 2, "شهر"), ("ar", 2, 2, "شهران"),
        ("ar-EG", 3, 2, "٣ أشهر"), ("ar-EG", 11, 2, "١١ شهرًا"), ("ja", 7, 0, "7 日"), ("ko", 3, 2, "3개월"), ("zh-Hans", 1, 3, "1年"), ("cy", 3, 0, "3 diwrnod"),
    ];
    for (tag, count, unit, expected) in rows {
        assert_eq!(duration(tag, count, unit), expected, "{tag}");
    }
    let word = |tag: &str, count, unit| period::word(count, unit, &Locale::new(tag));
    assert_eq!(
        [
            word("de", 1, 2),
            word("ja", 1, 0),
            word("ko", 1, 2),
            word("ar", 1, 2),
            word("he", 2, 3)
        ],
        ["Monat", "日", "개월", "شهر", "שנים"]
    );
    let singular = |tag: &str| period::duration(3, 2, true, &Locale::new(tag));
    assert_eq!(
        ["en", "de", "ja", "ar"].map(singular),
        ["3 month", "3 Monat", "3 か月", "3 أشهر"]
    );
}

#[test]
fn dates_by_style_and_by_pattern() {
    // Saturday, 5 December 2026, 15:04:09.078 UTC.
    let moment = 1_796_483_049_078.0;
    let written = |pattern: &str, tag: &str| {
        date::format(moment, pattern, &Locale::new(tag)).unwrap_or_else(|| "none".into())
    };
    #[rustfmt::skip]
    let rows = [
        ("PPPP", "en", "Saturday, December 5, 2026"), ("PPP", "en", "December 5, 2026"), ("PP", "en", "Dec 5, 2026"), ("P", "en", "12/5/26"),
        ("p", "en", "3:04 PM"), ("pp", "de", "15:04:09"), ("PPp", "de", "05.12.2026, 15:04"), ("PPPP", "de", "Samstag, 5. Dezember 2026"), ("PPP", "de-AT", "5. Dezember 2026"),
        ("PPPP", "ja", "2026年12月5日土曜日"), ("PPP", "ar-EG", "٥ ديسمبر ٢٠٢٦"), ("PPP", "th", "5 ธันวาคม ค.ศ. 2026"), ("PPP", "es", "5 de diciembre de 2026"),
        ("PPP", "ru", "5 декабря 2026 г."), ("d MMM yyyy", "fr", "5 déc. 2026"), ("EEE, MMM d", "en", "Sat, Dec 5"), ("EEEEE MMMMM", "en", "S D"),
        ("yy-MM-dd HH:mm:ss.SSS", "en", "26-12-05 15:04:09.078"), ("h 'o''clock' a", "en", "3 o'clock PM"), ("''yy", "en", "'26"), ("K k H", "en", "3 15 15"),
        ("do", "en", "none"), ("x", "en", "none"), ("'open", "en", "none"), ("", "en", ""), ("PPPPPPPP", "en", "Saturday, December 5, 2026"),
        ("PPPP", "sl", "sobota, 5. december 2026"), ("PPP", "sw", "5 Desemba 2026"), ("EEEE", "am", "ቅዳሜ"),
    ];
    for (pattern, tag, expected) in rows {
        assert_eq!(written(pattern, tag), expected, "{pattern} in {tag}");
    }
}

const LOCALES: &[&str] = &[
    "en", "de", "de-CH", "fr", "es", "pt-PT", "pl", "ru", "bg", "hi", "bn", "ar-EG", "ar", "he",
    "fa", "ur", "my", "ne", "sv", "tr", "eu", "ja", "lt", "nl", "en-IN", "en-ZA",
];

proptest! {
    /// Reads the digits of a price back, whatever stands around them: they are those of its amount.
    #[test]
    fn money_reads_back(cents in 0_u32..2_000_000_000, at in 0..LOCALES.len()) {
        let amount = f64::from(cents) / 100.0;
        let text = money::format(amount, "EUR", &Locale::new(LOCALES[at]));
        let digits: String = text.chars().filter_map(digit).collect();
        prop_assert_eq!(digits.parse::<u64>().ok(), Some(u64::from(cents)), "{}", text);
    }

    /// Adds shares of a price up to the price: no rounding happens before the end.
    #[test]
    fn shares_are_exact(cents in 1_i64..100_000_000, count in 1_i64..400) {
        let price = Ratio::new(cents, 100).expect("a price");
        let share = price.by(Ratio::new(count, 1).expect("a count")).expect("a share");
        prop_assert_eq!(share.times(Ratio::new(count, 1).expect("a count")), Some(price));
        // Half a cent and more counts as a cent.
        let expected = (2 * cents + count) / (2 * count);
        let rounded = share.rounded(2).expect("small");
        prop_assert_eq!((rounded.whole().to_owned() + rounded.fraction()).parse::<i64>().ok(), Some(expected));
    }

    #[test]
    fn no_tag_pattern_or_moment_panics(tag in ".{0,12}", pattern in "[PpyMdEaHhms' .]{0,8}|.{0,8}", moment in any::<f64>()) {
        let locale = Locale::new(tag);
        date::format(moment, &pattern, &locale);
        money::format(moment, &pattern, &locale);
        period::duration(moment as u32, 3, true, &locale);
    }
}

/// Returns the ASCII digit that a digit of any script stands for.
fn digit(c: char) -> Option<char> {
    [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0x1040]
        .iter()
        .find_map(|zero| char::from_digit((c as u32).checked_sub(*zero)?, 10))
}
