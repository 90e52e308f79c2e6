//! Figures beside their limits.

use crate::Outcome;

/// The word on all limits so far: true while all held.
pub struct Held(bool);

impl Held {
    pub const fn new() -> Self {
        Self(true)
    }

    /// Prints what was seen, and keeps whether it is as it should be.
    pub fn holds(&mut self, what: &str, holds: bool) {
        println!("{} {what}", if holds { "ok  " } else { "FAIL" });
        self.0 &= holds;
    }

    pub fn all(&self) -> Outcome<()> {
        match self.0 {
            true => Ok(()),
            false => Err("not everything held".into()),
        }
    }
}
