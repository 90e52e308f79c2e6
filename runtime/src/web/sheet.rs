//! The style sheets of a mounted paywall.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Document, Element, ShadowRoot};

/// A style sheet of a shadow root.
pub enum Sheet {
    /// An adopted one: no policy for inline styles applies to it.
    Adopted(CssStyleSheet),
    /// A `<style>`, where sheets cannot be adopted. It carries the nonce of the page's policy.
    Element(Element),
}

impl Sheet {
    /// Adds a sheet with these rules behind those that `root` has.
    pub fn add(
        document: &Document,
        root: &ShadowRoot,
        nonce: Option<&str>,
        css: &str,
    ) -> Option<Self> {
        let added = Self::add_empty(document, root, nonce);
        if let Some(sheet) = &added {
            sheet.replace(css);
        }
        added
    }

    fn add_empty(document: &Document, root: &ShadowRoot, nonce: Option<&str>) -> Option<Self> {
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
