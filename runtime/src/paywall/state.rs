//! Where a customer is inside a paywall: the document's initial state with what has happened since on top.

use serde_json::{Map, Value as Json};

/// The state of one shown paywall.
#[derive(Debug, Clone)]
pub struct State<'a> {
    initial: &'a Map<String, Json>,
    /// What differs from the initial state; this is what an answer gives back.
    pub changes: Map<String, Json>,
}

/// Keys whose objects are read entry by entry: a change of one entry leaves the others.
const BY_ENTRY: [&str; 2] = ["selectedProducts", "formStates"];

impl<'a> State<'a> {
    /// The initial state with the changes of an earlier answer.
    pub const fn new(initial: &'a Map<String, Json>, changes: Map<String, Json>) -> Self {
        Self { initial, changes }
    }

    /// What was changed under a key.
    pub fn changed(&self, key: &str) -> Option<&Json> {
        self.changes.get(key)
    }

    /// What the document says under a key.
    pub fn initial(&self, key: &str) -> Option<&'a Json> {
        self.initial.get(key)
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value(key).and_then(Json::as_str)
    }

    /// What is under a key.
    pub fn value(&self, key: &str) -> Option<&Json> {
        self.changed(key).or_else(|| self.initial.get(key))
    }

    /// Whether the drawer of this key is open.
    pub fn is_open(&self, drawer: &str) -> bool {
        let open = self.value("openHeaderIds").and_then(Json::as_array);
        open.is_some_and(|open| open.iter().any(|key| key.as_str() == Some(drawer)))
    }

    /// The entry of an object under a key.
    pub fn entry(&self, key: &str, name: &str) -> Option<&Json> {
        match self.changed(key).and_then(|value| value.get(name)) {
            Some(value) => Some(value),
            None if BY_ENTRY.contains(&key) || self.changed(key).is_none() => {
                self.initial.get(key)?.get(name)
            }
            None => None,
        }
    }

    /// The name of the page the customer is on.
    pub fn page(&self) -> &str {
        self.text("currentPage").unwrap_or_default()
    }

    /// The id of the product selected in a group.
    pub fn selected(&self, group: &str) -> Option<&str> {
        self.entry("selectedProducts", group)?.as_str()
    }

    /// Sets a key; setting it to what the document says forgets the change.
    pub fn set(&mut self, key: &str, value: Json) {
        if self.initial.get(key) == Some(&value) {
            // Taking one out of a map is much code in the module: the others are kept instead.
            for (name, value) in std::mem::take(&mut self.changes) {
                if name != key {
                    self.changes.insert(name, value);
                }
            }
        } else {
            self.changes.insert(key.into(), value);
        }
    }

    /// Sets an entry of an object under a key.
    pub fn set_entry(&mut self, key: &str, name: &str, value: Json) {
        let mut object = self
            .changed(key)
            .and_then(Json::as_object)
            .cloned()
            .unwrap_or_default();
        object.insert(name.into(), value);
        self.changes.insert(key.into(), Json::Object(object));
    }
}
