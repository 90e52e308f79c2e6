//! The tables and the example of `docs/document.md` are those of the data files. With `BLESS` set, the page is written anew.

use std::fs;
use std::path::Path;

use paywall_schema::page;

/// Puts the stock document to begin with into its place on the page.
fn with_example(page: &str) -> String {
    const MARK: &str = "<!-- example -->\n";
    let (before, after) = page.split_once(MARK).unwrap();
    let rest = match after.strip_prefix("\n```json\n") {
        Some(old) => old.split_once("\n```\n").unwrap().1,
        None => after,
    };
    let example = include_str!("../../../../paywall-templates/new.json");
    format!("{before}{MARK}\n```json\n{example}```\n{rest}")
}

#[test]
fn the_reference_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/document.md");
    let page = fs::read_to_string(&path).unwrap();
    let new = page::fill(&with_example(&page));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &new).unwrap();
    }
    let old = fs::read_to_string(&path).unwrap();
    assert!(
        old == new,
        "docs/document.md is not up to date: `cargo xtask bless` writes its tables anew"
    );
    assert!(
        !new.contains(" -->\n<!-- end -->"),
        "a table of the page has no name that is known"
    );
}
