//! The names of the format with what each means, and JSON Schema made of them.
//!
//! The runtime knows the names and types of attributes, components, functions and operators; it holds no words about
//! them, for every byte of it is loaded by pages. The words lie in `data`, one file for each kind of name, and tests
//! hold both sides to each other. From both come the schemas ([`write`]), the tables of `docs/document.md`
//! ([`page::tables`]), and the fields and words that `paywall check` compares documents with.

pub mod data;
pub mod known;
pub mod page;

mod component;
mod inspected;
mod object;
mod shape;

pub use component::{Attribute, attributes_of};
pub use inspected::inspected;
use serde_json::{Value as Json, json};

/// The address under which the schemas are published, with the file's name behind it.
pub const ADDRESS: &str = "https://unpkg.com/paywall-runtime/schema/";

/// A schema that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The document: paywalls and campaigns.
    Document,
    /// The request of a call.
    Request,
    /// The answer of a call.
    Answer,
    /// A file of custom components, which an app brings.
    Components,
    /// The settings of `paywall host`.
    Settings,
}

impl Schema {
    /// All schemas, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::Document,
        Self::Request,
        Self::Answer,
        Self::Components,
        Self::Settings,
    ];

    /// Returns the name of the schema, which is the beginning of its file's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Components => "components",
            Self::Settings => "settings",
        }
    }

    /// Returns the name of its file: `document.schema.json`.
    pub fn file(self) -> String {
        format!("{}.schema.json", self.name())
    }

    /// Returns the address under which it is published.
    pub fn address(self) -> String {
        format!("{ADDRESS}{}", self.file())
    }

    /// Returns what the schema describes, in words.
    const fn title(self) -> &'static str {
        match self {
            Self::Document => "Paywall document",
            Self::Request => "Request of the paywall runtime",
            Self::Answer => "Answer of the paywall runtime",
            Self::Components => "Custom components of paywall documents",
            Self::Settings => "Settings of paywall host",
        }
    }
}

/// Writes a schema as JSON Schema, draft 2020-12.
///
/// Keywords that begin with `x-` are for editors: `x-group` (a group of attributes, listed in `x-groups` of the root),
/// `x-order` (the place in an inspector), `x-unit` (`px`, `s`), `x-control` (how a value is chosen: `color`, `url`, …).
pub fn write(schema: Schema) -> Json {
    let mut out = match schema {
        // A paywall may be a file of its own.
        Schema::Document => json!({
            "if": { "type": "object", "required": ["template"], "not": { "required": ["paywalls"] } },
            "then": { "$ref": shape::reference("paywall") },
            "else": { "$ref": shape::reference("document") },
        }),
        _ => json!({ "$ref": shape::reference(schema.name()) }),
    };
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    out["$id"] = schema.address().into();
    out["title"] = schema.title().into();
    let mut definitions = object::reached(&out);
    if definitions.contains_key("component") {
        out["x-groups"] = component::groups();
    }
    definitions.sort_keys();
    out["$defs"] = Json::Object(definitions);
    out
}
