//! Checkouts of Stripe in which something is paid for once (`mode: payment`):
//! <https://docs.stripe.com/api/checkout/sessions/object>.

use paywall_ledger::{
    MemberKey, Observation, Offer, Payment, Standing, Store, Term, TermKind, Time,
};
use serde::Deserialize;
use serde_json::Value;

use super::paid::once;
use super::read::{account, id};
use crate::Unreadable;
use crate::date::seconds;
use crate::money::of_smallest;
use crate::notice::{environment, structure};

/// A checkout session, as far as it is needed.
#[derive(Deserialize)]
struct Session {
    id: String,
    #[serde(default)]
    livemode: bool,
    payment_status: String,
    #[serde(default, deserialize_with = "seconds")]
    created: Option<Time>,
    client_reference_id: Option<String>,
    metadata: Option<Value>,
    payment_intent: Option<Value>,
    amount_total: Option<i64>,
    currency: Option<String>,
    line_items: Items,
}

/// The list of what was bought.
#[derive(Deserialize)]
struct Items {
    data: Vec<Item>,
    #[serde(default)]
    has_more: bool,
}

/// A thing that was bought.
#[derive(Deserialize)]
struct Item {
    id: String,
    price: Price,
}

/// The price of a thing, which stands for the product.
#[derive(Deserialize)]
struct Price {
    id: String,
}

/// Reads a checkout with its line items, and with its payment if that is expanded.
/// The account is `metadata.external_id`, else `client_reference_id`.
pub(super) fn checkout(json: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    let read: Session = structure(Store::Stripe, json)?;
    let member = MemberKey::new(Store::Stripe, environment(!read.livemode), &read.id);
    let mut seen = Observation::new(member, asked_at);
    seen.account = account(read.metadata.as_ref()).or(read.client_reference_id.clone());
    seen.complete = !read.line_items.has_more;
    seen.standing = Some(match read.payment_status.as_str() {
        "paid" | "no_payment_required" if is_refunded(&read) => Standing::Revoked,
        "paid" | "no_payment_required" => Standing::Active,
        _ => Standing::Pending,
    });
    if seen.standing != Some(Standing::Pending) {
        seen.payments = payments(&read);
        let items = read.line_items.data.iter();
        seen.terms = items.map(|item| term(&read, item, asked_at)).collect();
    }
    Ok(seen)
}

/// Lists the payment of a checkout and the refund. A checkout that cost nothing has no payment of its own.
fn payments(read: &Session) -> Vec<Payment> {
    let intent = read.payment_intent.as_ref();
    let payment = intent.and_then(id).unwrap_or_else(|| read.id.clone());
    let mut products: Vec<_> = read
        .line_items
        .data
        .iter()
        .map(|it| it.price.id.clone())
        .collect();
    products.sort();
    let amount = of_smallest(read.amount_total, read.currency.as_deref());
    let charge = intent.and_then(|it| it.get("latest_charge"));
    once(&payment, products, amount, read.created, charge)
}

/// Returns true if the whole payment was given back.
fn is_refunded(read: &Session) -> bool {
    let payment = read.payment_intent.as_ref();
    let refunded = payment.and_then(|it| it.pointer("/latest_charge/refunded"));
    refunded.and_then(Value::as_bool) == Some(true)
}

/// Makes the term of a thing that was bought.
fn term(read: &Session, item: &Item, asked_at: Time) -> Term {
    Term {
        id: item.id.clone(),
        product: item.price.id.clone(),
        kind: TermKind::Open,
        starts: read.created.unwrap_or(asked_at).min(asked_at),
        ends: None,
        revoked: false,
        payment: read.payment_intent.as_ref().and_then(id),
        offer: Some(Offer::Standard),
    }
}
