//! The contents that are looked at now, so that nobody looks at one twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use paywall_control::Hash;

/// The lock of one content: whoever has it looks at that content.
type Lock = Arc<tokio::sync::Mutex<()>>;

/// The contents that are looked at now.
#[derive(Default)]
pub struct Gate {
    running: Mutex<BTreeMap<Hash, Lock>>,
}

impl Gate {
    /// Returns the lock of a content.
    pub(crate) fn lock_of(&self, manifest: Hash) -> Lock {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waits holds a lock, too; the others are nobody's.
        running.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(running.entry(manifest).or_default())
    }
}
