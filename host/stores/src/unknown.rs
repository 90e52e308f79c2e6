//! The purchases that a store did not know when it was asked, for some minutes: anybody can make up a purchase, and
//! the same made-up one must not be asked about again and again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paywall_ledger::{PlatformId, Time};
use sha2::{Digest, Sha256};

use crate::Question;

/// The time for which a purchase counts as unknown, in milliseconds: three minutes. Stores know a new purchase within
/// seconds, and their own message about it is never held up by this.
const GOOD_FOR: i64 = 180_000;
/// The number of purchases that are remembered. Beyond it, the oldest are asked about again.
const MOST: usize = 10_000;

/// The name of a question to the store of an app platform, always of the same size.
type Name = [u8; 32];

/// The purchases that are not known, and the times since which they are not.
#[derive(Default)]
pub(crate) struct Unknown {
    since: Mutex<BTreeMap<Name, Time>>,
}

impl Unknown {
    /// Returns true if the store did not know the purchase a moment ago.
    pub(crate) fn has(&self, platform: &PlatformId, question: &Question, now: Time) -> bool {
        let since = self.lock().get(&name(platform, question)).copied();
        since.is_some_and(|since| holds(since, now))
    }

    /// Remembers that the store does not know a purchase.
    pub(crate) fn add(&self, platform: &PlatformId, question: &Question, now: Time) {
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, since| holds(*since, now));
        }
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, since)| **since)
        {
            let oldest = *oldest.0;
            all.remove(&oldest);
        }
        all.insert(name(platform, question), now);
    }

    /// Forgets a purchase, because the store knows it now.
    pub(crate) fn remove(&self, platform: &PlatformId, question: &Question) {
        self.lock().remove(&name(platform, question));
    }

    /// Locks the purchases.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Name, Time>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns true while a purchase still counts as unknown. A time that a clock ahead of now left behind does not count.
fn holds(since: Time, now: Time) -> bool {
    since <= now && now < since.plus_millis(GOOD_FOR)
}

/// Names what is looked up. What else a message may add to a question does not change whether the store knows it.
fn name(platform: &PlatformId, question: &Question) -> Name {
    let user = question.user.as_deref().unwrap_or_default();
    let store = question.store.name();
    let mut hash = Sha256::new();
    for part in [
        platform.as_str(),
        store,
        &question.what,
        &question.purchase,
        user,
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use paywall_ledger::Store;

    use super::*;

    #[test]
    fn many_invented_purchases_take_no_memory_for_ever() {
        let (unknown, platform) = (Unknown::default(), PlatformId::new("android"));
        let question =
            |number: i64| Question::new(Store::Google, "subscription", number.to_string());
        for number in 0..12_000 {
            unknown.add(&platform, &question(number), Time::from_millis(number));
        }
        assert_eq!(unknown.lock().len(), MOST);
        let has = |number, now| unknown.has(&platform, &question(number), Time::from_millis(now));
        assert!(has(11_999, 12_000), "the newest is there");
        assert!(!has(0, 12_000), "the oldest is not");
        assert!(
            !has(11_999, 11_999 + GOOD_FOR),
            "nor is one of some minutes ago"
        );
        assert!(!has(11_999, 0), "nor is one of a clock that was ahead");
    }
}
