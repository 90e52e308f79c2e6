//! Deeds: all that people do with the things of a paywall, as operations: with what is selected, where it stands.

mod copy;
mod differ;
mod place;
mod sell;

use serde_json::{Map, Value};

use crate::content::Name;
use crate::operation::{Destination, Operation};
use crate::outline::{holds, outlined};
use crate::tree::{Key, Node, Path, Place, Tree};

pub use copy::renewed;

/// The outcome of a deed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// The operations that do it; none where it means nothing.
    pub operations: Vec<Operation>,
    /// The things that are selected after it; none where the selection stays.
    pub ids: Vec<Key>,
}

/// The side of a thing on which something is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it, among its siblings.
    Before,
    /// After it, among its siblings.
    After,
    /// In it, behind all that it holds.
    Into,
}

/// A paywall with what is selected in it.
pub struct Selected<'a> {
    name: &'a Name,
    tree: Tree,
    /// The selected things, in the order in which they were selected.
    ids: Vec<Key>,
    /// A number of the author's own, of which new ids are made.
    seed: u32,
}

impl<'a> Selected<'a> {
    /// Reads a paywall. What is selected and not there is left out.
    pub fn new(name: &'a Name, part: &Value, ids: Vec<Key>, seed: u32) -> Self {
        let tree = Tree::read(part);
        let there = ids.into_iter().filter(|id| tree.nodes.contains_key(id));
        let ids = there.collect();
        Self {
            name,
            tree,
            ids,
            seed,
        }
    }

    /// Lists the selected things that are in none of the others, in the order of the outline.
    pub fn outermost(&self) -> Vec<Key> {
        let chosen = outlined(&self.tree, "")
            .into_iter()
            .filter(|id| self.is_selected(id));
        let outer = chosen.filter(|id| self.place(id).is_some() && !self.is_inside(id));
        outer.collect()
    }

    /// Lists the selected components that are in none of the others, with all that they hold.
    pub fn sources(&self) -> Vec<Value> {
        let components = self.outermost().into_iter();
        let components = components.filter(|id| self.is_component(id));
        components.map(|id| self.tree.value(&id)).collect()
    }

    /// Removes what is selected. The next sibling is selected after it, or what held it.
    pub fn remove(&self) -> Done {
        let outermost = self.outermost();
        let next = outermost.first().and_then(|first| self.place(first));
        let next = next.map(|place| {
            let mut left = self.tree.slot(place).iter();
            let sibling = left.find(|id| !self.is_selected(id));
            sibling.unwrap_or(&place.parent).clone()
        });
        let operations = outermost.into_iter().map(|id| Operation::Remove {
            section: self.name.section,
            part: self.name.part.clone(),
            id,
        });
        Done {
            operations: operations.collect(),
            ids: next.into_iter().collect(),
        }
    }

    /// Moves what is selected one place up or down among its siblings.
    pub fn shift(&self, is_up: bool) -> Done {
        let Some(place) = self.first_place() else {
            return Done::default();
        };
        let all = self.tree.slot(&place);
        let is_moved = |id: &&Key| self.is_selected(id);
        let (moved, rest): (Vec<&Key>, Vec<&Key>) = all.iter().partition(is_moved);
        let edge = if is_up { moved.first() } else { moved.last() };
        let edge = edge.and_then(|edge| all.iter().position(|id| id == *edge));
        let at = match is_up {
            true => edge.unwrap_or_default().saturating_sub(1),
            false => (edge.unwrap_or_default() + 2).saturating_sub(moved.len()),
        };
        let at = at.min(rest.len());
        let after = at.checked_sub(1).and_then(|at| rest.get(at).copied());
        let moved = moved.into_iter().cloned().collect();
        self.moved(moved, place, after.cloned())
    }

    /// Moves what is selected out of what holds it, behind that.
    pub fn out(&self) -> Done {
        let around = self.first_place().map(|place| place.parent);
        let around = around.filter(|id| self.is_component(id) && !self.is_single(id));
        match around {
            Some(around) => match self.place(&around).cloned() {
                Some(place) => self.moved(self.outermost(), place, Some(around)),
                None => Done::default(),
            },
            None => Done::default(),
        }
    }

    /// Moves what is selected into the component before it.
    pub fn into_former(&self) -> Done {
        let outermost = self.outermost();
        let former = outermost.first().and_then(|first| self.former(first));
        match former.filter(|id| self.node(id).is_some_and(holds)) {
            Some(former) => {
                let (place, after) = self.end(&former);
                self.moved(outermost, place, after)
            }
            None => Done::default(),
        }
    }

    /// Moves what is selected to a side of a thing; nothing where that is selected itself.
    pub fn drop_on(&self, target: &str, side: Side) -> Done {
        if self.is_selected(target) || self.is_inside(target) {
            return Done::default();
        }
        let (place, after) = match (side, self.place(target).cloned()) {
            (Side::Into, _) => self.end(target),
            (_, None) => return Done::default(),
            (Side::After, Some(place)) => (place, Some(target.to_owned())),
            (Side::Before, Some(place)) => {
                let siblings = self.tree.slot(&place).iter();
                let before = siblings.take_while(|id| *id != target);
                let before = before.filter(|id| !self.is_selected(id)).last();
                let before = before.cloned();
                (place, before)
            }
        };
        self.moved(self.outermost(), place, after)
    }

    /// Hides what is selected, or shows it if all of it is hidden.
    pub fn hide(&self) -> Done {
        let is_hidden = |id: &&Key| {
            let node = self.node(id);
            node.and_then(|node| node.attributes.get("hidden")) == Some(&Value::Bool(true))
        };
        let is_shown = !self.ids.iter().all(|id| is_hidden(&id));
        let changed = self.ids.iter().filter(|id| is_shown != is_hidden(id));
        let operations = changed.map(|id| self.attribute(id, "hidden", is_shown.then_some(true)));
        Done {
            operations: operations.collect(),
            ids: Vec::new(),
        }
    }

    /// Sets an attribute of a thing, or takes it away.
    fn attribute(&self, id: &str, field: &str, value: Option<impl Into<Value>>) -> Operation {
        let path = Path(vec![field.to_owned()]);
        Operation::attribute(
            self.name.clone(),
            id.to_owned(),
            path,
            value.map(Into::into),
        )
    }

    /// Moves things into a slot, one after the other.
    fn moved(&self, ids: Vec<Key>, place: Place, after: Option<Key>) -> Done {
        let mut before = after;
        let operations = ids.into_iter().map(|id| {
            let after = before.replace(id.clone());
            Operation::Move {
                section: self.name.section,
                part: self.name.part.clone(),
                id,
                into: Some(into(&place)),
                after,
            }
        });
        Done {
            operations: operations.collect(),
            ids: Vec::new(),
        }
    }

    /// Inserts components into a slot, one after the other, and selects them.
    fn inserted(&self, values: Vec<Value>, place: &Place, after: Option<Key>) -> Done {
        let mut done = Done::default();
        let mut before = after;
        let taken = copy::all(&self.tree);
        for value in copy::renewed_all(values, taken, self.seed) {
            let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
            let id = id.to_owned();
            let after = before.replace(id.clone());
            done.ids.push(id);
            done.operations.push(Operation::Insert {
                section: self.name.section,
                part: self.name.part.clone(),
                into: Some(into(place)),
                after,
                value,
            });
        }
        done
    }

    /// Returns true for what is selected.
    fn is_selected(&self, id: &str) -> bool {
        self.ids.iter().any(|one| one == id)
    }

    /// Returns a thing.
    fn node(&self, id: &str) -> Option<&Node> {
        self.tree.nodes.get(id)
    }

    /// Returns the place of a thing.
    fn place(&self, id: &str) -> Option<&Place> {
        self.node(id)?.place.as_ref()
    }

    /// Returns the place of the first thing that is selected.
    fn first_place(&self) -> Option<Place> {
        self.place(self.outermost().first()?).cloned()
    }

    /// Returns the sibling before a thing.
    fn former(&self, id: &str) -> Option<Key> {
        let siblings = self.tree.slot(self.place(id)?);
        let at = siblings.iter().position(|one| one == id)?;
        siblings.get(at.checked_sub(1)?).cloned()
    }

    /// Returns the slot for the components that a thing holds, and the last of them that is not selected.
    fn end(&self, id: &str) -> (Place, Option<Key>) {
        let place = Place {
            parent: id.to_owned(),
            slot: Path(vec!["components".to_owned()]),
        };
        let mut held = self.tree.slot(&place).iter();
        let last = held.rfind(|id| !self.is_selected(id));
        let last = last.cloned();
        (place, last)
    }

    /// Returns true for what something selected holds.
    fn is_inside(&self, id: &str) -> bool {
        let mut around = self.place(id).map(|place| &place.parent);
        while let Some(parent) = around {
            if self.is_selected(parent) {
                return true;
            }
            around = self.place(parent).map(|place| &place.parent);
        }
        false
    }

    /// Returns true for a component.
    fn is_component(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| is_component(&node.attributes))
    }

    /// Returns true for what stands alone in its slot.
    fn is_single(&self, id: &str) -> bool {
        let place = self.place(id);
        let slot = place.and_then(|place| self.node(&place.parent)?.slots.get(&place.slot));
        slot.is_some_and(|slot| slot.is_single)
    }
}

/// Returns true for the attributes of a component.
fn is_component(attributes: &Map<String, Value>) -> bool {
    attributes.get("component").is_some_and(Value::is_string)
}

/// Makes the destination of a place.
fn into(place: &Place) -> Destination {
    Destination {
        parent: place.parent.clone(),
        slot: place.slot.clone(),
        single: false,
    }
}
