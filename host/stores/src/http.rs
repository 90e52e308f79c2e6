//! The stores' APIs over HTTP, with credentials and answers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use paywall_ledger::{App, Clock, Later, PlatformId, Time, Unavailable};
use reqwest::{Client, RequestBuilder, StatusCode, Url};

use crate::{Answer, AskError, ConfiguredStore, Missed, Question, Secret, StoreApi, Stores};

/// The time that a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The length of the longest answer that is read, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// The access tokens that stores gave for a while, and their ends, by app platform.
type Tokens = Mutex<BTreeMap<PlatformId, (Time, Secret)>>;

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
    ) -> Result<(&'a dyn ConfiguredStore, Asking<'a>), AskError> {
        let store = self.stores.get(platform).ok_or(AskError::NotConfigured)?;
        let store_app = self.names.get(platform).ok_or(AskError::NotConfigured)?;
        let asking = Asking {
            client: &self.client,
            store_app,
            now: (self.clock)(),
            platform,
            tokens: &self.tokens,
        };
        Ok((&**store, asking))
    }

    /// Asks the store of an app platform, if it is the store that the question is for.
    async fn answer(&self, platform: &PlatformId, question: &Question) -> Result<Answer, AskError> {
        let (store, asking) = self.way(platform)?;
        match store.which() == question.store {
            true => store.ask(question, asking).await,
            false => Err(AskError::NotConfigured),
        }
    }

    /// Asks for a page of messages that did not arrive. A store without a list has none.
    async fn page(
        &self,
        platform: &PlatformId,
        between: (Time, Time),
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        if !self.stores.contains_key(platform) {
            return Ok(Missed::default());
        }
        let (store, asking) = self.way(platform)?;
        match store.history() {
            Some(history) => history.missed(asking, between, page).await,
            None => Ok(Missed::default()),
        }
    }
}

impl StoreApi for HttpStores {
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(self.answer(platform, question))
    }

    fn missed<'a>(
        &'a self,
        platform: &'a PlatformId,
        between: (Time, Time),
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(self.page(platform, between, page))
    }
}

/// The way to the API of one app platform's store.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub(crate) client: &'a Client,
    /// The store's own id of the app.
    pub(crate) store_app: &'a str,
    pub(crate) now: Time,
    platform: &'a PlatformId,
    tokens: &'a Tokens,
}

impl Asking<'_> {
    /// Returns a token that the store gave before and that is still good.
    pub(crate) fn token(&self) -> Option<Secret> {
        let kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let (ends, token) = kept.get(self.platform)?;
        (self.now < *ends).then(|| token.clone())
    }

    /// Keeps a token that the store gave, until `ends`.
    pub(crate) fn keep_token(&self, token: Secret, ends: Time) {
        let mut kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(self.platform.clone(), (ends, token));
    }
}

/// Makes the address of path segments below `api`. They stay segments, whatever characters they contain.
pub(crate) fn address<'a>(
    api: &str,
    path: impl IntoIterator<Item = &'a str>,
) -> Result<Url, AskError> {
    let mut url: Url = api.parse().map_err(|_| AskError::NotConfigured)?;
    url.path_segments_mut()
        .map_err(|()| AskError::NotConfigured)?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// The meaning of an answer's status.
pub(crate) enum Meaning {
    /// The body is the answer.
    Found,
    /// The store knows nothing by that name.
    Missing,
    /// The store knew it once, and no longer speaks of it.
    Gone,
    /// The credentials are missing or wrong.
    NotAllowed,
    /// Anything else, which is to be tried again.
    Unavailable,
}

impl Meaning {
    /// Translates a status of a store that uses HTTP's own meanings.
    pub(crate) const fn usual(status: u16) -> Self {
        match status {
            200 => Self::Found,
            400 | 404 => Self::Missing,
            401 | 403 => Self::NotAllowed,
            410 => Self::Gone,
            _ => Self::Unavailable,
        }
    }
}

/// Sends a question, and reads the answer according to its status.
pub(crate) async fn send(
    request: RequestBuilder,
    meaning: fn(u16) -> Meaning,
) -> Result<Answer, AskError> {
    let mut answer = request.send().await.map_err(unavailable)?;
    let status: StatusCode = answer.status();
    match meaning(status.as_u16()) {
        Meaning::Found => {}
        Meaning::Missing => return Ok(Answer::Missing),
        Meaning::Gone => return Ok(Answer::Gone),
        Meaning::NotAllowed => return Err(AskError::NotAllowed(status.as_u16())),
        Meaning::Unavailable => return Err(Unavailable::new("the store", status).into()),
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unavailable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            return Err(Unavailable::new("the store", "its answer is too long").into());
        }
    }
    let json = serde_json::from_slice(&bytes);
    json.map(Answer::Found)
        .map_err(|_| Unavailable::new("the store", "its answer is not JSON").into())
}

/// Makes an error without the address, which may hold a secret (Amazon's does): errors are for logs.
fn unavailable(error: reqwest::Error) -> Unavailable {
    Unavailable::new("the store", error.without_url())
}
