//! Google's purchase tokens, as devices show them.

use serde::Deserialize;
use serde_json::Value;

use super::{ask_for_product, ask_for_subscription};
use crate::shown::fields;
use crate::{Rejected, Shown};

/// The fields of a shown purchase.
#[derive(Deserialize)]
struct Fields {
    token: String,
    /// True for a product that is bought once.
    #[serde(default)]
    one_time: bool,
}

/// Reads a shown purchase token.
pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    let read: Fields = fields(json, "token")?;
    Ok(Shown::Named(match read.one_time {
        true => ask_for_product(read.token),
        false => ask_for_subscription(read.token),
    }))
}
