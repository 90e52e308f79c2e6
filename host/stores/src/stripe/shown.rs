//! Stripe's subscriptions, as devices show them.

use serde::Deserialize;
use serde_json::Value;

use super::ask_for_subscription;
use crate::shown::fields;
use crate::{Rejected, Shown};

/// The fields of a shown purchase.
#[derive(Deserialize)]
struct Fields {
    /// The id of the subscription.
    subscription: String,
}

/// Reads a shown subscription.
pub(super) fn read(json: &Value) -> Result<Shown, Rejected> {
    let read: Fields = fields(json, "subscription")?;
    Ok(Shown::Named(ask_for_subscription(read.subscription)))
}
