//! Arrows between named things, and the circles they make.

use std::collections::{BTreeMap, BTreeSet};

/// Arrows by the name they start from.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Returns the groups of names that can all reach each other, each in order; a name alone is no circle.
pub fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
        .keys()
        .map(|name| (&**name, reach(arrows, name)))
        .collect();
    let mut out: Vec<Vec<String>> = Vec::new();
    for (name, others) in &reached {
        if !others.contains(name) || out.iter().flatten().any(|known| known == name) {
            continue;
        }
        let back = |other: &&&str| {
            reached
                .get(**other)
                .is_some_and(|found| found.contains(name))
        };
        out.push(
            others
                .iter()
                .filter(back)
                .map(ToString::to_string)
                .collect(),
        );
    }
    out
}

/// Returns all names that arrows lead to from one.
fn reach<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = arrows
        .get(from)
        .into_iter()
        .flatten()
        .map(|name| &**name)
        .collect();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(arrows.get(name).into_iter().flatten().map(|name| &**name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(list: &[(&str, &[&str])]) -> Arrows {
        let mut out = Arrows::new();
        for (from, to) in list {
            out.insert((*from).into(), to.iter().map(ToString::to_string).collect());
        }
        out
    }

    #[test]
    fn a_planted_circle_is_found() {
        let way = [("a", &["b", "c"][..]), ("b", &["c"]), ("c", &["d"])];
        assert!(circles(&arrows(&way)).is_empty());
        let round = [
            ("a", &["b"][..]),
            ("b", &["c"]),
            ("c", &["a", "d"]),
            ("d", &["e"]),
            ("e", &["d"]),
        ];
        assert_eq!(
            circles(&arrows(&round)),
            [vec!["a", "b", "c"], vec!["d", "e"]]
        );
    }
}
