//! The built-in icons of the `symbol` component, by the names that documents use.
//!
//! `paywall-templates/icons/generate.mjs` makes the table. Licence of the drawings: `symbol.LICENSE`.

mod table;

use std::cmp::Ordering;

use table::{ENDS, TABLE};

/// An icon: paths to fill with the current colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// The `viewBox` of the `<svg>`.
    pub view_box: &'static str,
    drawing: &'static str,
}

impl Symbol {
    /// Returns the `d` of each `<path>`.
    pub fn paths(self) -> impl Iterator<Item = &'static str> {
        self.drawing.split('|')
    }
}

/// Returns the icon of this name, or the circled check mark where there is none.
pub fn symbol(name: &str) -> Symbol {
    let found = find(name).or_else(|| find("CheckCircleOutlined"));
    let line = found.unwrap_or_default();
    let (frame, drawing) = line.split_at_checked(1).unwrap_or_default();
    Symbol {
        view_box: if frame == "+" {
            "0 0 256 256"
        } else {
            "16 16 224 224"
        },
        drawing,
    }
}

/// Returns whether there is an icon of this name.
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

/// Returns the table's entry of a name.
fn find(name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, ENDS.len());
    while low < high {
        let middle = low.midpoint(high);
        let text = line(middle);
        let end = text.find([' ', '+']).unwrap_or_default();
        let (known, rest) = text.split_at_checked(end)?;
        match known.cmp(name) {
            Ordering::Equal => return Some(rest),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// Returns a line of the table.
fn line(at: usize) -> &'static str {
    let end = |at: usize| ENDS.get(at).copied().map_or(0, usize::from);
    TABLE
        .get(end(at.wrapping_sub(1))..end(at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_own_icon() {
        let names = include_str!("../../../../paywall-templates/icons/names.txt");
        assert_eq!(names.lines().count(), ENDS.len());
        for name in names.lines() {
            let own = find(name).unwrap_or_default();
            assert!(own.len() > 8, "{name} draws something");
            assert!(
                symbol(name)
                    .paths()
                    .all(|path| path.starts_with(['M', 'm'])),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_name_is_a_circled_check_mark() {
        assert_eq!(find("Nonsense"), None);
        assert_eq!(find(""), None);
        assert_eq!(symbol("Nonsense"), symbol("CheckCircleOutlined"));
    }
}
