//! The turns of those who wait for something of which there is only so much at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The rule by which an owner who holds some turns may begin another while some are free: at least one is.
pub type Rule = fn(held: usize, free: usize) -> bool;

/// The turns that there are. Whoever waits for one holds up no thread. If several owners wait, the one who holds the
/// fewest is next, of several the one who got none for longest; if the rule does not let that owner begin, all wait.
pub struct Turns<K: Ord + Clone> {
    rule: Rule,
    state: Mutex<State<K>>,
}

/// The turns that are taken, and those who wait, in the order in which they came.
struct State<K: Ord + Clone> {
    free: usize,
    held: BTreeMap<K, usize>,
    /// The number of the last turn that each owner got.
    last: BTreeMap<K, u64>,
    given: u64,
    waiting: Vec<(K, oneshot::Sender<Turn<K>>)>,
}

/// A turn, until it is dropped.
pub struct Turn<K: Ord + Clone> {
    turns: Arc<Turns<K>>,
    owner: K,
}

impl<K: Ord + Clone> Turns<K> {
    /// Makes so many turns, at least one, and takes the rule by which they are given.
    pub fn of(count: usize, rule: Rule) -> Self {
        let state = State {
            free: count.max(1),
            held: BTreeMap::new(),
            last: BTreeMap::new(),
            given: 0,
            waiting: Vec::new(),
        };
        Self {
            rule,
            state: Mutex::new(state),
        }
    }

    /// Waits for a turn. None means that the program ends.
    pub async fn take(self: &Arc<Self>, owner: K) -> Option<Turn<K>> {
        let (send, turn) = oneshot::channel();
        self.lock().waiting.push((owner, send));
        self.hand_out();
        turn.await.ok()
    }

    /// Gives free turns to those who wait.
    fn hand_out(self: &Arc<Self>) {
        // Not locked meanwhile: a turn that nobody takes any more is given back at once.
        while let Some((owner, send)) = self.next() {
            let turns = Arc::clone(self);
            // Whoever went away meanwhile gives it back by dropping it.
            let _ = send.send(Turn { turns, owner });
        }
    }

    /// Takes a free turn for the next of those who wait.
    fn next(&self) -> Option<(K, oneshot::Sender<Turn<K>>)> {
        self.lock().next(self.rule)
    }

    /// Locks the turns.
    fn lock(&self) -> MutexGuard<'_, State<K>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Ord + Clone> State<K> {
    /// Takes a free turn for the next of those who wait.
    fn next(&mut self, rule: Rule) -> Option<(K, oneshot::Sender<Turn<K>>)> {
        self.waiting.retain(|(_, send)| !send.is_closed());
        let held = |owner| self.held.get(owner).copied().unwrap_or(0);
        let last = |owner| self.last.get(owner).copied().unwrap_or(0);
        let numbered = self.waiting.iter().enumerate();
        let (index, (owner, _)) =
            numbered.min_by_key(|(index, (owner, _))| (held(owner), last(owner), *index))?;
        if self.free == 0 || !rule(held(owner), self.free) {
            return None;
        }
        let (owner, send) = self.waiting.remove(index);
        self.free -= 1;
        *self.held.entry(owner.clone()).or_default() += 1;
        self.given += 1;
        self.last.insert(owner.clone(), self.given);
        Some((owner, send))
    }

    /// Takes a turn back.
    fn give_back(&mut self, owner: &K) {
        self.free += 1;
        if let Some(held) = self.held.get_mut(owner) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(owner);
            }
        }
    }
}

impl<K: Ord + Clone> Drop for Turn<K> {
    fn drop(&mut self) {
        self.turns.lock().give_back(&self.owner);
        self.turns.hand_out();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::pin::Pin;
    use std::task::Poll;

    use super::*;

    /// The rule of whoever may have all that is free.
    fn all() -> Rule {
        |_, _| true
    }

    #[tokio::test]
    async fn an_owner_of_many_waits_behind_one_of_few() {
        let turns = Arc::new(Turns::of(2, all()));
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
        assert_eq!(left_of(&turns), (2, 0, 0));
    }

    #[tokio::test]
    async fn whom_the_rule_does_not_let_begin_waits_until_it_does() {
        let turns = Arc::new(Turns::of(4, |held, free| held < free));
        let mut own = vec![turns.take(1).await, turns.take(1).await];
        let waiting = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take(1).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "two are free, and it has two");
        assert!(turns.take(2).await.is_some(), "another begins at once");
        drop(own.pop());
        assert!(waiting.await.unwrap().is_some());
        drop(own);
        assert_eq!(left_of(&turns), (4, 0, 0));
    }

    #[tokio::test]
    async fn a_caller_who_goes_away_just_then_holds_nobody_up() {
        type Waiting = Pin<Box<dyn Future<Output = Option<Turn<u64>>>>>;
        thread_local!(static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) });
        // As a client that hangs up in the moment in which its turn comes.
        let turns = Arc::new(Turns::of(1, |_, _| {
            drop(WAITING.take());
            true
        }));
        let first = turns.take(1).await;
        let own = Arc::clone(&turns);
        let mut waiting: Waiting = Box::pin(async move { own.take(2).await });
        assert!(still_waits(&mut waiting).await);
        WAITING.set(Some(waiting));
        drop(first);
        assert!(turns.take(3).await.is_some());
        assert_eq!(left_of(&turns), (1, 0, 0));
    }

    /// Polls a future once. Returns whether it still waits.
    async fn still_waits<T>(future: &mut Pin<Box<dyn Future<Output = T>>>) -> bool {
        std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending()))
            .await
    }

    /// Returns the numbers of turns that are free, of owners who hold some, and of those who wait.
    fn left_of(turns: &Turns<u64>) -> (usize, usize, usize) {
        let state = turns.lock();
        (state.free, state.held.len(), state.waiting.len())
    }
}
