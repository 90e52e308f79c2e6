//! The stores' public keys: given, or fetched and kept for a while.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use paywall_ledger::{Clock, Later, Time, Unavailable};

use crate::JwkSet;

/// The time for which a key set is fresh: one hour, in milliseconds.
const FRESH: i64 = 3_600_000;
/// The time for which an old key set does if no new one can be fetched: one day, in milliseconds.
const USABLE: i64 = 86_400_000;
/// The time between two searches for an unknown key in a new set: half a minute, in milliseconds.
const PAUSE: i64 = 30_000;
/// The time that a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// The length of the longest answer that is read, in bytes. Key sets and certificates have a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// A source of public keys.
pub trait Keys: Send + Sync {
    /// Returns the key set at an address, a fresh one if the set at hand lacks the key that is `wanted`.
    fn key_set<'a>(
        &'a self,
        address: &'a str,
        wanted: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>>;

    /// Returns the certificate (PEM) at an address. A certificate never changes.
    fn certificate<'a>(&'a self, address: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>>;
}

/// Keys that are given, for tests and for hosts without a network.
#[derive(Debug, Clone, Default)]
pub struct FixedKeys {
    /// The key sets by address.
    pub key_sets: BTreeMap<String, Arc<JwkSet>>,
    /// The certificates by address, as PEM.
    pub certificates: BTreeMap<String, Arc<Vec<u8>>>,
}

impl Keys for FixedKeys {
    fn key_set<'a>(
        &'a self,
        address: &'a str,
        _wanted: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>> {
        let found = self.key_sets.get(address).cloned();
        let found = found.ok_or_else(|| Unavailable::new("a key set", "none is given"));
        Box::pin(std::future::ready(found))
    }

    fn certificate<'a>(&'a self, address: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>> {
        let found = self.certificates.get(address).cloned();
        let found = found.ok_or_else(|| Unavailable::new("a certificate", "none is given"));
        Box::pin(std::future::ready(found))
    }
}

/// Keys that are fetched over HTTPS, and kept.
pub struct FetchedKeys {
    client: reqwest::Client,
    clock: Clock,
    key_sets: Mutex<BTreeMap<String, (Time, Arc<JwkSet>)>>,
    certificates: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
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
        Ok(Self {
            client: client.map_err(|error| Unavailable::new("TLS", error))?,
            clock,
            key_sets: Mutex::default(),
            certificates: Mutex::default(),
        })
    }

    /// Returns a kept key set, and the time at which it was fetched.
    fn kept(&self, address: &str) -> Option<(Time, Arc<JwkSet>)> {
        let kept = self.key_sets.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(address).cloned()
    }

    /// Returns the kept set if it is fresh and has the wanted key, else
    /// a new one, else the kept one while it may serve.
    async fn find_set(
        &self,
        address: &str,
        wanted: Option<&str>,
    ) -> Result<Arc<JwkSet>, Unavailable> {
        let now = (self.clock)();
        let kept = self.kept(address);
        if let Some((since, set)) = &kept {
            let known = wanted.is_none_or(|it| set.find(it).is_some());
            let good_for = if known { FRESH } else { PAUSE };
            if now < since.plus_millis(good_for) {
                return Ok(Arc::clone(set));
            }
        }
        match self.fetch_set(address).await {
            Ok(set) => {
                let mut kept = self.key_sets.lock().unwrap_or_else(PoisonError::into_inner);
                kept.insert(address.to_owned(), (now, Arc::clone(&set)));
                Ok(set)
            }
            Err(error) => match kept {
                Some((since, set)) if now < since.plus_millis(USABLE) => Ok(set),
                _ => Err(error),
            },
        }
    }

    /// Fetches and reads a key set.
    async fn fetch_set(&self, address: &str) -> Result<Arc<JwkSet>, Unavailable> {
        let bytes = self.get(address).await?;
        let set = serde_json::from_slice(&bytes);
        set.map(Arc::new)
            .map_err(|error| Unavailable::new("a key set", error))
    }

    /// Returns a kept certificate, or fetches it.
    async fn find_certificate(&self, address: &str) -> Result<Arc<Vec<u8>>, Unavailable> {
        let kept = {
            let kept = self.certificates.lock();
            let kept = kept.unwrap_or_else(PoisonError::into_inner);
            kept.get(address).cloned()
        };
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let fetched = Arc::new(self.get(address).await?);
        let mut kept = self
            .certificates
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Amazon has a few certificates; a sender that names hundreds means no good.
        if kept.len() >= 64 {
            kept.clear();
        }
        kept.insert(address.to_owned(), Arc::clone(&fetched));
        Ok(fetched)
    }

    /// Fetches a small file.
    async fn get(&self, address: &str) -> Result<Vec<u8>, Unavailable> {
        let unavailable = |error: reqwest::Error| Unavailable::new("a key", error.without_url());
        let mut answer = self.client.get(address).send().await.map_err(unavailable)?;
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
}

impl Keys for FetchedKeys {
    fn key_set<'a>(
        &'a self,
        address: &'a str,
        wanted: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>> {
        Box::pin(self.find_set(address, wanted))
    }

    fn certificate<'a>(&'a self, address: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>> {
        Box::pin(self.find_certificate(address))
    }
}
