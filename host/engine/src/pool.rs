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
    /// The idle instances; the one that came back last stands last.
    idle: Vec<Instance>,
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

    /// Takes a place, and with it an idle instance, if there is one: one that has read `document` if possible.
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
            return Ok((lease, found));
        }
    }

    /// Drops the idle instances of whose documents nobody holds one any more.
    pub(super) fn tidy(&self) {
        let mut state = self.lock();
        let (kept, gone) = std::mem::take(&mut state.idle)
            .into_iter()
            .partition::<Vec<_>, _>(Instance::is_held);
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

impl State {
    /// Takes the best place: with an instance that has read this document, a free one, or one with another instance,
    /// which reads the document besides those that it has. The inner None is a free place.
    #[allow(
        clippy::option_option,
        reason = "no place, and a place without an instance, are two things"
    )]
    fn take(&mut self, document: u64, capacity: usize) -> Option<Option<Instance>> {
        let fit = self.idle.iter().rposition(|it| it.has_read(document));
        if let Some(index) = fit {
            return Some(Some(self.idle.remove(index)));
        }
        if self.taken < capacity {
            self.taken += 1;
            return Some(None);
        }
        // The first of the list has been unused for longest.
        (!self.idle.is_empty()).then(|| Some(self.idle.remove(0)))
    }
}

impl Lease {
    /// Gives a sound instance back for the next call, unless it is too large.
    pub(super) fn put_back(mut self, instance: Instance) {
        if instance.is_outgrown() {
            drop(instance);
            return;
        }
        self.held = false;
        self.pool.lock().idle.push(instance);
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
