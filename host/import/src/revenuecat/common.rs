//! The parts that all components share: attributes, and the name of the page.

use crate::fields::Fields;
use crate::object::Object;

/// The name of the page that sheets lie over.
pub const PAGE: &str = "paywall";

/// Sets the name that the author gave a component, for whoever edits the document.
pub fn title(out: &mut Object, fields: &Fields<'_>) {
    let name = fields.text("name").filter(|name| !name.trim().is_empty());
    out.set_some("title", name);
}

/// Hides a component that is not visible.
pub fn hidden(out: &mut Object, fields: &Fields<'_>) {
    if fields.flag("visible") == Some(false) {
        out.set("hidden", true);
    }
}
