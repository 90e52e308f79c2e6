//! Canonical JSON against the examples of RFC 8785, and against itself.

use paywall_control::canonical::{hash, read, write};
use serde_json::{Number, Value};

/// The numbers of RFC 8785, appendix B: the bits of a double, and how it is written.
const NUMBERS: [(u64, &str); 24] = [
    (0x0000000000000000, "0"),
    (0x8000000000000000, "0"),
    (0x0000000000000001, "5e-324"),
    (0x8000000000000001, "-5e-324"),
    (0x7fefffffffffffff, "1.7976931348623157e+308"),
    (0xffefffffffffffff, "-1.7976931348623157e+308"),
    (0x4340000000000000, "9007199254740992"),
    (0xc340000000000000, "-9007199254740992"),
    (0x4430000000000000, "295147905179352830000"),
    (0x44b52d02c7e14af5, "9.999999999999997e+22"),
    (0x44b52d02c7e14af6, "1e+23"),
    (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
    (0x444b1ae4d6e2ef4e, "999999999999999700000"),
    (0x444b1ae4d6e2ef4f, "999999999999999900000"),
    (0x444b1ae4d6e2ef50, "1e+21"),
    (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
    (0x3eb0c6f7a0b5ed8d, "0.000001"),
    (0x41b3de4355555553, "333333333.3333332"),
    (0x41b3de4355555554, "333333333.33333325"),
    (0x41b3de4355555555, "333333333.3333333"),
    (0x41b3de4355555556, "333333333.3333334"),
    (0x41b3de4355555557, "333333333.33333343"),
    (0xbecbf647612f3696, "-0.0000033333333333333333"),
    (0x43143ff3c1cb0959, "1424953923781206.2"),
];

#[test]
fn numbers_are_written_as_the_rfc_says_and_read_back_to_the_last_bit() {
    for (bits, written) in NUMBERS {
        let double = f64::from_bits(bits);
        let value = Value::Number(Number::from_f64(double).unwrap());
        assert_eq!(write(&value).unwrap(), written);
        let back = read(written).unwrap().as_f64().unwrap();
        assert_eq!(
            back.to_bits(),
            if double == 0.0 { 0 } else { bits },
            "{written}"
        );
    }
}

#[test]
fn numbers_are_written_as_another_library_of_ecmascripts_numbers_writes_them() {
    let mut random = fastrand::Rng::with_seed(262);
    let mut other = ryu_js::Buffer::new();
    for _ in 0..20_000 {
        let share = random.f64() * 100.0;
        let scaled = share * 10f64.powi(random.i32(-12..26));
        for double in [
            f64::from_bits(random.u64(..)),
            share,
            -scaled,
            scaled.round(),
        ] {
            let Some(number) = Number::from_f64(double) else {
                continue;
            };
            let written = write(&Value::Number(number)).unwrap();
            assert_eq!(written, other.format_finite(double));
        }
    }
}

#[test]
fn the_examples_of_the_rfc_come_out_as_it_says() {
    let text = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false] }"#;
    let written = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(write(&read(text).unwrap()).unwrap(), written);
    let text = r#"{ "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }"#;
    let written = write(&read(text).unwrap()).unwrap();
    let order = [
        "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
    ];
    let places = order.map(|word| written.find(word).unwrap());
    assert!(places.is_sorted(), "{written}");
}

#[test]
fn what_was_written_and_read_again_has_the_same_hash() {
    let mut random = fastrand::Rng::with_seed(8785);
    for _ in 0..50_000 {
        let double = f64::from_bits(random.u64(..));
        let share = random.f64() * 100.0;
        for double in [double, share]
            .into_iter()
            .filter(|double| double.is_finite())
        {
            let value = Value::Array(vec![Value::from(double), Value::from("a\"{,\\")]);
            let written = write(&value).unwrap();
            let again = read(&written).unwrap();
            assert_eq!(write(&again).unwrap(), written);
            assert_eq!(hash(&again).unwrap(), hash(&value).unwrap());
        }
    }
}

#[test]
fn numbers_that_no_double_holds_are_refused_and_not_bent() {
    for text in [
        "9007199254740993",
        "-9007199254740993",
        "18446744073709551615",
    ] {
        let error = write(&read(text).unwrap()).unwrap_err();
        assert_eq!(error.code, "inexact_number", "{text}");
    }
    assert_eq!(
        write(&read("1152921504606847000").unwrap()).unwrap(),
        "1152921504606847000"
    );
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\":1.5,}",
        "01.5",
        "nul",
        "[1.5] 2",
        "\u{feff}1",
    ] {
        assert_eq!(read(text).unwrap_err().code, "invalid_json", "{text}");
    }
    let deep = format!("{}1.5{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(read(&deep).unwrap_err().code, "invalid_json");
}
