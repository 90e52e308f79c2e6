//! Numbers, percentages and money as text, with the digits, signs and patterns of a language.

use super::Locale;
use super::table::{Record, Section, decoded};
use crate::number::Decimal;

/// The pattern that a number is written in.
#[derive(Clone, Copy)]
pub enum Form<'s> {
    /// A plain number.
    Plain,
    /// A percentage, with its sign; the number is the percentage, not the fraction.
    Percent,
    /// An amount of money with this currency symbol; an empty one for an amount without a currency.
    Money(&'s str),
}

/// The fields of a locale's record, by their place in it.
mod field {
    pub const ZERO: usize = 0;
    pub const DECIMAL: usize = 1;
    pub const GROUP: usize = 2;
    pub const MINUS: usize = 3;
    /// The patterns of [`super::Form`], in its order. One sign stands for the number and says how it is grouped.
    pub const PATTERNS: usize = 4;
    /// CLDR's minimum of digits before the first group separator; `2` leaves `1234` ungrouped.
    pub const MINIMUM: usize = 7;
    pub const MONEY_DECIMAL: usize = 8;
    pub const MONEY_GROUP: usize = 9;
}

/// The signs a locale writes numbers with, those for money where they differ.
struct Signs<'r> {
    record: &'r Record,
    is_money: bool,
}

impl<'r> Signs<'r> {
    /// Returns the sign in field `at`, or in a price the sign for money where that is another.
    fn sign(&self, at: usize, for_money: usize) -> &'r str {
        match self.record.field(for_money) {
            own if self.is_money && !own.is_empty() => own,
            _ => self.record.field(at),
        }
    }

    /// Writes one digit. A script's digits follow each other in Unicode, beginning with its zero.
    fn digit(&self, out: &mut String, digit: u8) {
        let zero = self.record.field(field::ZERO).chars().next().unwrap_or('0');
        out.extend(char::from_u32(u32::from(zero) + u32::from(digit - b'0')));
    }

    /// Writes all digits; `grouping` is `#` for groups of two after the first three, `@` for none,
    /// `0` for groups of three.
    fn number(&self, out: &mut String, number: &Decimal, grouping: char) {
        let whole = number.whole().as_bytes();
        let minimum = usize::from(self.record.field(field::MINIMUM) == "2") + 4;
        let group = self.sign(field::GROUP, field::MONEY_GROUP);
        let second = if grouping == '#' { 2 } else { 3 };
        for (at, digit) in whole.iter().enumerate() {
            let left = whole.len() - at;
            let ends_group = left == 3 || left > 3 && (left - 3).is_multiple_of(second);
            if at > 0 && grouping != '@' && whole.len() >= minimum && ends_group {
                out.push_str(group);
            }
            self.digit(out, *digit);
        }
        if !number.fraction().is_empty() {
            out.push_str(self.sign(field::DECIMAL, field::MONEY_DECIMAL));
            for digit in number.fraction().bytes() {
                self.digit(out, digit);
            }
        }
    }
}

/// Writes a number in a pattern of the locale.
pub fn format(number: &Decimal, form: Form<'_>, locale: &Locale) -> String {
    let record = locale.record(Section::Numbers);
    let (at, symbol) = match form {
        Form::Plain => (0, ""),
        Form::Percent => (1, ""),
        Form::Money(symbol) => (2, symbol),
    };
    let signs = Signs {
        record,
        is_money: at == 2,
    };
    let minus = record.field(field::MINUS);
    let pattern = record.field(field::PATTERNS + at);
    let mut out = String::new();
    let (positive, negative) = pattern.split_once(';').unwrap_or((pattern, ""));
    let mut pattern = positive;
    if number.is_negative() {
        if negative.is_empty() {
            out.push_str(minus);
        } else {
            pattern = negative;
        }
    }
    let mut before = ' ';
    // A pattern is the text around the number: `¤` is the symbol, `-` the minus, and one sign is the number itself.
    for c in pattern.chars() {
        match c {
            '0' | '#' | '@' => {
                // Nothing else would set a currency symbol that is a word apart from the digits.
                if before == '¤' && symbol.chars().next_back().is_some_and(is_of_word) {
                    out.push('\u{a0}');
                }
                signs.number(&mut out, number, c);
            }
            '¤' => {
                if matches!(before, '0' | '#' | '@')
                    && symbol.chars().next().is_some_and(is_of_word)
                {
                    out.push('\u{a0}');
                }
                out.push_str(symbol);
            }
            '-' => out.push_str(minus),
            c => out.push(c),
        }
        before = c;
    }
    // A pattern's space before or after the symbol would dangle where there is no symbol.
    if at == 2 && symbol.is_empty() {
        out.trim().into()
    } else {
        out
    }
}

/// Returns whether a character of a currency symbol belongs to a word: it is neither a currency sign nor a space.
fn is_of_word(c: char) -> bool {
    !(c.is_whitespace()
        || matches!(c, '$' | '¢'..='¥' | '\u{20A0}'..='\u{20CF}' | '￠'..='￦' | '৲' | '৳' | '฿' | '៛' | '﷼' | '֏' | '؋' | '௹'))
}

/// Writes a whole number below 10,000 in the locale's digits, at least `width` of them.
pub fn digits(out: &mut String, number: u32, width: usize, locale: &Locale) {
    let signs = Signs {
        record: locale.record(Section::Numbers),
        is_money: false,
    };
    let text = number.to_string();
    for _ in text.len()..width {
        signs.digit(out, b'0');
    }
    for digit in text.bytes() {
        signs.digit(out, digit);
    }
}

/// Returns the symbol of a currency (three capital letters), or its code where the locale has no symbol.
pub fn symbol(code: &str, locale: &Locale) -> String {
    let find = || (code.into(), found(code, locale));
    match locale.currency.get_or_init(find) {
        (first, symbol) if first == code => symbol.clone(),
        _ => found(code, locale),
    }
}

/// Looks a currency up in the locale and those above it; the nearest entry wins.
fn found(code: &str, locale: &Locale) -> String {
    let mut found: (&[u8], u16) = (&[], 0);
    locale.place.each(Section::Currencies, &mut |list, base| {
        let (list, alone) = match list {
            [b'*', list @ ..] => (list, true),
            list => (list, false),
        };
        // A list that begins with `*` stands alone: nothing above it counts.
        if alone {
            found = (&[], 0);
        }
        for entry in list.split(|byte| *byte == b'\t') {
            if let Some(symbol) = entry.strip_prefix(code.as_bytes()) {
                found = (symbol, base);
            }
        }
    });
    if found.0.is_empty() {
        code.into()
    } else {
        decoded(found.0, found.1)
    }
}
