//! The time of the world, and what the hosts' clocks make of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paywall_host_testing::shop::NOW;
use paywall_ledger::{Clock, Time};
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// Makes the runtime of a run: one thread, and time that goes on when nothing else is left to do.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

/// The true time. It goes on when nothing else is left to do.
#[derive(Debug)]
pub(crate) struct WorldTime {
    began: Instant,
}

impl WorldTime {
    /// Begins at the time of all tests.
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    /// Returns the true time.
    pub fn now(&self) -> Time {
        NOW.plus_millis(i64::try_from(self.began.elapsed().as_millis()).unwrap())
    }
}

/// The clock of a host, which may be wrong.
#[derive(Debug, Clone)]
pub(crate) struct HostTime {
    world: Arc<WorldTime>,
    /// The milliseconds that it is ahead.
    ahead: Arc<AtomicI64>,
}

impl HostTime {
    /// Makes a clock that is right.
    pub fn new(world: &Arc<WorldTime>) -> Self {
        Self {
            world: Arc::clone(world),
            ahead: Arc::default(),
        }
    }

    /// Sets the clock so many milliseconds ahead of the true time.
    pub fn set(&self, ahead: i64) {
        self.ahead.store(ahead, Ordering::Relaxed);
    }

    /// Returns the time that the clock shows.
    pub fn now(&self) -> Time {
        self.world
            .now()
            .plus_millis(self.ahead.load(Ordering::Relaxed))
    }

    /// Returns the clock as the host reads it.
    pub fn clock(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || own.now())
    }
}
