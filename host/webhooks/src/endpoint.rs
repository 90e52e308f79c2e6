//! Where events go.

use super::SigningSecret;
use paywall_ledger::EventName;

/// A receiver of events.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its address: `https://…`, or `http://` on this machine.
    pub url: String,
    /// The secret it knows; two while one takes the other's place, and both sign.
    pub secrets: Vec<SigningSecret>,
    /// The events it wants. None: all but those of devices, of which there are many.
    pub events: Option<Vec<EventName>>,
    /// Whether events about users without an account wait until there is one.
    pub wait_for_login: bool,
}

/// Why nothing can be sent there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The address is not one of HTTPS.
    #[error("webhooks go to https:// addresses (http:// on this machine only)")]
    NotHttps,
    /// There is no secret to sign with.
    #[error("a webhook needs a secret")]
    NoSecret,
}

impl Endpoint {
    /// Whether it wants events of this name.
    pub fn wants(&self, name: EventName) -> bool {
        match &self.events {
            Some(wanted) => wanted.contains(&name),
            None => !name.is_of_device(),
        }
    }

    /// # Errors
    /// When the address is not safe to send to, or nothing could be signed.
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
