//! Real-time developer notifications of Google Play, and the resources they point at:
//! <https://developer.android.com/google/play/billing/rtdn-reference>.
//!
//! A message is the `DeveloperNotification` in `message.data`.

use paywall_ledger::{
    MemberKey, Money, Observation, Offer, Payment, Standing, Store, Term, TermKind, Time,
};
use serde::Deserialize;
use serde_json::Value;

use crate::date::date;
use crate::money::GooglePrice;
use crate::notice::{environment, structure};
use crate::{Notice, Question, Unreadable};

/// A notification, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    package_name: Option<String>,
    subscription_notification: Option<Hint>,
    one_time_product_notification: Option<Hint>,
    voided_purchase_notification: Option<Voided>,
}

/// A hint that something changed about a purchase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hint {
    notification_type: i32,
    purchase_token: String,
}

/// A purchase that was taken back, wholly or in part.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Voided {
    purchase_token: String,
    order_id: Option<String>,
    refund_type: Option<i32>,
    product_type: Option<i32>,
}

/// Reads a notification, which only names the purchase to ask about.
pub(super) fn notification(json: &Value) -> Result<Notice, Unreadable> {
    let read: Notification = structure(Store::Google, json)?;
    let mut notice = Notice::new("other".into());
    notice.store_app = read.package_name;
    if let Some(hint) = read.subscription_notification {
        notice.kind = format!("subscription/{}", hint.notification_type);
        notice
            .questions
            .push(ask_for_subscription(hint.purchase_token));
    } else if let Some(hint) = read.one_time_product_notification {
        notice.kind = format!("one_time/{}", hint.notification_type);
        notice.questions.push(ask_for_product(hint.purchase_token));
    } else if let Some(hint) = read.voided_purchase_notification {
        notice.kind = format!("voided/{}", hint.refund_type.unwrap_or_default());
        notice.questions.push(taken_back(hint));
    }
    Ok(notice)
}

/// Makes the question about a voided purchase. A refund of part of a quantity (type 2) takes nothing back.
fn taken_back(hint: Voided) -> Question {
    let token = hint.purchase_token;
    let mut question = match hint.product_type {
        Some(2) => ask_for_product(token),
        _ => ask_for_subscription(token),
    };
    question.voided = hint.order_id.filter(|_| hint.refund_type != Some(2));
    question
}

/// The word by which a question about a product that is bought once differs.
const PRODUCT: &str = "product";

/// Makes the question `purchases.subscriptionsv2.get` about a purchase token.
pub fn ask_for_subscription(token: impl Into<String>) -> Question {
    Question::new(Store::Google, "subscription", token)
}

/// Makes the question `purchases.productsv2.getproductpurchasev2` about a purchase token.
pub fn ask_for_product(token: impl Into<String>) -> Question {
    Question::new(Store::Google, PRODUCT, token)
}

/// Returns true if a question is about a product that is bought once.
pub(super) fn is_of_product(question: &Question) -> bool {
    question.what == PRODUCT
}

/// A subscription, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscription {
    subscription_state: String,
    #[serde(default, deserialize_with = "date")]
    start_time: Option<Time>,
    latest_order_id: Option<String>,
    linked_purchase_token: Option<String>,
    test_purchase: Option<Value>,
    #[serde(default)]
    line_items: Vec<LineItem>,
    canceled_state_context: Option<CancelContext>,
    external_account_identifiers: Option<Accounts>,
    out_of_app_purchase_context: Option<OutOfApp>,
}

/// A product within a subscription.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineItem {
    product_id: String,
    #[serde(default, deserialize_with = "date")]
    expiry_time: Option<Time>,
    latest_successful_order_id: Option<String>,
    offer_phase: Option<Value>,
    auto_renewing_plan: Option<Plan>,
    prepaid_plan: Option<Value>,
}

/// The plan of a product that may renew.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    #[serde(default)]
    auto_renew_enabled: bool,
    recurring_price: Option<GooglePrice>,
    installment_details: Option<Installments>,
}

/// The instalments of a plan.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Installments {
    pending_cancellation: Option<Value>,
}

/// The reason for a cancellation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CancelContext {
    replacement_cancellation: Option<Value>,
}

/// The accounts that the app named at the purchase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accounts {
    obfuscated_external_account_id: Option<String>,
}

/// The facts about a purchase that was made outside of the app.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OutOfApp {
    expired_purchase_token: Option<String>,
    expired_external_account_identifiers: Option<Accounts>,
}

/// Reads an answer of `purchases.subscriptionsv2`: the whole truth about a token at the time of asking.
pub(super) fn subscription(
    token: &str,
    json: &Value,
    asked_at: Time,
) -> Result<Observation, Unreadable> {
    let read: Subscription = structure(Store::Google, json)?;
    let mut seen = Observation::new(key(token, read.test_purchase.is_some()), asked_at);
    seen.standing = standing(&read);
    seen.complete = true;
    let pending = seen.standing == Some(Standing::Pending);
    if !pending {
        let items = read.line_items.iter();
        seen.terms = items.map(|item| term(item, &read, asked_at)).collect();
        seen.renews = renews(&read);
        seen.payments = payments(&read);
    }
    let context = read.out_of_app_purchase_context;
    let accounts = read.external_account_identifiers.or_else(|| {
        context
            .as_ref()?
            .expired_external_account_identifiers
            .as_ref()
            .map(|it| Accounts {
                obfuscated_external_account_id: it.obfuscated_external_account_id.clone(),
            })
    });
    seen.account = accounts.and_then(|it| it.obfuscated_external_account_id);
    let expired = context.and_then(|it| it.expired_purchase_token);
    let replaced = read.linked_purchase_token.into_iter().chain(expired);
    seen.replaces = replaced.map(|it| seen.member.sibling(it)).collect();
    Ok(seen)
}

/// Translates the state. An unknown state says nothing.
fn standing(read: &Subscription) -> Option<Standing> {
    let context = read.canceled_state_context.as_ref();
    let replaced = context.is_some_and(|it| it.replacement_cancellation.is_some());
    match read
        .subscription_state
        .trim_start_matches("SUBSCRIPTION_STATE_")
    {
        "PENDING" | "PENDING_PURCHASE_CANCELED" => Some(Standing::Pending),
        // A cancelled subscription is active until the end; the line items say that it will not renew.
        "ACTIVE" | "CANCELED" => Some(Standing::Active),
        // No date: Google moves the end of the term to the end of the grace period.
        "IN_GRACE_PERIOD" => Some(Standing::Grace(None)),
        "ON_HOLD" => Some(Standing::Hold),
        "PAUSED" => Some(Standing::Paused),
        "EXPIRED" if replaced => Some(Standing::Replaced),
        "EXPIRED" => Some(Standing::Ended),
        _ => None,
    }
}

/// Returns true if any line item renews. A prepaid plan never does, which is no cancellation: it says nothing.
fn renews(read: &Subscription) -> Option<bool> {
    let items = &read.line_items;
    let prepaid = |it: &LineItem| it.prepaid_plan.is_some() && it.auto_renewing_plan.is_none();
    let was_cancelled = read.subscription_state.ends_with("_CANCELED");
    match !items.is_empty() && items.iter().all(prepaid) && !was_cancelled {
        true => None,
        false => Some(items.iter().any(item_renews)),
    }
}

/// Returns true if a line item renews. Instalments may have a cancellation pending while renewal is still on.
fn item_renews(item: &LineItem) -> bool {
    item.auto_renewing_plan.as_ref().is_some_and(|plan| {
        let ending = plan.installment_details.as_ref();
        plan.auto_renew_enabled && ending.is_none_or(|it| it.pending_cancellation.is_none())
    })
}

/// Makes the term of a line item.
fn term(item: &LineItem, read: &Subscription, asked_at: Time) -> Term {
    let payment = item
        .latest_successful_order_id
        .as_ref()
        .or(read.latest_order_id.as_ref());
    Term {
        id: item.product_id.clone(),
        product: item.product_id.clone(),
        kind: TermKind::Subscription,
        starts: read
            .start_time
            .map_or(asked_at, |starts| starts.min(asked_at)),
        // An item without an end was never paid for, so it ends in 1970.
        ends: Some(item.expiry_time.unwrap_or_default()),
        revoked: false,
        payment: payment.cloned(),
        offer: Some(offer(item.offer_phase.as_ref())),
    }
}

/// Lists the payments of the line items: those of one order are one. Google names the price of the plan alone, which is
/// what a period costs without an offer; a free trial costs nothing, and what another offer costs is not said.
fn payments(read: &Subscription) -> Vec<Payment> {
    let mut out: Vec<Payment> = Vec::new();
    for item in &read.line_items {
        let Some(order) = &item.latest_successful_order_id else {
            continue;
        };
        let offer = offer(item.offer_phase.as_ref());
        let plan = item.auto_renewing_plan.as_ref();
        let price = plan.and_then(|it| it.recurring_price.as_ref()?.money());
        let amount = price.and_then(|it| match offer {
            Offer::Standard => Some(it),
            Offer::FreeTrial => Money::new(0, &it.currency),
            _ => None,
        });
        let payment = Payment {
            products: vec![item.product_id.clone()],
            listed: amount.is_some(),
            amount,
            ends: item.expiry_time,
            offer: Some(offer),
            ..Payment::new(order)
        };
        match out.iter_mut().find(|it| it.id == payment.id) {
            Some(known) => join(known, payment),
            None => out.push(payment),
        }
    }
    out
}

/// Adds what another line item cost to the payment of the same order.
fn join(known: &mut Payment, other: Payment) {
    known.products.extend(other.products);
    known.products.sort();
    known.amount = match (known.amount.take(), other.amount) {
        (Some(one), Some(other)) if one.currency == other.currency => {
            Money::new(one.micros.saturating_add(other.micros), &one.currency)
        }
        _ => None,
    };
    known.listed = known.amount.is_some();
    known.ends = known.ends.max(other.ends);
}

/// Reads the offer's phase, which is an object named for its kind.
fn offer(phase: Option<&Value>) -> Offer {
    let is = |name| match phase {
        Some(Value::Object(phase)) => phase.contains_key(name),
        _ => false,
    };
    match () {
        () if is("freeTrial") => Offer::FreeTrial,
        () if is("introductoryPrice") => Offer::Introductory,
        () => Offer::Standard,
    }
}

/// A product that is bought once, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    #[serde(default)]
    product_line_item: Vec<ProductItem>,
    purchase_state_context: Option<PurchaseState>,
    order_id: Option<String>,
    test_purchase_context: Option<Value>,
    obfuscated_external_account_id: Option<String>,
    #[serde(default, deserialize_with = "date")]
    purchase_completion_time: Option<Time>,
}

/// A product within the purchase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductItem {
    product_id: String,
    product_offer_details: Option<ProductOffer>,
}

/// The offer of a product.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductOffer {
    consumption_state: Option<String>,
}

/// The state of the purchase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PurchaseState {
    purchase_state: Option<String>,
}

/// Reads an answer of `purchases.productsv2`: the whole truth about a one-time purchase at the time of asking.
pub(super) fn product(
    token: &str,
    json: &Value,
    asked_at: Time,
) -> Result<Observation, Unreadable> {
    let read: Product = structure(Store::Google, json)?;
    let mut seen = Observation::new(key(token, read.test_purchase_context.is_some()), asked_at);
    let state = read.purchase_state_context.and_then(|it| it.purchase_state);
    seen.complete = true;
    seen.account = read.obfuscated_external_account_id;
    seen.standing = match state.as_deref() {
        Some("PURCHASED") => Some(Standing::Active),
        Some("CANCELLED" | "CANCELED") => Some(Standing::Revoked),
        _ => Some(Standing::Pending),
    };
    if let Some(order) = read
        .order_id
        .as_ref()
        .filter(|_| seen.standing != Some(Standing::Pending))
    {
        let mut products: Vec<_> = read
            .product_line_item
            .iter()
            .map(|it| it.product_id.clone())
            .collect();
        products.sort();
        let payment = Payment {
            products,
            at: read.purchase_completion_time,
            offer: Some(Offer::Standard),
            ..Payment::new(order)
        };
        let refunded = seen.standing == Some(Standing::Revoked);
        seen.payments
            .extend(refunded.then(|| Payment::refund(&payment, None)));
        seen.payments.push(payment);
    }
    if seen.standing != Some(Standing::Pending) {
        seen.terms = read
            .product_line_item
            .into_iter()
            .map(|item| Term {
                kind: product_kind(&item),
                id: item.product_id.clone(),
                product: item.product_id,
                starts: read
                    .purchase_completion_time
                    .unwrap_or(asked_at)
                    .min(asked_at),
                ends: None,
                revoked: false,
                payment: read.order_id.clone(),
                offer: Some(Offer::Standard),
            })
            .collect();
    }
    Ok(seen)
}

/// Returns the kind. Google's catalogue does not tell consumables and rentals from other products; only a consumed one
/// shows it.
fn product_kind(item: &ProductItem) -> TermKind {
    let state = item
        .product_offer_details
        .as_ref()
        .and_then(|it| it.consumption_state.as_deref());
    match state {
        Some("CONSUMPTION_STATE_CONSUMED") => TermKind::Consumable,
        _ => TermKind::Open,
    }
}

/// Names a purchase by its token.
fn key(token: &str, is_test: bool) -> MemberKey {
    MemberKey::new(Store::Google, environment(is_test), token)
}
