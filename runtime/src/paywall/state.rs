//! The state of a paywall: the document's initial state, with the changes since then on top.

use serde_json::{Map, Value as Json};

/// The state of one shown paywall.
#[derive(Debug, Clone)]
pub struct State<'a> {
    initial: &'a Map<String, Json>,
    /// The entries that differ from the initial state, which an answer gives back.
    pub changes: Map<String, Json>,
}

/// Keys whose objects change entry by entry: a change of one entry leaves the others as they were.
const BY_ENTRY: [&str; 2] = ["selectedProducts", "formStates"];

impl<'a> State<'a> {
    /// Puts the changes of an earlier answer on top of an initial state.
    pub const fn new(initial: &'a Map<String, Json>, changes: Map<String, Json>) -> Self {
        Self { initial, changes }
    }

    /// Returns the change under a key.
    pub fn changed(&self, key: &str) -> Option<&Json> {
        self.changes.get(key)
    }

    /// Returns the document's value under a key.
    pub fn initial(&self, key: &str) -> Option<&'a Json> {
        self.initial.get(key)
    }

    /// Returns the text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value(key).and_then(Json::as_str)
    }

    /// Returns the value under a key, changed or initial.
    pub fn value(&self, key: &str) -> Option<&Json> {
        self.changed(key).or_else(|| self.initial.get(key))
    }

    /// Returns whether the drawer of this key is open.
    pub fn is_open(&self, drawer: &str) -> bool {
        let open = self.value("openHeaderIds").and_then(Json::as_array);
        open.is_some_and(|open| open.iter().any(|key| key.as_str() == Some(drawer)))
    }

    /// Returns an entry of the object under a key.
    pub fn entry(&self, key: &str, name: &str) -> Option<&Json> {
        match self.changed(key).and_then(|value| value.get(name)) {
            Some(value) => Some(value),
            None if BY_ENTRY.contains(&key) || self.changed(key).is_none() => {
                self.initial.get(key)?.get(name)
            }
            // The changed object replaces the initial one as a whole.
            None => None,
        }
    }

    /// Returns the name of the page that the customer is on.
    pub fn page(&self) -> &str {
        self.text("currentPage").unwrap_or_default()
    }

    /// Returns the id of the product that is selected in a group.
    pub fn selected(&self, group: &str) -> Option<&str> {
        self.entry("selectedProducts", group)?.as_str()
    }

    /// Sets a key. Setting it to its initial value drops the change, which keeps states small.
    pub fn set(&mut self, key: &str, value: Json) {
        if self.initial.get(key) == Some(&value) {
            // A map's `remove` is much code in the module; rebuilding the map uses what is there already.
            for (name, value) in std::mem::take(&mut self.changes) {
                if name != key {
                    self.changes.insert(name, value);
                }
            }
        } else {
            self.changes.insert(key.into(), value);
        }
    }

    /// Sets an entry of the object under a key.
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
