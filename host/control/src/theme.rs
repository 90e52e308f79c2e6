//! The colours, fonts and radii of a paywall: which it has and how often, and edits that change one wherever it is.
//!
//! A value with a name is one of the paywall's initial state, `${state.theme.brand}`: every reader of documents knows it.

use serde_json::{Map, Value};

use crate::content::Name;
use crate::object::object;
use crate::operation::Operation;
use crate::tree::{Key, Path, Tree};

/// The place of the names in the paywall.
const PATH: [&str; 3] = ["template", "initialState", "theme"];

/// The beginnings of colours that are written as functions.
const FUNCTIONS: [&str; 4] = ["rgb(", "rgba(", "hsl(", "hsla("];

/// A kind of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Colours, alone or in a gradient or a shadow.
    Colours,
    /// The fonts of texts.
    Fonts,
    /// Radii of corners.
    Radii,
}

impl Kind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Colours, Self::Fonts, Self::Radii];

    /// Returns the name of the kind, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Colours => "Colours",
            Self::Fonts => "Fonts",
            Self::Radii => "Radii",
        }
    }

    /// Returns true for an attribute that holds values of the kind.
    fn fits(self, field: &str) -> bool {
        let field = field.to_ascii_lowercase();
        match self {
            Self::Colours => ["color", "colour", "gradient", "shadow"]
                .iter()
                .any(|part| field.contains(part)),
            Self::Fonts => field == "fontname",
            Self::Radii => field.ends_with("radius"),
        }
    }
}

/// Tells what values a paywall has, by kind: `[{kind, isColor, named: [{name, value, count}], plain: [{value, count}]}]`.
pub fn theme(part: &Value) -> Value {
    let tree = Tree::read(part);
    let names = names(part);
    let kinds = Kind::ALL.into_iter().map(|kind| {
        let counts = counts(&tree, kind);
        let count = |value: &str| {
            counts
                .iter()
                .find(|(_, key, _)| key == value)
                .map(|(_, _, count)| *count)
        };
        let is_color = kind == Kind::Colours;
        let named = names.iter().flat_map(|names| names.iter());
        let named = named.filter_map(|(name, value)| {
            let has_color = value.as_str().is_some_and(|text| !colors(text).is_empty());
            let used = count(&token(name).to_ascii_lowercase());
            let is_shown = if is_color {
                has_color
            } else {
                !has_color && used.is_some()
            };
            is_shown.then(|| entry(name, value, used.unwrap_or_default()))
        });
        let plain = counts.iter().filter(|(_, key, _)| !key.contains("${"));
        let plain = plain.map(|(value, _, count)| entry("", value, *count));
        object([
            ("kind", kind.name().into()),
            ("isColor", is_color.into()),
            ("named", named.collect()),
            ("plain", plain.collect()),
        ])
    });
    kinds.collect()
}

/// Writes a value with its name, and how often it is used.
fn entry(name: &str, value: &Value, count: usize) -> Value {
    object([
        ("name", name.into()),
        ("value", value.clone()),
        ("count", count.into()),
    ])
}

/// Replaces a value of a kind wherever the paywall has it.
pub fn replace(name: &Name, part: &Value, kind: Kind, from: &Value, to: &Value) -> Vec<Operation> {
    let wanted = plain(from).to_ascii_lowercase();
    let change = &mut |value: &Value| match plain(value).to_ascii_lowercase() == wanted {
        true => to.clone(),
        false => value.clone(),
    };
    let mut steps = Vec::new();
    for (id, node) in Tree::read(part).nodes {
        for (field, value) in node.attributes.iter().filter(|_| !id.is_empty()) {
            let next = changed(value, field, kind, change);
            if next != *value {
                steps.push(set(name, &id, &[field], Some(next)));
            }
        }
    }
    steps
}

/// Names a value, names it anew, or takes its name away: what it is stays.
pub fn rename(
    name: &Name,
    part: &Value,
    kind: Kind,
    value: &Value,
    former: &str,
    to: &str,
) -> Vec<Operation> {
    let from = if former.is_empty() {
        value.clone()
    } else {
        token(former).into()
    };
    let next = if to.is_empty() {
        value.clone()
    } else {
        token(to).into()
    };
    let named = |to: &str, value: Option<Value>| {
        let path = [&PATH[..], &[to]].concat();
        (!to.is_empty()).then(|| set(name, "", &path, value))
    };
    let first = named(to, Some(value.clone())).into_iter();
    let last = named(former, None);
    first
        .chain(replace(name, part, kind, &from, &next))
        .chain(last)
        .collect()
}

/// Gives a named value of a paywall another one.
pub fn revalue(name: &Name, named: &str, value: Value) -> Operation {
    set(name, "", &[&PATH[..], &[named]].concat(), Some(value))
}

/// Sets an attribute of a thing, or takes it away.
fn set(name: &Name, id: &str, path: &[&str], value: Option<Value>) -> Operation {
    let path = path.iter().map(|field| (*field).to_owned()).collect();
    Operation::attribute(name.clone(), Key::from(id), Path(path), value)
}

/// Returns the named values of a paywall.
fn names(part: &Value) -> Option<&Map<String, Value>> {
    let mut value = part;
    for field in PATH {
        value = value.get(field)?;
    }
    value.as_object()
}

/// Writes the token of a name.
fn token(name: &str) -> String {
    format!("${{state.theme.{name}}}")
}

/// Writes a value as a text.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Counts the values of a kind: each as it stands, in small letters, and how often.
fn counts(tree: &Tree, kind: Kind) -> Vec<(Value, String, usize)> {
    let mut places = Map::new();
    let mut counts: Vec<(Value, String, usize)> = Vec::new();
    let count = &mut |value: &Value| {
        let key = plain(value).to_ascii_lowercase();
        let place = places.entry(key.clone()).or_insert(counts.len().into());
        let place = place.as_u64().unwrap_or_default();
        let place = usize::try_from(place).unwrap_or_default();
        match counts.get_mut(place) {
            Some((known, _, count)) => (*known, *count) = (value.clone(), *count + 1),
            None => counts.push((value.clone(), key, 1)),
        }
        value.clone()
    };
    for id in tree.below("").iter().filter(|id| !id.is_empty()) {
        let attributes = tree.nodes.get(id).map(|node| &node.attributes);
        for (field, value) in attributes.into_iter().flatten() {
            changed(value, field, kind, count);
        }
    }
    counts
}

/// Writes the values of a kind in an attribute anew, whatever it is made of.
fn changed(
    value: &Value,
    field: &str,
    kind: Kind,
    change: &mut dyn FnMut(&Value) -> Value,
) -> Value {
    match value {
        Value::Array(list) => list
            .iter()
            .map(|one| changed(one, field, kind, change))
            .collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(name, one)| (name.clone(), changed(one, name, kind, change)));
            Value::Object(fields.collect())
        }
        Value::String(text) if kind == Kind::Colours => recolored(text, field, change).into(),
        Value::String(_) | Value::Number(_) if kind != Kind::Colours && kind.fits(field) => {
            change(value)
        }
        other => other.clone(),
    }
}

/// Writes the colours in a text anew, if its attribute holds colours, or it is one.
fn recolored(text: &str, field: &str, change: &mut dyn FnMut(&Value) -> Value) -> String {
    let found = colors(text);
    let is_alone = found
        .iter()
        .any(|(start, end)| *start == 0 && *end == text.len());
    if !is_alone && !Kind::Colours.fits(field) {
        return text.to_owned();
    }
    let (mut out, mut at) = (String::new(), 0);
    for (start, end) in found {
        let color = text.get(start..end).unwrap_or_default();
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(&plain(&change(&color.into())));
        at = end;
    }
    out + text.get(at..).unwrap_or_default()
}

/// Finds the colours in a text, and their names: where each begins and ends.
fn colors(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match color(rest) {
            Some(length) => {
                found.push((at, at + length));
                at += length;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// Returns the length of the colour, or of its name, with which a text begins.
fn color(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("${state.theme.") {
        let name = rest.find(|letter: char| !is_word(letter) && letter != '-')?;
        return (name > 0 && rest.get(name..)?.starts_with('}'))
            .then(|| text.len() - rest.len() + name + 1);
    }
    if let Some(rest) = text.strip_prefix('#') {
        let digits = rest
            .find(|letter: char| !letter.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        let ends = !rest.get(digits..)?.starts_with(is_word);
        return ((3..=8).contains(&digits) && ends).then_some(digits + 1);
    }
    let begins = |name: &&str| {
        let begun = text.get(..name.len());
        begun.is_some_and(|begun| begun.eq_ignore_ascii_case(name))
    };
    let function = FUNCTIONS.into_iter().find(begins)?;
    let arguments = text.get(function.len()..)?;
    let end = arguments.find(['(', ')'])?;
    let ends = arguments.get(end..)?.starts_with(')');
    ends.then_some(function.len() + end + 1)
}

/// Returns true for a letter of a word.
fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
