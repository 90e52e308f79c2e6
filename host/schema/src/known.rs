//! The names that the runtime knows, out of its own tables.

use paywall_runtime::document::attribute::{self, FIELD, Row, Types};
use paywall_runtime::document::component::Reading;
use paywall_runtime::paywall::kind;

use crate::data::Field;

/// Lists how the components of all kinds are read.
fn readings() -> impl Iterator<Item = &'static Reading> {
    (0..).map_while(kind::reading)
}

/// Lists the rows of all attributes and fields of components.
fn rows() -> impl Iterator<Item = &'static Row> {
    let own = readings().flat_map(|kind| kind.attributes);
    attribute::common().iter().chain(own)
}

/// Lists the names of all components.
pub fn components() -> impl Iterator<Item = &'static str> {
    readings().flat_map(|kind| kind.names.split('|'))
}

/// Lists the names of all attributes and fields of components.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    rows().map(|row| row.name)
}

/// Returns the name of an attribute as the runtime's table has it.
pub(crate) fn attribute(name: &str) -> Option<&'static str> {
    attributes().find(|known| *known == name)
}

/// Returns the types that an attribute may have; those of a field that is no attribute are none.
pub(crate) fn types(name: &str) -> Types {
    let row = rows().find(|row| row.name == name);
    row.map_or(FIELD, |row| row.types)
}

/// Lists the fields of an object, by its name.
pub fn fields(object: &str) -> Vec<&'static str> {
    let object = crate::data::OBJECTS.get(object);
    object.map_or(Vec::new(), |object| object.fields.names().collect())
}

/// Lists the fields of the object that a way leads to: names of fields, and `None` for positions in lists.
pub fn inside<'a>(object: &str, way: impl Iterator<Item = Option<&'a str>>) -> Vec<&'static str> {
    let mut kind = object.to_owned();
    for step in way {
        let next = match (step, kind.strip_prefix("list ")) {
            (None, Some(entry)) => Some(entry.to_owned()),
            (None, None) => None,
            (Some(name), _) => match kind.strip_prefix("map ") {
                Some(entry) => Some(entry.to_owned()),
                None => field(&kind, name).and_then(|field| field.kind.clone()),
            },
        };
        let Some(next) = next else {
            return Vec::new();
        };
        kind = next;
    }
    fields(&kind)
}

/// Returns what is known of a field of an object.
fn field(object: &str, name: &str) -> Option<&'static Field> {
    crate::data::OBJECTS.get(object)?.fields.get(name)
}

/// Lists the words that a field of an object may have, and no others; none if it may have any.
pub fn words(object: &str, name: &str) -> &'static [String] {
    field(object, name).map_or(&[], |field| field.values.as_slice())
}

/// Lists the values that an attribute may have in a component; none if it may have any.
pub fn values(component: &str, name: &str) -> &'static [String] {
    let own = crate::data::COMPONENTS.get(component);
    let own = own.and_then(|component| component.about.get(name));
    let usual = || Some(crate::data::attribute(name)?.1);
    let field = own.filter(|field| !field.values.is_empty()).or_else(usual);
    field.map_or(&[], |field| field.values.as_slice())
}

/// Lists the attributes without which a component shows nothing; of names with `|` between them, one is enough.
pub fn needs(component: &str) -> &'static [String] {
    let component = crate::data::COMPONENTS.get(component);
    component.map_or(&[], |component| component.needs.as_slice())
}
