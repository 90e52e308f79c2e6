//! The page of the templates lists them as they are.

use std::fs;

use paywall_campaign::{Template, templates};

/// Writes the row of a template.
fn row(template: &Template) -> String {
    let code = |names: Vec<&str>| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let required = template.properties().map(|(name, _)| name);
    let required = required.filter(|name| template.requires(name) && *name != "otherwise");
    let events = template.events.iter().chain(&template.attributes);
    format!(
        "| `{}` | {} | {} | {} |\n",
        template.template,
        template.sentence,
        code(required.collect()),
        code(events.map(|named| named.name.as_str()).collect())
    )
}

#[test]
fn the_page_lists_every_template() {
    let table: String = templates().iter().map(row).collect();
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/campaign-templates.md"
    );
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains(&table),
        "the table of docs/campaign-templates.md should be:\n{table}"
    );
}
