//! Roku's transactions, as devices show them.

use serde::Deserialize;
use serde_json::Value;

use super::ask_for_transaction;
use crate::shown::fields;
use crate::{Rejected, Shown};

#[derive(Deserialize)]
struct Fields {
    /// The transaction's id.
    transaction: String,
}

pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    let read: Fields = fields(json, "transaction")?;
    Ok(Shown::Named(ask_for_transaction(read.transaction)))
}
