//! The things that components name in a document: custom components and texts by key, as they are kept until somebody asks for them.

use serde_json::Value as Json;

use super::{Document, place};
use crate::document::custom::{self, Customs};
use crate::document::texts::{self, Language, Texts};
use crate::outline::{Outline, Place};
use crate::string::Shared;

/// A custom component of the document.
#[derive(Debug)]
pub struct Definition {
    name: Shared,
    /// The root of its path: `$` in the document, `app` for one that the app brings.
    root: &'static str,
    /// The place of its text.
    place: Place,
}

impl Document {
    /// Returns the texts by key.
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            languages: &self.languages,
            document: &self.text,
        }
    }

    /// Keeps the names and places of the custom components and of the languages in `holder`; `root` is its path.
    pub(super) fn keep_named(
        &mut self,
        root: &'static str,
        holder: Option<&Json>,
        outline: &Outline,
    ) {
        self.keep_customs(root, holder, outline);
        let texts = holder.and_then(|holder| holder.get(texts::FIELD));
        // As with custom components, the document's own come first.
        if let (Some(texts), true) = (texts, self.languages.is_empty()) {
            let place = |number: &Json| place(Some(number), outline);
            self.languages = Language::all(texts, &place);
        }
    }

    /// Keeps the names and places of the custom components in `holder`; `root` is its path.
    pub(super) fn keep_customs(
        &mut self,
        root: &'static str,
        holder: Option<&Json>,
        outline: &Outline,
    ) {
        let definitions = holder.and_then(|holder| holder.get(custom::FIELD)?.as_object());
        for (name, number) in definitions.into_iter().flatten() {
            self.customs.push(Definition {
                name: name.as_str().into(),
                root,
                place: place(Some(number), outline),
            });
        }
    }

    /// Returns the custom components that paywalls may use.
    pub(super) fn customs(&self) -> Customs<'_> {
        let mut customs = Customs::new();
        for definition in &self.customs {
            let text = self.part(&definition.place);
            customs.add(definition.root, &definition.name, text);
        }
        customs
    }
}
