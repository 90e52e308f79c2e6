//! The shares of apps in what the host can do at a time, so that one app's calls cannot keep out another's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use paywall_ledger::AppId;
use tokio::sync::oneshot;

/// The number of calls that are worked on at a time. A database and an engine do no more by it if there are more.
const AT_ONCE: usize = 64;

/// The places for calls. An app may take a place only while it has fewer than are free, so it never has more than half
/// of all, two apps never have more than three quarters, and there is always one left for whoever comes first.
/// If calls of several apps wait, the app with the fewest places is next.
pub(super) struct Shares {
    state: Mutex<State>,
}

/// The places that are taken, and those who wait, in the order in which they came.
struct State {
    free: usize,
    held: BTreeMap<AppId, usize>,
    waiting: Vec<(AppId, oneshot::Sender<Place>)>,
}

/// A place of an app, until it is dropped.
pub(super) struct Place {
    shares: Arc<Shares>,
    app: AppId,
}

impl Default for Shares {
    fn default() -> Self {
        Self::of(AT_ONCE)
    }
}

impl Shares {
    /// Makes so many places.
    fn of(count: usize) -> Self {
        let state = State {
            free: count,
            held: BTreeMap::new(),
            waiting: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// Waits for a place. None means that the program ends.
    pub(super) async fn take(self: &Arc<Self>, app: &AppId) -> Option<Place> {
        let (send, place) = oneshot::channel();
        self.lock().waiting.push((app.clone(), send));
        self.hand_out();
        place.await.ok()
    }

    /// Gives free places to those who wait.
    fn hand_out(self: &Arc<Self>) {
        while let Some((app, send)) = self.lock().next() {
            let shares = Arc::clone(self);
            // A caller who went away meanwhile gives it back by dropping it.
            let _ = send.send(Place { shares, app });
        }
    }

    /// Locks the places.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a free place for the next of those who wait.
    fn next(&mut self) -> Option<(AppId, oneshot::Sender<Place>)> {
        self.waiting.retain(|(_, send)| !send.is_closed());
        let held = |app| self.held.get(app).copied().unwrap_or(0);
        let numbered = self.waiting.iter().enumerate();
        let fewest = numbered.min_by_key(|(index, (app, _))| (held(app), *index));
        let (index, (app, _)) = fewest?;
        if held(app) >= self.free {
            return None;
        }
        let (app, send) = self.waiting.remove(index);
        self.free -= 1;
        *self.held.entry(app.clone()).or_default() += 1;
        Some((app, send))
    }

    /// Takes a place back.
    fn give_back(&mut self, app: &AppId) {
        self.free += 1;
        if let Some(held) = self.held.get_mut(app) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(app);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shares.lock().give_back(&self.app);
        self.shares.hand_out();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets an app come a hundred times. Returns those that wait and those that got a place.
    async fn flood(shares: &Arc<Shares>, app: &str) -> Vec<tokio::task::JoinHandle<Option<Place>>> {
        let come = |_| {
            let (shares, app) = (Arc::clone(shares), AppId::new(app));
            tokio::spawn(async move { shares.take(&app).await })
        };
        let all = (0..100).map(come).collect();
        settle().await;
        all
    }

    async fn settle() {
        for _ in 0..300 {
            tokio::task::yield_now().await;
        }
    }

    fn held(shares: &Shares, app: &str) -> usize {
        let state = shares.lock();
        state.held.get(&AppId::new(app)).copied().unwrap_or(0)
    }

    #[tokio::test]
    async fn an_app_of_many_calls_leaves_room_for_all_others() {
        let shares = Arc::new(Shares::of(16));
        let _many = flood(&shares, "many").await;
        assert_eq!(held(&shares, "many"), 8);
        let few = shares.take(&AppId::new("few")).await;
        assert!(few.is_some(), "at once, although 92 calls wait");
        let _more = flood(&shares, "more").await;
        assert_eq!(held(&shares, "more"), 4);
        assert!(shares.take(&AppId::new("another")).await.is_some());
        assert_eq!((held(&shares, "many"), held(&shares, "few")), (8, 1));
    }

    #[tokio::test]
    async fn a_place_that_is_free_goes_to_the_app_with_the_fewest() {
        let shares = Arc::new(Shares::of(4));
        let many = flood(&shares, "many").await;
        let few = flood(&shares, "few").await;
        assert_eq!((held(&shares, "many"), held(&shares, "few")), (2, 1));
        let done = |all: &Vec<tokio::task::JoinHandle<_>>| {
            all.iter().filter(|it| it.is_finished()).count()
        };
        let (mut many, mut few) = (many, few);
        // Calls are done one after the other, whoever's they are: both apps get on alike.
        for _ in 0..60 {
            for all in [&mut many, &mut few] {
                if let Some(index) = all.iter().position(tokio::task::JoinHandle::is_finished) {
                    drop(all.remove(index).await.unwrap());
                    settle().await;
                }
            }
        }
        let (many_left, few_left) = (many.len(), few.len());
        assert!(few_left <= 45 && many_left <= 45, "{many_left} {few_left}");
        assert!(done(&many) + done(&few) <= 4);
        for waiting in many.iter().chain(&few) {
            waiting.abort();
        }
        drop((many, few));
        settle().await;
        let state = shares.lock();
        assert_eq!((state.free, state.held.len()), (4, 0));
    }
}
