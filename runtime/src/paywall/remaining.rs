//! The time that is left of the countdown around a text, which tokens write: `${countdown.minutes}`. The page goes on counting
//! in elements of their own, so the numbers are marked in Markdown.

use crate::string::push;
use crate::tree::escape::css_number;

/// The units and their seconds, the largest first.
pub const UNITS: [(&str, f64); 4] = [
    ("days", 86_400.0),
    ("hours", 3_600.0),
    ("minutes", 60.0),
    ("seconds", 1.0),
];

/// The marks around a number that the page counts on. In Unicode they are no characters but for use inside programs, so no text has them.
pub const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// The time that is left.
#[derive(Debug, Clone, Copy)]
pub struct Remaining {
    /// The seconds until the end.
    pub seconds: f64,
    /// The position of the largest unit: all that is left of larger ones is part of it.
    pub from: usize,
}

impl Remaining {
    /// Writes the number of a unit, with at least as many digits as the name says behind a colon: `minutes:2`. With
    /// `marked`, the page is told how to go on. Writes nothing for any other name.
    pub fn write(self, name: &str, marked: bool, out: &mut String) {
        let (name, digits) = name.split_once(':').unwrap_or((name, "1"));
        // What makes a whole larger unit is not part of a smaller one.
        let (mut left, mut within) = (self.seconds, 0.0);
        for (at, (known, unit)) in UNITS.iter().enumerate() {
            let count = (left / unit).floor();
            if *known == name {
                let mut number = css_number(count);
                if digits == "2" && number.len() < 2 {
                    number.insert(0, '0');
                }
                let [from, to] = MARKS;
                if marked {
                    out.push(from);
                    for part in [&css_number(*unit), &css_number(within), digits] {
                        push(out, &[part, " "]);
                    }
                }
                out.push_str(&number);
                if marked {
                    out.push(to);
                }
                return;
            }
            if at >= self.from {
                left -= count * unit;
                within = *unit;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_what_is_left_below_the_next_larger_one() {
        let left = Remaining {
            seconds: 93_784.0,
            from: 0,
        };
        let write = |left: Remaining, name: &str| {
            let mut out = String::new();
            left.write(name, false, &mut out);
            out
        };
        for (name, expected) in [
            ("days", "1"),
            ("hours", "2"),
            ("hours:2", "02"),
            ("minutes", "3"),
            ("minutes:2", "03"),
            ("seconds", "4"),
            ("seconds:3", "4"),
            ("weeks", ""),
        ] {
            assert_eq!(write(left, name), expected, "{name}");
        }
        let left = Remaining { from: 1, ..left };
        assert_eq!(write(left, "hours"), "26");
        assert_eq!(write(left, "minutes"), "3");
        assert_eq!(write(Remaining { from: 2, ..left }, "minutes"), "1563");
    }
}
