//! Amazon's receipts as devices show them: always with their user, without whom Amazon cannot be asked.

use serde::Deserialize;
use serde_json::Value;

use super::ask_for_receipt;
use crate::shown::fields;
use crate::{Rejected, Shown};

/// The fields of a shown purchase.
#[derive(Deserialize)]
struct Fields {
    /// Amazon's id of the customer.
    user: String,
    receipt: String,
}

/// Reads a shown receipt.
pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    if json.is_string() {
        return Err(Rejected::Malformed("a receipt needs its user"));
    }
    let read: Fields = fields(json, "receipt")?;
    Ok(Shown::Named(ask_for_receipt(read.user, read.receipt)))
}
