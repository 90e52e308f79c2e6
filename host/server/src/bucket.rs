//! Buckets that fill with time, one for each of many callers: of calls, of questions, of bytes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_ledger::Time;
use serde::Deserialize;

/// The number of buckets that are remembered. Beyond it, those that are full again are forgotten, then all.
const REMEMBERED: usize = 10_000;

/// The size of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// The number of calls (or questions, or bytes) that may come at once.
    pub burst: f64,
    /// The number that is added each second.
    pub per_second: f64,
}

/// Buckets of one size, by whom they are for.
pub(super) struct Buckets<K> {
    size: Size,
    /// The calls that are left in each bucket, and the time since which they are.
    left: Mutex<BTreeMap<K, (Time, f64)>>,
}

impl<K: Ord> Buckets<K> {
    /// Makes buckets, all of them full.
    pub(super) fn of(size: Size) -> Self {
        Self {
            size,
            left: Mutex::default(),
        }
    }

    /// Takes a call out of somebody's bucket. Returns false if it is empty.
    pub(super) fn take(&self, of: K, now: Time) -> bool {
        self.take_many(of, 1, now).is_ok()
    }

    /// Takes so many calls out of somebody's bucket, all or none. Returns the seconds until there is room for them.
    /// More than a bucket holds are taken out of a full one, which then needs as much longer to fill.
    pub(super) fn take_many(&self, of: K, count: usize, now: Time) -> Result<(), u64> {
        let mut all = self.lock();
        if all.len() >= REMEMBERED && !all.contains_key(&of) {
            all.retain(|_, bucket| self.size.filled(*bucket, now) < self.size.burst);
            if all.len() >= REMEMBERED {
                all.clear();
            }
        }
        let bucket = all.entry(of).or_insert((now, self.size.burst));
        let left = self.size.filled(*bucket, now);
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let missing = count.min(self.size.burst) - left;
        *bucket = (now, if missing > 0.0 { left } else { left - count });
        match missing > 0.0 {
            true => Err(self.size.wait(missing)),
            false => Ok(()),
        }
    }

    /// Puts calls back that were taken and not made.
    pub(super) fn give_back(&self, of: &K, count: usize) {
        if let Some((_, left)) = self.lock().get_mut(of) {
            let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            *left = (*left + count).min(self.size.burst);
        }
    }

    /// Locks the buckets.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<K, (Time, f64)>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Buckets in two rows: the one that a caller has alone, and the one that it shares with others.
pub(super) struct TwoBuckets<K, S> {
    own: Buckets<K>,
    shared: Buckets<S>,
}

/// The bucket without room, and the seconds until it has some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// The caller's own.
    Own(u64),
    /// The one that it shares.
    Shared(u64),
}

impl<K: Ord + Clone, S: Ord> TwoBuckets<K, S> {
    /// Makes buckets of these sizes, all of them full.
    pub(super) fn of(own: Size, shared: Size) -> Self {
        Self {
            own: Buckets::of(own),
            shared: Buckets::of(shared),
        }
    }

    /// Takes so many out of both buckets, all or none. Whoever has no bucket alone takes them out of the shared one.
    pub(super) fn take(
        &self,
        own: Option<&K>,
        shared: S,
        count: usize,
        now: Time,
    ) -> Result<(), Full> {
        if let Some(own) = own {
            let taken = self.own.take_many(own.clone(), count, now);
            taken.map_err(Full::Own)?;
        }
        let taken = self.shared.take_many(shared, count, now);
        if let (Err(_), Some(own)) = (taken, own) {
            self.own.give_back(own, count);
        }
        taken.map_err(Full::Shared)
    }
}

impl Full {
    /// Returns the seconds to wait.
    pub(crate) const fn wait(self) -> u64 {
        match self {
            Self::Own(wait) | Self::Shared(wait) => wait,
        }
    }
}

impl Size {
    /// Returns what is wrong with a size, if anything is.
    pub(super) fn complaint(self) -> Option<&'static str> {
        let fits = self.burst >= 1.0 && self.per_second > 0.0;
        (!fits).then_some("`burst` is at least 1, and `per_second` is more than 0")
    }

    /// Returns the whole seconds until so many calls are added, at least one and at most an hour's.
    pub(super) fn wait(self, calls: f64) -> u64 {
        let seconds = (calls / self.per_second).ceil();
        // A bucket that fills once an hour or more slowly is one that nobody waits for.
        if seconds < 3600.0 {
            seconds.max(1.0) as u64
        } else {
            3600
        }
    }

    /// Returns what is in a bucket by now.
    fn filled(self, (then, left): (Time, f64), now: Time) -> f64 {
        // A clock that was set back adds nothing.
        let millis = u32::try_from(now.millis().saturating_sub(then.millis())).unwrap_or(0);
        (left + f64::from(millis) / 1000.0 * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        burst: 50.0,
        per_second: 10.0,
    };

    fn at(millis: i64) -> Time {
        Time::from_millis(1_767_225_600_000 + millis)
    }

    #[test]
    fn calls_cannot_come_faster_than_their_bucket_fills() {
        let buckets = Buckets::of(SIZE);
        let taken = |of, now| (0..200).filter(|_| buckets.take(of, now)).count();
        assert_eq!(taken("a", at(0)), 50);
        assert_eq!(taken("a", at(99)), 0);
        assert_eq!(taken("b", at(99)), 50, "a bucket of its own");
        assert_eq!(taken("a", at(1000)), 10);
        assert_eq!(taken("a", at(3_600_000)), 50);
        assert_eq!(
            taken("a", at(0)),
            0,
            "a clock that was set back gives nothing"
        );
    }

    #[test]
    fn many_callers_take_no_memory_for_ever() {
        let buckets = Buckets::of(SIZE);
        for caller in 0..50_000 {
            buckets.take(caller, at(0));
        }
        assert!(buckets.left.lock().unwrap().len() <= REMEMBERED);
    }
}
