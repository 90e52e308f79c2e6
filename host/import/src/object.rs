//! The document while it is written: JSON whose fields stay in the order in which they are set.
//!
//! People go on editing what an import writes, so kinds and ids stand first and children last, which sorted fields would
//! not give.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

/// An object with its fields in the order of their setting.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object(Vec<(String, Node)>);

/// A value of the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A value without objects of ours in it.
    Json(Json),
    /// An object of ours, with its fields in order.
    Object(Object),
    /// A list of values.
    List(Vec<Node>),
}

impl Object {
    /// Makes a component of a kind.
    pub fn component(kind: &str) -> Self {
        Self::default().with("component", kind)
    }

    /// Begins the template of a paywall, which `codename` says the origin of.
    pub fn template(id: &str, codename: &str) -> Self {
        Self::default()
            .with("id", id)
            .with("version", "1.0")
            .with("codename", codename)
            .with("doc_link", "")
            .with("min_sdk_version", "3.3.0")
            .with("capabilities", Node::List(Vec::new()))
    }

    /// Makes the state in which a paywall with one page and one menu of this id and name begins: with the product that is
    /// selected, and the values of its forms.
    pub fn initial_state(menu: &str, name: &str, selected: Json, forms: &[(String, Json)]) -> Self {
        let group = Self::default()
            .with("id", menu)
            .with("displayName", name)
            .with("ref", menu);
        let mut values = Self::default();
        for (name, value) in forms {
            values.set(name, value.clone());
        }
        Self::default()
            .with("currentPage", "paywall")
            .with("fullScreenPresentation", true)
            .with("groups", vec![group])
            .with("currentGroupId", menu)
            .with("selectedProducts", Self::default().with(menu, selected))
            .with("formStates", values)
            .with("openHeaderIds", Node::List(Vec::new()))
    }

    /// Sets a field; one that is there keeps its place.
    pub fn set(&mut self, name: &str, value: impl Into<Node>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// Sets a field, if there is a value.
    pub fn set_some(&mut self, name: &str, value: Option<impl Into<Node>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Returns the object with a field set.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Node>) -> Self {
        self.set(name, value);
        self
    }

    /// Returns a field.
    pub fn get(&self, name: &str) -> Option<&Node> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Takes a field out.
    pub fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Puts other texts in the place of those that are exactly these, at any depth.
    pub fn rename(&mut self, names: &BTreeMap<String, String>) {
        for (_, value) in &mut self.0 {
            value.rename(names);
        }
    }

    /// Returns whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the fields in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Sets all fields of another object.
    pub fn merge(&mut self, other: Self) {
        for (name, value) in other.0 {
            self.set(&name, value);
        }
    }

    /// Returns the document as JSON for people: indented, with a newline at the end.
    pub fn to_text(&self) -> String {
        // Nothing in it can fail to be written: keys are texts, and numbers are finite.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Node {
    /// Puts other texts in the place of those that are exactly these, at any depth.
    fn rename(&mut self, names: &BTreeMap<String, String>) {
        match self {
            Self::Json(value) => rename_json(value, names),
            Self::Object(object) => object.rename(names),
            Self::List(list) => list.iter_mut().for_each(|value| value.rename(names)),
        }
    }
}

/// Puts other texts in the place of those that are exactly these, in a value of JSON.
fn rename_json(value: &mut Json, names: &BTreeMap<String, String>) {
    match value {
        Json::String(text) => {
            if let Some(name) = names.get(text) {
                name.clone_into(text);
            }
        }
        Json::Array(list) => list.iter_mut().for_each(|value| rename_json(value, names)),
        Json::Object(map) => map.values_mut().for_each(|value| rename_json(value, names)),
        _ => {}
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Json(value) => value.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for value in list {
                    seq.serialize_element(value)?;
                }
                seq.end()
            }
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Json(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Json(text.into())
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Json(flag.into())
    }
}

impl From<f64> for Node {
    /// Writes a whole number without a point.
    fn from(number: f64) -> Self {
        let whole = number as i64;
        if (whole as f64 - number).abs() < f64::EPSILON {
            Self::Json(whole.into())
        } else {
            Self::Json(((number * 10_000.0).round() / 10_000.0).into())
        }
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Object>> for Node {
    fn from(list: Vec<Object>) -> Self {
        Self::List(list.into_iter().map(Self::Object).collect())
    }
}

impl From<Vec<&str>> for Node {
    fn from(list: Vec<&str>) -> Self {
        Self::List(list.into_iter().map(Self::from).collect())
    }
}

impl From<Json> for Node {
    fn from(value: Json) -> Self {
        Self::Json(value)
    }
}
