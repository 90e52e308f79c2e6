//! Things that are fetched by their address and kept: by one caller at a time, and not too often.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use paywall_ledger::{Clock, Time, Unavailable};

/// The time between two attempts at an address that failed, or that lacks what is wanted: half a minute, in milliseconds.
const PAUSE: i64 = 30_000;
/// The number of addresses that are kept. The stores have a few.
const MOST: usize = 64;
/// The number of addresses, of those that never answered, that are asked within a pause.
const UNKNOWN: usize = 8;

/// The kind of things that a shelf keeps.
pub(crate) struct Kind<T> {
    /// Reads what was fetched.
    pub read: fn(&[u8]) -> Result<T, Unavailable>,
    /// Returns true if a thing has the part that is wanted.
    pub has: fn(&T, &str) -> bool,
    /// The time for which a thing is fresh, in milliseconds.
    pub fresh: i64,
    /// The time for which an old thing does if no new one can be fetched, in milliseconds.
    pub usable: i64,
}

/// The things of one kind, by address.
pub(crate) struct Shelf<T> {
    kind: Kind<T>,
    entries: Mutex<BTreeMap<String, Arc<Entry<T>>>>,
}

/// The place of one address.
struct Entry<T> {
    /// The turn to fetch.
    turn: tokio::sync::Mutex<()>,
    kept: Mutex<Kept<T>>,
}

/// The outcomes of fetching, with their times.
struct Kept<T> {
    found: Option<(Time, Arc<T>)>,
    failed: Option<(Time, Unavailable)>,
}

impl<T: Send + Sync + 'static> Shelf<T> {
    /// Makes an empty shelf.
    pub(crate) fn of(kind: Kind<T>) -> Self {
        Self {
            kind,
            entries: Mutex::default(),
        }
    }

    /// Returns the kept thing if it is fresh and has the part that is wanted, else
    /// a new one, else the kept one while it may serve.
    pub(crate) async fn find(
        self: &Arc<Self>,
        address: &str,
        wanted: Option<&str>,
        clock: &Clock,
        fetch: impl Future<Output = Result<Vec<u8>, Unavailable>> + Send + 'static,
    ) -> Result<Arc<T>, Unavailable> {
        let entry = self.entry(address, clock())?;
        if let Some(answer) = self.at_hand(&entry, wanted, clock()) {
            return answer;
        }
        let (own, clock) = (Arc::clone(self), Arc::clone(clock));
        let wanted = wanted.map(str::to_owned);
        // A task of its own: if it ended with a caller who hangs up, the next one would fetch again.
        let fetched = tokio::spawn(async move {
            let _turn = entry.turn.lock().await;
            if let Some(answer) = own.at_hand(&entry, wanted.as_deref(), clock()) {
                return answer;
            }
            let fetched = fetch.await.and_then(|bytes| (own.kind.read)(&bytes));
            own.keep(&entry, fetched, clock())
        });
        let ended = |error| Err(Unavailable::new("a key", error));
        fetched.await.unwrap_or_else(ended)
    }

    /// Returns the answer for which nothing must be fetched.
    fn at_hand(
        &self,
        entry: &Entry<T>,
        wanted: Option<&str>,
        now: Time,
    ) -> Option<Result<Arc<T>, Unavailable>> {
        let kept = entry.lock();
        if let Some((since, found)) = &kept.found {
            let known = wanted.is_none_or(|it| (self.kind.has)(found, it));
            let good_for = if known { self.kind.fresh } else { PAUSE };
            if within(*since, good_for, now) {
                return Some(Ok(Arc::clone(found)));
            }
        }
        let (since, failed) = kept.failed.as_ref()?;
        let again = within(*since, PAUSE, now);
        again.then(|| kept.or_old(failed.clone(), self.kind.usable, now))
    }

    /// Keeps the outcome of fetching, and returns the answer.
    fn keep(
        &self,
        entry: &Entry<T>,
        fetched: Result<T, Unavailable>,
        now: Time,
    ) -> Result<Arc<T>, Unavailable> {
        let mut kept = entry.lock();
        match fetched {
            Ok(found) => {
                let found = Arc::new(found);
                kept.found = Some((now, Arc::clone(&found)));
                kept.failed = None;
                Ok(found)
            }
            Err(error) => {
                kept.failed = Some((now, error.clone()));
                kept.or_old(error, self.kind.usable, now)
            }
        }
    }

    /// Returns the place of an address. There is none for a new address while many others do not answer.
    fn entry(&self, address: &str, now: Time) -> Result<Arc<Entry<T>>, Unavailable> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(address) {
            return Ok(Arc::clone(entry));
        }
        entries.retain(|_, entry| entry.lock().is_worth_keeping(now));
        let unknown = entries.values().filter(|it| it.lock().found.is_none());
        if unknown.count() >= UNKNOWN {
            return Err(Unavailable::new("a key", "too many addresses are asked"));
        }
        if entries.len() >= MOST {
            entries.pop_first();
        }
        let entry = Arc::new(Entry {
            turn: tokio::sync::Mutex::default(),
            kept: Mutex::new(Kept {
                found: None,
                failed: None,
            }),
        });
        entries.insert(address.to_owned(), Arc::clone(&entry));
        Ok(entry)
    }
}

impl<T> Entry<T> {
    /// Locks the outcomes.
    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Kept<T> {
    /// Returns the old thing if it is not too old, else the error.
    fn or_old(&self, error: Unavailable, usable: i64, now: Time) -> Result<Arc<T>, Unavailable> {
        match &self.found {
            Some((since, found)) if within(*since, usable, now) => Ok(Arc::clone(found)),
            _ => Err(error),
        }
    }

    /// Returns false for an address that never answered and may be asked again.
    fn is_worth_keeping(&self, now: Time) -> bool {
        let failed = self.failed.as_ref();
        self.found.is_some() || failed.is_none_or(|(since, _)| within(*since, PAUSE, now))
    }
}

/// Returns true if `now` lies in the span after `since`. A time that a clock ahead of now left behind counts as long ago.
fn within(since: Time, span: i64, now: Time) -> bool {
    since <= now && now < since.plus_millis(span)
}
