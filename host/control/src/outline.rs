//! The things of a part as a list, for those who show them.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::form::{FORMS, on_form};
use crate::sorted::Sorted;
use crate::tree::{Key, Node, Place, Tree};

/// The slots in the order in which people look for them; others follow.
const ORDER: [&str; 7] = [
    "pages",
    "header",
    "contentContainer",
    "components",
    "footer",
    "backgroundContainer",
    "sku_menus",
];

/// The parts of names of components that hold others.
const HOLDERS: [&str; 5] = ["container", "stack", "button", "condition", "grid"];

/// A thing of a part: a component, a page, a product, and so on; the first one is the part itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thing {
    /// The address of the thing in its part.
    pub id: Key,
    /// The place; none for the part itself.
    pub place: Option<Place>,
    /// True if it stands alone in its slot, which is no list.
    pub single: bool,
    /// True for a component that can hold others.
    pub holds: bool,
    /// The fields, without those that hold other things.
    pub attributes: Map<String, Value>,
    /// The attributes that hold on one form factor alone, by form factor.
    pub forms: Map<String, Value>,
}

/// Lists the things of a part, the outer ones before those in them, and those of a slot in their order.
pub fn things(part: &Value) -> Vec<Thing> {
    let tree = Tree::read(part);
    let mut listed = Vec::with_capacity(tree.nodes.len());
    for id in outlined(&tree, "") {
        let Some(node) = tree.nodes.get(&id) else {
            continue;
        };
        let place = node.place.clone();
        let around = place
            .as_ref()
            .and_then(|place| tree.nodes.get(&place.parent)?.slots.get(&place.slot));
        let single = around.is_some_and(|slot| slot.is_single);
        let forms = FORMS.into_iter();
        let forms = forms.filter_map(|form| {
            let own = on_form(&node.attributes, form)?;
            Some((form.to_owned(), own.clone()))
        });
        listed.push(Thing {
            id,
            place,
            single,
            holds: holds(node),
            attributes: node.attributes.clone(),
            forms: forms.collect(),
        });
    }
    listed
}

/// Lists a thing and all that it holds, the outer ones first, in the order in which people look for them.
pub(crate) fn outlined(tree: &Tree, key: &str) -> Vec<Key> {
    let mut found = Vec::new();
    let mut waiting = vec![key.to_owned()];
    while let Some(key) = waiting.pop() {
        let slots = tree.nodes.get(&key).map(|node| &node.slots);
        let mut children: Vec<Key> = Vec::new();
        for place in 0..=ORDER.len() {
            let here = slots.into_iter().flat_map(Sorted::iter);
            let here = here.filter(|(path, _)| rank(path.last()) == place);
            children.extend(here.flat_map(|(_, slot)| &slot.children).cloned());
        }
        waiting.extend(children.into_iter().rev());
        found.push(key);
    }
    found
}

/// Returns the place of a slot among the others.
fn rank(slot: &str) -> usize {
    let at = ORDER.iter().position(|name| *name == slot);
    at.unwrap_or(ORDER.len())
}

/// Returns true for a component that can hold others.
pub(crate) fn holds(node: &Node) -> bool {
    let component = node.attributes.get("component").and_then(Value::as_str);
    let component = component.map(str::to_ascii_lowercase);
    let list = node.attributes.get("components");
    let mut slots = node.slots.keys();
    component.is_some_and(|name| {
        HOLDERS.iter().any(|part| name.contains(part))
            || list.is_some_and(Value::is_array)
            || slots.any(|slot| slot.0 == ["components"])
    })
}
