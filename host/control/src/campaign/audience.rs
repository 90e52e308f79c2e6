//! Audiences: conditions with a name, and everything that uses it.

use serde_json::Value;

use super::clause::who;
use super::finding::findings;
use super::{object, text};
use crate::content::{Content, Name};
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::{Key, Path};

/// Lists the audiences: each in a sentence, with everything that uses it and what is known to be wrong.
pub(super) fn listed(content: &Content) -> Value {
    let entries = content.manifest.section(Section::Audiences).iter();
    let listed = entries.filter_map(|entry| {
        let condition = content.parts.get(&entry.1)?;
        let users = users(content, &entry.0).map(|(name, part)| told(&name, part));
        Some(object([
            ("name", entry.0.as_str().into()),
            ("sentence", who(Some(condition)).into()),
            ("users", users.collect()),
            ("findings", findings(Some(condition))),
        ]))
    });
    listed.collect()
}

/// Tells a part that uses an audience.
fn told(name: &Name, part: &Value) -> Value {
    let title = text(part, "name").unwrap_or(&name.part);
    object([
        ("section", name.section.name().into()),
        ("noun", name.section.noun().into()),
        ("part", name.part.as_str().into()),
        ("title", title.into()),
    ])
}

/// Renames an audience, and everything that names it.
pub fn rename_audience(content: &Content, audience: &str, to: &str) -> Vec<Operation> {
    let name = Name::new(Section::Audiences, audience);
    if audience == to || content.manifest.get(&name).is_none() {
        return Vec::new();
    }
    let changed =
        users(content, audience).flat_map(|(name, part)| renamed(&name, part, audience, to));
    let rename = Operation::Rename {
        section: Section::Audiences,
        part: audience.to_owned(),
        id: Key::new(),
        to: to.to_owned(),
    };
    changed.chain([rename]).collect()
}

/// Lists the parts in which a condition names an audience.
fn users<'a>(content: &'a Content, audience: &'a str) -> impl Iterator<Item = (Name, &'a Value)> {
    let all = content.manifest.parts();
    let all = all.filter_map(|(name, hash)| Some((name, &**content.parts.get(&hash)?)));
    all.filter(|(_, part)| uses(part, audience))
}

/// Returns whether a condition inside a value names an audience.
fn uses(value: &Value, audience: &str) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|value| uses(value, audience)),
        Value::Object(fields) => {
            text(value, "audience") == Some(audience)
                || fields.values().any(|value| uses(value, audience))
        }
        _ => false,
    }
}

/// Makes the operations by which a part names an audience otherwise: of the fields that do, and no others.
fn renamed(name: &Name, part: &Value, audience: &str, to: &str) -> Vec<Operation> {
    let set = |path: Vec<String>, value: &Value| {
        let mut value = value.clone();
        replace(&mut value, audience, to);
        Operation::Set {
            section: name.section,
            part: name.part.clone(),
            id: Key::new(),
            path: Path(path),
            value,
        }
    };
    match part
        .as_object()
        .filter(|_| name.section != Section::Audiences)
    {
        None => vec![set(Vec::new(), part)],
        Some(fields) => {
            let fields = fields.iter().filter(|(_, value)| uses(value, audience));
            fields
                .map(|(field, value)| set(vec![field.clone()], value))
                .collect()
        }
    }
}

/// Puts another name in the place of an audience's, everywhere in a value.
fn replace(value: &mut Value, audience: &str, to: &str) {
    match value {
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| replace(value, audience, to)),
        Value::Object(fields) => {
            for (field, value) in fields {
                match field == "audience" && value.as_str() == Some(audience) {
                    true => *value = to.into(),
                    false => replace(value, audience, to),
                }
            }
        }
        _ => {}
    }
}
