//! The count of a paywall's components, which is bounded, as is their depth.

use std::cell::Cell;

use crate::limits;

/// The limit that a component is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// Too many components are around it.
    Depth,
    /// Too many components came before it.
    Number,
}

/// The number of components of a paywall that were looked at.
#[derive(Debug, Default)]
pub struct Count(Cell<usize>);

impl Count {
    /// Counts a component with so many others around it. Returns whether it may be read. If not, it notes which limit
    /// the component is beyond, of their number only once.
    pub fn may_read(&self, depth: usize, deepest: usize, note: impl Fn(Beyond, String)) -> bool {
        let count = self.0.get() + 1;
        self.0.set(count);
        if depth > deepest {
            let message = format!("at most {deepest} components inside each other are read");
            note(Beyond::Depth, message);
            return false;
        }
        let most = limits::COMPONENTS;
        if count == most + 1 {
            let message = format!("at most {most} components of a paywall are read");
            note(Beyond::Number, message);
        }
        count <= most
    }
}
