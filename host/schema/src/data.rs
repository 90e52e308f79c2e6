//! The words about names, as the files in `data` have them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::Deserializer;
use serde::{Deserialize, de};
use serde_json::Value as Json;
use toml::Spanned;

/// Entries by name, in the order of their file.
#[derive(Debug, Clone)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    /// Returns the entries in the order of their file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// Returns the entry of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        let mut entries = self.iter();
        entries
            .find(|(known, _)| *known == name)
            .map(|(_, entry)| entry)
    }

    /// Returns the names in the order of their file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // The reader sorts tables by name; the places of the entries tell their order.
        let sorted = BTreeMap::<String, Spanned<T>>::deserialize(from)?;
        let mut entries: Vec<_> = sorted.into_iter().collect();
        entries.sort_by_key(|(_, entry)| entry.span().start);
        let plain = entries
            .into_iter()
            .map(|(name, entry)| (name, entry.into_inner()));
        Ok(Self(plain.collect()))
    }
}

/// The words about an attribute of components, or about a field of an object.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Field {
    /// A sentence that says what it is.
    pub is: String,
    /// The type of its values; that of the runtime's table for an attribute without one.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// True if the object is of no use without it.
    pub required: bool,
    /// The value that stands in for a missing one.
    pub default: Option<Json>,
    /// The words that its values may be, and no others.
    pub values: Vec<String>,
    /// Words that its values may be, among other texts.
    pub words: Vec<String>,
    /// The unit of numbers.
    pub unit: Option<String>,
    /// The way in which an editor lets people choose a value.
    pub control: Option<String>,
    /// A form that texts must have; `sides` is the only one.
    pub pattern: Option<String>,
    /// The least number.
    pub minimum: Option<f64>,
    /// The greatest number.
    pub maximum: Option<f64>,
    /// Values that people can begin with.
    pub examples: Vec<Json>,
    /// The object that says more than a text.
    pub object: Option<String>,
    /// The components that read it, if not all that take its group do.
    pub only: Option<Vec<String>>,
    /// True if new documents should not have it.
    pub deprecated: bool,
    /// True if editors should not offer it.
    pub hidden: bool,
}

/// The words about a component.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Component {
    /// A sentence that says what it is.
    pub is: String,
    /// The groups of attributes that it takes, besides those of all.
    pub takes: Vec<String>,
    /// The attributes that it takes of other groups.
    pub also: Vec<String>,
    /// The attributes without which it shows nothing; of names with `|` between them, one is enough.
    pub needs: Vec<String>,
    /// The attributes that mean something else here.
    pub about: Named<Field>,
    /// True if it has nothing of its own that could look in any way.
    pub bare: bool,
}

/// The words about a group of attributes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// The title of the group in an editor.
    pub title: String,
    /// True if all components have its attributes.
    pub all: bool,
    /// True if editors should not offer its attributes.
    pub hidden: bool,
}

/// The words about an object.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Object {
    /// A sentence that says what it is.
    pub is: String,
    /// True if it has no fields but these.
    pub closed: bool,
    /// The fields by name.
    pub fields: Named<Field>,
}

/// The words about a word of the format: a function, an operator, a variable.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Word {
    /// A sentence that says what it means.
    pub is: String,
    /// The parameters of a function.
    pub parameters: Named<Field>,
    /// True for a variable that is true or false.
    pub flag: bool,
}

/// Reads a file of `data`.
fn read<T: de::DeserializeOwned + Default>(text: &str) -> T {
    // The files are part of the program, and a test reads each of them.
    toml::from_str(text).unwrap_or_default()
}

/// The groups of attributes, in the order in which editors show them.
pub static GROUPS: LazyLock<Named<Group>> =
    LazyLock::new(|| read(include_str!("../data/groups.toml")));
/// The attributes and fields of components, by group.
pub static ATTRIBUTES: LazyLock<Named<Named<Field>>> =
    LazyLock::new(|| read(include_str!("../data/attributes.toml")));
/// The components by their names in documents.
pub static COMPONENTS: LazyLock<Named<Component>> =
    LazyLock::new(|| read(include_str!("../data/components.toml")));
/// The words of the format, by kind: functions, operators, types of steps.
pub static WORDS: LazyLock<Named<Named<Word>>> =
    LazyLock::new(|| read(include_str!("../data/words.toml")));
/// The variables that tokens name, by namespace.
pub static VARIABLES: LazyLock<Named<Named<Word>>> =
    LazyLock::new(|| read(include_str!("../data/variables.toml")));

/// The files that describe objects, each with the name of the file.
const OBJECT_FILES: [(&str, &str); 4] = [
    ("objects.toml", include_str!("../data/objects.toml")),
    ("request.toml", include_str!("../data/request.toml")),
    ("answer.toml", include_str!("../data/answer.toml")),
    ("settings.toml", include_str!("../data/settings.toml")),
];

/// All objects, by name: those of documents, requests, answers and settings.
pub static OBJECTS: LazyLock<Named<Object>> = LazyLock::new(|| {
    let mut all = Named::default();
    for (_, text) in OBJECT_FILES {
        all.0.extend(read::<Named<Object>>(text).0);
    }
    all
});

/// Returns the words of a kind.
pub fn words(kind: &str) -> Option<&'static Named<Word>> {
    WORDS.get(kind)
}

/// Finds an attribute by its name: its group, and what it is.
pub fn attribute(name: &str) -> Option<(&'static str, &'static Field)> {
    let mut groups = ATTRIBUTES.iter();
    groups.find_map(|(group, fields)| Some((group, fields.get(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads<T: de::DeserializeOwned>(name: &str, text: &str) {
        if let Err(error) = toml::from_str::<T>(text) {
            panic!("{name}: {error}");
        }
    }

    #[test]
    fn the_files_can_be_read() {
        reads::<Named<Group>>("groups", include_str!("../data/groups.toml"));
        reads::<Named<Named<Field>>>("attributes", include_str!("../data/attributes.toml"));
        reads::<Named<Component>>("components", include_str!("../data/components.toml"));
        reads::<Named<Named<Word>>>("words", include_str!("../data/words.toml"));
        reads::<Named<Named<Word>>>("variables", include_str!("../data/variables.toml"));
        for (name, text) in OBJECT_FILES {
            reads::<Named<Object>>(name, text);
        }
    }

    #[test]
    fn entries_keep_the_order_of_their_file() {
        let first: Vec<_> = GROUPS.names().take(3).collect();
        assert_eq!(first, ["identity", "visibility", "size"]);
        let fields: Vec<_> = OBJECTS
            .get("page")
            .unwrap()
            .fields
            .names()
            .take(2)
            .collect();
        assert_eq!(fields, ["name", "contentContainer"]);
    }
}
