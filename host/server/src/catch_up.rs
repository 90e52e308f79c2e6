//! The search for messages that a store could not deliver while nobody listened. Those found take the usual way.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::log::Log;
use paywall_ledger::{App, Clock, PlatformId};
use paywall_stores::{AskError, ConfiguredStore, Inbox, Questions, Stores, verify_missed};

/// The time between two questions to a store, which goes on trying for days by itself.
const PAUSE: Duration = Duration::from_hours(6);
/// The number of days to look back. Apple keeps failed messages for 180.
const DAYS: i64 = 30;
/// The number of pages read at once at most. Later pages follow the
/// next time, once the messages on these have arrived.
const PAGES: usize = 500;

/// A task that asks the stores of an app. Messages that came before are known by their keys and do nothing.
#[derive(Clone)]
pub struct CatchUp {
    app: Arc<App>,
    stores: Stores,
    questions: Questions,
    inbox: Arc<dyn Inbox>,
    clock: Clock,
    log: Log,
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
        }
    }

    /// Asks when the host starts and then every few hours, for ever.
    pub(super) async fn keep(self) {
        loop {
            for (platform, store) in &self.stores {
                if let Err(error) = self.look(platform, &**store).await {
                    let fields = json!({"platform": platform, "why": error.to_string()});
                    self.log.error("missed messages not asked for", &fields);
                }
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
            new += self.look(platform, &**store).await?;
        }
        Ok(new)
    }

    /// Asks one store, page by page.
    async fn look(
        &self,
        platform: &PlatformId,
        store: &dyn ConfiguredStore,
    ) -> Result<usize, AskError> {
        let now = (self.clock)();
        let between = (now.plus_days(-DAYS), now);
        let (mut new, mut page) = (0, None);
        for _ in 0..PAGES {
            let missed = self.questions.missed(platform, between, page.as_deref());
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
