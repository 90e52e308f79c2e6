//! The budget of a call, counted in steps: the same on every machine, and without a clock.

use std::cell::Cell;

use serde_json::Value as Json;

use crate::error::{Error, ErrorKind};
use crate::limits;

/// The bytes of a text, or the entries of a list, that count as one step.
const PER_STEP: usize = 16;

/// The steps that a call has left.
///
/// A step is about a look-up or a component. Code that repeats work as often as a document or a request says takes
/// steps for it, and stops when none are left.
#[derive(Debug, Clone)]
pub struct Work(Cell<usize>);

impl Default for Work {
    fn default() -> Self {
        Self(Cell::new(limits::STEPS))
    }
}

impl Work {
    /// Takes one step, and the steps for going through `size` bytes or entries. Returns false when
    /// there are not as many.
    pub fn spend(&self, size: usize) -> bool {
        // It stays at 0, so that one look at the end is enough to know.
        let left = self.0.get().saturating_sub(1 + size / PER_STEP);
        self.0.set(left);
        left > 0
    }

    /// Takes the steps for going through a JSON value. Returns false when there are not as many.
    pub fn spend_json(&self, value: &Json) -> bool {
        match value {
            Json::String(text) => self.spend(text.len()),
            Json::Array(list) => list.iter().all(|entry| self.spend_json(entry)),
            Json::Object(map) => map.values().all(|entry| self.spend_json(entry)),
            _ => self.spend(0),
        }
    }

    /// Checks that the call kept within [`limits::STEPS`].
    ///
    /// # Errors
    /// `too_much_work`. The result found so far is then not complete and must not be used.
    pub fn check(&self) -> Result<(), Error> {
        if self.0.get() > 0 {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::TooMuchWork,
            "conditions, texts and products repeat each other more often than a call may look at them",
        ))
    }
}
