//! Real-time notifications of Amazon's Appstore, and the receipts they point at:
//! <https://developer.amazon.com/docs/in-app-purchasing/real-time-notifications.html>.
//!
//! A message is the JSON in the SNS `Message`.

use paywall_ledger::{
    MemberKey, Observation, Offer, Payment, Standing, Store, Term, TermKind, Time,
};
use serde::Deserialize;
use serde_json::Value;

use crate::date::date;
use crate::notice::{environment, structure};
use crate::{Notice, Question, Unreadable};

/// A message, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    notification_type: String,
    app_package_name: Option<String>,
    app_user_id: Option<String>,
    receipt_id: Option<String>,
    #[serde(default)]
    related_receipts: Related,
    #[serde(default)]
    beta_product_transaction: bool,
}

/// The receipts that a message relates to.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Related {
    cancelled_receipt_id: Option<String>,
}

/// Reads a message, which only names the receipt to verify.
pub(super) fn notification(json: &Value) -> Result<Notice, Unreadable> {
    let read: Message = structure(Store::Amazon, json)?;
    let mut notice = Notice::new(read.notification_type);
    notice.store_app = read.app_package_name;
    notice.environment = Some(environment(read.beta_product_transaction));
    if let (Some(user), Some(receipt)) = (read.app_user_id, read.receipt_id) {
        let mut question = ask_for_receipt(user, receipt);
        question.replaces = read.related_receipts.cancelled_receipt_id;
        notice.questions.push(question);
    }
    Ok(notice)
}

/// Makes the question `verifyReceiptId` of the Receipt Verification Service, which wants to know the user too.
pub fn ask_for_receipt(user: impl Into<String>, receipt: impl Into<String>) -> Question {
    let mut question = Question::new(Store::Amazon, "receipt", receipt);
    question.user = Some(user.into());
    question
}

/// A receipt, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    product_id: String,
    term_sku: Option<String>,
    /// The length of a period, such as `1 Month`.
    term: Option<String>,
    product_type: Option<String>,
    #[serde(default)]
    auto_renewing: Option<bool>,
    #[serde(default)]
    test_transaction: bool,
    cancel_reason: Option<i32>,
    #[serde(default, deserialize_with = "date")]
    purchase_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    renewal_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    cancel_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    free_trial_end_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    grace_period_end_date: Option<Time>,
    promotions: Option<Vec<Promotion>>,
}

/// An offer that applies to a receipt.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Promotion {
    promotion_type: Option<String>,
    promotion_status: Option<String>,
}

/// Reads a verified receipt: the whole truth at the time of asking.
pub(super) fn receipt(id: &str, json: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    let read: Receipt = structure(Store::Amazon, json)?;
    let member = MemberKey::new(Store::Amazon, environment(read.test_transaction), id);
    let mut seen = Observation::new(member, asked_at);
    seen.standing = Some(standing(&read, asked_at));
    seen.renews = read.auto_renewing;
    seen.complete = true;
    // Amazon names no date once renewal is off. What was paid for then ends when it was going to renew.
    seen.keeps_ends = true;
    if read.auto_renewing == Some(false) {
        seen.expected_end = expected_end(&read, asked_at);
    }
    seen.payments.extend(payment(id, &read, asked_at));
    seen.terms.push(Term {
        id: id.into(),
        kind: kind(read.product_type.as_deref()),
        offer: Some(offer(&read, asked_at)),
        ends: read.cancel_date.or(read.renewal_date),
        starts: read.purchase_date.unwrap_or(asked_at).min(asked_at),
        revoked: false,
        payment: read.renewal_date.map(|date| date.to_string()),
        product: read.term_sku.unwrap_or(read.product_id),
    });
    Ok(seen)
}

/// Makes the payment of a receipt, of which Amazon does not say the amount. A subscription is paid for until its renewal.
fn payment(id: &str, read: &Receipt, asked_at: Time) -> Option<Payment> {
    let once = kind(read.product_type.as_deref()) != TermKind::Subscription;
    let payment = match (once, read.renewal_date) {
        (true, _) => Payment {
            at: read.purchase_date,
            ..Payment::new(id)
        },
        (false, Some(renews)) => Payment {
            ends: Some(renews),
            ..Payment::new(renews.to_string())
        },
        (false, None) => return None,
    };
    Some(Payment {
        products: vec![
            read.term_sku
                .clone()
                .unwrap_or_else(|| read.product_id.clone()),
        ],
        offer: Some(offer(read, asked_at)),
        ..payment
    })
}

/// Returns the end of the period in which `asked_at` lies: the first of all that follow the purchase, or the free trial.
fn expected_end(read: &Receipt, asked_at: Time) -> Option<Time> {
    if let Some(end) = read.free_trial_end_date.filter(|it| asked_at < *it) {
        return Some(end);
    }
    let (count, unit) = read.term.as_deref()?.split_once(' ')?;
    let count: i64 = count.parse().ok().filter(|it| (1..=1000).contains(it))?;
    let starts = read.free_trial_end_date.or(read.purchase_date)?;
    let after = |periods: i64| match unit.trim_end_matches('s').to_ascii_lowercase().as_str() {
        "day" => Some(starts.plus_days(count * periods)),
        "week" => Some(starts.plus_days(7 * count * periods)),
        "month" => starts.plus_months(count * periods),
        "year" => starts.plus_months(12 * count * periods),
        _ => None,
    };
    // A thousand days of a subscription that renews each day; then the store is asked each day.
    (1..=1000).map_while(after).find(|end| asked_at < *end)
}

/// Derives the standing. Reason 4 means that the customer changed to another plan.
fn standing(read: &Receipt, asked_at: Time) -> Standing {
    match (read.cancel_date, read.cancel_reason) {
        (Some(date), Some(4)) if date <= asked_at => Standing::Replaced,
        (Some(date), _) if date <= asked_at => Standing::Ended,
        _ if read.grace_period_end_date.is_some() => Standing::Grace(read.grace_period_end_date),
        _ => Standing::Active,
    }
}

/// Translates Amazon's type of a product.
fn kind(product_type: Option<&str>) -> TermKind {
    match product_type {
        Some("CONSUMABLE") => TermKind::Consumable,
        Some("ENTITLED") => TermKind::OneTime,
        _ => TermKind::Subscription,
    }
}

/// Names the offer that applies at the time of asking.
fn offer(read: &Receipt, asked_at: Time) -> Offer {
    let introductory = |it: &Promotion| {
        it.promotion_type.as_deref() == Some("Introductory Price - All Customers")
            && it.promotion_status.as_deref() == Some("InProgress")
    };
    if read.free_trial_end_date.is_some_and(|end| asked_at < end) {
        Offer::FreeTrial
    } else if read.promotions.iter().flatten().any(introductory) {
        Offer::Introductory
    } else {
        Offer::Standard
    }
}
