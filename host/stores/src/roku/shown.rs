//! Roku's transactions, as devices show them.

use serde::Deserialize;
use serde_json::Value;

use super::ask_for_transaction;
use crate::shown::fields;
use crate::{Rejected, Shown};

/// The fields of a shown purchase.
#[derive(Deserialize)]
struct Fields {
    /// The id of the transaction.
    transaction: String,
}

/// Reads a shown transaction.
pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    let read: Fields = fields(json, "transaction")?;
    Ok(Shown::Named(ask_for_transaction(read.transaction)))
}
