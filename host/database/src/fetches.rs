//! Notes of what devices fetched, until they are written.
//!
//! A note costs the call that fetches nothing: it waits in memory, and all that wait are written together. One is made when the
//! revision changes, and otherwise once a day.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_ledger::{DeviceId, Time};

/// The places of the table that says what was noted. Devices that share a place are noted more often.
const PLACES: usize = 1 << 16;
/// The most notes that wait. What comes beyond is noted with the device's next call.
const MOST_WAITING: usize = 4_096;
/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The notes of an app that wait.
#[derive(Debug)]
pub(super) struct Fetches {
    hasher: RandomState,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// For each place, a number for the device, the revision and the day that were noted last.
    noted: Vec<u64>,
    waiting: BTreeMap<DeviceId, (String, Time)>,
}

impl Default for Fetches {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            kept: Mutex::default(),
        }
    }
}

impl Fetches {
    /// Notes that a device fetched a revision.
    pub(super) fn note(&self, device: &DeviceId, revision: &str, now: Time) {
        let day = now.millis().div_euclid(DAY);
        let number = self.hasher.hash_one((device, revision, day));
        let place = self.hasher.hash_one(device);
        let place = usize::try_from(place % PLACES as u64).unwrap_or_default();
        let mut kept = self.kept();
        if kept.noted.is_empty() {
            kept.noted = vec![0; PLACES];
        }
        if kept.noted.get(place) == Some(&number) || kept.waiting.len() >= MOST_WAITING {
            return;
        }
        if let Some(noted) = kept.noted.get_mut(place) {
            *noted = number;
        }
        let note = (revision.to_owned(), now);
        kept.waiting.insert(device.clone(), note);
    }

    /// Takes so many of the notes that wait.
    pub(super) fn take(&self, most: usize) -> Vec<(DeviceId, (String, Time))> {
        let mut kept = self.kept();
        let some = std::iter::from_fn(|| kept.waiting.pop_first());
        some.take(most).collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
