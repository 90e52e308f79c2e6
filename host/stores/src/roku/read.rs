//! Push notifications of Roku Pay, and its validate-transaction answers:
//! <https://developer.roku.com/dev/docs/push-notifications>.
//!
//! A message is the JSON in `x-Roku-message`.

use paywall_ledger::{
    Environment, MemberKey, Money, Observation, Offer, Payment, PaymentKind, Standing, Store, Term,
    TermKind, Time,
};
use serde::Deserialize;
use serde_json::{Number, Value};

use crate::date::date;
use crate::money::{number, of_units};
use crate::notice::structure;
use crate::{Notice, Question, Unreadable};

/// The length of Roku's grace period, in days.
const GRACE_DAYS: i64 = 3;

/// A push, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    transaction_type: String,
    transaction_id: Option<String>,
    original_transaction_id: Option<String>,
    channel_id: Option<String>,
    product_code: Option<String>,
    #[serde(default, deserialize_with = "date")]
    event_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    expiration_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    original_purchase_date: Option<Time>,
    #[serde(default)]
    is_free_trial: bool,
    #[serde(default, deserialize_with = "number")]
    total: Option<Number>,
    #[serde(default, deserialize_with = "number")]
    price: Option<Number>,
    currency: Option<String>,
    #[serde(default)]
    cancelled_transaction_ids: Vec<String>,
}

/// Reads a message.
/// Money that goes back (refund, chargeback, credit) says nothing about
/// access, which ends with the cancellation that follows; refunds and chargebacks are kept as such.
pub(super) fn notification(json: &Value) -> Result<Notice, Unreadable> {
    let read: Message = structure(Store::Roku, json)?;
    let mut notice = Notice::new(read.transaction_type.clone());
    notice.store_app.clone_from(&read.channel_id);
    if let (Some(id), Some(at)) = (&read.original_transaction_id, read.event_date) {
        notice.purchases.extend(observation(&read, id, at));
    }
    Ok(notice)
}

/// Reads a message about a purchase by its type. None for types that say nothing about access.
fn observation(read: &Message, id: &str, at: Time) -> Option<Observation> {
    // Roku's messages do not tell tests from sales, so everything counts as production.
    let member = MemberKey::new(Store::Roku, Environment::Production, id);
    let mut seen = Observation::new(member, at);
    let (standing, renews) = match read.transaction_type.as_str() {
        "Sale" | "UpgradeSale" | "DowngradeSale" | "OnHoldRecovered" => {
            (Some(Standing::Active), Some(true))
        }
        "GraceInitiated" => (Some(Standing::Grace(Some(at.plus_days(GRACE_DAYS)))), None),
        "GraceRecovered" => (Some(Standing::Active), None),
        "OnHoldInitiated" => (Some(Standing::Hold), None),
        "Cancellation" => (Some(Standing::Active), Some(false)),
        // Renewal is on again. The end stays as it is known, because the message has none.
        "Resubscribe" => (None, Some(true)),
        "UpgradeCancellation" => (Some(Standing::Replaced), None),
        // Another plan goes on after this one ends, so the subscription is not cancelled.
        "DowngradeCancellation"
        | "CancellationOfferInitiated"
        | "CancellationOfferEnded"
        | "Refund"
        | "Chargeback" => (None, None),
        _ => return None,
    };
    seen.standing = standing;
    seen.renews = renews;
    if read.transaction_type == "UpgradeSale" {
        let replaced = read.cancelled_transaction_ids.iter();
        seen.replaces = replaced.map(|id| seen.member.sibling(id)).collect();
    }
    let money_back = matches!(read.transaction_type.as_str(), "Refund" | "Chargeback");
    seen.terms
        .extend(term(read, id, at).filter(|_| !money_back));
    seen.payments.extend(payment(read, at));
    Some(seen)
}

/// Returns true if a message is about money that the customer paid.
fn is_paid(kind: &str) -> bool {
    matches!(
        kind,
        "Sale" | "UpgradeSale" | "DowngradeSale" | "GraceRecovered" | "OnHoldRecovered"
    )
}

/// Makes the payment or the refund that a message is about. `total` has the taxes.
fn payment(read: &Message, at: Time) -> Option<Payment> {
    let kind = read.transaction_type.as_str();
    let amount = of_units(
        read.total.as_ref().or(read.price.as_ref()),
        read.currency.as_deref(),
    );
    let payment = Payment {
        products: read.product_code.iter().cloned().collect(),
        at: Some(at),
        amount,
        ..Payment::new(read.transaction_id.clone()?)
    };
    match kind {
        "Refund" | "Chargeback" => Some(Payment {
            kind: PaymentKind::Refund,
            amount: payment.amount.as_ref().map(Money::back),
            ..payment
        }),
        _ => is_paid(kind).then(|| Payment {
            starts: Some(at),
            ends: read.expiration_date,
            offer: Some(offer(read)),
            ..payment
        }),
    }
}

/// Names the offer of a payment.
fn offer(read: &Message) -> Offer {
    match read.is_free_trial {
        true => Offer::FreeTrial,
        false => Offer::Standard,
    }
}

/// Makes the one term of a Roku purchase, whose end every message states anew.
/// A sale without an end is of a product that is bought once.
fn term(read: &Message, id: &str, at: Time) -> Option<Term> {
    let kind = read.transaction_type.as_str();
    let sale = matches!(kind, "Sale" | "UpgradeSale" | "DowngradeSale");
    let paid = is_paid(kind);
    if read.expiration_date.is_none() && !sale {
        return None;
    }
    Some(Term {
        id: id.into(),
        product: read.product_code.clone()?,
        kind: match read.expiration_date {
            Some(_) => TermKind::Subscription,
            None => TermKind::OneTime,
        },
        starts: read.original_purchase_date.unwrap_or(at).min(at),
        ends: read.expiration_date.map(|ends| end(kind, ends, at)),
        revoked: false,
        payment: read.transaction_id.clone().filter(|_| paid),
        // Only a message about a payment can name the offer: a
        // cancellation during a trial comes with isFreeTrial false.
        offer: paid.then(|| offer(read)),
    })
}

/// Moves the end of a subscription that is cancelled on its last day to the end of that day.
fn end(kind: &str, ends: Time, at: Time) -> Time {
    let last_day = kind == "Cancellation" && ends.end_of_day() == at.end_of_day();
    if last_day { ends.end_of_day() } else { ends }
}

/// An answer of validate-transaction, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Validated {
    #[serde(rename = "OriginalTransactionId", alias = "originalTransactionId")]
    original_transaction_id: Option<String>,
    transaction_id: Option<String>,
    product_id: Option<String>,
    #[serde(default)]
    is_entitled: bool,
    #[serde(default)]
    cancelled: bool,
    #[serde(default, deserialize_with = "date")]
    expiration_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    original_purchase_date: Option<Time>,
}

/// Makes the question `validate-transaction`, about what a device shows: Roku's messages say it all themselves.
pub fn ask_for_transaction(id: impl Into<String>) -> Question {
    Question::new(Store::Roku, "transaction", id)
}

/// Reads the answer of `validate-transaction`, which is asked about
/// purchases that devices show and in nightly checks.
/// It is the truth at the time of asking.
pub(super) fn validated(json: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    let read: Validated = structure(Store::Roku, json)?;
    let id = read
        .original_transaction_id
        .or_else(|| read.transaction_id.clone());
    let missing = |what| Unreadable::new(Store::Roku, format!("no {what}"));
    let id = id.ok_or_else(|| missing("transaction id"))?;
    // Roku writes the year 1 where there is no date: what is bought once does not end.
    let ends = read.expiration_date.filter(|it| it.millis() > 0);
    let ended = ends.is_some_and(|it| it <= asked_at);
    let mut seen = Observation::new(
        MemberKey::new(Store::Roku, Environment::Production, &id),
        asked_at,
    );
    // The combinations of entitled, expired and cancelled are Roku's own table.
    seen.standing = Some(match (read.is_entitled, ended, read.cancelled) {
        (true, true, false) => Standing::Grace(ends.map(|it| it.plus_days(GRACE_DAYS))),
        (true, _, _) => Standing::Active,
        (false, true, false) => Standing::Hold,
        (false, _, _) => Standing::Ended,
    });
    seen.renews = ends.map(|_| !read.cancelled);
    seen.terms.push(Term {
        id,
        product: read.product_id.ok_or_else(|| missing("productId"))?,
        kind: match ends {
            Some(_) => TermKind::Subscription,
            None => TermKind::OneTime,
        },
        starts: read
            .original_purchase_date
            .unwrap_or(asked_at)
            .min(asked_at),
        ends,
        revoked: false,
        payment: read.transaction_id,
        offer: None,
    });
    Ok(seen)
}
