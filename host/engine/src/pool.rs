//! Which instances are free. One pool for all documents of an engine, as memory is what they share.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;
use crate::instance::Instance;

pub(super) struct Pool {
    state: Mutex<State>,
    /// Told when an instance comes back or a place becomes free.
    freed: Condvar,
    capacity: usize,
}

struct State {
    /// With the id of the document each has read; the one that came back last stands last.
    idle: Vec<(u64, Instance)>,
    /// Places taken: idle instances and those in use.
    taken: usize,
}

/// A place in the pool. Dropped without [`Lease::put_back`], the place is free for a new instance.
pub(super) struct Lease {
    pool: Arc<Pool>,
    held: bool,
}

impl Pool {
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

    /// A place, and with it an instance that has read `document`, where there is an idle one.
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

    /// Drops the idle instances of a document nobody holds any more.
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

    // A panic elsewhere leaves the lists whole: every change is one step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Found {
    Fit(Instance),
    /// Of another document: it is dropped, and its place used.
    Other(Instance),
    Place,
}

impl Found {
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
    fn take(&mut self, document: u64, capacity: usize) -> Option<Found> {
        if let Some(index) = self.idle.iter().rposition(|(id, _)| *id == document) {
            return Some(Found::Fit(self.idle.remove(index).1));
        }
        if self.taken < capacity {
            self.taken += 1;
            return Some(Found::Place);
        }
        // The one unused for longest.
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
