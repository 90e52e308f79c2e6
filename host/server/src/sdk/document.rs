//! The whole document, as browsers load it: with all of its languages, or with those alone that serve a customer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use paywall_runtime::locale::tag;
use paywall_texts::{Section, with_languages};

use crate::built::Built;

/// The most answers that are kept with some of the languages. Customers of all languages together want about one answer a
/// language; who wants more of them gets the whole document.
const MOST: usize = 32;

/// A document, and what was made of it for customers of some languages.
#[derive(Debug, Default)]
pub(super) struct Document {
    whole: Arc<Built>,
    languages: Arc<Languages>,
    /// The answers with some of the languages, by their positions.
    reduced: Mutex<HashMap<Vec<usize>, Arc<Built>>>,
}

/// The document as it is written, and its languages in their order.
#[derive(Debug, Default)]
struct Languages {
    document: String,
    names: Vec<String>,
    default: usize,
}

impl Document {
    /// Takes a document that the module has read.
    pub(super) fn of(document: &[u8]) -> Self {
        Self {
            whole: Arc::new(Built::of(document.to_vec())),
            languages: Arc::new(Languages::of(document)),
            reduced: Mutex::default(),
        }
    }

    /// Returns the answer for customers of a locale, or for everybody. Both show a customer the same.
    pub(super) async fn answer(&self, locale: Option<&str>) -> Arc<Built> {
        match locale {
            Some(locale) => self.for_locale(locale).await,
            None => self.whole(),
        }
    }

    fn whole(&self) -> Arc<Built> {
        Arc::clone(&self.whole)
    }

    /// Returns the answer with the languages alone that serve customers of a locale.
    async fn for_locale(&self, locale: &str) -> Arc<Built> {
        let serving = self.languages.serving(locale);
        if serving.len() == self.languages.names.len() {
            return self.whole();
        }
        if let Some(known) = self.kept().get(&serving) {
            return Arc::clone(known);
        }
        if self.kept().len() >= MOST {
            return self.whole();
        }
        let (languages, wanted) = (Arc::clone(&self.languages), serving.clone());
        let made = tokio::task::spawn_blocking(move || languages.only(&wanted)).await;
        let Ok(Some(made)) = made else {
            return self.whole();
        };
        let mut kept = self.kept();
        Arc::clone(kept.entry(serving).or_insert_with(|| Arc::new(made)))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<usize>, Arc<Built>>> {
        self.reduced.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Languages {
    /// Reads which languages a document has. One without texts by key has none, and neither has one inside another value.
    fn of(document: &[u8]) -> Self {
        let Ok(document) = std::str::from_utf8(document) else {
            return Self::default();
        };
        let Ok(Some(section)) = Section::read(document) else {
            return Self::default();
        };
        let names: Vec<String> = section.locales().map(str::to_owned).collect();
        let default = names.iter().position(|name| name == section.default());
        default.map_or_else(Self::default, |default| Self {
            document: document.to_owned(),
            names,
            default,
        })
    }

    /// Lists the positions of the languages whose texts customers of a locale may be shown, as the module chooses them.
    fn serving(&self, locale: &str) -> Vec<usize> {
        let wanted = tag::whole(locale);
        let serves = |name: &str| tag::nearness(&wanted, &tag::whole(name)) > 0;
        let all = self.names.iter().enumerate();
        let serving = all.filter(|(at, name)| *at == self.default || serves(name));
        serving.map(|(at, _)| at).collect()
    }

    /// Writes the document with the languages at these positions alone.
    fn only(&self, positions: &[usize]) -> Option<Built> {
        let is_kept = |name: &str| {
            let at = self.names.iter().position(|known| known == name);
            at.is_some_and(|at| positions.contains(&at))
        };
        let document = with_languages(&self.document, &is_kept).ok()?;
        Some(Built::of(document.into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Returns the names of the languages that customers of a locale are sent.
    async fn sent(document: &Document, locale: &str) -> Vec<String> {
        let Value::Object(fields) = document.for_locale(locale).await.read() else {
            panic!("no object")
        };
        let locales = fields["texts"]["locales"].as_object().unwrap();
        locales.keys().cloned().collect()
    }

    #[tokio::test]
    async fn a_customer_is_sent_the_languages_that_serve_them() {
        let texts = json!({"a": "A"});
        let locales =
            json!({"en": texts, "pt": texts, "pt-PT": texts, "zh-Hant": texts, "zh": texts});
        let whole = json!({"texts": {"default": "en", "locales": locales}}).to_string();
        let document = Document::of(whole.as_bytes());
        assert_eq!(sent(&document, "en-GB").await, ["en"]);
        assert_eq!(sent(&document, "pt_BR").await, ["en", "pt", "pt-PT"]);
        assert_eq!(sent(&document, "zh-TW").await, ["en", "zh-Hant"]);
        assert_eq!(sent(&document, "fr").await, ["en"]);
        let (one, two) = (
            document.for_locale("fr").await,
            document.for_locale("en").await,
        );
        assert!(Arc::ptr_eq(&one, &two), "made once");
    }

    #[tokio::test]
    async fn a_document_without_texts_is_sent_whole() {
        for whole in [
            r#"{"paywalls": []}"#,
            "[]",
            r#"{"texts": {"default": "x", "locales": {}}}"#,
        ] {
            let document = Document::of(whole.as_bytes());
            let answer = document.for_locale("de").await;
            assert!(Arc::ptr_eq(&answer, &document.whole()), "{whole}");
        }
    }
}
