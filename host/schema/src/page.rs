//! The tables of `docs/document.md`, made of the words about names.

use crate::component::attributes_of;
use crate::data::{self, Field, Named, Word};

/// The sign before a table that is made here, with its name behind it.
const BEFORE: &str = "<!-- table: ";
/// The sign behind such a table.
const AFTER: &str = "<!-- end -->";

/// Writes all tables of a page anew: what stands between `<!-- table: NAME -->` and `<!-- end -->`.
pub fn fill(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEFORE) {
        out.push_str(before);
        let Some((name, behind)) = after.split_once(" -->") else {
            out.push_str(BEFORE);
            rest = after;
            continue;
        };
        let table = table(name);
        out.push_str(&format!("{BEFORE}{name} -->\n{table}{AFTER}"));
        rest = behind.split_once(AFTER).map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// Writes the table of a name: `components`, `attributes`, `fields OBJECT`, `words KIND` or `variables NAMESPACE`.
fn table(name: &str) -> String {
    match name.split_once(' ') {
        None if name == "components" => components(),
        None if name == "attributes" => attributes(),
        Some(("fields", object)) => fields(object),
        Some(("words", kind)) => words(kind, data::WORDS.get(kind)),
        Some(("variables", space)) => words(space, data::VARIABLES.get(space)),
        _ => String::new(),
    }
}

/// Writes rows below the names of their columns.
fn rows(columns: [&str; 2], rows: impl Iterator<Item = [String; 2]>) -> String {
    let mut out = format!("| {} | {} |\n|---|---|\n", columns[0], columns[1]);
    for [first, second] in rows {
        out += &format!("| {first} | {second} |\n");
    }
    out
}

/// Writes the components, each with the attributes that it reads besides those of all.
fn components() -> String {
    let mut out =
        "| component | what it is | attributes besides those of all |\n|---|---|---|\n".to_owned();
    for (name, component) in data::COMPONENTS.iter() {
        let mut own = Vec::new();
        for attribute in attributes_of(name) {
            let is_usual = data::GROUPS
                .get(attribute.group)
                .is_some_and(|group| group.all);
            if !is_usual && !attribute.field.hidden && !attribute.field.deprecated {
                own.push(format!("`{}`", attribute.name));
            }
        }
        let mut is = component.is.clone();
        if !component.needs.is_empty() {
            let needs: Vec<_> = component
                .needs
                .iter()
                .map(|it| format!("`{}`", it.replace('|', "` or `")))
                .collect();
            is += &format!(" Needs {}.", needs.join(" and "));
        }
        out += &format!("| `{name}` | {is} | {} |\n", own.join(", "));
    }
    out
}

/// Writes all attributes, in groups.
fn attributes() -> String {
    let mut out = String::new();
    for (group, words) in data::GROUPS.iter().filter(|(_, group)| !group.hidden) {
        let Some(fields) = data::ATTRIBUTES.get(group) else {
            continue;
        };
        let of_all = if words.all { ", of all components" } else { "" };
        out += &format!("\n**{}**{of_all}\n\n", words.title);
        let shown = fields.iter().filter(|(_, field)| !field.hidden);
        out += &rows(["attribute", "meaning"], shown.map(row));
    }
    out + "\n"
}

/// Writes the fields of an object.
fn fields(object: &str) -> String {
    let Some(object) = data::OBJECTS.get(object) else {
        return String::new();
    };
    let own = [
        "The platform's own data.",
        "Part of a page of the platform's API.",
    ];
    let shown = object.fields.iter();
    let shown = shown.filter(|(_, field)| !own.contains(&&*field.is));
    rows(["field", "meaning"], shown.map(row))
}

/// Writes a field: its name, and what it is with its values and defaults.
fn row((name, field): (&str, &Field)) -> [String; 2] {
    let mut text = field.is.clone();
    let words = [field.values.as_slice(), field.words.as_slice()].concat();
    if !words.is_empty() && field.words.is_empty() {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        text += &format!(" One of {}.", words.join(", "));
    }
    if let Some(default) = &field.default {
        text += &format!(" Default: `{default}`.");
    }
    if field.unit.as_deref().is_some_and(|unit| unit != "px") {
        text += &format!(" In `{}`.", field.unit.as_deref().unwrap_or_default());
    }
    let mark = if field.required { "**" } else { "" };
    [format!("{mark}`{name}`{mark}"), text]
}

/// Writes words and what they mean.
fn words(of: &str, words: Option<&Named<Word>>) -> String {
    let rows_of = words.into_iter().flat_map(Named::iter).map(|(name, word)| {
        let mut text = word.is.clone();
        let parameters: Vec<_> = word.parameters.iter().collect();
        for (name, field) in &parameters {
            text += &format!(" `{name}`: {}", field.is);
        }
        [format!("`{name}`"), text]
    });
    rows([of, "meaning"], rows_of)
}
