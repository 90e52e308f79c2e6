//! What a store could not deliver while nobody listened: asked for, and put where its messages go.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::log::Log;
use paywall_ledger::Clock;
use paywall_ledger::{App, PlatformId};
use paywall_stores::intake::{
    AskError, Inbox, Questions, StoreSettings, Stored, Stores, verify_missed,
};

/// How often a store is asked. It goes on trying for days by itself.
const PAUSE: Duration = Duration::from_hours(6);
/// How far back, in days: Apple keeps what failed for 180.
const DAYS: i64 = 30;
/// Pages that are read at once, at most. What is on later ones is found the next time, when these have arrived.
const PAGES: usize = 500;

/// Asks the stores of an app. What came before is known by its key and does nothing.
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
    /// Asks those of `stores` that keep a list and may be asked for it.
    pub fn new(
        app: &Arc<App>,
        stores: &Stores,
        questions: &Questions,
        inbox: &Arc<dyn Inbox>,
        (clock, log): (&Clock, &Log),
    ) -> Self {
        let listed = |settings: &StoreSettings| match settings {
            StoreSettings::Apple { history, .. } => history.is_some(),
            _ => false,
        };
        let stores = stores.iter().filter(|(_, settings)| listed(settings));
        Self {
            app: Arc::clone(app),
            stores: stores.map(|(id, it)| (id.clone(), it.clone())).collect(),
            questions: questions.clone(),
            inbox: Arc::clone(inbox),
            clock: Arc::clone(clock),
            log: log.clone(),
        }
    }

    /// Asks when the host starts and every few hours, for ever.
    pub(super) async fn keep(self) {
        loop {
            for (platform, settings) in &self.stores {
                if let Err(error) = self.look(platform, settings).await {
                    let fields = json!({"platform": platform, "why": error.to_string()});
                    self.log.error("missed messages not asked for", &fields);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks all stores once. Returns how many messages were new.
    ///
    /// # Errors
    /// When a store cannot be asked, or what it sent cannot be kept.
    pub async fn all(&self) -> Result<usize, AskError> {
        let mut new = 0;
        for (platform, settings) in &self.stores {
            new += self.look(platform, settings).await?;
        }
        Ok(new)
    }

    async fn look(
        &self,
        platform: &PlatformId,
        settings: &StoreSettings,
    ) -> Result<usize, AskError> {
        let now = (self.clock)();
        let between = (now.plus_days(-DAYS), now);
        let (mut new, mut page) = (0, None);
        for _ in 0..PAGES {
            let missed = self.questions.missed(platform, between, page.as_deref());
            let missed = missed.await?;
            for body in missed.bodies {
                new += usize::from(self.keep_one(platform, settings, body).await?);
            }
            page = missed.next;
            if page.is_none() {
                break;
            }
        }
        Ok(new)
    }

    /// Keeps a message like one that came by itself. Returns whether it is new.
    async fn keep_one(
        &self,
        platform: &PlatformId,
        settings: &StoreSettings,
        body: String,
    ) -> Result<bool, AskError> {
        let now = (self.clock)();
        match verify_missed(&self.app, platform, settings, body.as_bytes(), now) {
            Ok(message) => Ok(self.inbox.put(message).await? == Stored::New),
            // One that is not for us stops none of the others.
            Err(why) => {
                let fields = json!({"platform": platform, "why": why.to_string()});
                self.log.error("missed message not taken", &fields);
                Ok(false)
            }
        }
    }
}
