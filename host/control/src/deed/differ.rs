//! Values of attributes that hold on one form factor alone.

use serde_json::Value;

use super::{Done, Selected};
use crate::form;

impl Selected<'_> {
    /// Gives an attribute a value on one form factor alone. A value that holds everywhere takes the difference away.
    pub fn differ(&self, form: &str, field: &str, value: Option<&Value>) -> Done {
        let selected = self.ids.iter().filter_map(|id| Some((id, self.node(id)?)));
        let changed = selected.filter_map(|(id, node)| {
            let own = value.filter(|value| node.attributes.get(field) != Some(value));
            let list = form::with(&node.attributes, form, field, own.cloned());
            let is_there = node.attributes.contains_key(form::FIELD);
            (is_there || list.is_some()).then(|| self.attribute(id, form::FIELD, list))
        });
        Done {
            operations: changed.collect(),
            ids: Vec::new(),
        }
    }
}
