//! Writes a tree as HTML, byte for byte what a browser's serialisation of the mounted tree gives.

use super::{Element, Node, escape};

/// Writes `element` and all that is in it.
pub fn write_element(out: &mut String, element: &Element) {
    let name = element.tag.name();
    out.push('<');
    out.push_str(name);
    for (attribute, value) in &element.attributes {
        out.push(' ');
        out.push_str(attribute);
        out.push_str("=\"");
        escape::write_attribute(out, value.as_str());
        out.push('"');
    }
    out.push('>');
    if element.tag.is_void() {
        return;
    }
    for child in &element.children {
        match child {
            Node::Element(child) => write_element(out, child),
            Node::Text(text) => escape::write_text(out, text),
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
