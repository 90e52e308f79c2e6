//! The attributes that a component has at the moment, and their values as CSS needs them.

use serde_json::Value as Json;

use crate::document::attribute::{Attribute as A, Attributes, Value};
use crate::document::component::Component;
use crate::number;
use crate::text::smart::Smart;

/// The attributes of a component, with those of the overlays that hold on top; the last layer that
/// has an attribute wins.
pub struct Cascade<'a> {
    /// The component whose style is written.
    pub component: &'a Component,
    /// The layers, the component's own attributes first.
    layers: Vec<&'a Attributes>,
    /// The values of tokens; `None` at load, for styles without tokens.
    values: Option<&'a dyn Values>,
    /// True if the children of a box fill it, as in templates made for older engines.
    pub fills_parent: bool,
}

/// The values that smart text in attributes stands for at the moment.
pub trait Values {
    /// Returns a JSON value with the tokens in its texts resolved.
    fn json(&self, value: &Json) -> Json;
    /// Returns the text that a smart text comes to.
    fn text(&self, smart: &Smart) -> String;
}

impl<'a> Cascade<'a> {
    /// Layers attributes of a component; without `values`, smart text has no value.
    pub const fn new(
        component: &'a Component,
        layers: Vec<&'a Attributes>,
        values: Option<&'a dyn Values>,
        fills_parent: bool,
    ) -> Self {
        Self {
            component,
            layers,
            values,
            fills_parent,
        }
    }

    /// Returns the value of an attribute in the last layer that has it.
    pub fn get(&self, attribute: A) -> Option<&Value> {
        self.layers
            .iter()
            .rev()
            .find_map(|layer| layer.get(attribute))
    }

    /// Returns whether the document gives a number, not a text that may hold one.
    pub fn is_number(&self, attribute: A) -> bool {
        matches!(self.get(attribute), Some(Value::Number(_)))
    }

    /// Returns an attribute as a text; `None` when it is empty or not given.
    pub fn text(&self, attribute: A) -> Option<String> {
        self.resolve(self.get(attribute)?)
            .filter(|text| !text.is_empty())
    }

    /// Returns an attribute that is an object, its tokens resolved if there is a scope.
    pub fn json(&self, attribute: A) -> Json {
        match (self.get(attribute), self.values) {
            (Some(Value::Json(value)), Some(values)) => values.json(value),
            (Some(Value::Json(value)), None) => value.as_ref().clone(),
            _ => Json::Null,
        }
    }

    /// Returns the text of a value, unless it is a list or an object.
    fn resolve(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            Value::Number(number) => Some(number::text(*number)),
            Value::Smart(smart) => self.values.map(|values| values.text(smart)),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::List(_) | Value::Json(_) => None,
        }
    }

    /// Returns an attribute as a number, which may be written as a text.
    pub fn number(&self, attribute: A) -> Option<f64> {
        match self.get(attribute)? {
            Value::Number(number) => Some(*number),
            Value::Bool(_) => None,
            other => number::parse(&self.resolve(other)?),
        }
    }

    /// Returns whether a flag is set; smart text may set it.
    pub fn flag(&self, attribute: A) -> bool {
        match self.get(attribute) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Smart(_)) => self.text(attribute).is_some_and(|text| text == "true"),
            _ => false,
        }
    }

    /// Returns a list of names; `None` when the attribute was not given.
    pub fn names(&self, attribute: A) -> Option<Vec<String>> {
        match self.get(attribute)? {
            Value::List(list) => {
                let mut names = Vec::with_capacity(list.len());
                for entry in list.iter() {
                    names.extend(self.resolve(entry));
                }
                Some(names)
            }
            _ => None,
        }
    }
}
