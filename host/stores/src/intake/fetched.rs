//! The stores' APIs over HTTP.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde_json::json;

use super::{
    Answer, AskError, Later, Missed, Secret, StoreApi, StoreSettings, Stores, Unavailable,
};
use crate::notification::Fetch;
use paywall_ledger::Clock;
use paywall_ledger::{App, PlatformId, Time};

/// How long a store may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;
/// What a service account of Google's must be allowed.
const SCOPE: &str = "https://www.googleapis.com/auth/androidpublisher";

/// Asks the stores over HTTP, each app platform with its own credentials.
pub struct HttpStores {
    client: Client,
    clock: Clock,
    stores: Stores,
    /// The stores' names of the app, by app platform.
    packages: BTreeMap<PlatformId, String>,
    /// Google's access tokens and their ends, by app platform.
    tokens: Mutex<BTreeMap<PlatformId, (Time, Secret)>>,
}

/// The file that Google gives for a service account.
#[derive(Deserialize)]
struct ServiceAccount {
    client_email: String,
    private_key: String,
    token_uri: String,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl HttpStores {
    /// # Errors
    /// When TLS cannot be set up.
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
            packages: platforms
                .map(|it| (it.id.clone(), it.store_app.clone()))
                .collect(),
            tokens: Mutex::default(),
        })
    }

    async fn answer(&self, platform: &PlatformId, question: &Fetch) -> Result<Answer, AskError> {
        let own = self.stores.get(platform);
        let own = own.filter(|it| it.store() == question.store());
        let own = own.ok_or(AskError::NotConfigured)?;
        send(self.request(platform, own, question).await?).await
    }

    async fn request(
        &self,
        platform: &PlatformId,
        own: &StoreSettings,
        question: &Fetch,
    ) -> Result<RequestBuilder, AskError> {
        let needed = |secret: &Option<Secret>| secret.clone().ok_or(AskError::NotAllowed(0));
        match (own, question) {
            (
                StoreSettings::Google {
                    credentials, api, ..
                },
                question,
            ) => {
                let (kind, token) = match question {
                    Fetch::GoogleProduct { token, .. } => ("productsv2", token),
                    Fetch::GoogleSubscription { token, .. } => ("subscriptionsv2", token),
                    _ => return Err(AskError::NotConfigured),
                };
                let bearer = self.google_token(platform, &needed(credentials)?).await?;
                let package = self.packages.get(platform).ok_or(AskError::NotConfigured)?;
                let path = ["androidpublisher", "v3", "applications", package];
                let rest = ["purchases", kind, "tokens", token];
                let url = address(api, path.into_iter().chain(rest))?;
                Ok(self.client.get(url).bearer_auth(bearer.reveal()))
            }
            (
                StoreSettings::Amazon {
                    shared_secret, api, ..
                },
                Fetch::AmazonReceipt { user, receipt, .. },
            ) => {
                let secret = needed(shared_secret)?;
                let path = [
                    "version",
                    "1.0",
                    "verifyReceiptId",
                    "developer",
                    secret.reveal(),
                ];
                let rest = ["user", user, "receiptId", receipt];
                Ok(self.client.get(address(api, path.into_iter().chain(rest))?))
            }
            (StoreSettings::Roku { api_key, api, .. }, Fetch::RokuTransaction { id }) => {
                let secret = needed(api_key)?;
                let path = ["listen", "transaction-service.svc", "validate-transaction"];
                let rest = [secret.reveal(), id];
                let url = address(api, path.into_iter().chain(rest))?;
                Ok(self.client.get(url).header("accept", "application/json"))
            }
            (StoreSettings::Stripe { api_key, api, .. }, Fetch::StripeSubscription { id }) => {
                let url = address(api, ["v1", "subscriptions", id].into_iter())?;
                Ok(self.client.get(url).bearer_auth(needed(api_key)?.reveal()))
            }
            _ => Err(AskError::NotConfigured),
        }
    }

    async fn missed_of(
        &self,
        platform: &PlatformId,
        between: (Time, Time),
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        let Some(StoreSettings::Apple {
            history: Some(own), ..
        }) = self.stores.get(platform)
        else {
            return Ok(Missed::default());
        };
        let bundle = self.packages.get(platform);
        let bundle = bundle.ok_or(AskError::NotConfigured)?;
        let request = own.request(&self.client, bundle, between, page, (self.clock)())?;
        match send(request).await? {
            Answer::Found(answer) => Ok(Missed::of_apple(answer)),
            // A question that Apple does not understand, or an app that it does not know.
            Answer::Missing | Answer::Gone => Err(AskError::NotAllowed(404)),
        }
    }

    /// An access token of a service account: the one at hand, or a new one for a signed request (RFC 7523).
    async fn google_token(
        &self,
        platform: &PlatformId,
        credentials: &Secret,
    ) -> Result<Secret, AskError> {
        let now = (self.clock)();
        let kept = {
            let kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(platform).cloned()
        };
        if let Some((ends, token)) = kept
            && now < ends
        {
            return Ok(token);
        }
        let account: ServiceAccount =
            serde_json::from_str(credentials.reveal()).map_err(|_| AskError::NotAllowed(0))?;
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion(&account, now)?),
        ];
        let request = self.client.post(&account.token_uri).form(&form);
        let Answer::Found(answer) = send(request).await? else {
            return Err(AskError::NotAllowed(404));
        };
        let token = Token::deserialize(answer).map_err(|_| AskError::NotAllowed(200))?;
        let secret = Secret::new(token.access_token);
        // A minute early, so that it does not end on its way.
        let ends = now.plus_millis(token.expires_in.saturating_sub(60).saturating_mul(1000));
        let mut kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(platform.clone(), (ends, secret.clone()));
        Ok(secret)
    }
}

fn assertion(account: &ServiceAccount, now: Time) -> Result<String, AskError> {
    let key = EncodingKey::from_rsa_pem(account.private_key.as_bytes());
    let seconds = now.millis() / 1000;
    let claims = json!({
        "iss": account.client_email, "scope": SCOPE, "aud": account.token_uri,
        "iat": seconds, "exp": seconds + 3600,
    });
    let header = Header::new(Algorithm::RS256);
    let signed = key.and_then(|key| encode(&header, &claims, &key));
    signed.map_err(|_| AskError::NotAllowed(0))
}

/// The address of these path segments below `api`; whatever stands in them, they stay segments.
fn address<'a>(api: &str, path: impl Iterator<Item = &'a str>) -> Result<Url, AskError> {
    let mut url: Url = api.parse().map_err(|_| AskError::NotConfigured)?;
    url.path_segments_mut()
        .map_err(|()| AskError::NotConfigured)?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

async fn send(request: RequestBuilder) -> Result<Answer, AskError> {
    // The address may hold a secret (Amazon's does), and errors are for logs.
    let unavailable = |error: reqwest::Error| Unavailable::new("the store", error.without_url());
    let mut answer = request.send().await.map_err(unavailable)?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::GONE => return Ok(Answer::Gone),
        // 497: Amazon knows no such user.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => return Ok(Answer::Missing),
        status if status.as_u16() == 497 => return Ok(Answer::Missing),
        // 496: Amazon does not know the shared secret.
        status if matches!(status.as_u16(), 401 | 403 | 496) => {
            return Err(AskError::NotAllowed(status.as_u16()));
        }
        status => return Err(Unavailable::new("the store", status).into()),
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

impl StoreApi for HttpStores {
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Fetch,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(self.answer(platform, question))
    }

    fn missed<'a>(
        &'a self,
        platform: &'a PlatformId,
        between: (Time, Time),
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(self.missed_of(platform, between, page))
    }
}
