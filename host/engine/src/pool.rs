//! The pool of instances. All documents of an engine share one, since memory is their common resource.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;
use crate::instance::Instance;

/// The instances that exist, and the number that may.
pub(super) struct Pool {
    state: Mutex<State>,
    /// A signal that an instance came back or a place became free.
    freed: Condvar,
    capacity: usize,
}

/// The instances of all documents.
struct State {
    /// The idle instances, each with the id of the document it has read; the one that came back last stands last.
    idle: Vec<(u64, Instance)>,
    /// The number of places taken, by idle instances and by those in use.
    taken: usize,
}

/// A place in the pool. If it is dropped without [`Lease::put_back`], the place is free for a new instance.
pub(super) struct Lease {
    pool: Arc<Pool>,
    held: bool,
}

impl Pool {
    /// Makes an empty pool of at least one place.
    pub(super) fn new(capacity: usize) -> Self {
        let state = State {
            idle: Vec::new(),
            taken: 0,
        };
        Self {
            state: Mutex::new(state),
            freed: Condvar::new(),
            capacity: capacity.max(1),
        }
    }

    /// Takes a place, and with it an idle instance that has read `document`, if there is one.
    pub(super) fn take(
        self: &Arc<Self>,
        document: u64,
        wait: Duration,
    ) -> Result<(Lease, Option<Instance>), Error> {
        let since = Instant::now();
        let mut state = self.lock();
        loop {
            let Some(found) = state.take(document, self.capacity) else {
                let left = wait
                    .checked_sub(since.elapsed())
                    .ok_or(Error::Busy { waited: wait })?;
                state = self
                    .freed
                    .wait_timeout(state, left)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0;
                continue;
            };
            drop(state);
            let lease = Lease {
                pool: Arc::clone(self),
                held: true,
            };
            return Ok((lease, found.fit()));
        }
    }

    /// Drops the idle instances of a document that nobody holds any more.
    pub(super) fn forget(&self, document: u64) {
        let mut state = self.lock();
        let (gone, kept) = std::mem::take(&mut state.idle)
            .into_iter()
            .partition::<Vec<_>, _>(|(id, _)| *id == document);
        state.idle = kept;
        drop(state);
        let count = gone.len();
        drop(gone);
        self.lock().taken -= count;
        self.freed.notify_all();
    }

    // A panic elsewhere leaves the lists whole, because every change is one step.
    /// Locks the list of instances.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place that was found for a call.
enum Found {
    Fit(Instance),
    /// An instance of another document: it is dropped, and its place used.
    Other(Instance),
    Place,
}

impl Found {
    /// Returns the instance, if it has read the document that is wanted.
    fn fit(self) -> Option<Instance> {
        match self {
            Self::Fit(instance) => Some(instance),
            Self::Other(instance) => {
                drop(instance);
                None
            }
            Self::Place => None,
        }
    }
}

impl State {
    /// Takes the best place: an instance of this document, a free place, or another document's instance.
    fn take(&mut self, document: u64, capacity: usize) -> Option<Found> {
        if let Some(index) = self.idle.iter().rposition(|(id, _)| *id == document) {
            return Some(Found::Fit(self.idle.remove(index).1));
        }
        if self.taken < capacity {
            self.taken += 1;
            return Some(Found::Place);
        }
        // The first of the list has been unused for longest.
        (!self.idle.is_empty()).then(|| Found::Other(self.idle.remove(0).1))
    }
}

impl Lease {
    /// Gives a sound instance back for the next call on `document`.
    pub(super) fn put_back(mut self, document: u64, instance: Instance) {
        self.held = false;
        self.pool.lock().idle.push((document, instance));
        self.pool.freed.notify_one();
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.held {
            self.pool.lock().taken -= 1;
            self.pool.freed.notify_one();
        }
    }
}
