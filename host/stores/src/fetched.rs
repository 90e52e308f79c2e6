//! The stores' public keys as they are fetched, and kept for a while.

use std::sync::Arc;
use std::time::Duration;

use paywall_ledger::{Clock, Later, Unavailable};

use crate::shelf::{Kind, Shelf};
use crate::{JwkSet, Keys};

/// The time for which a key set is fresh: one hour, in milliseconds.
const FRESH: i64 = 3_600_000;
/// The time for which an old key set does if no new one can be fetched: one day, in milliseconds.
const USABLE: i64 = 86_400_000;
/// The time that a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// The length of the longest answer that is read, in bytes. Key sets and certificates have a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// Keys that are fetched over HTTPS, and kept.
///
/// Anybody can send a message that names an unknown key. So an address is asked by one at a time, not sooner
/// than half a minute after it failed or did not know the key, and few addresses are asked that never answered.
pub struct FetchedKeys {
    client: reqwest::Client,
    clock: Clock,
    key_sets: Arc<Shelf<JwkSet>>,
    certificates: Arc<Shelf<Vec<u8>>>,
}

impl FetchedKeys {
    /// Makes a source without keys yet.
    ///
    /// # Errors
    /// Fails if TLS cannot be set up.
    pub fn new(clock: Clock) -> Result<Self, Unavailable> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let key_sets = Kind {
            read: |bytes| {
                let set = serde_json::from_slice(bytes);
                set.map_err(|error| Unavailable::new("a key set", error))
            },
            has: |set: &JwkSet, wanted| set.find(wanted).is_some(),
            fresh: FRESH,
            usable: USABLE,
        };
        // A certificate never changes.
        let certificates = Kind {
            read: |bytes| Ok(bytes.to_vec()),
            has: |_, _| true,
            fresh: i64::MAX,
            usable: i64::MAX,
        };
        Ok(Self {
            client: client.map_err(|error| Unavailable::new("TLS", error))?,
            clock,
            key_sets: Arc::new(Shelf::of(key_sets)),
            certificates: Arc::new(Shelf::of(certificates)),
        })
    }

    /// Returns what is kept of an address, or fetches it.
    async fn find<T: Send + Sync + 'static>(
        &self,
        shelf: &Arc<Shelf<T>>,
        address: &str,
        wanted: Option<&str>,
    ) -> Result<Arc<T>, Unavailable> {
        let (client, from) = (self.client.clone(), address.to_owned());
        let fetch = async move { get(&client, &from).await };
        shelf.find(address, wanted, &self.clock, fetch).await
    }
}

/// Fetches a small file.
async fn get(client: &reqwest::Client, address: &str) -> Result<Vec<u8>, Unavailable> {
    let unavailable = |error: reqwest::Error| Unavailable::new("a key", error.without_url());
    let mut answer = client.get(address).send().await.map_err(unavailable)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(Unavailable::new("a key", answer.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unavailable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            return Err(Unavailable::new("a key", "too large"));
        }
    }
    Ok(bytes)
}

impl Keys for FetchedKeys {
    fn key_set<'a>(
        &'a self,
        address: &'a str,
        wanted: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>> {
        Box::pin(self.find(&self.key_sets, address, wanted))
    }

    fn certificate<'a>(&'a self, address: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>> {
        Box::pin(self.find(&self.certificates, address, None))
    }
}
