//! The tree as nodes of the page.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlVideoElement, Node};

use crate::tree::diff::Dom;
use crate::tree::{self, Tag};

/// The namespace in which browsers draw SVG elements.
const SVG: &str = "http://www.w3.org/2000/svg";

/// The page's document, which makes all nodes.
pub struct Page(pub Document);

impl Page {
    /// Makes an element and all that is in it; `None` when the page refuses it.
    pub fn element(&self, element: &tree::Element) -> Option<Element> {
        let name = element.tag.name();
        let made = match element.tag {
            tag if tag.is_svg() => self.0.create_element_ns(Some(SVG), name),
            _ => self.0.create_element(name),
        };
        let made = made.ok()?;
        for (name, value) in &element.attributes {
            set(&made, name, value.as_str());
        }
        for child in &element.children {
            let _ = made.append_child(&self.create(child));
        }
        if element.tag == Tag::Video {
            start_muted(&made, element);
        }
        Some(made)
    }
}

/// Sets an attribute. That cannot fail: the names are the engine's own.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Mutes a video as its attribute says. On a video made by script, the attribute alone has no effect.
fn start_muted(made: &Element, element: &tree::Element) {
    let video: &HtmlVideoElement = made.unchecked_ref();
    let mut is_muted = false;
    for (name, _) in &element.attributes {
        is_muted |= *name == "muted";
    }
    video.set_muted(is_muted);
}

impl Dom for Page {
    type Node = Node;

    fn create(&self, node: &tree::Node) -> Node {
        match node {
            tree::Node::Text(text) => self.0.create_text_node(text).into(),
            tree::Node::Element(element) => self
                .element(element)
                .map_or_else(|| self.0.create_text_node("").into(), Into::into),
        }
    }

    fn child(&self, parent: &Node, index: usize) -> Option<Node> {
        parent.child_nodes().item(index as u32)
    }

    fn insert(&self, parent: &Node, node: &Node, before: Option<&Node>) {
        let _ = parent.insert_before(node, before);
    }

    fn remove(&self, parent: &Node, node: &Node) {
        let _ = parent.remove_child(node);
    }

    fn set_attribute(&self, element: &Node, name: &str, value: &str) {
        set(element.unchecked_ref(), name, value);
    }

    fn remove_attribute(&self, element: &Node, name: &str) {
        let _ = element.unchecked_ref::<Element>().remove_attribute(name);
    }

    fn set_text(&self, node: &Node, text: &str) {
        node.set_node_value(Some(text));
    }
}
