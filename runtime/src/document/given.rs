//! Reads the attributes that a document gives a component, and checks their types.

use serde_json::Value as Json;

use super::attribute::{
    Attribute, Attributes, BOOL, FIELD, LENGTH, LIST, NUMBER, OBJECT, Role, Row, TABLE, TEXT,
    Types, Value, check_templates,
};
use super::component::{Reading, Readings};
use crate::number;
use crate::reader::{Fields, Path, Warnings};
use crate::string::find as find_text;
use crate::tree::escape;

/// Finds an attribute by its name in components of a kind: its row, and the attribute, which is `None` if only
/// other kinds read it.
fn find(name: &str, kind: &Reading, kinds: Readings) -> Option<(&'static Row, Option<Attribute>)> {
    if let Ok(at) = TABLE.binary_search_by(|row| row.name.cmp(name)) {
        return Some((TABLE.get(at)?, Some(Attribute::common(at))));
    }
    for (at, row) in (0..).zip(kind.attributes) {
        if row.name == name {
            return Some((row, Some(Attribute::own(at))));
        }
    }
    // Last, because it takes longest and hardly ever finds anything.
    let mut number = 0;
    loop {
        let rows = kinds(number)?.attributes;
        if let Some(row) = rows.iter().find(|row| row.name == name) {
            return Some((row, None));
        }
        number += 1;
    }
}

impl Attributes {
    /// Reads all known attributes. Unknown ones, and values of a type they cannot have, give a warning.
    pub fn read(
        fields: &Fields<'_>,
        kind: &Reading,
        kinds: Readings,
        warnings: &mut Warnings,
    ) -> Self {
        let mut out = Self::default();
        for (name, value) in fields.iter() {
            let path = fields.path.key(name);
            match find(name, kind, kinds) {
                Some((row, _)) if row.types == FIELD => {}
                Some((row, attribute)) => out.read_one(row, attribute, value, &path, warnings),
                None if name.starts_with("_field") => {}
                None => warnings.add(
                    "unknown_field",
                    &path,
                    "this attribute is not known and is ignored",
                ),
            }
        }
        out
    }

    /// Returns the value given for an attribute that components of this kind read.
    pub(super) fn named(&self, name: &str, kind: &Reading, kinds: Readings) -> Option<&Value> {
        self.get(find(name, kind, kinds)?.1?)
    }

    /// Reads one attribute, unless its value is of a wrong type.
    fn read_one(
        &mut self,
        row: &Row,
        attribute: Option<Attribute>,
        value: &Json,
        path: &Path<'_>,
        warnings: &mut Warnings,
    ) {
        // Null counts as not given, as everywhere in a document.
        if value.is_null() {
            return;
        }
        let value_types = match value {
            Json::Bool(_) => BOOL,
            Json::Number(_) => NUMBER,
            // Any text is one, whatever else it may mean.
            Json::String(_) if row.types & TEXT != 0 && row.types != LENGTH => TEXT,
            Json::String(text)
                if find_text(text, "${").is_some() || find_text(text, "{{").is_some() =>
            {
                NUMBER | TEXT | BOOL | LIST
            }
            // Numbers are often written as texts.
            Json::String(text) if number::parse(text).is_some() => TEXT | NUMBER,
            // A length in a text has a unit, or a word in place of it.
            Json::String(text) if row.types == LENGTH && !escape::is_length(text) => 0,
            Json::String(_) => TEXT,
            Json::Array(_) => LIST,
            Json::Object(_) => OBJECT,
            Json::Null => 0,
        };
        if value_types & row.types == 0 {
            warnings.wrong_type(path, &describe(row.types), value);
            return;
        }
        if warnings.are_asked() {
            check_templates(value, path, warnings);
        }
        let value = Value::any(value);
        if row.role == Role::Style {
            self.styled = true;
            self.smart_style |= matches!(value, Value::Smart(_));
        }
        // An attribute that only other kinds read is checked as if it were read here, but not kept.
        if let Some(attribute) = attribute {
            self.values.push((attribute, value));
        }
    }
}

/// Names types in a message.
fn describe(types: Types) -> String {
    let mut text = String::new();
    for (bit, name) in [
        (NUMBER, "a number"),
        (TEXT, "a string"),
        (BOOL, "true or false"),
        (LIST, "a list"),
        (OBJECT, "an object"),
    ] {
        if types & bit != 0 {
            if !text.is_empty() {
                text.push_str(" or ");
            }
            text.push_str(name);
        }
    }
    text
}
