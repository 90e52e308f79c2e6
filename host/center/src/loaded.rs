//! Documents made of the contents that were used last, loaded or written: a content never changes, so none grows old.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_control::Hash;

/// The most documents that are held.
const MOST: usize = 8;

/// A content, as a platform gets it; without a platform, as it is.
pub(crate) type Key = (Hash, Option<String>);

/// Documents made of the contents that were used last, loaded or written, the one used last in front.
pub struct Held<V> {
    made: Mutex<VecDeque<(Key, V)>>,
}

impl<V> Default for Held<V> {
    fn default() -> Self {
        Self {
            made: Mutex::default(),
        }
    }
}

impl<V: Clone> Held<V> {
    /// Returns the document made of a content, if it is held.
    pub(crate) fn get(&self, key: &Key) -> Option<V> {
        let mut made = self.lock();
        let place = made.iter().position(|(held, _)| held == key)?;
        let found = made.remove(place)?;
        let value = found.1.clone();
        made.push_front(found);
        Some(value)
    }

    /// Holds the document made of a content; the one that was not used for longest goes for it.
    pub(crate) fn put(&self, key: Key, value: V) {
        let mut made = self.lock();
        made.retain(|(held, _)| *held != key);
        made.push_front((key, value));
        made.truncate(MOST);
    }

    /// Locks the documents that are held.
    fn lock(&self) -> MutexGuard<'_, VecDeque<(Key, V)>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
