//! The search for messages that a store could not deliver while nobody listened. Those found take the usual way.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::log::Log;
use paywall_database::Restored;
use paywall_ledger::{App, Clock, PlatformId};
use paywall_stores::{AskError, ConfiguredStore, Inbox, Questions, Stores, Wanted, verify_missed};

/// The time between two questions to a store, which goes on trying for days by itself.
const PAUSE: Duration = Duration::from_hours(6);
/// The number of days to look back. Apple keeps failed messages for 180.
const DAYS: i64 = 30;
/// The number of pages read at once at most. Later pages follow the
/// next time, once the messages on these have arrived.
const PAGES: usize = 500;
/// The number of pages read of a list of all messages: those that arrived stay on it.
const ALL_PAGES: usize = 50_000;
/// The time, in milliseconds, for which the database is known to have been put back to an older state: within it, a
/// host that starts asks for everything that was sent since.
const RESTORED: i64 = 86_400_000;
/// The time, in milliseconds, by which a message may be dated before it was taken in.
const DELAY: i64 = 3_600_000;
/// The number of days for which Apple keeps its list.
const KEPT_DAYS: i64 = 180;

/// A task that asks the stores of an app. Messages that came before are known by their keys and do nothing.
#[derive(Clone)]
pub struct CatchUp {
    app: Arc<App>,
    stores: Stores,
    questions: Questions,
    inbox: Arc<dyn Inbox>,
    clock: Clock,
    log: Log,
    restored: Option<Restored>,
}

impl CatchUp {
    /// Makes a task that asks those of `stores` that keep a list and may be asked for it.
    pub fn new(
        app: &Arc<App>,
        stores: &Stores,
        questions: &Questions,
        inbox: &Arc<dyn Inbox>,
        (clock, log): (&Clock, &Log),
    ) -> Self {
        let stores = stores.iter().filter(|(_, it)| it.history().is_some());
        Self {
            app: Arc::clone(app),
            stores: stores.map(|(id, it)| (id.clone(), it.clone())).collect(),
            questions: questions.clone(),
            inbox: Arc::clone(inbox),
            clock: Arc::clone(clock),
            log: log.clone(),
            restored: None,
        }
    }

    /// Asks for the messages that arrived as well, if the database was put back to an older state a short time ago:
    /// what came of those is gone.
    #[must_use]
    pub fn after(mut self, restored: Option<Restored>) -> Self {
        self.restored = restored;
        self
    }

    /// Asks when the host starts and then every few hours, for ever.
    pub(super) async fn keep(self) {
        let mut restored: BTreeSet<PlatformId> = self.stores.keys().cloned().collect();
        loop {
            for (platform, store) in &self.stores {
                let wanted = self.wanted(restored.contains(platform));
                let Err(error) = self.look(platform, &**store, wanted).await else {
                    restored.remove(platform);
                    continue;
                };
                let fields = json!({"platform": platform, "why": error.to_string()});
                self.log.error("missed messages not asked for", &fields);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks all stores once. Returns the number of new messages.
    ///
    /// # Errors
    /// Fails if a store cannot be asked, or what it sent cannot be kept.
    pub async fn all(&self) -> Result<usize, AskError> {
        let mut new = 0;
        for (platform, store) in &self.stores {
            new += self.look(platform, &**store, self.wanted(true)).await?;
        }
        Ok(new)
    }

    /// Returns the messages to ask for; if `restored`, with those that arrived after the state to which the database
    /// was put back.
    fn wanted(&self, restored: bool) -> Wanted {
        let to = (self.clock)();
        let restored = self.restored.filter(|_| restored);
        match restored.filter(|it| to.millis().saturating_sub(it.at.millis()) < RESTORED) {
            Some(Restored { newest, .. }) => Wanted {
                from: newest
                    .map(|it| it.plus_millis(-DELAY))
                    .unwrap_or_default()
                    .max(to.plus_days(-KEPT_DAYS)),
                to,
                arrived: true,
            },
            None => Wanted {
                from: to.plus_days(-DAYS),
                to,
                arrived: false,
            },
        }
    }

    /// Asks one store, page by page.
    async fn look(
        &self,
        platform: &PlatformId,
        store: &dyn ConfiguredStore,
        wanted: Wanted,
    ) -> Result<usize, AskError> {
        let (mut new, mut page) = (0, None);
        let pages = if wanted.arrived { ALL_PAGES } else { PAGES };
        for _ in 0..pages {
            let missed = self.questions.missed(platform, wanted, page.as_deref());
            let missed = missed.await?;
            for body in missed.bodies {
                new += usize::from(self.keep_one(platform, store, body).await?);
            }
            page = missed.next;
            if page.is_none() {
                break;
            }
        }
        Ok(new)
    }

    /// Keeps a message as if it had come by itself. Returns true if it is new.
    async fn keep_one(
        &self,
        platform: &PlatformId,
        store: &dyn ConfiguredStore,
        body: String,
    ) -> Result<bool, AskError> {
        let now = (self.clock)();
        match verify_missed(&self.app, platform, store, body.as_bytes(), now) {
            Ok(received) => Ok(self.inbox.put(received).await?.is_new()),
            // A message that is not for us must not stop the others.
            Err(why) => {
                let fields = json!({"platform": platform, "why": why.to_string()});
                self.log.error("missed message not taken", &fields);
                Ok(false)
            }
        }
    }
}
