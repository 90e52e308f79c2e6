//! One question to a store over HTTP: its address, its access token, and the meaning of the answer's status.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use paywall_ledger::{PlatformId, Time, Unavailable};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};

use crate::{Answer, AskError, Secret};

/// The length of the longest answer that is read, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// The access tokens that stores gave, by app platform, each with the times from which and until which it is good.
/// Before the first, the clock was set back, and nobody knows how old the token is.
pub(crate) type Tokens = Mutex<BTreeMap<PlatformId, (Time, Time, Secret)>>;

/// The way to the API of one app platform's store.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub(crate) client: &'a Client,
    /// The store's own id of the app.
    pub(crate) store_app: &'a str,
    pub(crate) now: Time,
    pub(crate) platform: &'a PlatformId,
    pub(crate) tokens: &'a Tokens,
    /// The date that the store put on the last of its answers.
    pub(crate) dated: &'a Mutex<Option<Time>>,
}

impl Asking<'_> {
    /// Returns a token that the store gave before and that is still good.
    pub(crate) fn token(&self) -> Option<Secret> {
        let kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, ends, token) = kept.get(self.platform)?;
        let is_good = *since <= self.now && self.now < *ends;
        is_good.then(|| token.clone())
    }

    /// Keeps a token that the store gave, until `ends`.
    pub(crate) fn keep_token(&self, token: Secret, ends: Time) {
        let mut kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(self.platform.clone(), (self.now, ends, token));
    }

    /// Sends a question, and reads the answer according to its status.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        meaning: fn(u16) -> Meaning,
    ) -> Result<Answer, AskError> {
        let answer = request.send().await.map_err(unavailable)?;
        let date = answer.headers().get("date").and_then(|it| it.to_str().ok());
        if let Some(date) = date.and_then(Time::parse_http) {
            *self.dated.lock().unwrap_or_else(PoisonError::into_inner) = Some(date);
        }
        read(answer, meaning).await
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

/// Reads an answer according to its status.
async fn read(mut answer: Response, meaning: fn(u16) -> Meaning) -> Result<Answer, AskError> {
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
