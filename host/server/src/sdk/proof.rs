//! The proof that a device may show a purchase.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use paywall_ledger::{AppPlatform, DeviceId, Later, Observation, Store};
use paywall_stores::apple;

/// A checker of devices' proofs of their purchases.
/// It believes nothing without the store's word: a signature, or
/// the store's own answer. Without it there is no access.
pub trait Proofs: Send + Sync + 'static {
    /// Returns the store's statements about the purchases that `device`, one of `platform`, shows.
    /// `payload` is what the SDK got from the store, unchanged.
    fn purchases<'a>(
        &'a self,
        platform: &'a AppPlatform,
        device: &'a DeviceId,
        payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>>;
}

/// The reason why a device's purchases are not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// This host cannot check purchases of this store.
    #[error("this host does not check purchases of {store}", store = .0.name())]
    Unchecked(Store),
    /// The payload is no proof.
    #[error("{0}")]
    Wrong(String),
    /// The store could not be asked. The device may try again.
    #[error("the store could not be asked: {0}")]
    Later(String),
    /// The store would have to be asked more often than it should be. The device may try again in so many seconds.
    #[error("too many questions to the store; the next one is welcome in {0} seconds")]
    TooMany(u64),
}

/// A checker that believes nothing. Purchases then come from the stores' own messages alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProofs;

impl Proofs for NoProofs {
    fn purchases<'a>(
        &'a self,
        platform: &'a AppPlatform,
        _device: &'a DeviceId,
        _payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>> {
        Box::pin(async { Err(Unproved::Unchecked(platform.store)) })
    }
}

/// A checker that believes every Apple transaction, signed or not: for trying things out, never for customers.
#[derive(Debug, Clone, Copy, Default)]
pub struct EverythingIsProved;

impl Proofs for EverythingIsProved {
    fn purchases<'a>(
        &'a self,
        platform: &'a AppPlatform,
        _device: &'a DeviceId,
        payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>> {
        Box::pin(async {
            match platform.store {
                Store::Apple => unsigned(payload),
                other => Err(Unproved::Unchecked(other)),
            }
        })
    }
}

/// Reads Apple transactions: one or an array of them, each a JWS or the JSON object inside one.
fn unsigned(payload: &str) -> Result<Vec<Observation>, Unproved> {
    let items: Vec<Value> = match serde_json::from_str(payload) {
        Ok(Value::Array(items)) => items,
        Ok(item) => vec![item],
        Err(_) => vec![Value::from(payload)],
    };
    let wrong = |what: &str| Unproved::Wrong(what.to_owned());
    let mut purchases = Vec::new();
    for item in items {
        let transaction = match item.as_str() {
            None => item,
            Some(jws) => {
                let middle = jws.split('.').nth(1).ok_or_else(|| wrong("not a JWS"))?;
                let bytes = URL_SAFE_NO_PAD.decode(middle);
                let bytes = bytes.map_err(|_| wrong("not a JWS"))?;
                serde_json::from_slice(&bytes).map_err(|_| wrong("not a JWS of JSON"))?
            }
        };
        let seen = apple::transaction(&transaction);
        purchases.push(seen.map_err(|error| Unproved::Wrong(error.to_string()))?);
    }
    Ok(purchases)
}
