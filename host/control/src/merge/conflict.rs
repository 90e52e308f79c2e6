//! The conflicts of a merge, each with its two sides, and the operations that settle one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::content::Name;
use crate::operation::{Destination, Operation};
use crate::tree::{Key, Path, Place};

/// The kind of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Both sides gave an attribute another value.
    Attribute,
    /// One side removed what the other changed.
    Removed,
    /// Both sides moved a thing to another place.
    Moved,
    /// Both sides put a thing where there is room for one.
    Crowded,
    /// Both sides brought the same things into another order.
    Order,
}

/// The side of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The state that both come from.
    Base,
    /// The first of the two contents.
    Ours,
    /// The second of the two contents.
    Theirs,
}

/// Two changes that exclude each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// The part that it is in.
    #[serde(flatten)]
    pub name: Name,
    /// The kind of conflict.
    pub kind: Kind,
    /// The address of the thing in the part; none where the part as a whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Key>,
    /// The attribute or the slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// The value in the base; for [`Kind::Moved`] a place, for [`Kind::Order`] a list of ids.
    pub base: Option<Value>,
    /// The value of our side.
    pub ours: Option<Value>,
    /// The value of their side.
    pub theirs: Option<Value>,
}

impl Conflict {
    /// Makes a conflict.
    fn new(
        kind: Kind,
        name: Name,
        id: Option<Key>,
        path: Option<Path>,
        sides: [Option<Value>; 3],
    ) -> Self {
        let [base, ours, theirs] = sides;
        Self {
            name,
            kind,
            id,
            path,
            base,
            ours,
            theirs,
        }
    }

    /// Makes the conflict about an attribute's value.
    pub(super) fn of_attribute(name: Name, id: Key, path: Path, sides: [Option<Value>; 3]) -> Self {
        Self::new(Kind::Attribute, name, Some(id), Some(path), sides)
    }

    /// Makes the conflict about a thing that one side removed.
    pub(super) fn of_removal(name: Name, id: Option<Key>, sides: [Option<Value>; 3]) -> Self {
        Self::new(Kind::Removed, name, id, None, sides)
    }

    /// Makes the conflict about a thing's place.
    pub(super) fn of_place(
        name: Name,
        id: Key,
        sides: [Option<(Destination, Option<Key>)>; 3],
    ) -> Self {
        let sides =
            sides.map(|side| side.map(|(into, after)| json!({ "into": into, "after": after })));
        Self::new(Kind::Moved, name, Some(id), None, sides)
    }

    /// Makes the conflict about a place where there is room for one thing.
    pub(super) fn of_crowd(name: Name, place: Place, sides: [Option<Value>; 3]) -> Self {
        Self::new(
            Kind::Crowded,
            name,
            Some(place.parent),
            Some(place.slot),
            sides,
        )
    }

    /// Makes the conflict about the order of a slot or a section.
    pub(super) fn of_order(name: Name, place: Option<Place>, sides: [Vec<Key>; 3]) -> Self {
        let (id, path) = place.map(|place| (place.parent, place.slot)).unzip();
        Self::new(
            Kind::Order,
            name,
            id,
            path,
            sides.map(|keys| Some(json!(keys))),
        )
    }

    /// Returns the conflict as it is when both sides change places.
    #[must_use]
    pub fn mirrored(mut self) -> Self {
        std::mem::swap(&mut self.ours, &mut self.theirs);
        self
    }

    /// Returns the value of a side.
    pub fn side(&self, side: Side) -> Option<&Value> {
        match side {
            Side::Base => self.base.as_ref(),
            Side::Ours => self.ours.as_ref(),
            Side::Theirs => self.theirs.as_ref(),
        }
    }

    /// Returns the operations that settle the conflict for a side, to be applied to the merged content.
    pub fn settle(&self, side: Side) -> Vec<Operation> {
        let Name { section, part } = self.name.clone();
        let id = self.id.clone().unwrap_or_default();
        let path = self.path.clone().unwrap_or_default();
        match (self.kind, self.side(side).cloned()) {
            (Kind::Attribute, Some(value)) => vec![Operation::Set {
                section,
                part,
                id,
                path,
                value,
            }],
            // What is not there in the base is not there in the result.
            (Kind::Attribute, None) if self.base.is_some() => vec![Operation::Unset {
                section,
                part,
                id,
                path,
            }],
            (Kind::Removed, None) => vec![Operation::Remove { section, part, id }],
            (Kind::Moved, Some(place)) => {
                let into = place
                    .get("into")
                    .and_then(|into| serde_json::from_value(into.clone()).ok());
                let after = place
                    .get("after")
                    .and_then(Value::as_str)
                    .map(str::to_owned);
                vec![Operation::Move {
                    section,
                    part,
                    id,
                    into,
                    after,
                }]
            }
            (Kind::Order, Some(Value::Array(keys))) => self.reorder(&keys),
            _ => Vec::new(),
        }
    }

    /// Returns the moves that bring things into an order.
    fn reorder(&self, keys: &[Value]) -> Vec<Operation> {
        let keys = keys.iter().filter_map(Value::as_str).map(str::to_owned);
        let mut before: Option<Key> = None;
        let mut moves = Vec::new();
        for key in keys {
            let section = self.name.section;
            let (part, id, into) = match (&self.id, &self.path) {
                (Some(parent), Some(slot)) => {
                    let (parent, slot) = (parent.clone(), slot.clone());
                    let into = Destination {
                        parent,
                        slot,
                        single: false,
                    };
                    (self.name.part.clone(), key.clone(), Some(into))
                }
                _ => (key.clone(), Key::new(), None),
            };
            let after = before.replace(key);
            moves.push(Operation::Move {
                section,
                part,
                id,
                into,
                after,
            });
        }
        moves
    }
}
