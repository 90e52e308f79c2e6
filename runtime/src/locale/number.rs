//! Numbers, percentages and money as text.

use super::Locale;
use super::table::{Section, decoded};
use crate::number::Decimal;

/// Which pattern a number is written in.
#[derive(Clone, Copy)]
pub enum Form<'s> {
    /// As a number.
    Plain,
    /// With a percent sign; the number is the percentage.
    Percent,
    /// As money, with this currency symbol.
    Money(&'s str),
}

/// The fields of a locale's record, in the table's order.
#[derive(Default)]
struct Signs<'r> {
    zero: &'r str,
    decimal: &'r str,
    group: &'r str,
    minus: &'r str,
    /// The patterns of [`Form`], in its order. One sign stands for the number and says how it is grouped.
    patterns: [&'r str; 3],
    /// How many digits there must be before the first group, beyond its three.
    minimum: &'r str,
    money_decimal: &'r str,
    money_group: &'r str,
}

impl<'r> Signs<'r> {
    fn read(record: &'r str) -> Self {
        let mut fields = record.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        Self {
            zero: next(),
            decimal: next(),
            group: next(),
            minus: next(),
            patterns: [next(), next(), next()],
            minimum: next(),
            money_decimal: next(),
            money_group: next(),
        }
    }

    fn digit(&self, out: &mut String, digit: u8) {
        let zero = self.zero.chars().next().unwrap_or('0');
        out.extend(char::from_u32(u32::from(zero) + u32::from(digit - b'0')));
    }

    fn number(&self, out: &mut String, number: &Decimal, grouping: char) {
        let whole = number.whole().as_bytes();
        let minimum = usize::from(self.minimum == "2") + 4;
        let second = if grouping == '#' { 2 } else { 3 };
        for (at, digit) in whole.iter().enumerate() {
            let left = whole.len() - at;
            let ends_group = left == 3 || left > 3 && (left - 3).is_multiple_of(second);
            if at > 0 && grouping != '@' && whole.len() >= minimum && ends_group {
                out.push_str(self.group);
            }
            self.digit(out, *digit);
        }
        if !number.fraction().is_empty() {
            out.push_str(self.decimal);
            for digit in number.fraction().bytes() {
                self.digit(out, digit);
            }
        }
    }
}

/// Writes a number as the locale does.
pub fn format(number: &Decimal, form: Form<'_>, locale: &Locale) -> String {
    let record = locale.text(Section::Numbers);
    let mut signs = Signs::read(&record);
    let (at, symbol) = match form {
        Form::Plain => (0, ""),
        Form::Percent => (1, ""),
        Form::Money(symbol) => (2, symbol),
    };
    if at == 2 && !signs.money_decimal.is_empty() {
        signs.decimal = signs.money_decimal;
    }
    if at == 2 && !signs.money_group.is_empty() {
        signs.group = signs.money_group;
    }
    let mut out = String::new();
    let (positive, negative) = signs.patterns[at]
        .split_once(';')
        .unwrap_or((signs.patterns[at], ""));
    let mut pattern = positive;
    if number.is_negative() {
        if negative.is_empty() {
            out.push_str(signs.minus);
        } else {
            pattern = negative;
        }
    }
    let mut before = ' ';
    for c in pattern.chars() {
        match c {
            '0' | '#' | '@' => {
                // A currency symbol that is a word is set off from digits.
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
            '-' => out.push_str(signs.minus),
            c => out.push(c),
        }
        before = c;
    }
    // No space stands where no symbol does.
    if at == 2 && symbol.is_empty() {
        out.trim().into()
    } else {
        out
    }
}

/// Whether a character is neither a currency sign nor a space.
fn is_of_word(c: char) -> bool {
    !(c.is_whitespace()
        || matches!(c, '$' | '¢'..='¥' | '\u{20A0}'..='\u{20CF}' | '￠'..='￦' | '৲' | '৳' | '฿' | '៛' | '﷼' | '֏' | '؋' | '௹'))
}

/// The digits of a whole number below 10,000 as the locale writes them, at least `width` of them.
pub fn digits(out: &mut String, number: u32, width: usize, record: &str) {
    let signs = Signs::read(record);
    let text = number.to_string();
    for _ in text.len()..width {
        signs.digit(out, b'0');
    }
    for digit in text.bytes() {
        signs.digit(out, digit);
    }
}

/// The symbol of a currency (three capital letters), else its code.
pub fn symbol(code: &str, locale: &Locale) -> String {
    let mut found: (&[u8], u16) = (&[], 0);
    locale.place.each(Section::Currencies, &mut |list, base| {
        let (list, alone) = match list {
            [b'*', list @ ..] => (list, true),
            list => (list, false),
        };
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
