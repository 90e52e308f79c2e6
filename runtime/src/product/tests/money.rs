use crate::number::Ratio;
use crate::product::{Locale, money};

fn write(amount: f64, currency: &str) -> String {
    money::format(amount, currency, &Locale::default())
}

#[test]
fn money_in_every_kind_of_currency() {
    #[rustfmt::skip]
    let rows = [
        (1234.5, "USD", "$1,234.50"), (1234.5, "usd", "$1,234.50"), (9.99, "EUR", "€9.99"), (0.5, "GBP", "£0.50"),
        (980.0, "JPY", "¥980"), (9800.0, "JPY", "¥9,800"), (816.67, "JPY", "¥817"), (14500.0, "KRW", "₩14,500"),
        (59000.0, "VND", "₫59,000"), (5990.0, "CLP", "CLP\u{a0}5,990"), (1.2345, "KWD", "KWD\u{a0}1.235"),
        (3.0, "BHD", "BHD\u{a0}3.000"), (2.5, "JOD", "JOD\u{a0}2.500"), (1.0, "OMR", "OMR\u{a0}1.000"),
        (0.1, "CLF", "CLF\u{a0}0.1000"), (499.0, "INR", "₹499.00"), (5.0, "CAD", "CA$5.00"), (5.0, "AUD", "A$5.00"),
        (99.0, "MXN", "MX$99.00"), (19.9, "BRL", "R$19.90"), (10.0, "ILS", "₪10.00"), (150.0, "TWD", "NT$150.00"),
        (38.0, "HKD", "HK$38.00"), (6.0, "CNY", "CN¥6.00"), (7.0, "NZD", "NZ$7.00"), (249.0, "PHP", "₱249.00"),
        (1000.0, "XAF", "FCFA\u{a0}1,000"), (1000.0, "XOF", "F\u{202f}CFA\u{a0}1,000"), (7.5, "CHF", "CHF\u{a0}7.50"),
        (2.0, "XCG", "Cg.\u{a0}2.00"), (5.0, "ZZZ", "ZZZ\u{a0}5.00"), (5.0, "", "5.00"), (5.0, "dollars", "5.00"),
        (-1.0, "USD", "-$1.00"), (-1234.5, "CHF", "-CHF\u{a0}1,234.50"),
    ];
    for (amount, currency, expected) in rows {
        assert_eq!(write(amount, currency), expected);
    }
}

#[test]
fn money_is_rounded_half_away_from_zero_without_noise() {
    #[rustfmt::skip]
    let rows = [
        (19.5, "$19.50"), (10.0, "$10.00"), (0.0, "$0.00"), (1.005, "$1.01"), (2.675, "$2.68"), (-2.675, "-$2.68"),
        (0.1 + 0.2, "$0.30"), (0.994, "$0.99"), (0.995, "$1.00"), (9.995, "$10.00"), (999.995, "$1,000.00"),
        (999_999.999, "$1,000,000.00"), (-0.001, "$0.00"), (-0.0, "$0.00"), (5e-324, "$0.00"),
        (1e21, "$1,000,000,000,000,000,000,000.00"), (f64::NAN, ""), (f64::INFINITY, ""), (f64::NEG_INFINITY, ""),
    ];
    for (amount, expected) in rows {
        assert_eq!(write(amount, "USD"), expected, "{amount}");
    }
    let rounded = |amount: f64, currency: &str| {
        money::format_exact(Ratio::of(amount)?, currency, true, &Locale::default())
    };
    assert_eq!(rounded(9.5, "USD").as_deref(), Some("$10"));
    assert_eq!(rounded(999.5, "KWD").as_deref(), Some("KWD\u{a0}1,000"));
}

#[test]
fn a_price_without_cents_can_lose_its_decimals() {
    for (written, short) in [
        ("NT$300.00", Some("NT$300")),
        ("300,00\u{a0}\u{20ac}", Some("300\u{a0}\u{20ac}")),
        ("$1,000.00", Some("$1,000")),
        (
            "\u{663}\u{660}\u{660}\u{66b}\u{660}\u{660}",
            Some("\u{663}\u{660}\u{660}"),
        ),
        ("$299.99", None),
        ("$299.90", None),
        ("KWD\u{a0}3.000", None),
        ("\u{a5}300,000", None),
        ("\u{a5}300", None),
        ("3.", None),
        ("", None),
    ] {
        assert_eq!(money::without_cents(written).as_deref(), short, "{written}");
    }
}

/// Yields numbers of every size and sign, the same in every run.
fn numbers() -> impl Iterator<Item = f64> {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    (0..20_000).map(move |at| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        match at % 2 {
            0 => f64::from_bits(seed),
            _ => (seed >> 34) as f64 / 1_000.0 - 500_000.0,
        }
    })
}

#[test]
fn money_reads_back_as_the_rounded_amount() {
    for amount in numbers().filter(|amount| amount.is_finite()) {
        for (currency, symbol, unit) in [
            ("USD", "$", 0.01),
            ("JPY", "¥", 1.0),
            ("KWD", "KWD\u{a0}", 0.001),
        ] {
            let text = write(amount, currency);
            let plain = text.replacen(symbol, "", 1);
            let (whole, _) = plain
                .trim_start_matches('-')
                .split_once('.')
                .unwrap_or((plain.trim_start_matches('-'), ""));
            let groups: Vec<_> = whole.split(',').map(str::len).collect();
            assert!(
                (1..=3).contains(&groups[0]) && groups[1..].iter().all(|length| *length == 3),
                "{text}"
            );
            let read: f64 = plain.replace(',', "").parse().expect("a number");
            assert!(
                (read - amount).abs() <= unit * 0.500_001 + amount.abs() * 1e-12,
                "{amount} was written {text}"
            );
        }
    }
}
