//! What a store sent and could not deliver: asked for, page by page.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AskError, Secret};
use paywall_ledger::Time;

/// Who App Store Connect's tokens are for.
const AUDIENCE: &str = "appstoreconnect-v1";
/// How long such a token is good, in seconds; Apple takes an hour at most.
const TOKEN_TIME: i64 = 600;

/// How Apple is asked for notifications that did not arrive: a key of App Store Connect.
#[derive(Debug, Clone)]
pub struct AppleHistory {
    /// The private key (`.p8`, PEM).
    pub key: Secret,
    /// Its id.
    pub key_id: String,
    /// The issuer's id.
    pub issuer_id: String,
    /// Where: Apple has one address for production and one for its sandbox.
    pub api: String,
}

/// One page of messages that a store sent and could not deliver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The bodies, as they would have come.
    pub bodies: Vec<String>,
    /// What the next page is asked for with, where there is one.
    pub next: Option<String>,
}

/// Of Apple's answer, what is needed:
/// <https://developer.apple.com/documentation/appstoreserverapi/get-notification-history>.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    notification_history: Vec<Item>,
    #[serde(default)]
    has_more: bool,
    pagination_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    signed_payload: String,
}

impl AppleHistory {
    /// The question for what failed between two times, of the app of this bundle id.
    pub(super) fn request(
        &self,
        client: &Client,
        bundle: &str,
        between: (Time, Time),
        page: Option<&str>,
        now: Time,
    ) -> Result<RequestBuilder, AskError> {
        let url = format!("{}/inApps/v1/notifications/history", self.api);
        let body = json!({"startDate": between.0.millis(), "endDate": between.1.millis(), "onlyFailures": true});
        let request = client.post(url).json(&body);
        let request = match page {
            Some(page) => request.query(&[("paginationToken", page)]),
            None => request,
        };
        Ok(request.bearer_auth(self.token(bundle, now)?))
    }

    fn token(&self, bundle: &str, now: Time) -> Result<String, AskError> {
        let key = EncodingKey::from_ec_pem(self.key.reveal().as_bytes());
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.key_id.clone());
        let seconds = now.millis() / 1000;
        let claims = json!({"iss": self.issuer_id, "iat": seconds, "exp": seconds + TOKEN_TIME,
            "aud": AUDIENCE, "bid": bundle});
        let signed = key.and_then(|key| encode(&header, &claims, &key));
        signed.map_err(|_| AskError::NotAllowed(0))
    }
}

impl Missed {
    /// From Apple's answer. An answer of another form holds nothing.
    pub(super) fn of_apple(answer: Value) -> Self {
        let Ok(page) = Page::deserialize(answer) else {
            return Self::default();
        };
        let bodies = page.notification_history.iter();
        Self {
            bodies: bodies
                .map(|it| json!({"signedPayload": it.signed_payload}).to_string())
                .collect(),
            next: page.pagination_token.filter(|_| page.has_more),
        }
    }
}
