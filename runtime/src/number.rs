//! Numbers as documents write them in texts, and as answers do.
//!
//! The standard library's own reading and writing of floating point carry tables of twenty kilobytes for cases
//! that prices and pixels do not have.

mod decimal;
mod ratio;

pub use decimal::Decimal;
pub use ratio::Ratio;

/// The number a text is: an optional sign, digits, and perhaps a fraction. `None` for anything else.
/// Exact for up to fifteen digits, as near as a double comes for more.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut mantissa, mut scale) = (0.0_f64, 1.0_f64);
    for byte in whole.bytes() {
        mantissa = mantissa * 10.0 + digit(byte)?;
    }
    for byte in fraction.bytes() {
        let digit = digit(byte)?;
        // Beyond this no digit changes the number.
        if scale < 1e15 {
            (mantissa, scale) = (mantissa * 10.0 + digit, scale * 10.0);
        }
    }
    let number = mantissa / scale;
    number
        .is_finite()
        .then_some(if negative { -number } else { number })
}

fn digit(byte: u8) -> Option<f64> {
    byte.is_ascii_digit().then(|| f64::from(byte - b'0'))
}

/// The shortest text that reads back as `number`; whole numbers without a fraction. Empty for what is no number.
pub fn text(number: f64) -> String {
    let Some(number) = serde_json::Number::from_f64(number) else {
        return String::new();
    };
    let mut text = number.to_string();
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_texts() {
        for (text, expected) in [
            ("12", Some(12.0)),
            ("-3.5", Some(-3.5)),
            (" +.25 ", Some(0.25)),
            ("08", Some(8.0)),
            ("1.", Some(1.0)),
            ("14.99", Some(14.99)),
            ("0.1000000000000000055511151231257827", Some(0.1)),
            ("", None),
            ("-", None),
            (".", None),
            ("1e3", None),
            ("5%", None),
            ("1.2.3", None),
            ("NaN", None),
            ("é", None),
        ] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_written_number_reads_back() {
        for cents in 0..20_000 {
            let number = f64::from(cents) / 100.0;
            assert_eq!(parse(&text(number)), Some(number));
        }
        assert_eq!(
            (text(5.0), text(-0.5), text(f64::NAN)),
            ("5".into(), "-0.5".into(), String::new())
        );
    }
}
