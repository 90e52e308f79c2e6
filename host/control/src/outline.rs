//! The things of a part as a list, for those who show them.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::tree::{Key, Place, Tree};

/// A thing of a part: a component, a page, a product, and so on; the first one is the part itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thing {
    /// The address of the thing in its part.
    pub id: Key,
    /// The place; none for the part itself.
    pub place: Option<Place>,
    /// True if it stands alone in its slot, which is no list.
    pub single: bool,
    /// The fields, without those that hold other things.
    pub attributes: Map<String, Value>,
}

/// Lists the things of a part, the outer ones before those in them, and those of a slot in their order.
pub fn things(part: &Value) -> Vec<Thing> {
    let tree = Tree::read(part);
    let mut listed = Vec::with_capacity(tree.nodes.len());
    for id in tree.below("") {
        let Some(node) = tree.nodes.get(&id) else {
            continue;
        };
        let place = node.place.clone();
        let around = place
            .as_ref()
            .and_then(|place| tree.nodes.get(&place.parent)?.slots.get(&place.slot));
        let single = around.is_some_and(|slot| slot.is_single);
        let attributes = node.attributes.clone();
        listed.push(Thing {
            id,
            place,
            single,
            attributes,
        });
    }
    listed
}
