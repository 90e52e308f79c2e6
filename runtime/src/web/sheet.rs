//! The style sheets and fonts of a mounted paywall.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Document, Element, FontFace, ShadowRoot};

use crate::document::paywall::Font;
use crate::tree::escape;

/// A style sheet of a shadow root.
pub enum Sheet {
    /// An adopted one: no policy for inline styles applies to it.
    Adopted(CssStyleSheet),
    /// A `<style>`, where sheets cannot be adopted. It carries the nonce of the page's policy.
    Element(Element),
}

impl Sheet {
    /// Adds an empty sheet behind those that `root` has.
    pub fn add(document: &Document, root: &ShadowRoot, nonce: Option<&str>) -> Option<Self> {
        let adopted: JsValue = "adoptedStyleSheets".into();
        if Reflect::has(root, &adopted).unwrap_or(false)
            && let (Ok(sheet), Ok(sheets)) = (CssStyleSheet::new(), Reflect::get(root, &adopted))
        {
            let sheets = Array::from(&sheets);
            sheets.push(&sheet);
            let _ = Reflect::set(root, &adopted, &sheets);
            return Some(Self::Adopted(sheet));
        }
        let style = document.create_element("style").ok()?;
        if let Some(nonce) = nonce {
            let _ = style.set_attribute("nonce", nonce);
        }
        let _ = root.append_child(&style);
        Some(Self::Element(style))
    }

    /// Replaces all its rules.
    pub fn replace(&self, css: &str) {
        match self {
            Self::Adopted(sheet) => {
                let _ = sheet.replace_sync(css);
            }
            Self::Element(style) => style.set_text_content(Some(css)),
        }
    }
}

/// Makes fonts known to the page, each once. They load when something uses them; nothing waits for them.
pub fn add_fonts(document: &Document, fonts: &[Font]) {
    thread_local! {
        static KNOWN: RefCell<Vec<Font>> = const { RefCell::new(Vec::new()) };
    }
    for font in fonts {
        if KNOWN.with_borrow(|known| known.contains(font)) {
            continue;
        }
        KNOWN.with_borrow_mut(|known| known.push(font.clone()));
        let mut source = String::new();
        escape::write_css_url(&mut source, &font.url);
        if let Ok(face) = FontFace::new_with_str(&font.name, &source) {
            let _ = Reflect::set(&face, &"display".into(), &"swap".into());
            let _ = document.fonts().add(&face);
        }
    }
}
