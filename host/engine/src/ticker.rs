//! The clock of time limits: one thread per engine that advances its epoch.
//!
//! Measured on snapshots, in turns: checking epochs costs a fifth of the speed, counting fuel two fifths.

use std::thread;
use std::time::Duration;

use wasmtime::Engine;

use crate::Error;

/// The time between two steps of the epoch, and so the precision of time limits.
const TICK: Duration = Duration::from_millis(5);

/// Advances the epoch of `engine` for as long as it exists.
pub(super) fn start(engine: &Engine) -> Result<(), Error> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("paywall-ticker".into())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .map(drop)
        .map_err(|error| Error::Setup(error.to_string()))
}

/// Returns the number of ticks that make up at least `limit`.
pub(super) fn ticks(limit: Duration) -> u64 {
    let ticks = limit.as_millis() / TICK.as_millis();
    // One more, because the tick under way may end at once.
    u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
}
