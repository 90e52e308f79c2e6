//! The operations of an edit: they name ids, and no places in lists, so they hold when somebody else inserted something.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::Name;
use crate::tree::{Key, Path};

/// A step of an edit.
///
/// `id` is an address in the part ([`Key`]); without one, the part itself is meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Operation {
    /// Sets an attribute. With no path and no id, the whole part is replaced.
    Set {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The address of the thing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: Key,
        /// The fields that lead to the attribute.
        #[serde(default)]
        path: Path,
        /// The new value.
        value: Value,
    },
    /// Removes an attribute.
    Unset {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The address of the thing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: Key,
        /// The fields that lead to the attribute.
        path: Path,
    },
    /// Inserts a thing into a slot; without a slot, inserts a part into a section.
    Insert {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part: of the one that the thing is inserted into, or of the new one.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The thing's new place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<Destination>,
        /// The sibling after which it stands; the first place without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Key>,
        /// The thing, with ids for itself and for all that it holds.
        value: Value,
    },
    /// Removes a thing with all that it holds, or a part.
    Remove {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The address of the thing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: Key,
    },
    /// Moves a thing, or a part in its section.
    Move {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The address of the thing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: Key,
        /// The thing's new place; none for a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<Destination>,
        /// The sibling after which it stands; the first place without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Key>,
    },
    /// Gives a thing or a part another id.
    Rename {
        /// The section of the part.
        section: crate::Section,
        /// The id of the part.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
        /// The address of the thing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        id: Key,
        /// The new id.
        to: String,
    },
}

/// The slot that something is put into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// The address of the parent; the part itself is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: Key,
    /// The field of the parent.
    pub slot: Path,
    /// True if the field holds one thing, and no list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub single: bool,
}

impl Operation {
    /// Makes the operation that sets an attribute of a thing, or takes it away without a value.
    pub(crate) fn attribute(name: Name, id: Key, path: Path, value: Option<Value>) -> Self {
        let Name { section, part } = name;
        match value {
            Some(value) => Self::Set {
                section,
                part,
                id,
                path,
                value,
            },
            None => Self::Unset {
                section,
                part,
                id,
                path,
            },
        }
    }

    /// Returns the name of the part that the operation changes.
    pub fn part(&self) -> Name {
        let (Self::Set { section, part, .. }
        | Self::Unset { section, part, .. }
        | Self::Insert { section, part, .. }
        | Self::Remove { section, part, .. }
        | Self::Move { section, part, .. }
        | Self::Rename { section, part, .. }) = self;
        Name::new(*section, part)
    }
}
