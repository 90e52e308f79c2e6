//! Apple's signed transactions (StoreKit 2), as devices show them.

use paywall_ledger::{Observation, Store, Time};
use serde::Deserialize;
use serde_json::Value;

use super::{Settings, transaction, verify_transaction};
use crate::shown::fields;
use crate::{Expected, NotShown, Rejected, Shown};

/// The fields of a shown purchase.
#[derive(Deserialize)]
struct Fields {
    transaction: String,
}

/// Reads a shown transaction, without believing it yet.
pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    let read: Fields = fields(json, "transaction")?;
    Ok(Shown::Signed {
        store: Store::Apple,
        text: read.transaction,
    })
}

/// Verifies a shown transaction, and reads it.
pub(super) fn look_at(
    text: &str,
    settings: &Settings,
    expected: &Expected<'_>,
    at: Time,
) -> Result<Observation, NotShown> {
    let json = verify_transaction(text, settings, expected, at)?;
    transaction(&json).map_err(|_| Rejected::Malformed("not a transaction").into())
}
