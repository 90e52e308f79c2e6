//! The difference of two trees, applied to a document that shows the first: only changed places are touched.
//!
//! A node that is in both trees is never made anew or moved without need, so focus, scroll position, playing videos and
//! open `<details>` survive.

use super::{Element, Key, Node, Tag, Value};

/// A document that shows a tree: the browser's, or a test's.
pub trait Dom {
    /// A handle to a node of the document.
    type Node: Clone;

    /// Makes the nodes of a tree that is not in the document yet.
    fn create(&self, node: &Node) -> Self::Node;
    /// Returns the child at an index, or `None` when somebody else has removed it.
    fn child(&self, parent: &Self::Node, index: usize) -> Option<Self::Node>;
    /// Puts `node` before the child `before`, or last without one; a node that is in the document moves.
    fn insert(&self, parent: &Self::Node, node: &Self::Node, before: Option<&Self::Node>);
    /// Takes a child out of its parent.
    fn remove(&self, parent: &Self::Node, node: &Self::Node);
    /// Sets an attribute of an element to a value, which needs no escaping.
    fn set_attribute(&self, element: &Self::Node, name: &str, value: &str);
    /// Removes an attribute of an element.
    fn remove_attribute(&self, element: &Self::Node, name: &str);
    /// Replaces the text of a text node.
    fn set_text(&self, node: &Self::Node, text: &str);
}

/// Changes `node`, which shows `old`, so that it shows `new`. Both must have one tag.
pub fn patch<D: Dom>(dom: &D, node: &D::Node, old: &Element, new: &Element) {
    // Most subtrees are the same, and need not be looked into.
    if old == new {
        return;
    }
    patch_attributes(dom, node, &old.attributes, &new.attributes);
    if old.children != new.children {
        patch_children(dom, node, &old.children, &new.children);
    }
}

/// Changes the attributes that differ.
fn patch_attributes<D: Dom>(
    dom: &D,
    node: &D::Node,
    old: &[(&'static str, Value)],
    new: &[(&'static str, Value)],
) {
    let find =
        |list: &[(&'static str, Value)], name: &str| list.iter().position(|(own, _)| *own == name);
    for (name, _) in old.iter().filter(|(name, _)| find(new, name).is_none()) {
        dom.remove_attribute(node, name);
    }
    for (name, value) in new {
        if find(old, name).is_none_or(|at| old[at].1.as_str() != value.as_str()) {
            dom.set_attribute(node, name, value.as_str());
        }
    }
}

/// The marks by which two children of one parent count as the same node: tag and key, and a count of the siblings
/// before that have the same two (markup in texts has no keys).
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity {
    tag: Option<Tag>,
    key: Option<Key>,
    nth: usize,
}

/// Returns the identity of each child.
fn identities(children: &[Node]) -> Vec<Identity> {
    let mut out: Vec<Identity> = Vec::with_capacity(children.len());
    for child in children {
        let (tag, key) = match child {
            Node::Element(element) => (Some(element.tag), element.key),
            Node::Text(_) => (None, None),
        };
        let nth = out
            .iter()
            .filter(|other| (other.tag, other.key) == (tag, key))
            .count();
        out.push(Identity { tag, key, nth });
    }
    out
}

/// Changes the children of an element: removes, moves, patches and inserts as few as it can.
fn patch_children<D: Dom>(dom: &D, parent: &D::Node, old: &[Node], new: &[Node]) {
    let (old_ids, new_ids) = (identities(old), identities(new));
    // The old children that stay, in the document's order: first all of them, later the new ones up to `at`.
    let mut left: Vec<(usize, D::Node)> = Vec::with_capacity(old.len());
    let mut nodes: Vec<Option<D::Node>> = Vec::with_capacity(old.len());
    // All nodes are fetched before the first is removed, for removing one shifts the indices.
    for index in 0..old.len() {
        nodes.push(dom.child(parent, index));
    }
    for (index, node) in nodes.into_iter().enumerate() {
        let Some(node) = node else { continue };
        if new_ids.contains(&old_ids[index]) {
            left.push((index, node));
        } else {
            dom.remove(parent, &node);
        }
    }
    for (at, child) in new.iter().enumerate() {
        let found = left[at..]
            .iter()
            .position(|(old, _)| old_ids[*old] == new_ids[at]);
        if let Some(ahead) = found {
            // Found at its place, a node is not moved: moving it would stop a video and drop the focus.
            let (old_index, node) = left.remove(at + ahead);
            if ahead > 0 {
                dom.insert(parent, &node, left.get(at).map(|(_, node)| node));
            }
            patch_node(dom, &node, &old[old_index], child);
            left.insert(at, (old_index, node));
        } else {
            let node = dom.create(child);
            dom.insert(parent, &node, left.get(at).map(|(_, node)| node));
            left.insert(at, (usize::MAX, node));
        }
    }
}

/// Changes one node. Nodes of the same identity have the same type.
fn patch_node<D: Dom>(dom: &D, node: &D::Node, old: &Node, new: &Node) {
    match (old, new) {
        (Node::Element(old), Node::Element(new)) => patch(dom, node, old, new),
        (Node::Text(old), Node::Text(new)) if old != new => dom.set_text(node, new),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
