//! The devices that listen for their own customers: one question for all of an app, again and again, as long as there is
//! one. The database is asked, because what happens to a customer may happen on any host.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use paywall_database::LedgerDatabase;
use paywall_ledger::{DeviceId, UserId, device_name};
use tokio::sync::{Notify, watch};

use super::log::Log;

/// The time between two questions.
const EVERY: Duration = Duration::from_millis(500);

/// The watchers of an app. Cheap to clone.
#[derive(Clone)]
pub(super) struct Watching {
    ledger: LedgerDatabase,
    watchers: Arc<Mutex<Watchers>>,
    /// A signal that there is somebody.
    begun: Arc<Notify>,
    log: Log,
}

/// The watchers by their numbers.
#[derive(Default)]
struct Watchers {
    next: u64,
    all: BTreeMap<u64, Watcher>,
}

/// A device that listens.
struct Watcher {
    /// The names of the device and its user in the database.
    names: BTreeSet<String>,
    /// The last change that was seen; none before the first look.
    seen: watch::Sender<Option<i64>>,
}

/// A device's own end. Dropping it ends the listening.
pub(super) struct Watched {
    number: u64,
    watching: Watching,
    seen: watch::Receiver<Option<i64>>,
}

impl Watching {
    /// Makes an app's list of watchers, which nobody looks after before [`Self::keep`].
    pub(super) fn new(ledger: &LedgerDatabase, log: &Log) -> Self {
        Self {
            ledger: ledger.clone(),
            watchers: Arc::default(),
            begun: Arc::default(),
            log: log.clone(),
        }
    }

    /// Begins to listen for a device and its user.
    pub(super) fn begin(&self, device: &DeviceId, user: &UserId) -> Watched {
        let (sender, seen) = watch::channel(None);
        let watcher = Watcher {
            names: names(device, user),
            seen: sender,
        };
        let mut watchers = self.lock();
        let number = watchers.next;
        watchers.next += 1;
        watchers.all.insert(number, watcher);
        drop(watchers);
        self.begun.notify_one();
        Watched {
            number,
            watching: self.clone(),
            seen,
        }
    }

    /// Looks for changes, for ever.
    pub(super) async fn keep(self) {
        loop {
            if self.lock().all.is_empty() {
                self.begun.notified().await;
                continue;
            }
            if self.look().await.is_err() {
                self.log.count("changes_not_asked");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Asks for the last change of everybody who is listened for, and tells those whose is another one than before.
    async fn look(&self) -> Result<(), paywall_database::Error> {
        let all: BTreeSet<String> = {
            let watchers = self.lock();
            let names = watchers.all.values().flat_map(|it| &it.names);
            names.cloned().collect()
        };
        let last = self.ledger.last_changes(all).await?;
        for watcher in self.lock().all.values() {
            let newest = watcher.names.iter().filter_map(|it| last.get(it)).max();
            let newest = Some(newest.copied().unwrap_or_default());
            let tell = |seen: &mut Option<i64>| {
                let is_news = *seen != newest;
                *seen = newest;
                is_news
            };
            watcher.seen.send_if_modified(tell);
        }
        Ok(())
    }

    /// Locks the list.
    fn lock(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    /// Waits for the next change. The first one is the first look: whatever happens from then on is told.
    pub(super) async fn changed(&mut self) -> bool {
        self.seen.changed().await.is_ok()
    }

    /// Listens for another user of the device.
    pub(super) fn is_of(&self, device: &DeviceId, user: &UserId) {
        if let Some(watcher) = self.watching.lock().all.get_mut(&self.number) {
            watcher.names = names(device, user);
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watching.lock().all.remove(&self.number);
    }
}

/// Lists the names of a device and its user.
fn names(device: &DeviceId, user: &UserId) -> BTreeSet<String> {
    BTreeSet::from([device_name(device), user.to_string()])
}
