//! The documents that were loaded last: a content never changes, so nothing in here grows old.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_control::Hash;
use paywall_engine::LoadedDocument;

/// The most documents that are held.
const MOST: usize = 8;

/// A content, as a platform gets it; without a platform, as it is.
pub(crate) type Key = (Hash, Option<String>);

/// The documents that were loaded last, the one used last in front.
#[derive(Default)]
pub struct Loaded {
    documents: Mutex<VecDeque<(Key, LoadedDocument)>>,
}

impl Loaded {
    /// Returns a document, if it is held.
    pub(crate) fn get(&self, key: &Key) -> Option<LoadedDocument> {
        let mut documents = self.lock();
        let place = documents.iter().position(|(held, _)| held == key)?;
        let found = documents.remove(place)?;
        let document = found.1.clone();
        documents.push_front(found);
        Some(document)
    }

    /// Holds a document; the one that was not used for longest goes for it.
    pub(crate) fn put(&self, key: Key, document: LoadedDocument) {
        let mut documents = self.lock();
        documents.retain(|(held, _)| *held != key);
        documents.push_front((key, document));
        documents.truncate(MOST);
    }

    /// Locks the documents.
    fn lock(&self) -> MutexGuard<'_, VecDeque<(Key, LoadedDocument)>> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
