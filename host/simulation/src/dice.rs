//! The one source of chance in a run.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paywall_database::Secrets;

/// A generator that all parts of a run share: who rolls next follows from what happened so far.
#[derive(Debug)]
pub(crate) struct Dice(Mutex<fastrand::Rng>);

impl Dice {
    /// Makes the dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    /// Rolls a number of a range.
    pub fn roll(&self, range: Range<u64>) -> u64 {
        self.0.lock().unwrap().u64(range)
    }

    /// Returns true with a chance of `many` in ten thousand.
    pub fn chance(&self, many: u64) -> bool {
        self.roll(0..10_000) < many
    }

    /// Picks one of several. There must be one.
    pub fn pick<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.roll(0..all.len() as u64)).unwrap()]
    }

    /// Makes a source of secrets, which follow from what was rolled so far.
    pub fn secrets(self: &Arc<Self>) -> Secrets {
        let dice = Arc::clone(self);
        Secrets::new(move || {
            let (one, other) = (dice.roll(0..u64::MAX), dice.roll(0..u64::MAX));
            Ok(((u128::from(one) << 64) | u128::from(other)).to_be_bytes())
        })
    }

    /// Rolls a duration of milliseconds.
    pub fn millis(&self, range: Range<u64>) -> Duration {
        Duration::from_millis(self.roll(range))
    }
}
