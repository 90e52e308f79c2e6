//! Questions to Apple for notifications that it could not deliver, page by page:
//! <https://developer.apple.com/documentation/appstoreserverapi/get-notification-history>.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use paywall_ledger::{Later, Time};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Settings;
use super::verify::{signed_at, verify_notification};
use crate::asking::Meaning;
use crate::{Answer, AskError, Asking, Expected, Missed, Rejected, Secret, Verified, Wanted};

/// The audience of App Store Connect's tokens.
const AUDIENCE: &str = "appstoreconnect-v1";
/// The time for which such a token is good, in seconds. Apple takes an hour at most.
const TOKEN_TIME: i64 = 600;

/// A key of App Store Connect, with which to ask Apple for notifications that did not arrive.
#[derive(Debug, Clone)]
pub struct History {
    /// The private key: the file `.p8`, in PEM.
    pub key: Secret,
    /// The id of the key, which the token's header names.
    pub key_id: String,
    /// The id of the issuer, who signs the token.
    pub issuer_id: String,
    /// The address of the API: Apple has one for production and one for its sandbox.
    pub api: String,
}

/// The part of Apple's answer that is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    notification_history: Vec<Item>,
    #[serde(default)]
    has_more: bool,
    pagination_token: Option<String>,
}

/// A notification in Apple's list, signed as it would have come.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    signed_payload: String,
}

impl History {
    /// Makes the question for a page of notifications.
    fn request(
        &self,
        asking: Asking<'_>,
        wanted: Wanted,
        page: Option<&str>,
    ) -> Result<RequestBuilder, AskError> {
        let url = format!("{}/inApps/v1/notifications/history", self.api);
        let body = json!({
            "startDate": wanted.from.millis(),
            "endDate": wanted.to.millis(),
            "onlyFailures": !wanted.arrived,
        });
        let request = asking.client.post(url).json(&body);
        let request = match page {
            Some(page) => request.query(&[("paginationToken", page)]),
            None => request,
        };
        Ok(request.bearer_auth(self.token(asking.store_app, asking.now)?))
    }

    /// Signs a token for one question.
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

    /// Asks for one page of the list.
    async fn missed(
        &self,
        asking: Asking<'_>,
        wanted: Wanted,
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        let request = self.request(asking, wanted, page)?;
        match asking.send(request, Meaning::usual).await? {
            Answer::Found(answer) => Ok(bodies(answer)),
            // Apple does not understand the question, or does not know the app.
            Answer::Missing | Answer::Gone => Err(AskError::NotAllowed(404)),
        }
    }
}

/// Reads Apple's answer. An answer of another form holds nothing.
fn bodies(answer: Value) -> Missed {
    let Ok(page) = Page::deserialize(answer) else {
        return Missed::default();
    };
    let bodies = page.notification_history.iter();
    Missed {
        bodies: bodies
            .map(|it| json!({"signedPayload": it.signed_payload}).to_string())
            .collect(),
        next: page.pagination_token.filter(|_| page.has_more),
    }
}

impl crate::History for Settings {
    fn missed<'a>(
        &'a self,
        asking: Asking<'a>,
        wanted: Wanted,
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        match &self.history {
            Some(history) => Box::pin(history.missed(asking, wanted, page)),
            None => Box::pin(std::future::ready(Ok(Missed::default()))),
        }
    }

    fn verify(
        &self,
        body: &[u8],
        expected: &Expected<'_>,
        now: Time,
    ) -> Result<Verified, Rejected> {
        let at = signed_at(body).map_or(now, |it| it.min(now));
        verify_notification(body, self, expected, at)
    }
}
