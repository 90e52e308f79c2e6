//! Events and subscriptions of Stripe:
//! <https://docs.stripe.com/billing/subscriptions/overview>.
//!
//! A message is the event: a snapshot, which carries its object, or a thin one, which names it.

use paywall_ledger::{MemberKey, Observation, Offer, Standing, Store, Term, TermKind, Time};
use serde::Deserialize;
use serde_json::Value;

use super::paid;
use super::payment::is_marked;
use super::question::{ask_for_checkout, ask_for_payment, ask_for_subscription, asked_object};
use crate::date::seconds;
use crate::notice::{environment, structure};
use crate::{Notice, Unreadable};

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
    data: Option<Data>,
    related_object: Option<Related>,
}

/// The object that a snapshot event is about.
#[derive(Deserialize)]
struct Data {
    object: Option<Value>,
}

/// The object that a thin event is about, which has to be asked for.
#[derive(Deserialize)]
struct Related {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads an event. One about a subscription carries it; one about an
/// invoice or a checkout names the subscription to ask for; a thin one names what to ask for.
pub(super) fn event(json: &Value) -> Result<Notice, Unreadable> {
    let read: Event = structure(Store::Stripe, json)?;
    let mut notice = Notice::new(read.kind);
    notice.id = read.id;
    notice.environment = Some(environment(!read.livemode));
    if let Some(related) = &read.related_object {
        notice
            .questions
            .extend(asked_object(&related.kind, &related.id));
        return Ok(notice);
    }
    let data = read.data.and_then(|it| it.object);
    // A thin event without an object is about nothing of ours, such as an account.
    let is_thin = json.get("object").and_then(Value::as_str) == Some("v2.core.event");
    let object = match data {
        Some(object) => object,
        None if is_thin => return Ok(notice),
        None => return Err(Unreadable::new(Store::Stripe, "no data.object")),
    };
    if notice.kind.starts_with("customer.subscription.") {
        let created = read
            .created
            .ok_or_else(|| Unreadable::new(Store::Stripe, "no created"))?;
        carried(&object, created, &mut notice)?;
    } else if let Some(id) = subscription_of(&object) {
        notice
            .purchases
            .extend(paid_by(&object, &id, read.created, read.livemode));
        notice.questions.push(ask_for_subscription(id));
    } else if let Some(id) = paid_checkout(&object) {
        notice.questions.push(ask_for_checkout(id));
    } else if let Some(id) = refunded_payment(&object).or_else(|| paid_alone(&object)) {
        notice.questions.push(ask_for_payment(id));
    }
    Ok(notice)
}

/// Makes the record of what an invoice paid for a subscription. It says nothing of access: the subscription is asked for.
fn paid_by(object: &Value, id: &str, created: Option<Time>, live: bool) -> Option<Observation> {
    let is_invoice = object.get("object").and_then(Value::as_str) == Some("invoice");
    let payment = paid::invoice(object).filter(|_| is_invoice)?;
    let member = MemberKey::new(Store::Stripe, environment(!live), id);
    let mut seen = Observation::new(member, created?);
    seen.to_the_second = true;
    seen.payments.push(payment);
    Some(seen)
}

/// Reads the subscription that an event carries. If it does not list all items, the rest is asked for.
fn carried(object: &Value, created: Time, notice: &mut Notice) -> Result<(), Unreadable> {
    let mut seen = subscription(object, within_second(object, created))?;
    seen.to_the_second = true;
    let question = ask_for_subscription(seen.member.id.clone());
    match seen.standing != Some(Standing::Pending) && !seen.complete {
        true => notice.questions.push(question),
        false => notice.doubts.push(question),
    }
    notice.purchases.push(seen);
    Ok(())
}

/// Dates a state within the second of its event, for Stripe's dates have whole seconds.
///
/// Of two states of one second, the one further along counts until Stripe was asked: a creation becomes a payment, a
/// failed payment is made good, and nothing follows a final end. All of them come after a question that was asked in
/// the second, since each change after that question has its event, and these may be the last word.
fn within_second(object: &Value, created: Time) -> Time {
    let rank = match object.get("status").and_then(Value::as_str) {
        Some("incomplete") => 0,
        Some("paused") => 1,
        Some("trialing") => 2,
        Some("unpaid") => 3,
        Some("past_due") => 4,
        Some("canceled" | "incomplete_expired") => 9,
        _ => 5,
    };
    created.plus_millis(990 + rank)
}

/// Finds the subscription of an invoice, a checkout session or an
/// item, in the older place or in the newer.
pub(super) fn subscription_of(object: &Value) -> Option<String> {
    let newer = object.pointer("/parent/subscription_details/subscription");
    let found = object
        .get("subscription")
        .filter(|it| !it.is_null())
        .or(newer)?;
    id(found)
}

/// Returns the id of a checkout session in which something was paid for once.
fn paid_checkout(object: &Value) -> Option<String> {
    let is = |field, value| object.get(field).and_then(Value::as_str) == Some(value);
    let paid = is("payment_status", "paid") || is("payment_status", "no_payment_required");
    (is("object", "checkout.session") && is("mode", "payment") && paid)
        .then(|| id(object))
        .flatten()
}

/// Returns the id of the payment of a charge that was given back in full.
fn refunded_payment(object: &Value) -> Option<String> {
    let is_charge = object.get("object").and_then(Value::as_str) == Some("charge");
    let refunded = object.get("refunded").and_then(Value::as_bool) == Some(true);
    let payment = object
        .get("payment_intent")
        .filter(|_| is_charge && refunded)?;
    id(payment)
}

/// Returns the id of a payment that was made and that the app marked as one of a customer's. It may be a checkout's.
fn paid_alone(object: &Value) -> Option<String> {
    let is = |field, value| object.get(field).and_then(Value::as_str) == Some(value);
    let paid = is("object", "payment_intent") && is("status", "succeeded");
    (paid && is_marked(object)).then(|| id(object)).flatten()
}

/// Returns an id that is given as a text or as an expanded object.
pub(super) fn id(json: &Value) -> Option<String> {
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
    /// True if these are only the first ones: Stripe's lists within objects hold ten.
    #[serde(default)]
    has_more: bool,
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
    seen.account = account(read.metadata.as_ref());
    seen.standing = standing(&read.status);
    // An item that is not listed is not gone.
    seen.complete = !read.items.has_more;
    if seen.standing != Some(Standing::Pending) {
        seen.renews = Some(renews(&read));
        seen.payments
            .extend(read.latest_invoice.as_ref().and_then(paid::invoice));
        seen.terms = read
            .items
            .data
            .iter()
            .map(|item| term(&read, item, at))
            .collect();
    }
    Ok(seen)
}

/// Returns the account that the app named.
pub(super) fn account(metadata: Option<&Value>) -> Option<String> {
    let account = metadata?.get("external_id")?.as_str();
    account.map(Into::into)
}

/// Returns true if any item renews. A fixed term of several periods renews until the last of them.
fn renews(read: &Subscription) -> bool {
    let ends = |item: &Item| item.current_period_end.or(read.current_period_end);
    let goes_on = |cancel_at| {
        let mut items = read.items.data.iter();
        items.any(|item| ends(item).is_some_and(|end| end < cancel_at))
    };
    !read.cancel_at_period_end && read.cancel_at.is_none_or(goes_on)
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
