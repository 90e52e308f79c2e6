//! The tree as nodes of the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::mounted::Stage;
use super::text;
use crate::json::Writer;
use crate::tree::{self, diff::Dom};

/// The bytes that the nodes of most paywalls take as JSON.
const ROOM: usize = 16 << 10;

/// The page, of which the stage makes all nodes.
pub struct Page(pub Stage);

impl Page {
    /// Makes an element and all that is in it.
    pub fn element(&self, element: &tree::Element) -> Node {
        let mut out = Writer::with_room(ROOM);
        write_element(&mut out, element);
        self.0.make(text(out.finish()))
    }
}

/// Writes an element as the stage reads it: a list of its name, its attributes, and what is in it.
fn write_element(out: &mut Writer, element: &tree::Element) {
    out.open(b'[');
    out.text(element.tag.name());
    out.open(b'[');
    for (name, value) in &element.attributes {
        out.text(name);
        out.text(value.as_str());
    }
    out.close(b']');
    for child in &element.children {
        match child {
            tree::Node::Element(child) => write_element(out, child),
            tree::Node::Text(text) => out.text(text),
        }
    }
    out.close(b']');
}

impl Dom for Page {
    type Node = Node;

    fn create(&self, node: &tree::Node) -> Node {
        match node {
            tree::Node::Element(element) => self.element(element),
            tree::Node::Text(words) => {
                let mut out = Writer::default();
                out.text(words);
                self.0.make(text(out.finish()))
            }
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
        // That cannot fail: the names are the engine's own.
        let _ = element
            .unchecked_ref::<Element>()
            .set_attribute(name, value);
    }

    fn remove_attribute(&self, element: &Node, name: &str) {
        let _ = element.unchecked_ref::<Element>().remove_attribute(name);
    }

    fn set_text(&self, node: &Node, text: &str) {
        node.set_node_value(Some(text));
    }
}
