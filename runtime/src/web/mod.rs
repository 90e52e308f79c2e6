//! The browser's face of the engine: load, call, launch, mount.
//!
//! Texts cross the border as JSON; `www/runtime/index.js` turns them into objects.

mod dom;
mod mounted;
mod screen;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::call;
use crate::document::Document;
use crate::error::Error;
pub use screen::Screen;

/// A loaded document.
#[wasm_bindgen]
pub struct Engine {
    document: Rc<Document>,
    loaded: String,
}

#[wasm_bindgen]
impl Engine {
    /// Loads a document from its JSON bytes.
    ///
    /// # Errors
    /// `{code, message, path}`, when it cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Engine, JsValue> {
        let (document, answer) = call::load(bytes, 1);
        let answer = text(answer);
        match document {
            Some(document) => Ok(Self {
                document: Rc::new(document),
                loaded: answer,
            }),
            None => Err(error_of(&answer)),
        }
    }

    /// The answer to loading: what the document offers, and its warnings.
    pub fn loaded(&self) -> String {
        self.loaded.clone()
    }

    /// One call; the operations are those of the host ABI.
    pub fn call(&self, operation: u32, request: &str) -> String {
        text(call::answer(&self.document, operation, request.as_bytes()))
    }

    /// Launches a campaign (or the paywall the request names).
    ///
    /// # Errors
    /// `{code, message, path}`, when there is nothing to show.
    pub fn launch(&self, request: &str) -> Result<Screen, JsValue> {
        Screen::new(Rc::clone(&self.document), request).map_err(|error| thrown(&error))
    }
}

fn thrown(error: &Error) -> JsValue {
    error_of(&text(call::failure(error)))
}

/// The error of an answer as an object `{code, message, path}`.
fn error_of(answer: &str) -> JsValue {
    let answer = js_sys::JSON::parse(answer).unwrap_or(JsValue::NULL);
    js_sys::Reflect::get(&answer, &"error".into()).unwrap_or(answer)
}

/// Answers are written as UTF-8 by the engine itself.
fn text(answer: Vec<u8>) -> String {
    String::from_utf8(answer).unwrap_or_default()
}
