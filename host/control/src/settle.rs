//! The conflicts of a merge, settled by choices.

use serde::{Deserialize, Serialize};

use crate::content::{Content, Name};
use crate::error::Error;
use crate::limits;
use crate::merge::{Conflict, Kind, Merged, Side};
use crate::operation::{Destination, Operation};
use crate::tree::{Key, Path, Place, Tree, address_of};

/// A choice of one side of a conflict, which it names as the conflict does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The part of the conflict.
    #[serde(flatten)]
    pub name: Name,
    /// The kind of the conflict.
    pub kind: Kind,
    /// The address of the thing in the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Key>,
    /// The attribute or the slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// The side that holds: `ours` or `theirs`.
    pub side: Side,
}

impl Choice {
    /// Chooses a side of a conflict.
    pub fn of(conflict: &Conflict, side: Side) -> Self {
        Self {
            name: conflict.name.clone(),
            kind: conflict.kind,
            id: conflict.id.clone(),
            path: conflict.path.clone(),
            side,
        }
    }

    /// Returns true if the choice is about a conflict.
    fn is_about(&self, conflict: &Conflict) -> bool {
        *self == Self::of(conflict, self.side)
    }
}

impl Merged {
    /// Settles conflicts by choices; those that nobody chose about are left.
    ///
    /// A choice about something that another choice removed changes nothing.
    ///
    /// # Errors
    /// `unknown_choice` where there is no such conflict, or the side is neither of the two; `too_many_operations`; and those of
    /// operations, such as `wrong_place` where two choices put things into each other.
    pub fn settle(&mut self, choices: &[Choice]) -> Result<(), Error> {
        if choices.len() > limits::LISTED {
            let message = format!("expected at most {} choices", limits::LISTED);
            return Err(Error::new("too_many_operations", message));
        }
        // What removes things comes last, so that the other choices find them.
        let (removals, others): (Vec<_>, Vec<_>) = choices
            .iter()
            .partition(|choice| choice.kind == Kind::Removed);
        for choice in others.into_iter().chain(removals) {
            let found = self.conflicts.iter().position(|it| choice.is_about(it));
            let found = found.filter(|_| choice.side != Side::Base);
            let found = found.ok_or_else(|| unknown(choice))?;
            let conflict = self.conflicts.remove(found);
            for operation in self.operations(&conflict, choice.side)? {
                match self.content.apply(&[operation]) {
                    Err(error) if !is_about_nothing(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Returns the operations that settle a conflict in the content as it is now.
    fn operations(&self, conflict: &Conflict, side: Side) -> Result<Vec<Operation>, Error> {
        match conflict.kind {
            Kind::Crowded => crowded(&self.content, conflict, side),
            _ => Ok(conflict.settle(side)),
        }
    }
}

/// Returns the operations that put a side's thing where there is room for one, in place of the one that is there.
fn crowded(content: &Content, conflict: &Conflict, side: Side) -> Result<Vec<Operation>, Error> {
    let Name { section, part } = conflict.name.clone();
    let (Some(parent), Some(slot)) = (conflict.id.clone(), conflict.path.clone()) else {
        return Ok(Vec::new());
    };
    let Some(value) = content.find(&conflict.name)? else {
        return Ok(Vec::new());
    };
    let tree = Tree::read(value);
    let place = Place { parent, slot };
    let wanted = conflict.side(side);
    let wanted_key = wanted.and_then(|value| address_of(&place, value));
    let held = tree.slot(&place).first();
    if held.is_some() && held == wanted_key.as_ref() {
        return Ok(Vec::new());
    }
    let remove = held.map(|held| Operation::Remove {
        section,
        part: part.clone(),
        id: held.clone(),
    });
    let Place { parent, slot } = place;
    let into = Some(Destination {
        parent,
        slot,
        single: true,
    });
    let put = wanted.map(|value| match wanted_key {
        // Its side moved it there, and it stands somewhere else.
        Some(id) if tree.nodes.contains_key(&id) => Operation::Move {
            section,
            part,
            id,
            into,
            after: None,
        },
        _ => Operation::Insert {
            section,
            part,
            into,
            after: None,
            value: value.clone(),
        },
    });
    Ok(remove.into_iter().chain(put).collect())
}

/// Returns true for the error of an operation on something that is not there any more, or not there a second time.
fn is_about_nothing(error: &Error) -> bool {
    matches!(error.code, "unknown_id" | "unknown_part")
}

/// Makes the error that there is no conflict that a choice is about.
fn unknown(choice: &Choice) -> Error {
    let (name, id) = (&choice.name, choice.id.as_deref().unwrap_or_default());
    let message = format!(
        "expected a side, ours or theirs, of a conflict of this merge, found one about {} \"{}\" {id}",
        name.section, name.part
    );
    Error::new("unknown_choice", message)
}
