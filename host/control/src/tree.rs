//! A part as things with ids: each has attributes, a place, and slots with more of them.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::shape::{self, Kind};
use crate::sorted::Sorted;

/// The address of a thing in its part.
///
/// The part itself is the empty address. A component is its id; others say what they are: `page:main`, `menu:main`,
/// `menu:main/product:yearly`, `segment:all/step:welcome`. Where an id is doubled, the second one in the part is `id#2`.
pub type Key = String;

/// The fields that lead to a value inside a thing. In JSON it is a list of texts, or one text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "Vec<String>")]
pub struct Path(pub Vec<String>);

/// A path as people may write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Many(Vec<String>),
}

impl From<Written> for Path {
    fn from(written: Written) -> Self {
        match written {
            Written::One(field) => Self(vec![field]),
            Written::Many(fields) => Self(fields),
        }
    }
}

impl From<Path> for Vec<String> {
    fn from(path: Path) -> Self {
        path.0
    }
}

impl Path {
    /// Returns the path of a field below this one.
    pub(crate) fn field(&self, name: &str) -> Self {
        let mut fields = self.0.clone();
        fields.push(name.to_owned());
        Self(fields)
    }

    /// Returns the last field.
    pub(crate) fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }
}

impl Display for Path {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.join("."))
    }
}

/// The place of a thing: the slot of a parent that it stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The address of the parent.
    pub parent: Key,
    /// The slot of the parent.
    pub slot: Path,
}

/// The things in a slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    /// True if the slot is a field that holds one thing, and no list.
    pub is_single: bool,
    /// The addresses, in their order.
    pub children: Vec<Key>,
}

/// A thing of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// The place; `None` for the part itself.
    pub place: Option<Place>,
    /// The fields, without those that are slots.
    pub attributes: Map<String, Value>,
    /// The slots that have something in them.
    pub slots: Sorted<Path, Slot>,
}

/// A part, read as things with ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    pub nodes: Sorted<Key, Node>,
    /// True if two things of the part have one address.
    pub has_doubled: bool,
}

impl Tree {
    /// Reads a part. What is no object has no things, and no attributes.
    pub fn read(part: &Value) -> Self {
        Self::of("", part.as_object().cloned().unwrap_or_default())
    }

    /// Reads a thing of a part by its fields, under the address that it has there.
    pub fn of(key: &str, fields: Map<String, Value>) -> Self {
        let mut tree = Self::default();
        tree.has_doubled = tree.add(key, fields, None);
        tree
    }

    /// Writes the part.
    pub fn write(&self) -> Value {
        self.value("")
    }

    /// Writes one thing with all that it holds.
    pub fn value(&self, key: &str) -> Value {
        let Some(node) = self.nodes.get(key) else {
            return Value::Null;
        };
        let mut value = Value::Object(node.attributes.clone());
        for (path, slot) in node.slots.iter() {
            let mut children = slot.children.iter().map(|child| self.value(child));
            let held = match slot.is_single {
                true => children.next().unwrap_or_default(),
                false => Value::Array(children.collect()),
            };
            put(&mut value, &path.0, held);
        }
        value
    }

    /// Returns a thing.
    ///
    /// # Errors
    /// `unknown_id`.
    pub fn node(&self, key: &str) -> Result<&Node, Error> {
        self.nodes.get(key).ok_or_else(|| unknown(key))
    }

    /// Returns a thing, to change it.
    ///
    /// # Errors
    /// `unknown_id`.
    pub fn node_mut(&mut self, key: &str) -> Result<&mut Node, Error> {
        self.nodes.get_mut(key).ok_or_else(|| unknown(key))
    }

    /// Returns the things in a slot.
    pub fn slot(&self, place: &Place) -> &[Key] {
        let node = self.nodes.get(&place.parent);
        let slot = node.and_then(|node| node.slots.get(&place.slot));
        slot.map_or(&[], |slot| &slot.children)
    }

    /// Lists a thing and all that it holds, in the order of the part, the outer ones first.
    pub fn below(&self, key: &str) -> Vec<Key> {
        let mut found = Vec::new();
        let mut waiting = vec![key.to_owned()];
        while let Some(key) = waiting.pop() {
            let slots = self.nodes.get(&key).map(|node| node.slots.values());
            let children = slots.into_iter().flatten().flat_map(|slot| &slot.children);
            let children: Vec<Key> = children.cloned().collect();
            waiting.extend(children.into_iter().rev());
            found.push(key);
        }
        found
    }

    /// Adds a thing to a slot that names it already; returns false if one of the addresses is taken.
    pub fn graft(&mut self, key: &str, fields: Map<String, Value>, place: Place) -> bool {
        !self.add(key, fields, Some(place))
    }

    /// Removes a thing and all that it holds; the slot that it stands in goes on naming it.
    pub fn cut(&mut self, key: &str) {
        let mut cut = self.below(key);
        cut.sort();
        self.nodes.retain(|key, _| cut.binary_search(key).is_err());
    }

    /// Returns true if two trees have the same things at the same places, whatever their attributes.
    pub fn is_alike(&self, other: &Self) -> bool {
        let mut pairs = self.nodes.iter().zip(other.nodes.iter());
        self.nodes.len() == other.nodes.len()
            && pairs.all(|((key, node), (other, twin))| {
                key == other && node.place == twin.place && node.slots == twin.slots
            })
    }

    /// Adds a thing with its fields, and everything in it; returns true if one of the addresses was taken.
    fn add(&mut self, key: &str, fields: Map<String, Value>, place: Option<Place>) -> bool {
        let mut reading = Reading {
            known: &self.nodes,
            taken: Map::new(),
            nodes: Vec::new(),
            has_doubled: false,
        };
        reading.add(key.to_owned(), fields, place);
        let (nodes, has_doubled) = (reading.nodes, reading.has_doubled);
        self.nodes.extend(nodes);
        has_doubled
    }
}

/// The things that were read so far: they become part of a tree all at once.
struct Reading<'a> {
    /// The things that the tree has already.
    known: &'a Sorted<Key, Node>,
    /// The addresses of those that were read. The parser's map is there anyway, so that it is used for a set, too.
    taken: Map<Key, Value>,
    nodes: Vec<(Key, Node)>,
    has_doubled: bool,
}

impl Reading<'_> {
    /// Adds a thing with its fields, and everything in it.
    fn add(&mut self, key: Key, fields: Map<String, Value>, place: Option<Place>) {
        self.taken.insert(key.clone(), Value::Null);
        let mut node = Node {
            place,
            ..Node::default()
        };
        node.attributes = self.take(&key, &mut node.slots, fields, &Path::default());
        self.nodes.push((key, node));
    }

    /// Takes the slots out of a thing's fields, and returns what is left.
    fn take(
        &mut self,
        key: &str,
        slots: &mut Sorted<Path, Slot>,
        fields: Map<String, Value>,
        path: &Path,
    ) -> Map<String, Value> {
        let mut left = Map::new();
        for (name, value) in fields {
            let path = path.field(&name);
            match value {
                Value::Array(entries) => match shape::list(&name, &entries) {
                    Some(kind) => {
                        let slot = self.fill(key, &path, kind, entries);
                        slots.insert(path, slot);
                    }
                    None => {
                        left.insert(name, Value::Array(entries));
                    }
                },
                Value::Object(_) if shape::is_single(&name, &value) => {
                    let mut slot = self.fill(key, &path, shape::COMPONENT, vec![value]);
                    slot.is_single = true;
                    slots.insert(path, slot);
                }
                Value::Object(fields) if !shape::is_data(&name) && !fields.is_empty() => {
                    let inner = self.take(key, slots, fields, &path);
                    if !inner.is_empty() {
                        left.insert(name, Value::Object(inner));
                    }
                }
                value => {
                    left.insert(name, value);
                }
            }
        }
        left
    }

    /// Adds the things of a list, and returns the slot that names them.
    fn fill(&mut self, parent: &str, path: &Path, kind: Kind, entries: Vec<Value>) -> Slot {
        let mut slot = Slot::default();
        let place = Place {
            parent: parent.to_owned(),
            slot: path.clone(),
        };
        for entry in entries {
            let Value::Object(fields) = entry else {
                continue;
            };
            let key = self.free(address(parent, kind, &fields));
            slot.children.push(key.clone());
            self.add(key, fields, Some(place.clone()));
        }
        slot
    }

    /// Returns an address that is free: this one, or the first with a number.
    fn free(&mut self, key: Key) -> Key {
        let is_free = |key: &Key| !self.known.contains_key(key) && !self.taken.contains_key(key);
        if is_free(&key) {
            return key;
        }
        let mut tries = (2..).map(|round: usize| format!("{key}#{round}"));
        let free = tries.find(is_free);
        self.has_doubled = true;
        free.unwrap_or(key)
    }
}

/// Returns the address of a thing by its fields and its parent's address.
pub(crate) fn address(parent: &str, kind: Kind, fields: &Map<String, Value>) -> Key {
    let id = shape::id(fields, kind).unwrap_or_default();
    match kind.noun {
        None => id.to_owned(),
        Some(noun) if parent.is_empty() => format!("{noun}:{id}"),
        Some(noun) => format!("{parent}/{noun}:{id}"),
    }
}

/// Returns the address of a component that stands in a place for one; none if it has no id.
pub(crate) fn address_of(place: &Place, component: &Value) -> Option<Key> {
    let key = address(&place.parent, shape::COMPONENT, component.as_object()?);
    (!key.is_empty()).then_some(key)
}

/// Puts a value where a path leads, and makes the objects on the way.
pub(crate) fn put(value: &mut Value, path: &[String], held: Value) {
    let Some((first, rest)) = path.split_first() else {
        *value = held;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    if let Some(fields) = value.as_object_mut() {
        put(fields.entry(first).or_insert(Value::Null), rest, held);
    }
}

/// Makes the error that a part has no thing with an address.
fn unknown(key: &str) -> Error {
    let message = format!("expected the id of something in the part, found \"{key}\"");
    Error::new("unknown_id", message)
}
