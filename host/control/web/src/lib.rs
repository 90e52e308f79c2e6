//! The model of the Control Center in the browser: a page's copy of a draft, changed by the same code as on the server.
//!
//! Values cross the border as JSON texts. What is refused is thrown as the JSON of its error.

#[cfg(feature = "campaigns")]
mod campaigns;
mod deed;
mod operation;
mod told;

use paywall_control::{Content, Error, Name, Section, Thing, object, things};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// The content of a draft.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub struct Model {
    content: Content,
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Model {
    /// Reads the document of a draft, in which everything has its id.
    ///
    /// # Errors
    /// Fails as [`Content::read`] does, and with `invalid_json`.
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen(constructor))]
    pub fn new(document: &str) -> Result<Model, String> {
        let content = Content::read(read(document)?).map_err(refused)?;
        Ok(Self { content })
    }

    /// Applies the JSON of an edit's operations, all of them or none; returns the JSON of those that take it back.
    ///
    /// # Errors
    /// Fails as [`Content::apply`] does, and with `invalid_json`.
    pub fn apply(&mut self, operations: &str) -> Result<String, String> {
        let operations = read(operations)?;
        let operations = operations
            .as_array()
            .and_then(|list| list.iter().map(operation::read).collect());
        let operations: Vec<_> =
            operations.ok_or_else(|| error("invalid_json", "expected a list of operations"))?;
        let inverses = self.content.apply(&operations).map_err(refused)?;
        // A part is another one after every key that is pressed, and nobody asks for the former one again.
        self.content.forget();
        Ok(list(inverses.into_iter().map(operation::write)))
    }

    /// Writes a part as JSON; nothing where there is none.
    pub fn part(&self, section: &str, part: &str) -> Option<String> {
        self.find(section, part).map(Value::to_string)
    }

    /// Writes the ids of a section's parts as a JSON list, in their order.
    pub fn ids(&self, section: &str) -> String {
        let entries = self::section(section).map(|section| self.content.manifest.section(section));
        let ids = entries.into_iter().flatten();
        list(ids.map(|entry| Value::from(entry.0.as_str())))
    }

    /// Writes the things of a part as a JSON list: each with its address, its place and its attributes.
    pub fn things(&self, section: &str, part: &str) -> String {
        let listed = self.find(section, part).map(things).unwrap_or_default();
        list(listed.into_iter().map(written))
    }

    /// Writes a thing of a part with all that it holds as JSON; nothing where there is none.
    pub fn source(&self, section: &str, part: &str, id: &str) -> Option<String> {
        let value = paywall_control::source(self.find(section, part)?, id)?;
        Some(value.to_string())
    }

    /// Writes the operations by which a thing becomes another version of itself, as JSON. What has no id, or one that is
    /// taken elsewhere in the part, gets one that is made of `seed`.
    ///
    /// # Errors
    /// Fails as [`paywall_control::rewrite`] does, and with `invalid_json`.
    pub fn rewrite(
        &self,
        section: &str,
        part: &str,
        id: &str,
        before: &str,
        after: &str,
        seed: u32,
    ) -> Result<String, String> {
        let section = self::section(section)
            .ok_or_else(|| error("invalid_json", "expected the name of a section"))?;
        let name = Name::new(section, part);
        let (before, mut after) = (read(before)?, read(after)?);
        if let Some(value) = self.find(name.section.name(), part) {
            after = paywall_control::deed::renewed(value, id, after, seed);
        }
        let steps = paywall_control::rewrite(&name, id, &before, &after).map_err(refused)?;
        Ok(list(steps.into_iter().map(operation::write)))
    }

    /// Returns the choice that was perhaps meant; nothing where none is near.
    pub fn meant(&self, text: &str, choices: Vec<String>) -> Option<String> {
        let known = choices.iter().map(String::as_str);
        paywall_control::campaign::nearest(text, known).map(str::to_owned)
    }

    /// Writes the whole document.
    ///
    /// # Errors
    /// `missing_part`, which cannot happen, as every part is there from the beginning.
    pub fn document(&self) -> Result<String, String> {
        let document = self.content.write().map_err(refused)?;
        Ok(document.to_string())
    }

    /// Returns the hash of the content, by which two of them are compared.
    pub fn hash(&self) -> String {
        self.content.manifest.hash().to_string()
    }

    /// Returns a part.
    fn find(&self, section: &str, part: &str) -> Option<&Value> {
        let hash = self
            .content
            .manifest
            .get(&Name::new(self::section(section)?, part))?;
        self.content.parts.get(&hash).map(AsRef::as_ref)
    }
}

/// Returns the section of a name.
fn section(name: &str) -> Option<Section> {
    Section::ALL
        .into_iter()
        .find(|section| section.name() == name)
}

/// Reads a text as JSON.
fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|_| error("invalid_json", "expected JSON"))
}

/// Writes values as a JSON list.
fn list(values: impl Iterator<Item = Value>) -> String {
    Value::Array(values.collect()).to_string()
}

/// Writes a thing, as serde would.
fn written(thing: Thing) -> Value {
    let place = thing.place.map(|place| {
        let slot = place.slot.0.into_iter().map(Value::String).collect();
        object([
            ("parent", Value::String(place.parent)),
            ("slot", Value::Array(slot)),
        ])
    });
    object([
        ("id", Value::String(thing.id)),
        ("place", place.unwrap_or_default()),
        ("single", Value::Bool(thing.single)),
        ("holds", Value::Bool(thing.holds)),
        ("forms", Value::Object(thing.forms)),
        ("attributes", Value::Object(thing.attributes)),
    ])
}

/// Writes an error as JSON.
fn error(code: &str, message: &str) -> String {
    object([
        ("code", Value::from(code)),
        ("message", Value::from(message)),
    ])
    .to_string()
}

/// Writes an error of the model as JSON.
fn refused(refusal: Error) -> String {
    error(refusal.code, &refusal.message)
}
