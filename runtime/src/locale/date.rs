//! Dates and times as text, in the words and the order of a language.

use super::table::Section;
use super::{Locale, number};
use crate::date::{MINUTE, date, local};

/// Writes what a clock shows (`wall`, in milliseconds as if it stood in UTC) in the words of the locale, or returns `None` for a field that is not known.
///
/// `pattern` has Unicode's date fields (`d MMMM y`, `EEEE`, `HH:mm`; text in single quotes), or the locale's own
/// pattern: `P` to `PPPP` for a short to a full date, `p` and `pp` for a time, `PPp` for both.
pub fn format(wall: f64, pattern: &str, locale: &Locale) -> Option<String> {
    let (day, weekday, minute) = local(wall);
    let date = date(day);
    let mut parts = date.split('-');
    let mut next = || parts.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut writer = Writer {
        locale,
        year: next(),
        month: next(),
        day: next(),
        // The day before counts from Monday, CLDR's names from Sunday.
        weekday: (weekday + 1) % 7,
        minute,
        millisecond: (wall - (wall / MINUTE).floor() * MINUTE) as u32,
        out: String::new(),
    };
    writer.pattern(pattern, 0)?;
    Some(writer.out)
}

/// A moment taken apart into its fields, and the text written so far.
struct Writer<'l> {
    locale: &'l Locale,
    year: u32,
    month: u32,
    day: u32,
    weekday: usize,
    minute: u32,
    millisecond: u32,
    out: String,
}

impl<'l> Writer<'l> {
    /// Writes a pattern. Only at depth 0 may it name the locale's own patterns, so that those cannot name themselves.
    fn pattern(&mut self, pattern: &str, depth: usize) -> Option<()> {
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches(c).len();
            let mut after = rest.get(run..)?;
            match c {
                '\'' => after = self.quoted(rest)?,
                'P' | 'p' if depth == 0 => {
                    let time = after.len() - after.trim_start_matches('p').len();
                    let (date, time) = if c == 'P' { (run, time) } else { (0, run) };
                    after = after.trim_start_matches('p');
                    self.combined(date, time)?;
                }
                'A'..='Z' | 'a'..='z' => self.field(c, run)?,
                _ => self.out.push_str(rest.get(..run)?),
            }
            rest = after;
        }
        Some(())
    }

    /// Writes a text in quotes, two of which stand for one; returns what follows it.
    fn quoted<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inner = text.get(1..)?;
        if let Some(after) = inner.strip_prefix('\'') {
            self.out.push('\'');
            return Some(after);
        }
        let (own, after) = inner.split_once('\'')?;
        self.out.push_str(own);
        if after.starts_with('\'') {
            self.out.push('\'');
            self.quoted(after)
        } else {
            Some(after)
        }
    }

    /// Writes the locale's own date and time; the counts of letters choose the patterns, 0 leaves one of the two out.
    fn combined(&mut self, date: usize, time: usize) -> Option<()> {
        let date_pattern = self.own(Section::Dates, date);
        let time_pattern = self.own(Section::Times, time);
        if date == 0 || time == 0 {
            return self.pattern(
                if date == 0 {
                    time_pattern
                } else {
                    date_pattern
                },
                1,
            );
        }
        for c in self.locale.record(Section::Glue).text().chars() {
            match c {
                '\u{1}' => self.pattern(time_pattern, 1)?,
                '\u{2}' => self.pattern(date_pattern, 1)?,
                '\'' => {}
                c => self.out.push(c),
            }
        }
        Some(())
    }

    /// Returns the locale's pattern for a count of letters, or its longest one when there
    /// are more letters than patterns.
    fn own(&self, section: Section, letters: usize) -> &'l str {
        let patterns = self.locale.record(section);
        patterns.field(letters.min(patterns.count()).wrapping_sub(1))
    }

    /// Writes one field of the date, `width` letters wide in the pattern.
    fn field(&mut self, letter: char, width: usize) -> Option<()> {
        let hour = self.minute / 60;
        let number = match letter {
            'y' | 'u' if width == 2 => self.year % 100,
            'y' | 'u' => self.year,
            'M' | 'L' if width > 2 => {
                let month = self.month.checked_sub(1)? as usize;
                return self.name(Section::Months, Section::ShortMonths, month, width);
            }
            'E' | 'c' | 'i' => {
                return self.name(Section::Days, Section::ShortDays, self.weekday, width);
            }
            'a' | 'b' | 'B' => {
                let names = self.locale.record(Section::DayPeriods);
                self.out.push_str(names.get(usize::from(hour >= 12))?);
                return Some(());
            }
            'M' | 'L' => self.month,
            'd' => self.day,
            'H' => hour,
            // From 1 to 12, as `k` is from 1 to 24.
            'h' => (hour + 11) % 12 + 1,
            'K' => hour % 12,
            'k' => (hour + 23) % 24 + 1,
            'm' => self.minute % 60,
            's' => self.millisecond / 1000,
            'S' => (self.millisecond % 1000) / 10_u32.pow(3_u32.saturating_sub(width as u32)),
            _ => return None,
        };
        number::digits(&mut self.out, number, width, self.locale);
        Some(())
    }

    /// Writes a long name for four letters, its first letter for five, a short name for any other count.
    fn name(&mut self, long: Section, short: Section, at: usize, width: usize) -> Option<()> {
        let name = self.locale.record(long).get(at)?;
        match width {
            4 => self.out.push_str(name),
            5 => self.out.extend(name.chars().next()),
            _ => {
                // A short name is written as a digit (the letters it shares with the long name)
                // and the letters that follow.
                let mut rule = self.locale.record(short).get(at)?.chars();
                let mut same = (rule.next()? as usize).checked_sub(usize::from(b'0'))?;
                for c in name.chars() {
                    if same > 0 {
                        self.out.push(c);
                        same -= 1;
                    }
                }
                self.out.push_str(rule.as_str());
            }
        }
        Some(())
    }
}
