//! The places for connections. If all are taken, the connection that has
//! been without a request for longest gives its place to a new one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The places for connections, free and taken.
pub(crate) struct Room {
    most: usize,
    state: Mutex<State>,
    /// A signal that a place became free, or that its connection has no request.
    freed: Notify,
}

/// The connections that are open.
#[derive(Default)]
struct State {
    open: usize,
    /// The number of the next rest.
    next: u64,
    /// The connections without a request, by the number of their rest: the one that began first stands first.
    resting: BTreeMap<u64, Arc<Notify>>,
}

/// The place of one connection, which is free again once this is dropped.
pub(crate) struct Place {
    room: Arc<Room>,
    wanted: Arc<Notify>,
    rest: Mutex<Rest>,
    answered: AtomicBool,
}

/// The stage that a connection is at.
#[derive(Clone, Copy)]
enum Rest {
    /// It is without a request, or waits for the end of one. This is the number of the rest.
    Resting(u64),
    /// Its request is being answered.
    Busy,
}

impl Room {
    /// Makes a room with that many places.
    pub(crate) fn of(most: usize) -> Self {
        Self {
            most,
            state: Mutex::default(),
            freed: Notify::new(),
        }
    }

    /// Takes a place: a free one, or that of the connection that has rested for longest.
    /// If all connections are busy, waits for one of them.
    pub(crate) async fn enter(self: &Arc<Self>) -> Place {
        loop {
            let freed = self.freed.notified();
            if let Some(place) = self.try_enter() {
                return place;
            }
            freed.await;
        }
    }

    /// Takes a place, unless all connections are busy.
    fn try_enter(self: &Arc<Self>) -> Option<Place> {
        let mut state = self.lock();
        if state.open < self.most {
            state.open += 1;
        } else {
            // Its place goes over to the new one.
            let (_, leaving) = state.resting.pop_first()?;
            leaving.notify_one();
        }
        let wanted = Arc::new(Notify::new());
        let rest = state.rest(&wanted);
        Some(Place {
            room: Arc::clone(self),
            wanted,
            rest: Mutex::new(Rest::Resting(rest)),
            answered: AtomicBool::new(false),
        })
    }

    /// Locks the list of connections.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Begins a rest, and returns its number.
    fn rest(&mut self, wanted: &Arc<Notify>) -> u64 {
        let number = self.next;
        self.next += 1;
        self.resting.insert(number, Arc::clone(wanted));
        number
    }
}

impl Place {
    /// Finishes when another connection got the place.
    pub(crate) async fn wanted(&self) {
        self.wanted.notified().await;
    }

    /// Returns true if a request of the connection was answered before.
    pub(crate) fn has_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// Marks the connection as busy: its request is here as a whole.
    pub(crate) fn is_busy(&self) {
        let (mut state, mut rest) = (self.room.lock(), self.lock());
        if let Rest::Resting(number) = *rest
            && state.resting.remove(&number).is_some()
        {
            *rest = Rest::Busy;
        }
    }

    /// Marks the connection as without a request.
    pub(crate) fn rests(&self) {
        self.answered.store(true, Ordering::Relaxed);
        let (mut state, mut rest) = (self.room.lock(), self.lock());
        if let Rest::Busy = *rest {
            *rest = Rest::Resting(state.rest(&self.wanted));
            self.room.freed.notify_one();
        }
    }

    /// Locks what the connection does. The room's lock comes first.
    fn lock(&self) -> MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (mut state, rest) = (self.room.lock(), *self.lock());
        let own = match rest {
            Rest::Resting(number) => state.resting.remove(&number).is_some(),
            Rest::Busy => true,
        };
        // A place that went over to another connection is not free.
        if own {
            state.open -= 1;
            self.room.freed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(room: &Arc<Room>) -> usize {
        room.lock().open
    }

    #[test]
    fn who_rests_longest_makes_room_and_who_is_busy_does_not() {
        let room = Arc::new(Room::of(3));
        let places: Vec<_> = (0..3).filter_map(|_| room.try_enter()).collect();
        let [first, second, third] = places.as_slice() else {
            panic!("three places")
        };
        first.is_busy();
        second.is_busy();
        second.rests();
        third.is_busy();
        // Only the second one rests.
        let fourth = room.try_enter().unwrap();
        assert_eq!(open(&room), 3);
        fourth.is_busy();
        assert!(room.try_enter().is_none());
        // The second has lost its place: whatever it does takes nobody else's.
        second.is_busy();
        second.rests();
        assert!(room.try_enter().is_none());
        drop(places);
        assert_eq!(open(&room), 1);
        drop(fourth);
        assert_eq!(open(&room), 0);
    }
}
