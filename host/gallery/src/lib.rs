//! The gallery: stock paywalls for different kinds of apps (`docs/gallery.md`), built in.
//!
//! Each design is a document of its own, with paywalls for all screens, a rule that shows them, and the texts of all
//! languages. All of them sell products of the same ids, so that an app can exchange one design for another.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// The designs; a test holds that the list can be read.
static DESIGNS: LazyLock<Vec<Design>> = LazyLock::new(|| {
    let list = file("index.json").map(serde_json::from_slice);
    list.and_then(Result::ok).unwrap_or_default()
});

/// A design: a document with paywalls of one look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    /// The name by which it is asked for, such as `stride`.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The kind of apps that it is for, such as `Fitness and training`.
    pub about: String,
    /// The paywalls in its document.
    pub paywalls: Vec<Paywall>,
}

/// A paywall of a design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paywall {
    /// The id in the document.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The form factors that it is for.
    pub form_factors: Vec<String>,
}

impl Design {
    /// Returns the document.
    pub fn document(&self) -> &'static [u8] {
        file(&format!("{}.json", self.name)).unwrap_or_default()
    }
}

impl Paywall {
    /// Returns the picture, a JPEG in English.
    pub fn picture(&self) -> &'static [u8] {
        file(&format!("pictures/{}.jpg", self.id)).unwrap_or_default()
    }
}

/// Returns all designs, sorted by name.
pub fn designs() -> &'static [Design] {
    &DESIGNS
}

/// Finds a design by its name.
pub fn design(name: &str) -> Option<&'static Design> {
    DESIGNS.iter().find(|design| design.name == name)
}

/// Returns what a store says of the products that the designs sell, for previews: a JSON array, as `products` in a
/// request.
pub fn products() -> &'static [u8] {
    file("products.json").unwrap_or_default()
}

fn file(name: &str) -> Option<&'static [u8]> {
    let found = FILES
        .iter()
        .find(|(path, _)| path.strip_prefix("gallery/") == Some(name));
    found.map(|(_, bytes)| *bytes)
}
