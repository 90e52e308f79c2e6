//! Documents whose components were given ids by the Control Center: pages stay as they are, but for `data-id`.

use paywall_control::{Content, canonical};
use paywall_tests::{Case, root};
use serde_json::Value;

/// Removes the attributes that tell components' ids.
fn without_ids(html: &str) -> String {
    let mut parts = html.split(" data-id=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    plain
}

/// Returns the document as the Control Center keeps it, or `None` for one that it does not take.
fn kept(document: &[u8]) -> Option<Vec<u8>> {
    let read = canonical::read(std::str::from_utf8(document).ok()?).ok()?;
    let (content, _) = Content::import(read).ok()?;
    Some(canonical::write(&content.write().ok()?).ok()?.into_bytes())
}

#[test]
fn ids_that_are_given_change_nothing_in_a_page_but_themselves() {
    let mut pages = 0;
    for mut case in Case::all(&root().join("tests/cases")).unwrap() {
        let Some(document) = kept(&case.document) else {
            continue;
        };
        let before: Value = serde_json::from_slice(&case.native()).unwrap();
        case.document = document;
        let after: Value = serde_json::from_slice(&case.native()).unwrap();
        for field in ["html", "css", "page"] {
            let [before, after] = [&before, &after].map(|answer| answer["ok"][field].as_str());
            assert_eq!(
                before.map(without_ids),
                after.map(without_ids),
                "{} {field}",
                case.file.display()
            );
            pages += usize::from(before.is_some());
        }
    }
    assert!(pages > 100, "{pages}");
}
