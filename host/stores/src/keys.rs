//! The stores' public keys: what asks for them, and keys that are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use paywall_ledger::{Later, Unavailable};

use crate::JwkSet;

/// A source of public keys.
pub trait Keys: Send + Sync {
    /// Returns the key set at an address, a fresh one if the set at hand lacks the key that is `wanted`.
    fn key_set<'a>(
        &'a self,
        address: &'a str,
        wanted: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>>;

    /// Returns the file of a certificate (PEM or DER) at an address. A certificate never changes.
    fn certificate<'a>(&'a self, address: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>>;
}

/// Keys that are given, for tests and for hosts without a network.
#[derive(Debug, Clone, Default)]
pub struct FixedKeys {
    /// The key sets by address.
    pub key_sets: BTreeMap<String, Arc<JwkSet>>,
    /// The certificates by address, as PEM or DER.
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
