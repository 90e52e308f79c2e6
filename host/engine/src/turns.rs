//! The turns of those who wait for an instance: the owner who has the fewest is next, of several the one who had
//! none for longest.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The turns that there are. Whoever waits for one holds up no thread.
pub(super) struct Turns {
    state: Mutex<State>,
}

/// The turns that are taken, and those who wait, in the order in which they came.
struct State {
    free: usize,
    held: BTreeMap<u64, usize>,
    /// The number of the last turn that each owner got.
    last: BTreeMap<u64, u64>,
    given: u64,
    waiting: Vec<(u64, oneshot::Sender<Turn>)>,
}

/// A turn, until it is dropped.
pub(super) struct Turn {
    turns: Arc<Turns>,
    owner: u64,
}

impl Turns {
    /// Makes so many turns, at least one.
    pub(super) fn of(count: usize) -> Self {
        let state = State {
            free: count.max(1),
            held: BTreeMap::new(),
            last: BTreeMap::new(),
            given: 0,
            waiting: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// Waits for a turn. None means that the program ends.
    pub(super) async fn take(self: &Arc<Self>, owner: u64) -> Option<Turn> {
        let (send, turn) = oneshot::channel();
        self.lock().waiting.push((owner, send));
        self.hand_out();
        turn.await.ok()
    }

    /// Gives free turns to those who wait.
    fn hand_out(self: &Arc<Self>) {
        while let Some((owner, send)) = self.lock().next() {
            let turns = Arc::clone(self);
            // Whoever went away meanwhile gives it back by dropping it.
            let _ = send.send(Turn { turns, owner });
        }
    }

    /// Locks the turns.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a free turn for the next of those who wait.
    fn next(&mut self) -> Option<(u64, oneshot::Sender<Turn>)> {
        self.waiting.retain(|(_, send)| !send.is_closed());
        if self.free == 0 {
            return None;
        }
        let held = |owner| self.held.get(owner).copied().unwrap_or(0);
        let last = |owner| self.last.get(owner).copied().unwrap_or(0);
        let numbered = self.waiting.iter().enumerate();
        let (index, _) =
            numbered.min_by_key(|(index, (owner, _))| (held(owner), last(owner), *index))?;
        let (owner, send) = self.waiting.remove(index);
        self.free -= 1;
        *self.held.entry(owner).or_default() += 1;
        self.given += 1;
        self.last.insert(owner, self.given);
        Some((owner, send))
    }

    /// Takes a turn back.
    fn give_back(&mut self, owner: u64) {
        self.free += 1;
        if let Some(held) = self.held.get_mut(&owner) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&owner);
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.lock().give_back(self.owner);
        self.turns.hand_out();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_owner_of_many_waits_behind_one_of_few() {
        let turns = Arc::new(Turns::of(2));
        let first = turns.take(1).await.unwrap();
        let second = turns.take(1).await.unwrap();
        let waits = |owner| {
            let turns = Arc::clone(&turns);
            tokio::spawn(async move { turns.take(owner).await.unwrap() })
        };
        let many: Vec<_> = (0..10).map(|_| waits(1)).collect();
        tokio::task::yield_now().await;
        let few = waits(2);
        tokio::task::yield_now().await;
        drop(first);
        let few = few.await.unwrap();
        assert!(many.iter().all(|it| !it.is_finished()));
        // Whoever stops waiting is passed over, and no turn is lost.
        for waiting in many.iter().skip(1) {
            waiting.abort();
        }
        drop((second, few));
        let mut left = many.into_iter();
        let third = left.next().unwrap().await.unwrap();
        for waiting in left {
            assert!(waiting.await.is_err());
        }
        let fourth = turns.take(3).await.unwrap();
        drop((third, fourth));
        let state = turns.lock();
        assert_eq!(
            (state.free, state.held.len(), state.waiting.len()),
            (2, 0, 0)
        );
    }
}
