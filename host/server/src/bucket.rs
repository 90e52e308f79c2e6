//! Buckets of calls that fill with time, one for each of many callers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use paywall_ledger::Time;
use serde::Deserialize;

/// The number of buckets that are remembered. Beyond it, those that are full again are forgotten, then all.
const REMEMBERED: usize = 10_000;

/// The size of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// The number of calls that may come at once.
    pub burst: f64,
    /// The number of calls that are added each second.
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
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(&of) {
            all.retain(|_, bucket| self.size.filled(*bucket, now) < self.size.burst);
            if all.len() >= REMEMBERED {
                all.clear();
            }
        }
        let bucket = all.entry(of).or_insert((now, self.size.burst));
        let left = self.size.filled(*bucket, now);
        let free = left >= 1.0;
        *bucket = (now, if free { left - 1.0 } else { left });
        free
    }
}

impl Size {
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
