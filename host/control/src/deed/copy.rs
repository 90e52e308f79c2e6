//! Copies of components, and new ones: each thing in them has an id that is free.

use serde_json::{Map, Value};

use super::{Done, Selected, is_component};
use crate::object::object;
use crate::shape;
use crate::tree::{Key, Tree};

/// The attributes of new components, by their kind, as JSON.
const FRESH: &str = include_str!("fresh.json");

/// The step between the numbers of two new ids, so that they look unlike each other.
const STEP: u32 = 0x9e37_79b9;

impl Selected<'_> {
    /// Puts components where something new goes: into what is selected if it holds others, or else behind it.
    pub fn insert(&self, values: Vec<Value>) -> Done {
        match self.spot() {
            Some((place, after)) => self.inserted(values, &place, after),
            None => Done::default(),
        }
    }

    /// Makes a new component of a kind.
    pub fn add(&self, component: &str) -> Done {
        let known: Value = serde_json::from_str(FRESH).unwrap_or_default();
        let mut value = known.get(component).cloned().unwrap_or_default();
        if !value.is_object() {
            value = Value::Object(Map::new());
        }
        if let Some(fields) = value.as_object_mut() {
            fields.insert("component".to_owned(), component.into());
        }
        self.insert(vec![value])
    }

    /// Copies what is selected, behind it.
    pub fn duplicate(&self) -> Done {
        let all = self.outermost().into_iter();
        let all = all.filter(|id| self.is_component(id) && !self.is_single(id));
        let all: Vec<Key> = all.collect();
        let Some(last) = all.last() else {
            return Done::default();
        };
        let Some(place) = self.place(last).cloned() else {
            return Done::default();
        };
        let values = all.iter().map(|id| self.tree.value(id)).collect();
        self.inserted(values, &place, Some(last.clone()))
    }

    /// Wraps what is selected in one slot into a new box.
    pub fn wrap(&self) -> Done {
        let outermost = self.outermost();
        let first = outermost.first();
        let first = first.filter(|id| self.is_component(id) && !self.is_single(id));
        let Some((first, place)) = first.and_then(|id| Some((id, self.place(id)?.clone()))) else {
            return Done::default();
        };
        let box_ = object([
            ("component", "container".into()),
            ("direction", "vertical".into()),
        ]);
        let mut done = self.inserted(vec![box_], &place, self.former(first));
        let inside = self.tree.slot(&place).iter();
        let inside = inside.filter(|id| self.is_selected(id)).cloned();
        let made = done.ids.first().map(|id| self.end(id));
        if let Some((place, _)) = made {
            let moved = self.moved(inside.collect(), place, None);
            done.operations.extend(moved.operations);
        }
        done
    }
}

/// Gives new ids to all in a thing whose ids are missing, or taken by what is outside of it.
pub fn renewed(part: &Value, id: &str, value: Value, seed: u32) -> Value {
    let tree = Tree::read(part);
    let mut taken: Map<Key, Value> = all(&tree);
    for key in tree.below(id) {
        taken.remove(&key);
    }
    let mut made = renewed_all(vec![value], taken, seed);
    made.pop().unwrap_or_default()
}

/// Collects the addresses of all things.
pub(super) fn all(tree: &Tree) -> Map<Key, Value> {
    let keys = tree.nodes.keys();
    keys.map(|key| (key.clone(), Value::Null)).collect()
}

/// Gives new ids to all in some components whose ids are taken or missing.
pub(super) fn renewed_all(values: Vec<Value>, taken: Map<Key, Value>, seed: u32) -> Vec<Value> {
    let mut fresh = Fresh { taken, next: seed };
    let values = values.into_iter();
    values.map(|value| fresh.renew(value)).collect()
}

/// The ids that are taken, and the number of the next new one.
struct Fresh {
    taken: Map<Key, Value>,
    next: u32,
}

impl Fresh {
    /// Gives new ids to the components in a value, but in fields that are data.
    fn renew(&mut self, value: Value) -> Value {
        let fields = match value {
            Value::Array(entries) => {
                let entries = entries.into_iter();
                return entries.map(|entry| self.renew(entry)).collect();
            }
            Value::Object(fields) => fields,
            plain => return plain,
        };
        let mut copy = Map::new();
        for (name, inner) in fields {
            let inner = match shape::is_data(&name) {
                true => inner,
                false => self.renew(inner),
            };
            copy.insert(name, inner);
        }
        if is_component(&copy) {
            self.name(&mut copy);
        }
        Value::Object(copy)
    }

    /// Gives a component an id of its own, unless it has one. Where the id says what is chosen, as that of a picker's
    /// item does, the author says anew what the copy chooses: a part has each id once.
    fn name(&mut self, fields: &mut Map<String, Value>) {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let (component, own) = (text("component"), text("id"));
        let stays = !own.is_empty() && !self.taken.contains_key(own);
        let id = match stays {
            true => own.to_owned(),
            false => self.free(component),
        };
        self.taken.insert(id.clone(), Value::Null);
        fields.insert("id".to_owned(), id.into());
    }

    /// Makes an id that nothing has.
    fn free(&mut self, component: &str) -> Key {
        let letter = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        };
        let noun: String = component.chars().map(letter).collect();
        loop {
            self.next = self.next.wrapping_add(STEP);
            let id = format!("{noun}-{:08x}", self.next);
            if !self.taken.contains_key(&id) {
                return id;
            }
        }
    }
}
