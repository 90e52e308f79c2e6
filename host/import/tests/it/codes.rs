//! The table of codes in the guide.

use std::fs;

use paywall_import::{adapty, code, revenuecat};

use crate::files::root;

#[test]
fn the_guide_lists_every_code_with_its_meaning() {
    let guide = fs::read_to_string(root().join("docs/import.md")).unwrap();
    let rows: Vec<_> = guide
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    for code in code::ALL
        .iter()
        .chain(revenuecat::code::ALL)
        .chain(adapty::code::ALL)
    {
        let row = format!("| `{}` | {} |", code.name, code.meaning);
        assert!(rows.contains(&&*row), "the table lacks the row\n{row}");
    }
    let mut names: Vec<_> = rows.clone();
    names.dedup();
    assert_eq!(names.len(), rows.len(), "a row stands twice");
}
