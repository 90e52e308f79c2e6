//! The merge of one part: things by their ids, their attributes, and their order.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::conflict::Conflict;
use super::places::Places;
use super::{fields, order};
use crate::content::Name;
use crate::sorted::Sorted;
use crate::tree::{self, Key, Node, Place, Slot, Tree};

/// A part that both sides changed.
pub(super) struct Sides<'a> {
    pub name: &'a Name,
    /// The base; none where both sides added the part.
    pub base: Option<&'a Value>,
    pub ours: &'a Value,
    pub theirs: &'a Value,
    /// True if our side decides where there is no base and the result needs one of both. It depends on the contents
    /// alone, so that the result is the same whoever comes first.
    pub is_first: bool,
}

/// The trees of a part.
pub(super) struct Trees {
    pub base: Tree,
    pub ours: Tree,
    pub theirs: Tree,
}

impl Trees {
    /// Returns the trees: base, ours, theirs.
    pub fn all(&self) -> [&Tree; 3] {
        [&self.base, &self.ours, &self.theirs]
    }

    /// Returns a thing as each has it: base, ours, theirs.
    pub fn node(&self, key: &str) -> [Option<&Node>; 3] {
        self.all().map(|tree| tree.nodes.get(key))
    }

    /// Returns a thing with all that it holds as each has it.
    pub fn values(&self, key: &str) -> [Option<Value>; 3] {
        self.all()
            .map(|tree| tree.nodes.get(key).map(|_| tree.value(key)))
    }

    /// Returns true if a slot holds one thing, for all that have something in it.
    pub fn is_single(&self, place: &Place) -> bool {
        let mut slots = self
            .all()
            .into_iter()
            .filter_map(|tree| tree.nodes.get(&place.parent)?.slots.get(&place.slot));
        slots.all(|slot| slot.is_single)
    }
}

/// Merges a part that both sides changed.
pub(super) fn merge(sides: &Sides<'_>) -> (Value, Vec<Conflict>) {
    if !sides.ours.is_object() || !sides.theirs.is_object() {
        return whole(sides);
    }
    let trees = Trees {
        base: sides.base.map(Tree::read).unwrap_or_default(),
        ours: Tree::read(sides.ours),
        theirs: Tree::read(sides.theirs),
    };
    let Places {
        places,
        mut conflicts,
        ..
    } = Places::settle(sides, &trees);
    let mut merged = Tree::default();
    for (key, place) in &places {
        let (attributes, clashes) = attributes(trees.node(key), sides.is_first);
        for (path, values) in clashes {
            conflicts.push(Conflict::of_attribute(
                sides.name.clone(),
                key.clone(),
                path,
                values,
            ));
        }
        let place = place.clone();
        let node = Node {
            place,
            attributes,
            slots: Sorted::default(),
        };
        merged.nodes.insert(key.clone(), node);
    }
    fill(sides, &trees, &mut merged, &mut conflicts);
    leave_empty(&trees, &mut merged);
    (merged.write(), conflicts)
}

/// Merges a part that has no fields: it is one value.
fn whole(sides: &Sides<'_>) -> (Value, Vec<Conflict>) {
    let first = if sides.is_first {
        sides.ours
    } else {
        sides.theirs
    };
    let values = [sides.base, Some(sides.ours), Some(sides.theirs)].map(Option::<&Value>::cloned);
    let conflict = Conflict::of_attribute(
        sides.name.clone(),
        Key::new(),
        tree::Path::default(),
        values,
    );
    (sides.base.unwrap_or(first).clone(), vec![conflict])
}

/// Merges the attributes of a thing. What one side removed and had to stay is as the other has it.
fn attributes(
    node: [Option<&Node>; 3],
    is_first: bool,
) -> (Map<String, Value>, Vec<fields::Clash>) {
    let [base, ours, theirs] = node.map(|node| node.map(|node| &node.attributes));
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => fields::merge(base, ours, theirs, is_first),
        (one, other) => (
            one.or(other).or(base).cloned().unwrap_or_default(),
            Vec::new(),
        ),
    }
}

/// Fills the slots with what stands in them, in a merged order.
fn fill(sides: &Sides<'_>, trees: &Trees, merged: &mut Tree, conflicts: &mut Vec<Conflict>) {
    let mut slots: BTreeMap<Place, BTreeSet<Key>> = BTreeMap::new();
    for (key, node) in merged.nodes.iter() {
        if let Some(place) = &node.place {
            slots.entry(place.clone()).or_default().insert(key.clone());
        }
    }
    for (place, members) in slots {
        let [base, ours, theirs] = trees.all().map(|tree| tree.slot(&place));
        let order = order::merge(base, ours, theirs, &members, sides.is_first);
        let is_single = trees.is_single(&place);
        if order.is_in_conflict {
            let kept = |list: &[Key]| {
                list.iter()
                    .filter(|key| members.contains(*key))
                    .cloned()
                    .collect()
            };
            let lists = [base, ours, theirs].map(kept);
            conflicts.push(Conflict::of_order(
                sides.name.clone(),
                Some(place.clone()),
                lists,
            ));
        }
        if let Some(parent) = merged.nodes.get_mut(&place.parent) {
            let children = order.keys;
            parent.slots.insert(
                place.slot,
                Slot {
                    is_single,
                    children,
                },
            );
        }
    }
}

/// Leaves an empty list where each side took another thing out of one.
fn leave_empty(trees: &Trees, merged: &mut Tree) {
    for (key, node) in merged.nodes.iter_mut() {
        let [_, Some(ours), Some(theirs)] = trees.node(key) else {
            continue;
        };
        for (path, slot) in ours.slots.iter() {
            if slot.is_single || !theirs.slots.contains_key(path) || node.slots.contains_key(path) {
                continue;
            }
            let mut fields = Value::Object(std::mem::take(&mut node.attributes));
            tree::put(&mut fields, &path.0, Value::Array(Vec::new()));
            if let Value::Object(fields) = fields {
                node.attributes = fields;
            }
        }
    }
}
