//! Money as text.
//!
//! Digits and symbols are those of CLDR 48 for `en-US`; every locale is written that way so far.

use super::Locale;
use crate::number;

/// Currencies that have no minor unit in use.
const NO_DIGITS: &str = "AFNALLBIFCLPCOPDJFGNFHUFIDRIQDIRRISKJPYKMFKPWKRWLAKLBPMGAMMKPKRPYGRWFSLLSOSSYPUGXUYIVNDVUVXAFXOFXPFYER";
/// Currencies whose minor unit is a thousandth.
const THREE_DIGITS: &str = "BHDJODKWDLYDOMRTND";
/// Currencies whose minor unit is a ten-thousandth.
const FOUR_DIGITS: &str = "CLFUYW";

/// Writes `amount`, in units of `currency` (an ISO 4217 code), with the currency's own digits: `$1,234.50`, `¥980`.
/// Rounds half away from zero. An amount that rounds to zero has no sign; one that is not finite gives an empty text.
/// What is not a currency code is left out.
pub fn format(amount: f64, currency: &str, locale: &Locale) -> String {
    write(amount, currency, digits(currency), locale)
}

/// As [`format`], rounded to whole units and without a fraction: `$10`.
pub fn format_rounded(amount: f64, currency: &str, locale: &Locale) -> String {
    write(amount, currency, 0, locale)
}

fn write(amount: f64, currency: &str, digits: usize, _locale: &Locale) -> String {
    if !amount.is_finite() {
        return String::new();
    }
    let (whole, fraction) = rounded(amount.abs(), digits);
    let is_zero = whole == "0" && fraction.bytes().all(|digit| digit == b'0');
    let mut out = String::with_capacity(whole.len() + 12);
    if amount < 0.0 && !is_zero {
        out.push('-');
    }
    push_symbol(&mut out, currency);
    push_grouped(&mut out, &whole);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    out
}

/// The decimal digits of `amount` before and after the point, rounded to `digits` places.
/// Rounds the shortest decimal that reads back as `amount`, so that 1.005 counts as the 1.005 it was written as.
fn rounded(amount: f64, digits: usize) -> (String, String) {
    let text = match amount {
        amount if amount < 1e-5 => "0".into(),
        amount => without_exponent(number::text(amount)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let rounds_up = fraction
        .as_bytes()
        .get(digits)
        .is_some_and(|digit| *digit >= b'5');
    let mut number = whole.as_bytes().to_vec();
    for place in 0..digits {
        number.push(*fraction.as_bytes().get(place).unwrap_or(&b'0'));
    }
    if rounds_up {
        add_one(&mut number);
    }
    let mut whole = String::from_utf8(number).unwrap_or_default();
    let fraction = whole.split_off(whole.len().saturating_sub(digits));
    (whole, fraction)
}

/// `1.5e16` as its digits. Only numbers too large for a fraction are written with an exponent here.
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

fn push_grouped(out: &mut String, whole: &str) {
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
}

/// The digits after the point that a currency uses.
fn digits(currency: &str) -> usize {
    let code = currency.to_ascii_uppercase();
    let is_in = |codes: &str| {
        codes
            .as_bytes()
            .chunks_exact(3)
            .any(|known| known == code.as_bytes())
    };
    if is_in(NO_DIGITS) {
        0
    } else if is_in(THREE_DIGITS) {
        3
    } else if is_in(FOUR_DIGITS) {
        4
    } else {
        2
    }
}

/// A symbol that ends in a letter or a full stop is set off from the number.
fn push_symbol(out: &mut String, currency: &str) {
    let code = currency.to_ascii_uppercase();
    if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return;
    }
    let symbol = symbol(&code);
    out.push_str(symbol);
    if symbol.ends_with(|last: char| last.is_ascii_alphabetic() || last == '.') {
        out.push('\u{a0}');
    }
}

/// The symbol of a currency, else its code.
fn symbol(code: &str) -> &str {
    match code {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "AUD" => "A$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "HKD" => "HK$",
        "ILS" => "₪",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "PHP" => "₱",
        "TWD" => "NT$",
        "VND" => "₫",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XCG" => "Cg.",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        code => code,
    }
}
