//! Endpoints: the receivers that events are sent to.

use super::SigningSecret;
use paywall_ledger::EventName;

/// A receiver of events, as its operator configured it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The address: `https://…`, or `http://` on this machine.
    pub url: String,
    /// The secrets that the receiver knows. While one replaces another there are two, and both sign.
    pub secrets: Vec<SigningSecret>,
    /// The events it wants. None means all but those of devices, of which there are many.
    pub events: Option<Vec<EventName>>,
    /// True if events about users without an account wait until there is one.
    pub wait_for_login: bool,
}

/// The reason why nothing can be sent to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The address is not an HTTPS address.
    #[error("webhooks go to https:// addresses (http:// on this machine only)")]
    NotHttps,
    /// There is no secret to sign with.
    #[error("a webhook needs a secret")]
    NoSecret,
}

impl Endpoint {
    /// Returns true if the endpoint wants events of this name.
    pub fn wants(&self, name: EventName) -> bool {
        match &self.events {
            Some(wanted) => wanted.contains(&name),
            None => !name.is_of_device(),
        }
    }

    /// Checks the configuration before anything is sent.
    ///
    /// # Errors
    /// Fails if the address is not safe to send to, or if there is nothing to sign with.
    pub fn check(&self) -> Result<(), EndpointError> {
        let url: reqwest::Url = self.url.parse().map_err(|_| EndpointError::NotHttps)?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return Err(EndpointError::NotHttps);
        }
        match self.secrets.is_empty() {
            true => Err(EndpointError::NoSecret),
            false => Ok(()),
        }
    }
}
