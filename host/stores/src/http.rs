//! The stores' APIs over HTTP, with credentials and answers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use paywall_ledger::{App, Clock, Later, PlatformId, Time, Unavailable};
use reqwest::Client;

use crate::asking::Tokens;
use crate::{AskError, Asking, ConfiguredStore, Missed, Question, Reply, StoreApi, Stores, Wanted};

/// The time that a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of the stores' APIs, each app platform with its own credentials.
pub struct HttpStores {
    client: Client,
    clock: Clock,
    stores: Stores,
    /// The stores' own ids of the app, by app platform.
    names: BTreeMap<PlatformId, String>,
    tokens: Tokens,
}

impl HttpStores {
    /// Makes a way to ask these stores of an app.
    ///
    /// # Errors
    /// Fails if TLS cannot be set up.
    pub fn new(app: &App, stores: Stores, clock: Clock) -> Result<Self, Unavailable> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let platforms = app.platforms.iter();
        Ok(Self {
            client: client.map_err(|error| Unavailable::new("TLS", error))?,
            clock,
            stores,
            names: platforms
                .map(|it| (it.id.clone(), it.store_app.clone()))
                .collect(),
            tokens: Mutex::default(),
        })
    }

    /// Finds the store of an app platform, and the way to ask it.
    fn way<'a>(
        &'a self,
        platform: &'a PlatformId,
        dated: &'a Mutex<Option<Time>>,
    ) -> Result<(&'a dyn ConfiguredStore, Asking<'a>), AskError> {
        let store = self.stores.get(platform).ok_or(AskError::NotConfigured)?;
        let store_app = self.names.get(platform).ok_or(AskError::NotConfigured)?;
        let asking = Asking {
            client: &self.client,
            store_app,
            now: (self.clock)(),
            platform,
            tokens: &self.tokens,
            dated,
        };
        Ok((&**store, asking))
    }

    /// Asks the store of an app platform, if it is the store that the question is for.
    async fn answer(&self, platform: &PlatformId, question: &Question) -> Result<Reply, AskError> {
        let dated = Mutex::default();
        let (store, asking) = self.way(platform, &dated)?;
        if store.which() != question.store {
            return Err(AskError::NotConfigured);
        }
        let answer = store.ask(question, asking).await?;
        let dated = dated.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Reply { answer, dated })
    }

    /// Asks for a page of messages that did not arrive. A store without a list has none.
    async fn page(
        &self,
        platform: &PlatformId,
        wanted: Wanted,
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        if !self.stores.contains_key(platform) {
            return Ok(Missed::default());
        }
        let dated = Mutex::default();
        let (store, asking) = self.way(platform, &dated)?;
        match store.history() {
            Some(history) => history.missed(asking, wanted, page).await,
            None => Ok(Missed::default()),
        }
    }
}

impl StoreApi for HttpStores {
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        Box::pin(self.answer(platform, question))
    }

    fn missed<'a>(
        &'a self,
        platform: &'a PlatformId,
        wanted: Wanted,
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(self.page(platform, wanted, page))
    }
}
