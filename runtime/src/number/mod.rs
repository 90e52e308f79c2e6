//! Reading and writing of numbers, as documents write them in texts and as answers do.
//!
//! The standard library reads and writes floating point with tables of twenty kilobytes, for cases that prices and
//! pixels do not have. This module does without them.

mod decimal;
mod ratio;

pub use decimal::Decimal;
pub use ratio::Ratio;

/// Reads a text as a number: an optional sign, digits, and perhaps a fraction. Returns `None` for anything else.
/// The result is exact for up to fifteen digits; with more, it is as near as a double comes.
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
        // More digits than a double holds would change nothing but overflow the scale.
        if scale < 1e15 {
            (mantissa, scale) = (mantissa * 10.0 + digit, scale * 10.0);
        }
    }
    let number = mantissa / scale;
    number
        .is_finite()
        .then_some(if negative { -number } else { number })
}

/// Returns the value of an ASCII digit.
fn digit(byte: u8) -> Option<f64> {
    byte.is_ascii_digit().then(|| f64::from(byte - b'0'))
}

/// Writes the shortest text that reads back as `number`, whole numbers without a fraction.
/// The text is empty when `number` is infinite or not a number.
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
