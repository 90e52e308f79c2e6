//! The requests themselves: an event is posted to its receiver.

use reqwest::{Client, StatusCode};

use super::{EndpointError, Outcome, Signature};
use paywall_ledger::Later;

/// A signed event on its way to a receiver.
#[derive(Debug, Clone)]
pub struct Request {
    /// The address of the receiver.
    pub url: String,
    /// The id, time and signature, which go into headers.
    pub signature: Signature,
    /// The event as JSON.
    pub body: String,
}

/// A way to receivers. Dropping the future ends the request.
pub trait Post: Send + Sync {
    /// Posts an event, and tells what came of it. The caller decides how long to wait.
    fn post(&self, request: Request) -> Later<'_, Outcome>;
}

/// The way over HTTPS.
pub struct Https {
    client: Client,
}

impl Https {
    /// Makes a client for the requests to all endpoints.
    ///
    /// # Errors
    /// Fails if there is no TLS.
    pub fn new() -> Result<Self, EndpointError> {
        let client = Client::builder()
            // A receiver that moves is changed in the configuration by its operator; a redirect could lead anywhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("paywall-webhooks/1")
            .build()
            .map_err(|_| EndpointError::NotHttps)?;
        Ok(Self { client })
    }
}

impl Post for Https {
    fn post(&self, request: Request) -> Later<'_, Outcome> {
        let Request {
            url,
            signature,
            body,
        } = request;
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", signature.id)
            .header("webhook-timestamp", signature.timestamp)
            .header("webhook-signature", signature.signature)
            .body(body);
        Box::pin(async move {
            match request.send().await {
                Ok(answer) if answer.status().is_success() => Outcome::Delivered,
                Ok(answer) if answer.status() == StatusCode::GONE => Outcome::Gone,
                Ok(answer) => Outcome::Failed {
                    retry_after: retry_after(&answer),
                },
                Err(_) => Outcome::Failed { retry_after: None },
            }
        })
    }
}

/// Reads `Retry-After` as seconds. Dates are not understood.
fn retry_after(answer: &reqwest::Response) -> Option<u32> {
    let header = answer.headers().get("retry-after")?;
    header.to_str().ok()?.parse().ok()
}
