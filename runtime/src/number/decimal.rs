//! Decimal numbers kept digit by digit, so nothing is lost between a price and its text.

/// A decimal number with a fixed count of digits after the point; trailing zeros count (`1.50`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// All digits without the point, at least one more than `places`.
    digits: String,
    /// The count of `digits` that stand after the point.
    places: usize,
}

impl Decimal {
    /// Makes a decimal of a whole number, without digits after the point.
    pub fn whole_number(number: u32) -> Self {
        Self::scaled(false, number.into(), 0)
    }

    /// Makes `number` divided by ten `places` times.
    pub(super) fn scaled(negative: bool, number: u64, places: usize) -> Self {
        // At least one digit stands before the point.
        let mut digits = number.to_string();
        while digits.len() <= places {
            digits.insert(0, '0');
        }
        Self {
            negative,
            digits,
            places,
        }
    }

    /// Rounds `number` to `places` digits after the point, half away from zero; `None` keeps all the digits it has.
    /// Rounding starts from the shortest decimal that reads back as `number`: 1.005 counts as the 1.005 somebody wrote.
    /// Returns `None` for a number that is not finite.
    pub fn of(number: f64, places: Option<usize>) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let size = number.abs();
        // So small a number would be written with a negative exponent, and no price or length is that small.
        let text = if size < 1e-5 {
            "0".into()
        } else {
            without_exponent(super::text(size))
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let places = places.unwrap_or(fraction.len());
        // Half away from zero needs only the first digit that is dropped.
        let rounds_up = fraction
            .as_bytes()
            .get(places)
            .is_some_and(|digit| *digit >= b'5');
        let mut digits = whole.as_bytes().to_vec();
        for place in 0..places {
            digits.push(*fraction.as_bytes().get(place).unwrap_or(&b'0'));
        }
        if rounds_up {
            add_one(&mut digits);
        }
        let digits = String::from_utf8(digits).ok()?;
        Some(Self {
            negative: number < 0.0,
            digits,
            places,
        })
    }

    /// Returns the digits before the point; there is at least one.
    pub fn whole(&self) -> &str {
        self.digits
            .get(..self.digits.len().saturating_sub(self.places))
            .unwrap_or_default()
    }

    /// Returns the digits after the point; empty for a whole number.
    pub fn fraction(&self) -> &str {
        self.digits
            .get(self.digits.len().saturating_sub(self.places)..)
            .unwrap_or_default()
    }

    /// Returns whether the number is below zero. A zero has no sign, even one that a negative number was rounded to.
    pub fn is_negative(&self) -> bool {
        self.negative && self.digits.bytes().any(|digit| digit != b'0')
    }
}

/// Writes out the digits of `1.5e16`. Only numbers too large to have a fraction are written with an exponent here.
fn without_exponent(text: String) -> String {
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let places: usize = exponent.trim_start_matches('+').parse().unwrap_or(0);
    let mut digits = mantissa.to_owned();
    digits.retain(|c| c != '.');
    while digits.len() <= places {
        digits.push('0');
    }
    digits
}

/// Adds one to a decimal number, given as its digits.
fn add_one(number: &mut Vec<u8>) {
    for digit in number.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    number.insert(0, b'1');
}
