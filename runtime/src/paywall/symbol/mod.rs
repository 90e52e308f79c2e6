//! The built-in icons of the `symbol` component, by the names that documents use.
//!
//! `paywall-templates/icons/generate.mjs` makes the table. Licence of the drawings: `symbol.LICENSE`.

mod lines;
mod table;

use table::USUAL;

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
    let usual = USUAL.find(name);
    // All are outlined or filled, and a name that is neither must not make a page wait.
    if usual.is_none() && name.ends_with("ed") {
        return rare::find(name);
    }
    usual
}

/// The icons that few paywalls have. Pages get this function and its text later than all others
/// (`xtask/src/split/plan.rs`).
mod rare {
    #[inline(never)]
    pub fn find(name: &str) -> Option<&'static str> {
        super::table::RARE.find(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_own_icon() {
        let names = include_str!("../../../../paywall-templates/icons/names.txt");
        assert_eq!(
            names.lines().count(),
            USUAL.ends.len() + table::RARE.ends.len()
        );
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
