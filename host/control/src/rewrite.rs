//! The operations on things by which one version of a thing becomes another, for those who write its source.

use serde_json::{Map, Value};

use crate::content::Name;
use crate::difference::compare;
use crate::error::Error;
use crate::merge::moved;
use crate::operation::{Destination, Operation};
use crate::tree::{Key, Node, Path, Tree};

/// Writes a thing of a part with all that it holds; none if there is no such thing.
pub fn source(part: &Value, id: &str) -> Option<Value> {
    let tree = Tree::read(part);
    tree.nodes.contains_key(id).then(|| tree.value(id))
}

/// Returns the operations by which a thing of a part, with all that it holds, becomes another version of itself.
///
/// They name ids: what others did meanwhile to other attributes and other things stays. `id` is the thing's address in
/// the part, which both versions have.
///
/// # Errors
/// `doubled_id` if two things of the new version have one address, and `not_an_object`.
pub fn rewrite(
    name: &Name,
    id: &str,
    before: &Value,
    after: &Value,
) -> Result<Vec<Operation>, Error> {
    let (old, new) = (tree(id, before)?, tree(id, after)?);
    if new.has_doubled {
        let message = "expected an id of its own for each thing";
        return Err(Error::new("doubled_id", message));
    }
    let gone = gone(&old, &new);
    let mut rewriting = Rewriting {
        name,
        old: &old,
        new: &new,
        gone,
        steps: Vec::new(),
    };
    rewriting.remove(id);
    let keys = new.below(id);
    keys.iter().for_each(|key| rewriting.thing(key));
    keys.iter().for_each(|key| rewriting.emptied(key));
    Ok(rewriting.steps)
}

/// Reads a version of a thing.
fn tree(id: &str, value: &Value) -> Result<Tree, Error> {
    let fields = value.as_object().cloned();
    let fields = fields.ok_or_else(|| Error::new("not_an_object", "expected an object"))?;
    Ok(Tree::of(id, fields))
}

/// Lists the old things that no operation can move to where they are now: those that are removed, those that go into or
/// out of a place for one, and all that these hold. They are put in anew where they still are.
fn gone(old: &Tree, new: &Tree) -> Vec<Key> {
    let stays = |key: &Key, node: &Node| {
        let twin = new.nodes.get(key)?;
        let is_alone = |tree: &Tree, node: &Node| {
            let place = node.place.as_ref()?;
            Some(
                tree.nodes
                    .get(&place.parent)?
                    .slots
                    .get(&place.slot)?
                    .is_single,
            )
        };
        let was = is_alone(old, node).unwrap_or_default();
        let is = is_alone(new, twin).unwrap_or_default();
        let is_same = twin.place == node.place && was == is;
        Some(is_same || !(was || is))
    };
    let mut gone = Vec::new();
    for (key, node) in old.nodes.iter() {
        if !stays(key, node).unwrap_or_default() {
            gone.append(&mut old.below(key));
        }
    }
    gone
}

/// The operations so far, with both versions.
struct Rewriting<'a> {
    name: &'a Name,
    old: &'a Tree,
    new: &'a Tree,
    gone: Vec<Key>,
    steps: Vec<Operation>,
}

impl Rewriting<'_> {
    /// Returns true for an old thing that is removed.
    fn is_gone(&self, key: &str) -> bool {
        self.gone.iter().any(|gone| gone == key)
    }

    /// Returns true if the old thing is still there.
    fn stays(&self, key: &str) -> bool {
        self.old.nodes.contains_key(key) && !self.is_gone(key)
    }

    /// Removes what is gone, the outermost things alone.
    fn remove(&mut self, root: &str) {
        for key in self.old.below(root) {
            let place = self
                .old
                .nodes
                .get(&key)
                .and_then(|node| node.place.as_ref());
            let is_outermost = place.is_some_and(|place| !self.is_gone(&place.parent));
            if is_outermost && self.is_gone(&key) {
                let Name { section, part } = self.name.clone();
                self.steps.push(Operation::Remove {
                    section,
                    part,
                    id: key,
                });
            }
        }
    }

    /// Brings a thing's attributes and slots to what they are in the new version.
    fn thing(&mut self, key: &Key) {
        let Some(node) = self.new.nodes.get(key) else {
            return;
        };
        let was = self.old.nodes.get(key).filter(|_| self.stays(key));
        if let Some(was) = was {
            self.attributes(key, was, node);
        }
        for (path, slot) in node.slots.iter() {
            self.slot(key, was, path, slot.is_single, &slot.children);
        }
    }

    /// Sets and removes attributes.
    fn attributes(&mut self, key: &Key, was: &Node, node: &Node) {
        let mut fields = Vec::new();
        let path = Path::default();
        compare(&was.attributes, &node.attributes, &path, &mut fields);
        for (path, _, after) in fields {
            // Lists that have or had things in them are filled and emptied by moves.
            if is_slot(was, &path) || is_slot(node, &path) {
                continue;
            }
            let name = self.name.clone();
            self.steps
                .push(Operation::attribute(name, key.clone(), path, after));
        }
    }

    /// Fills a slot, in its order.
    fn slot(&mut self, key: &Key, was: Option<&Node>, path: &Path, single: bool, now: &[Key]) {
        let had = was.and_then(|node| node.slots.get(path));
        let had = had.map_or(&[][..], |slot| &slot.children);
        let here = |key: &&Key| self.stays(key) && now.contains(key);
        let had: Vec<Key> = had.iter().filter(here).cloned().collect();
        let kept: Vec<Key> = now
            .iter()
            .filter(|key| had.contains(key))
            .cloned()
            .collect();
        let moved = moved(&had, &kept);
        let mut after: Option<Key> = None;
        for child in now {
            let before = after.replace(child.clone());
            let into = Destination {
                parent: key.clone(),
                slot: path.clone(),
                single,
            };
            self.child(
                child,
                into,
                before,
                had.contains(child) && !moved.contains(child),
            );
        }
    }

    /// Puts a thing into its place, unless it is there.
    fn child(&mut self, key: &Key, into: Destination, after: Option<Key>, is_there: bool) {
        let Name { section, part } = self.name.clone();
        let is_held = self.is_new(&into.parent);
        let into = Some(into);
        if self.stays(key) {
            let id = key.clone();
            if !is_there {
                self.steps.push(Operation::Move {
                    section,
                    part,
                    id,
                    into,
                    after,
                });
            }
        } else if !is_held {
            let value = self.fresh(key);
            self.steps.push(Operation::Insert {
                section,
                part,
                into,
                after,
                value,
            });
        }
    }

    /// Returns true for what is put in anew.
    fn is_new(&self, key: &str) -> bool {
        !self.stays(key)
    }

    /// Writes what is put in anew, without the things in it that are moved there.
    fn fresh(&self, key: &str) -> Value {
        let Some(node) = self.new.nodes.get(key) else {
            return Value::Null;
        };
        let mut value = Value::Object(node.attributes.clone());
        for (path, slot) in node.slots.iter() {
            let fresh = slot.children.iter().filter(|child| self.is_new(child));
            let mut held = fresh.map(|child| self.fresh(child));
            let held = match slot.is_single {
                true => held.next(),
                false => Some(Value::Array(held.collect())),
            };
            if let Some(held) = held {
                crate::tree::put(&mut value, &path.0, held);
            }
        }
        value
    }

    /// Takes the lists away that are empty now, where the new version has none.
    fn emptied(&mut self, key: &Key) {
        let was = self.old.nodes.get(key).filter(|_| self.stays(key));
        let (Some(was), Some(node)) = (was, self.new.nodes.get(key)) else {
            return;
        };
        for (path, slot) in was.slots.iter() {
            let is_there = node.slots.contains_key(path) || has(&node.attributes, &path.0);
            if slot.is_single || is_there {
                continue;
            }
            let Name { section, part } = self.name.clone();
            self.steps.push(Operation::Unset {
                section,
                part,
                id: key.clone(),
                path: path.clone(),
            });
        }
    }
}

/// Returns true if a path leads to a slot.
fn is_slot(node: &Node, path: &Path) -> bool {
    node.slots.keys().any(|slot| slot == path)
}

/// Returns true if there is a value where a path leads.
fn has(fields: &Map<String, Value>, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    match fields.get(first) {
        Some(Value::Object(inner)) => has(inner, rest),
        Some(_) => rest.is_empty(),
        None => false,
    }
}
