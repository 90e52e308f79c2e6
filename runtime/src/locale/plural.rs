//! The choice of a plural form by a language's rules.

use super::Locale;
use super::table::Section;
use crate::number::Decimal;

/// CLDR's names of plural categories.
const NAMES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Returns the plural category of a number, and its position among the categories that the language has.
pub fn category(number: &Decimal, locale: &Locale) -> (&'static str, usize) {
    let mut rules = Rules(locale.place.bytes(Section::Plurals));
    let mut at = 0;
    while let Some(category) = rules.next() {
        if rules.holds(number) {
            return (
                NAMES
                    .get(usize::from(category))
                    .copied()
                    .unwrap_or(NAMES[5]),
                at,
            );
        }
        at += 1;
    }
    (NAMES[5], at)
}

/// Returns the position, among the language's categories, of the one for the number 1.
pub fn singular(locale: &Locale) -> usize {
    category(&Decimal::whole_number(1), locale).1
}

/// The rules of a language, as the bytes that `pluralRecord` in `runtime/locales/plural.mjs` writes and explains.
struct Rules(&'static [u8]);

impl Rules {
    /// Reads a byte.
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Reads a number; 250 stands for a million, which no byte holds.
    fn number(&mut self) -> u64 {
        match self.next() {
            Some(250) => 1_000_000,
            Some(byte) => byte.into(),
            None => 0,
        }
    }

    /// Reads the relations of one category to their end and returns whether they hold: any group of
    /// them, all in the group.
    fn holds(&mut self, number: &Decimal) -> bool {
        let (mut any, mut all) = (false, true);
        while let Some(flags) = self.next() {
            if flags & 32 != 0 {
                any |= all;
                all = true;
            }
            all &= self.relation(flags, number);
            if flags & 64 != 0 {
                break;
            }
        }
        any || all
    }

    /// Reads one relation (`n % 10 = 2..4`) and returns whether it holds.
    fn relation(&mut self, flags: u8, number: &Decimal) -> bool {
        let mut value = operand(flags & 7, number);
        if flags & 8 != 0 {
            let modulus = self.number().max(1);
            value = value.map(|value| value % modulus);
        }
        // A list of ranges; the numbers must be read to their end even after one fits.
        let mut found = false;
        for _ in 0..self.number() {
            let (low, high) = (self.number(), self.number());
            found |= value.is_some_and(|value| (low..=high).contains(&value));
        }
        found != (flags & 16 != 0)
    }
}

/// Returns an operand of plural rules; `None` for a fraction, which equals no whole number.
fn operand(which: u8, number: &Decimal) -> Option<u64> {
    let fraction = number.fraction();
    let significant = fraction.trim_end_matches('0');
    Some(match which {
        0 if !significant.is_empty() => return None,
        0 | 1 => last_digits(number.whole()),
        2 => fraction.len() as u64,
        3 => last_digits(fraction),
        4 => last_digits(significant),
        _ => 0,
    })
}

/// Returns the number that digits stand for, shortened to its last twelve digits when it is long: rules ask for no more
/// than the last six digits and whether there are others.
fn last_digits(digits: &str) -> u64 {
    let mut number = 0_u64;
    for digit in digits.bytes() {
        number = number * 10 + u64::from(digit - b'0');
        if number >= 2_000_000_000_000 {
            number = number % 1_000_000_000_000 + 1_000_000_000_000;
        }
    }
    number
}
