//! App Store Server Notifications V2:
//! <https://developer.apple.com/documentation/appstoreservernotifications/notificationtype>.
//!
//! A message is the payload of the notification, in which `data.signedTransactionInfo` and `data.signedRenewalInfo`
//! are the verified payloads themselves; if they are still texts, they are passed over.

use paywall_ledger::{
    Environment, MemberKey, Observation, Offer, Payment, Standing, Store, Term, TermKind, Time,
};
use serde::Deserialize;
use serde_json::Value;

use crate::date::date;
use crate::money::of_thousandths;
use crate::notice::structure;
use crate::{Notice, Unreadable};

/// A notification, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    notification_type: String,
    subtype: Option<String>,
    #[serde(rename = "notificationUUID")]
    notification_uuid: Option<String>,
    #[serde(default, deserialize_with = "date")]
    signed_date: Option<Time>,
    data: Option<Data>,
}

/// The part of a notification that is about a purchase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    bundle_id: Option<String>,
    environment: Option<String>,
    status: Option<u8>,
    signed_transaction_info: Option<Value>,
    signed_renewal_info: Option<Value>,
}

/// A transaction, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transaction {
    transaction_id: String,
    original_transaction_id: String,
    product_id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    environment: Option<String>,
    in_app_ownership_type: Option<String>,
    app_transaction_id: Option<String>,
    app_account_token: Option<String>,
    #[serde(default, deserialize_with = "date")]
    purchase_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    expires_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    signed_date: Option<Time>,
    #[serde(default, deserialize_with = "date")]
    revocation_date: Option<Time>,
    #[serde(default)]
    is_upgraded: bool,
    offer_type: Option<u8>,
    offer_discount_type: Option<String>,
    price: Option<i64>,
    currency: Option<String>,
    advanced_commerce_info: Option<Value>,
}

/// Renewal information, as far as it is needed.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Renewal {
    auto_renew_status: Option<u8>,
    #[serde(default, deserialize_with = "date")]
    grace_period_expires_date: Option<Time>,
}

/// Reads a notification. One about no purchase (a test, a summary, an
/// external purchase) gives a notice that says nothing.
pub(super) fn notification(json: &Value) -> Result<Notice, Unreadable> {
    let read: Notification = structure(Store::Apple, json)?;
    let kind = match &read.subtype {
        Some(subtype) => format!("{}/{subtype}", read.notification_type),
        None => read.notification_type,
    };
    let mut notice = Notice::new(kind);
    notice.id = read.notification_uuid;
    let Some(data) = read.data else {
        return Ok(notice);
    };
    notice.environment = data.environment.as_deref().map(environment);
    notice.store_app.clone_from(&data.bundle_id);
    let Some(info) = data
        .signed_transaction_info
        .as_ref()
        .filter(|it| it.is_object())
    else {
        return Ok(notice);
    };
    let mut seen = transaction(info)?;
    seen.at = read.signed_date.unwrap_or(seen.at);
    let renewal: Renewal = match data.signed_renewal_info.as_ref() {
        Some(info) if info.is_object() => structure(Store::Apple, info)?,
        _ => Renewal::default(),
    };
    // Apple turns renewal back on with a downgrade and says so nowhere else, so the flag is read every time.
    seen.renews = renewal.auto_renew_status.map(|status| status != 0);
    seen.standing = data.status.and_then(|status| standing(status, &renewal));
    notice.purchases.push(seen);
    Ok(notice)
}

/// Reads a signed transaction, as a device shows it.
/// It says what was paid for and what was taken back, but not the standing of the subscription.
///
/// # Errors
/// Fails if the JSON does not have the form that Apple documents.
pub fn transaction(json: &Value) -> Result<Observation, Unreadable> {
    let read: Transaction = structure(Store::Apple, json)?;
    let missing = |what| Unreadable::new(Store::Apple, format!("a transaction without {what}"));
    let starts = read.purchase_date.ok_or_else(|| missing("purchaseDate"))?;
    let at = read.signed_date.ok_or_else(|| missing("signedDate"))?;
    let mut seen = Observation::new(key(&read), at);
    seen.account.clone_from(&read.app_account_token);
    seen.payments = payments(&read);
    let whole = Term {
        offer: Some(offer(&read)),
        kind: kind(read.kind.as_deref()),
        payment: Some(read.transaction_id.clone()),
        id: read.transaction_id,
        product: read.product_id,
        starts,
        ends: read.expires_date,
        revoked: read.revocation_date.is_some() || read.is_upgraded,
    };
    let commerce = read.advanced_commerce_info.as_ref();
    let items = commerce.and_then(|it| it.get("items")?.as_array());
    let items = items.into_iter().flatten();
    seen.terms
        .extend(items.filter_map(|item| of_item(&whole, item)));
    seen.terms.push(whole);
    Ok(seen)
}

/// Makes the payment of a transaction, and the refund if it was taken back. Of a family, only the buyer pays.
fn payments(read: &Transaction) -> Vec<Payment> {
    if read.in_app_ownership_type.as_deref() == Some("FAMILY_SHARED") {
        return Vec::new();
    }
    let payment = Payment {
        products: vec![read.product_id.clone()],
        at: read.purchase_date,
        amount: of_thousandths(read.price, read.currency.as_deref()),
        starts: read.purchase_date,
        ends: read.expires_date,
        offer: Some(offer(read)),
        ..Payment::new(&read.transaction_id)
    };
    let refunded = read
        .revocation_date
        .map(|at| Payment::refund(&payment, Some(at)));
    std::iter::once(payment).chain(refunded).collect()
}

/// Makes the term of an item of a purchase through the Advanced Commerce API, in which an app names its
/// products itself. It lasts as long as the whole, unless it was taken back alone.
fn of_item(whole: &Term, item: &Value) -> Option<Term> {
    let product = item.get("SKU")?.as_str()?;
    let revoked = item.get("revocationDate").is_some_and(|it| !it.is_null());
    Some(Term {
        id: format!("{}/{product}", whole.id),
        product: product.into(),
        revoked: whole.revoked || revoked,
        ..whole.clone()
    })
}

/// Names the purchase. Each member of a family has one of their own, which may end while the buyer's goes on.
fn key(read: &Transaction) -> MemberKey {
    let environment = environment(read.environment.as_deref().unwrap_or_default());
    let id = &read.original_transaction_id;
    let shared = read.in_app_ownership_type.as_deref() == Some("FAMILY_SHARED");
    match &read.app_transaction_id {
        Some(member) if shared => {
            MemberKey::new(Store::Apple, environment, format!("{id}/family/{member}"))
        }
        None if shared => MemberKey::new(Store::Apple, environment, format!("{id}/family")),
        _ => MemberKey::new(Store::Apple, environment, id),
    }
}

/// Sorts environments: everything but `Production` is a test (`Sandbox`, `Xcode`, `LocalTesting` and names to come).
fn environment(name: &str) -> Environment {
    crate::notice::environment(name != "Production")
}

/// Translates Apple's type of a product.
fn kind(name: Option<&str>) -> TermKind {
    match name {
        Some("Consumable") => TermKind::Consumable,
        Some("Non-Consumable") => TermKind::OneTime,
        // Apple knows no end of it, for the app is to keep track.
        Some("Non-Renewing Subscription") => TermKind::Open,
        _ => TermKind::Subscription,
    }
}

/// Names the offer. A free trial is one however it came about; offer
/// type 1 that costs something is an introductory price.
fn offer(read: &Transaction) -> Offer {
    match (read.offer_type, read.offer_discount_type.as_deref()) {
        (_, Some("FREE_TRIAL")) => Offer::FreeTrial,
        (Some(1), _) => Offer::Introductory,
        (Some(_), _) => Offer::Promotional,
        (None, _) => Offer::Standard,
    }
}

/// Translates Apple's status of a subscription; an unknown number says nothing.
fn standing(status: u8, renewal: &Renewal) -> Option<Standing> {
    match status {
        1 => Some(Standing::Active),
        2 => Some(Standing::Ended),
        3 => Some(Standing::Retry),
        4 => Some(Standing::Grace(renewal.grace_period_expires_date)),
        5 => Some(Standing::Revoked),
        _ => None,
    }
}
