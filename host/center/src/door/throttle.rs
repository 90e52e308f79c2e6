//! Attempts that come back with time, counted in a table that no caller can make longer.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_ledger::Time;

/// The places of the table. Two callers of one place share what it has: of any two, one in so many.
const PLACES: usize = 1 << 14;

/// Attempts of each caller.
pub(super) struct Throttle {
    /// The milliseconds that all attempts of a place need to come back.
    full: i64,
    /// The milliseconds that one attempt needs to come back.
    each: i64,
    /// For each place, the time at which all attempts are there again.
    full_at: Mutex<Vec<i64>>,
    /// Keyed at random, so that nobody can choose to share another's place.
    places: RandomState,
}

impl Throttle {
    /// Allows so many attempts at once, and one more after so many milliseconds.
    pub(super) fn new((burst, each): (u32, i64)) -> Self {
        Self {
            full: i64::from(burst) * each,
            each,
            full_at: Mutex::new(vec![i64::MIN; PLACES]),
            places: RandomState::new(),
        }
    }

    /// Takes an attempt of a caller. Returns the seconds until there is one if there is none.
    pub(super) fn take(&self, caller: &impl Hash, now: Time) -> Result<(), u16> {
        let place = self.place(caller);
        let mut table = self.table();
        let Some(full_at) = table.get_mut(place) else {
            return Ok(());
        };
        let now = now.millis();
        // After a clock was set back, nobody waits longer than for all attempts.
        *full_at = (*full_at).clamp(now, now + self.full);
        let then = *full_at + self.each;
        let late = then - (now + self.full);
        if late > 0 {
            let seconds = u64::try_from(late).unwrap_or_default().div_ceil(1_000);
            return Err(u16::try_from(seconds).unwrap_or(u16::MAX));
        }
        *full_at = then;
        Ok(())
    }

    /// Gives an attempt back.
    pub(super) fn give_back(&self, caller: &impl Hash) {
        let place = self.place(caller);
        if let Some(full_at) = self.table().get_mut(place) {
            *full_at = full_at.saturating_sub(self.each);
        }
    }

    /// Finds the place of a caller.
    fn place(&self, caller: &impl Hash) -> usize {
        usize::try_from(self.places.hash_one(caller)).unwrap_or_default() % PLACES
    }

    /// Locks the table.
    fn table(&self) -> MutexGuard<'_, Vec<i64>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Time {
        Time::from_millis(1_795_400_000_000 + millis)
    }

    #[test]
    fn attempts_come_back_one_by_one_and_right_ones_do_not_count() {
        let throttle = Throttle::new((3, 1_000));
        let taken = |now| (0..9).filter(|_| throttle.take(&"a", now).is_ok()).count();
        assert_eq!(taken(at(0)), 3);
        assert_eq!(throttle.take(&"a", at(1)), Err(1));
        assert_eq!(taken(at(1_000)), 1);
        assert_eq!(taken(at(60_000)), 3);
        throttle.give_back(&"a");
        assert_eq!(taken(at(60_000)), 1);
        assert_eq!(taken(at(0)), 0, "a clock that was set back gives nothing");
        assert_eq!(taken(at(3_000)), 3, "and takes nothing for long");
    }

    #[test]
    fn callers_have_places_of_their_own() {
        let throttle = Throttle::new((1, 1_000));
        let shared = (0..100).filter(|caller| throttle.take(caller, at(0)).is_err());
        assert!(shared.count() < 10);
    }
}
