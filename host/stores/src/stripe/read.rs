//! Events and subscriptions of Stripe:
//! <https://docs.stripe.com/billing/subscriptions/overview>.
//!
//! A message is the event.

use paywall_ledger::{MemberKey, Observation, Offer, Standing, Store, Term, TermKind, Time};
use serde::Deserialize;
use serde_json::Value;

use crate::date::seconds;
use crate::notice::{environment, structure};
use crate::{Notice, Question, Unreadable};

/// An event, as far as it is needed.
#[derive(Deserialize)]
struct Event {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, deserialize_with = "seconds")]
    created: Option<Time>,
    #[serde(default)]
    livemode: bool,
    data: Data,
}

/// The object that an event is about.
#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// Reads an event. One about a subscription carries it; one about an
/// invoice or a checkout names the subscription to ask for.
pub(super) fn event(json: &Value) -> Result<Notice, Unreadable> {
    let read: Event = structure(Store::Stripe, json)?;
    let mut notice = Notice::new(read.kind);
    notice.id = read.id;
    notice.environment = Some(environment(!read.livemode));
    let object = &read.data.object;
    if notice.kind.starts_with("customer.subscription.") {
        let created = read
            .created
            .ok_or_else(|| Unreadable::new(Store::Stripe, "no created"))?;
        notice.purchases.push(subscription(object, created)?);
    } else if let Some(id) = subscription_of(object) {
        notice.questions.push(ask_for_subscription(id));
    }
    Ok(notice)
}

/// Makes the question `GET /v1/subscriptions/{id}`.
pub fn ask_for_subscription(id: impl Into<String>) -> Question {
    Question::new(Store::Stripe, "subscription", id)
}

/// Finds the subscription of an invoice or a checkout session, in the older place or in the newer.
fn subscription_of(object: &Value) -> Option<String> {
    let newer = object.pointer("/parent/subscription_details/subscription");
    let found = object
        .get("subscription")
        .filter(|it| !it.is_null())
        .or(newer)?;
    id(found)
}

/// Returns an id that is given as a text or as an expanded object.
fn id(json: &Value) -> Option<String> {
    json.as_str()
        .or_else(|| json.get("id")?.as_str())
        .map(Into::into)
}

/// A subscription, as far as it is needed.
#[derive(Deserialize)]
struct Subscription {
    id: String,
    status: String,
    #[serde(default)]
    livemode: bool,
    #[serde(default)]
    cancel_at_period_end: bool,
    #[serde(default, deserialize_with = "seconds")]
    cancel_at: Option<Time>,
    #[serde(default, deserialize_with = "seconds")]
    start_date: Option<Time>,
    #[serde(default, deserialize_with = "seconds")]
    current_period_end: Option<Time>,
    latest_invoice: Option<Value>,
    items: Items,
    metadata: Option<Value>,
}

/// The list of a subscription's items.
#[derive(Deserialize)]
struct Items {
    data: Vec<Item>,
}

/// An item of a subscription.
#[derive(Deserialize)]
struct Item {
    id: String,
    price: Price,
    #[serde(default, deserialize_with = "seconds")]
    current_period_end: Option<Time>,
}

/// The price of an item, which stands for the product.
#[derive(Deserialize)]
struct Price {
    id: String,
}

/// Reads a subscription as it was at `at`. Its products are its prices: a month and a year of the same thing are two.
/// The account is `metadata.external_id`.
pub(super) fn subscription(json: &Value, at: Time) -> Result<Observation, Unreadable> {
    let read: Subscription = structure(Store::Stripe, json)?;
    let member = MemberKey::new(Store::Stripe, environment(!read.livemode), &read.id);
    let mut seen = Observation::new(member, at);
    let account = read
        .metadata
        .as_ref()
        .and_then(|it| it.get("external_id")?.as_str());
    seen.account = account.map(Into::into);
    seen.standing = standing(&read.status);
    seen.complete = true;
    if seen.standing != Some(Standing::Pending) {
        seen.renews = Some(!read.cancel_at_period_end && read.cancel_at.is_none());
        seen.terms = read
            .items
            .data
            .iter()
            .map(|item| term(&read, item, at))
            .collect();
    }
    Ok(seen)
}

/// Makes the term of an item.
fn term(read: &Subscription, item: &Item, at: Time) -> Term {
    let trial = read.status == "trialing";
    Term {
        id: item.id.clone(),
        product: item.price.id.clone(),
        kind: TermKind::Subscription,
        starts: read.start_date.unwrap_or(at).min(at),
        ends: item.current_period_end.or(read.current_period_end),
        revoked: false,
        payment: read.latest_invoice.as_ref().and_then(id),
        offer: Some(if trial {
            Offer::FreeTrial
        } else {
            Offer::Standard
        }),
    }
}

/// Translates the status. An unknown status says nothing.
fn standing(status: &str) -> Option<Standing> {
    match status {
        "trialing" | "active" => Some(Standing::Active),
        "past_due" => Some(Standing::Grace(None)),
        "paused" => Some(Standing::Paused),
        "incomplete" | "incomplete_expired" => Some(Standing::Pending),
        "unpaid" | "canceled" => Some(Standing::Ended),
        _ => None,
    }
}
