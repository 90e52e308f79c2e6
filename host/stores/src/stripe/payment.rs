//! Payments of Stripe that an app takes without a checkout (PaymentIntents):
//! <https://docs.stripe.com/api/payment_intents/object>.
//!
//! Stripe does not know what such a payment is for. An app that wants it granted says so in the payment's metadata:
//! `price` names the product, and `external_id` the account, as everywhere else.

use paywall_ledger::{MemberKey, Observation, Offer, Standing, Store, Term, TermKind, Time};
use serde::Deserialize;
use serde_json::Value;

use super::paid::once;
use super::read::account;
use crate::Unreadable;
use crate::date::seconds;
use crate::money::of_smallest;
use crate::notice::{environment, structure};

/// A payment, as far as it is needed.
#[derive(Deserialize)]
struct Payment {
    id: String,
    status: String,
    #[serde(default)]
    livemode: bool,
    #[serde(default, deserialize_with = "seconds")]
    created: Option<Time>,
    metadata: Option<Value>,
    latest_charge: Option<Value>,
    amount_received: Option<i64>,
    currency: Option<String>,
}

/// Returns the product that a payment names.
fn product(metadata: Option<&Value>) -> Option<&str> {
    let named = metadata?.get("price")?.as_str();
    named.filter(|it| !it.is_empty())
}

/// Returns true if a payment names what was bought, or the account that it is for. One that names the account alone
/// is not understood, unless a checkout says what was bought.
pub(super) fn is_marked(payment: &Value) -> bool {
    let metadata = payment.get("metadata");
    product(metadata).is_some() || account(metadata).is_some()
}

/// Reads a payment with its last charge.
pub(super) fn payment(json: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    let read: Payment = structure(Store::Stripe, json)?;
    let missing = || Unreadable::new(Store::Stripe, "a payment without metadata.price");
    let product = product(read.metadata.as_ref()).ok_or_else(missing)?;
    let member = MemberKey::new(Store::Stripe, environment(!read.livemode), &read.id);
    let mut seen = Observation::new(member, asked_at);
    seen.account = account(read.metadata.as_ref());
    seen.complete = true;
    let charge = read.latest_charge.as_ref();
    let refunded = charge.and_then(|it| it.get("refunded")?.as_bool()) == Some(true);
    seen.standing = Some(match read.status.as_str() {
        "succeeded" if refunded => Standing::Revoked,
        "succeeded" => Standing::Active,
        _ => Standing::Pending,
    });
    if seen.standing != Some(Standing::Pending) {
        let amount = of_smallest(read.amount_received, read.currency.as_deref());
        seen.payments = once(&read.id, vec![product.into()], amount, read.created, charge);
        seen.terms.push(Term {
            id: read.id.clone(),
            product: product.into(),
            kind: TermKind::Open,
            starts: read.created.unwrap_or(asked_at).min(asked_at),
            ends: None,
            revoked: false,
            payment: Some(read.id),
            offer: Some(Offer::Standard),
        });
    }
    Ok(seen)
}
