//! The writer of HTML: its output equals, byte for byte, a browser's serialisation of the mounted tree.

use super::{Element, Node};
use paywall_output::{Escape, Output};

/// Writes `element` and all that is in it; with `json`, escaped for the inside of a JSON string.
pub fn write_element(out: &mut Output, element: &Element, json: bool) {
    let (assign, quote) = if json {
        ("=\\\"", "\\\"")
    } else {
        ("=\"", "\"")
    };
    let name = element.tag.name();
    out.push("<");
    out.push(name);
    for (attribute, value) in &element.attributes {
        out.push(" ");
        out.push(attribute);
        out.push(assign);
        out.escape(value.as_str(), Escape::ATTRIBUTE.inside(json));
        out.push(quote);
    }
    out.push(">");
    // A void element has neither content nor an end tag.
    if element.tag.is_void() {
        return;
    }
    for child in &element.children {
        match child {
            Node::Element(child) => write_element(out, child, json),
            Node::Text(text) => out.escape(text, Escape::TEXT.inside(json)),
        }
    }
    out.push("</");
    out.push(name);
    out.push(">");
}
