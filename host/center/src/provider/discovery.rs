//! The places of a provider, as it says them itself (OpenID Connect Discovery), kept for an hour.

use std::sync::Arc;

use paywall_ledger::Time;
use reqwest::Url;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{Failed, is_safe};

/// The time, in milliseconds, for which the places are kept.
const FRESH: i64 = 3_600_000;
/// The time, in milliseconds, before a provider that failed is asked again.
const PAUSE: i64 = 5_000;

/// The places of a provider.
pub(super) struct Discovered {
    /// The page where people sign in.
    pub authorization: Url,
    /// The address that takes codes.
    pub token: Url,
    /// The address of the keys.
    pub keys: String,
    /// True if the provider takes a client's secret in the form.
    pub takes_secret_in_form: bool,
}

/// The last answer of a provider, or why there was none, and when that was.
type Answered = (Time, Result<Arc<Discovered>, Failed>);

/// The knowledge of a provider's places.
pub(super) struct Discovery {
    issuer: String,
    known: Mutex<Option<Answered>>,
}

impl Discovery {
    /// Knows nothing yet of a provider.
    pub(super) fn of(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            known: Mutex::new(None),
        }
    }

    /// Returns the places. One asks at a time, and the others take what it found.
    pub(super) async fn find<F: Future<Output = Result<Value, Failed>>>(
        &self,
        now: Time,
        fetch: impl FnOnce(Url) -> F,
    ) -> Result<Arc<Discovered>, Failed> {
        let mut known = self.known.lock().await;
        if let Some((then, found)) = &*known {
            let keeps = if found.is_ok() { FRESH } else { PAUSE };
            let age = now.millis() - then.millis();
            if (0..keeps).contains(&age) {
                return found.clone();
            }
        }
        let found = self.fetched(fetch).await.map(Arc::new);
        *known = Some((now, found.clone()));
        found
    }

    /// Asks the provider.
    async fn fetched<F: Future<Output = Result<Value, Failed>>>(
        &self,
        fetch: impl FnOnce(Url) -> F,
    ) -> Result<Discovered, Failed> {
        let issuer = self.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let unreadable = Failed("provider_unreadable");
        let address = Url::parse(&address).map_err(|_| unreadable)?;
        let said = fetch(address).await?;
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        if text("issuer") != Some(self.issuer.as_str()) {
            return Err(Failed("provider_other_issuer"));
        }
        let place = |name: &str| {
            let address = text(name).filter(|it| is_safe(it));
            let url = address.and_then(|it| Url::parse(it).ok());
            url.ok_or(unreadable)
        };
        let methods = said.get("token_endpoint_auth_methods_supported");
        let methods = methods.and_then(Value::as_array);
        Ok(Discovered {
            authorization: place("authorization_endpoint")?,
            token: place("token_endpoint")?,
            keys: place("jwks_uri")?.into(),
            takes_secret_in_form: methods
                .is_some_and(|all| all.iter().any(|it| it == "client_secret_post")),
        })
    }
}
