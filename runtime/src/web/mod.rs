//! The browser's face of the engine: load, call, launch, mount.
//!
//! Values cross the border as JSON texts; `www/runtime` turns them into objects. Texts leave the module as values of
//! JavaScript: for a `String`, wasm-bindgen writes a function of fourteen lines each time.

mod dom;
mod mounted;
mod screen;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::call;
use crate::error::Error;
use crate::load::Document;
use crate::locale;
pub use screen::Screen;

/// Adds the tables of languages. Returns how many of them the module did not know.
#[wasm_bindgen]
pub fn locales(tables: Vec<u8>) -> u32 {
    locale::add(tables.leak())
}

/// A loaded document, for JavaScript.
#[wasm_bindgen]
pub struct Engine {
    document: Rc<Document>,
}

#[wasm_bindgen]
impl Engine {
    /// Loads a document from its JSON bytes.
    ///
    /// # Errors
    /// Throws an answer with the error when the document cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Engine, JsValue> {
        let document = Document::open(bytes).map_err(|error| thrown(&error))?;
        Ok(Self {
            document: Rc::new(document),
        })
    }

    /// Answers one call; the operations are those of the host ABI.
    pub fn call(&self, operation: u32, request: &str) -> JsValue {
        text(call::answer(&self.document, operation, request.as_bytes()))
    }

    /// Launches a campaign, or the paywall that the request names.
    ///
    /// # Errors
    /// Throws an answer with the error when there is nothing to show.
    pub fn launch(&self, request: &str) -> Result<Screen, JsValue> {
        Screen::new(Rc::clone(&self.document), request).map_err(|error| thrown(&error))
    }
}

/// Returns what JavaScript throws for an error: the answer that has it, as text.
fn thrown(error: &Error) -> JsValue {
    text(call::failure(error))
}

/// Hands an answer to JavaScript as text. It is UTF-8, because the engine wrote it.
fn text(answer: Vec<u8>) -> JsValue {
    String::from_utf8(answer).unwrap_or_default().into()
}
