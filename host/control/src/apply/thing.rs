//! Operations on the things inside a part.

use serde_json::{Map, Value};

use super::taken;
use crate::content::{Name, check_id};
use crate::error::Error;
use crate::operation::{Destination, Operation};
use crate::shape;
use crate::tree::{Key, Node, Path, Place, Slot, Tree, address};

/// Applies an operation to a part's tree, and returns what takes it back.
pub(super) fn apply(
    tree: &mut Tree,
    name: &Name,
    operation: &Operation,
) -> Result<Vec<Operation>, Error> {
    let on = On { name };
    match operation {
        Operation::Set {
            id, path, value, ..
        } => on.set(tree, id, path, value),
        Operation::Unset { id, path, .. } => on.unset(tree, id, path),
        Operation::Insert {
            into: Some(into),
            after,
            value,
            ..
        } => {
            let (key, mut inverse) = on.insert(tree, into, after.as_deref(), value)?;
            inverse.insert(0, on.remove_of(key));
            Ok(inverse)
        }
        Operation::Insert { .. } => Err(wrong_place("expected the slot to insert into")),
        Operation::Remove { id, .. } => on.remove(tree, id),
        Operation::Move {
            id,
            into: Some(into),
            after,
            ..
        } => on.shift(tree, id, into, after.as_deref()),
        Operation::Move { .. } => Err(wrong_place("expected the slot to move into")),
        Operation::Rename { id, to, .. } => on.rename(tree, id, to),
    }
}

/// The part that operations are applied to.
struct On<'a> {
    name: &'a Name,
}

impl On<'_> {
    /// Sets an attribute.
    fn set(
        &self,
        tree: &mut Tree,
        id: &Key,
        path: &Path,
        value: &Value,
    ) -> Result<Vec<Operation>, Error> {
        let node = self.attribute(tree, id, path)?;
        let old = find(&node.attributes, &path.0).cloned();
        let made = match old {
            Some(_) => None,
            None => Some(first_made(node, path)),
        };
        if !put(&mut node.attributes, &path.0, value.clone()) {
            let message = format!("expected an object around \"{path}\"");
            return Err(Error::new("no_attribute", message));
        }
        Ok(vec![match (old, made) {
            (Some(old), _) => super::set(self.name.clone(), id.clone(), path.clone(), old),
            (None, made) => self.unset_of(id.clone(), made.unwrap_or_else(|| path.clone())),
        }])
    }

    /// Removes an attribute.
    fn unset(&self, tree: &mut Tree, id: &Key, path: &Path) -> Result<Vec<Operation>, Error> {
        let node = self.attribute(tree, id, path)?;
        let old = take(&mut node.attributes, &path.0).ok_or_else(|| {
            let message = format!("expected an attribute that is set, found \"{path}\"");
            Error::new("no_attribute", message)
        })?;
        Ok(vec![super::set(
            self.name.clone(),
            id.clone(),
            path.clone(),
            old,
        )])
    }

    /// Returns the thing of an attribute, if the path leads to one, and to no id and no slot.
    fn attribute<'t>(
        &self,
        tree: &'t mut Tree,
        id: &Key,
        path: &Path,
    ) -> Result<&'t mut Node, Error> {
        let node = tree.node_mut(id)?;
        let key = match &node.place {
            None => self.name.section.key(),
            Some(place) => Some(kind(node, place).key),
        };
        let is_slot = |slot: &Path| slot.0.starts_with(&path.0) || path.0.starts_with(&slot.0);
        let is_key = path.0.len() == 1 && Some(path.last()) == key;
        if path.0.is_empty() || is_key || node.slots.keys().any(is_slot) {
            let message = format!(
                "expected the path of an attribute, found \"{path}\"; ids are renamed, things inserted and removed"
            );
            return Err(Error::new("no_attribute", message));
        }
        Ok(node)
    }

    /// Inserts a thing; returns its address, and what restores the slot once it is removed again.
    fn insert(
        &self,
        tree: &mut Tree,
        into: &Destination,
        after: Option<&str>,
        value: &Value,
    ) -> Result<(Key, Vec<Operation>), Error> {
        let fields = value
            .as_object()
            .ok_or_else(|| wrong_place("expected an object to insert"))?;
        let kind = match shape::is_component(value) {
            true => shape::COMPONENT,
            false => shape::of_field(into.slot.last()),
        };
        check_id(
            self.name.section,
            shape::id(fields, kind).unwrap_or_default(),
        )?;
        let key = address(&into.parent, kind, fields);
        if tree.nodes.contains_key(&key) {
            return Err(taken("thing in the part", &key));
        }
        let restore = self.open(tree, into)?;
        place(tree, &key, into, after)?;
        if !tree.graft(&key, fields.clone(), place_of(into)) {
            return Err(taken("thing in the part", &key));
        }
        Ok((key, restore))
    }

    /// Removes a thing with all that it holds.
    fn remove(&self, tree: &mut Tree, id: &Key) -> Result<Vec<Operation>, Error> {
        let value = tree.value(id);
        let (into, after) = lift(tree, id)?;
        tree.cut(id);
        let Name { section, part } = self.name.clone();
        let into = Some(into);
        Ok(vec![Operation::Insert {
            section,
            part,
            into,
            after,
            value,
        }])
    }

    /// Moves a thing.
    fn shift(
        &self,
        tree: &mut Tree,
        id: &Key,
        into: &Destination,
        after: Option<&str>,
    ) -> Result<Vec<Operation>, Error> {
        let node = tree.node(id)?;
        let was = node
            .place
            .clone()
            .ok_or_else(|| wrong_place("expected something inside the part"))?;
        if kind(node, &was).noun.is_some() && was != place_of(into) {
            return Err(wrong_place("expected a place in the same list"));
        }
        if tree.below(id).contains(&into.parent) {
            return Err(wrong_place("expected a place outside of what is moved"));
        }
        tree.node(&into.parent)?;
        let (from, before) = lift(tree, id)?;
        let mut restore = self.open(tree, into)?;
        place(tree, id, into, after)?;
        tree.node_mut(id)?.place = Some(place_of(into));
        let Name { section, part } = self.name.clone();
        let back = Operation::Move {
            section,
            part,
            id: id.clone(),
            into: Some(from),
            after: before,
        };
        restore.insert(0, back);
        Ok(restore)
    }

    /// Gives a thing another id.
    fn rename(&self, tree: &mut Tree, id: &Key, to: &str) -> Result<Vec<Operation>, Error> {
        check_id(self.name.section, to)?;
        let node = tree.node_mut(id)?;
        let inside = || wrong_place("expected something inside the part");
        let place = node.place.clone().ok_or_else(inside)?;
        let kind = kind(node, &place);
        let old = shape::id(&node.attributes, kind)
            .unwrap_or_default()
            .to_owned();
        node.attributes.insert(kind.key.to_owned(), Value::from(to));
        let key = address(&place.parent, kind, &node.attributes);
        if tree.nodes.contains_key(&key) {
            return Err(taken("thing in the part", &key));
        }
        let Name { section, part } = self.name.clone();
        Ok(vec![Operation::Rename {
            section,
            part,
            id: key,
            to: old,
        }])
    }

    /// Makes a slot ready to be filled; returns what restores it once it is empty again.
    fn open(&self, tree: &mut Tree, into: &Destination) -> Result<Vec<Operation>, Error> {
        let node = tree.node_mut(&into.parent)?;
        if let Some(slot) = node.slots.get(&into.slot) {
            return match slot.is_single || into.single {
                true => Err(wrong_place(
                    "expected a free place: the field holds one thing",
                )),
                false => Ok(Vec::new()),
            };
        }
        let id = into.parent.clone();
        let old = find(&node.attributes, &into.slot.0).cloned();
        let restore = match &old {
            Some(Value::Array(entries)) if entries.is_empty() && !into.single => Vec::new(),
            Some(Value::Null) => vec![super::set(
                self.name.clone(),
                id,
                into.slot.clone(),
                Value::Null,
            )],
            Some(_) => {
                return Err(wrong_place(
                    "expected a list of things that all have ids, or nothing",
                ));
            }
            // What held one thing is gone with it; a list stays as an empty one.
            None if into.single => Vec::new(),
            None => vec![self.unset_of(id, first_made(node, &into.slot))],
        };
        take(&mut node.attributes, &into.slot.0);
        let slot = Slot {
            is_single: into.single,
            children: Vec::new(),
        };
        node.slots.insert(into.slot.clone(), slot);
        Ok(restore)
    }

    /// Makes the operation that removes an attribute.
    fn unset_of(&self, id: Key, path: Path) -> Operation {
        let Name { section, part } = self.name.clone();
        Operation::Unset {
            section,
            part,
            id,
            path,
        }
    }

    /// Makes the operation that removes a thing.
    fn remove_of(&self, id: Key) -> Operation {
        let Name { section, part } = self.name.clone();
        Operation::Remove { section, part, id }
    }
}

/// Takes a thing out of its slot; returns the place and the sibling before it. An empty list stays where the slot was.
fn lift(tree: &mut Tree, id: &Key) -> Result<(Destination, Option<Key>), Error> {
    let place = tree.node(id)?.place.clone();
    let Place { parent, slot: path } =
        place.ok_or_else(|| wrong_place("expected something inside the part"))?;
    let node = tree.node_mut(&parent)?;
    let mut slot = node.slots.remove(&path).unwrap_or_default();
    let at = slot
        .children
        .iter()
        .position(|child| child == id)
        .unwrap_or_default();
    let before = at
        .checked_sub(1)
        .and_then(|at| slot.children.get(at))
        .cloned();
    slot.children.retain(|child| child != id);
    let single = slot.is_single;
    if !slot.children.is_empty() {
        node.slots.insert(path.clone(), slot);
    } else if !single {
        put(&mut node.attributes, &path.0, Value::Array(Vec::new()));
    }
    Ok((
        Destination {
            parent,
            slot: path,
            single,
        },
        before,
    ))
}

/// Puts an address into a slot that is open.
fn place(tree: &mut Tree, key: &Key, into: &Destination, after: Option<&str>) -> Result<(), Error> {
    let node = tree.node_mut(&into.parent)?;
    let slot = node.slots.get_mut(&into.slot);
    let slot = slot.ok_or_else(|| wrong_place("expected a slot that is open"))?;
    let children = &mut slot.children;
    let at = match after {
        None => 0,
        Some(after) => {
            let found = children.iter().position(|child| child == after);
            let unknown = || wrong_place("expected the id of a sibling to stand after");
            found.ok_or_else(unknown)? + 1
        }
    };
    children.insert(at, key.clone());
    Ok(())
}

/// Returns the place that an operation names.
fn place_of(into: &Destination) -> Place {
    Place {
        parent: into.parent.clone(),
        slot: into.slot.clone(),
    }
}

/// Returns the kind of a thing at a place.
fn kind(node: &Node, place: &Place) -> shape::Kind {
    match node
        .attributes
        .get("component")
        .is_some_and(Value::is_string)
    {
        true => shape::COMPONENT,
        false => shape::of_field(place.slot.last()),
    }
}

/// Returns the shortest path that is made when an attribute is set: what stands in no attribute and leads to no slot.
fn first_made(node: &Node, path: &Path) -> Path {
    let lengths = 1..path.0.len();
    let prefixes = lengths.filter_map(|length| path.0.get(..length));
    let is_new = |prefix: &&[String]| {
        let leads = |slot: &Path| slot.0.starts_with(prefix);
        find(&node.attributes, prefix).is_none() && !node.slots.keys().any(leads)
    };
    let first = prefixes.into_iter().find(is_new);
    first.map_or_else(|| path.clone(), |prefix| Path(prefix.to_vec()))
}

/// Finds the value where a path leads.
fn find<'a>(fields: &'a Map<String, Value>, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let mut value = fields.get(first)?;
    for field in rest {
        value = value.as_object()?.get(field)?;
    }
    Some(value)
}

/// Puts a value where a path leads, and makes the objects on the way; returns false if something else is in the way.
fn put(fields: &mut Map<String, Value>, path: &[String], value: Value) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    if rest.is_empty() {
        fields.insert(first.clone(), value);
        return true;
    }
    let inner = fields
        .entry(first)
        .or_insert_with(|| Value::Object(Map::new()));
    inner
        .as_object_mut()
        .is_some_and(|inner| put(inner, rest, value))
}

/// Takes the value away to which a path leads.
fn take(fields: &mut Map<String, Value>, path: &[String]) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return fields.remove(first);
    }
    take(fields.get_mut(first)?.as_object_mut()?, rest)
}

/// Makes the error that a place is not one for this.
fn wrong_place(message: &str) -> Error {
    Error::new("wrong_place", message)
}
