//! Money as text: the digits of each currency and its symbol.

use crate::locale::Locale;
use crate::locale::number::{self, Form};
use crate::number::{Decimal, Ratio};
use crate::string::concat;

/// Currencies whose minor unit is not in use, three letters each.
const NO_DIGITS: &str = "AFNALLBIFCLPCOPDJFGNFHUFIDRIQDIRRISKJPYKMFKPWKRWLAKLBPMGAMMKPKRPYGRWFSLLSOSSYPUGXUYIVNDVUVXAFXOFXPFYER";
/// Currencies whose minor unit is a thousandth, three letters each.
const THREE_DIGITS: &str = "BHDJODKWDLYDOMRTND";
/// Currencies whose minor unit is a ten-thousandth, three letters each.
const FOUR_DIGITS: &str = "CLFUYW";

/// Writes `amount`, in units of `currency` (an ISO 4217 code), with the currency's own digits: `$1,234.50`, `980 ¥`.
/// Rounds half away from zero. An amount that rounds to zero has no sign; one that is not finite gives an empty text.
/// A `currency` that is no code is left out.
pub fn format(amount: f64, currency: &str, locale: &Locale) -> String {
    match Decimal::of(amount, Some(digits(currency))) {
        Some(amount) => write(&amount, currency, locale),
        None => String::new(),
    }
}

/// Writes a computed amount as [`format()`] does; with `rounded`, in whole units without a fraction: `$10`.
/// Returns `None` for an amount with more digits than any price has.
pub fn format_exact(
    amount: Ratio,
    currency: &str,
    rounded: bool,
    locale: &Locale,
) -> Option<String> {
    let places = if rounded { 0 } else { digits(currency) };
    Some(write(&amount.rounded(places)?, currency, locale))
}

/// The signs between units and cents.
const POINTS: [char; 3] = ['.', ',', '\u{66b}'];
/// The zeros of the scripts that prices are written in.
const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{1040}'];

/// Writes a price again without its cents, when there are two digits of them and both are 0: `NT$300` for `NT$300.00`.
/// The price may be a store's own writing. Returns `None` for any other price.
pub fn without_cents(text: &str) -> Option<String> {
    for (at, point) in text.char_indices().rev() {
        if !POINTS.contains(&point) {
            continue;
        }
        let (before, rest) = text.split_at(at);
        let mut rest = rest.chars();
        rest.next();
        let (first, second) = (rest.next()?, rest.next()?);
        let end = rest.as_str();
        // A third digit makes it a group of thousands.
        let digit = end
            .chars()
            .next()
            .map(|next| u32::from(next).wrapping_sub(first.into()));
        let is_fraction =
            digit.is_none_or(|digit| digit > 9) && first == second && ZEROS.contains(&first);
        return is_fraction.then(|| concat(&[before, end]));
    }
    None
}

/// Writes an amount, with its symbol if the currency is a code.
fn write(amount: &Decimal, currency: &str, locale: &Locale) -> String {
    let code = currency.to_ascii_uppercase();
    let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_alphabetic());
    let symbol = if is_code {
        number::symbol(&code, locale)
    } else {
        String::new()
    };
    number::format(amount, Form::Money(&symbol), locale)
}

/// Returns the count of digits after the point that a currency uses.
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
