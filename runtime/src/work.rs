//! How much one call may do, counted in steps: the same everywhere, whatever the machine, and without a clock.

use std::cell::Cell;

use serde_json::Value as Json;

use crate::error::{Error, ErrorKind};
use crate::limits;

/// Bytes of a text, or entries of a list, that count as one step.
const PER_STEP: usize = 16;

/// What a call may still do. A step is about a look-up or a component; who repeats work by what documents or requests
/// say takes steps for it, and stops where there are none left.
#[derive(Debug, Clone)]
pub struct Work(Cell<usize>);

impl Default for Work {
    fn default() -> Self {
        Self(Cell::new(limits::STEPS))
    }
}

impl Work {
    /// Takes one step, and those that going through `size` bytes or entries costs; false where there are not as many.
    pub fn spend(&self, size: usize) -> bool {
        let left = self.0.get().saturating_sub(1 + size / PER_STEP);
        self.0.set(left);
        left > 0
    }

    /// Takes the steps that going through a JSON value costs.
    pub fn spend_json(&self, value: &Json) -> bool {
        match value {
            Json::String(text) => self.spend(text.len()),
            Json::Array(list) => list.iter().all(|entry| self.spend_json(entry)),
            Json::Object(map) => map.values().all(|entry| self.spend_json(entry)),
            _ => self.spend(0),
        }
    }

    /// Whether the call kept within [`limits::STEPS`].
    ///
    /// # Errors
    /// `too_much_work`: then what was found is not complete.
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
