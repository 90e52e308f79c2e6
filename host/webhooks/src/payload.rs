//! The bodies of messages, in the platform's fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Deletion, DeviceEvent, Outgoing, Stopped, Told};
use paywall_ledger::{
    ActiveEntitlement, App, AppPlatform, Customer, DeviceId, Event, EventName, ExternalId,
    JourneyState, Ledger, LineageId, Money, Payment, PlatformId, Purchase, Time, UserId,
};

/// The number of payments in an update of a purchase, the latest ones.
const PAYMENTS: usize = 12;

/// A user's state at the moment at which an event about them is sent.
#[derive(Debug, Clone)]
pub struct View {
    /// The account, if the user has one.
    pub account: Option<ExternalId>,
    /// The user's devices, each with the app platform it was installed from, if that is known.
    pub devices: Vec<(DeviceId, Option<PlatformId>)>,
    /// The user's entitlements, journey state and purchases.
    pub customer: Customer,
    /// The versions of the user's purchases, as far as they are known.
    pub versions: BTreeMap<LineageId, u64>,
    /// The payments for the user's purchases and the refunds, from the oldest to the newest.
    pub payments: BTreeMap<LineageId, Vec<Payment>>,
    /// The other store purchases that are part of each, under whose names the outside may know it.
    pub merged: BTreeMap<LineageId, Vec<LineageId>>,
}

impl View {
    /// Makes the state of a user of whom nothing is known.
    pub fn nobody() -> Self {
        Self {
            account: None,
            devices: Vec::new(),
            customer: Customer {
                entitlements: Vec::new(),
                journey: JourneyState::default(),
                purchases: Vec::new(),
                ended: BTreeMap::new(),
            },
            versions: BTreeMap::new(),
            payments: BTreeMap::new(),
            merged: BTreeMap::new(),
        }
    }

    /// Derives the state of a user at `now` from a ledger that holds
    /// their rows. Returns None if there is no such user.
    pub fn of(ledger: &Ledger, user: &UserId, now: Time) -> Option<Self> {
        let customer = ledger.customer(user, now)?;
        let state = ledger.state();
        let row = state.users.get(user)?;
        let platform = |id| state.devices.get(id).map(|it| it.platform.clone());
        let version = |id| Some((LineageId::clone(id), state.lineages.get(id)?.version));
        let paid = |id: &LineageId| {
            let payments = state.lineages.get(id)?.payments();
            Some((id.clone(), payments.into_iter().cloned().collect()))
        };
        let merged = |id: &LineageId| {
            let members = state.lineages.get(id)?.members.keys();
            let names = members.map(|it| LineageId::of(it.clone()));
            Some((id.clone(), names.filter(|it| it != id).collect()))
        };
        Some(Self {
            account: row.account.clone(),
            devices: row
                .devices
                .iter()
                .map(|id| (id.clone(), platform(id)))
                .collect(),
            versions: row.owns.iter().filter_map(version).collect(),
            payments: row.owns.iter().filter_map(paid).collect(),
            merged: row.owns.iter().filter_map(merged).collect(),
            customer,
        })
    }
}

/// Writes the body of a message, with the user's state at the moment of sending.
pub fn body(app: &App, outgoing: &Outgoing, view: &View) -> Value {
    let told = &outgoing.event;
    let mut body = json!({
        "id": outgoing.id(),
        "event_type": told.name().name(),
        "created_date": told.at().to_string(),
        "user_id": outgoing.user,
    });
    match told {
        Told::Purchase(event) => about_purchase(&mut body, app, event, view),
        Told::Device(event) => about_device(&mut body, app, event, view),
        Told::Deletion(event) => about_deletion(&mut body, event),
        Told::Stopped(event) => about_schedule(&mut body, event),
    }
    body
}

/// Adds the fields of an event about a purchase.
fn about_purchase(body: &mut Value, app: &App, event: &Event, view: &View) {
    let customer = &view.customer;
    let store = event.lineage.first().store;
    let active = customer.entitlements.iter();
    let devices = view.devices.iter();
    body["event_platform"] = platform(app.platforms.iter().find(|it| it.store == store));
    body["active_entitlements"] = active
        .map(|it| entitlement(app, customer, it, event.at))
        .collect();
    body["customer_journey_state"] = Map::from_iter(
        customer
            .journey
            .flags()
            .map(|(name, holds)| (name.to_owned(), Value::Bool(holds))),
    )
    .into();
    body["devices"] = devices
        .map(|(id, named)| device(app, id, named.as_ref()))
        .collect();
    body["external_ids"] = external_id(view.account.as_ref())
        .into_iter()
        .chain([store_id(&event.lineage)])
        .collect();
    if let Some(transfer) = &event.transfer {
        body["transfer"] = json!(transfer);
    }
    body["payments"] = payments(event, view).iter().map(payment).collect();
    if event.name == EventName::PurchaseUpdated {
        let mut owned = customer.purchases.iter();
        let purchase = owned.find(|it| it.lineage == event.lineage);
        body["purchase"] = purchase_fields(event, view, purchase);
    }
}

/// Adds the fields of an event about a device; the device's own words go into a field named for the kind.
fn about_device(body: &mut Value, app: &App, event: &DeviceEvent, view: &View) {
    let field = match event.name {
        EventName::DeviceImpression => "impression",
        EventName::DeviceTransaction => "transaction",
        _ => "session",
    };
    body["event_platform"] = platform(app.platforms.iter().find(|it| it.id == event.platform));
    body["devices"] = json!([device(app, &event.device, Some(&event.platform))]);
    body["external_ids"] = external_id(view.account.as_ref()).into_iter().collect();
    body[field] = event.what.clone();
}

/// Adds the names by which the receiver may know a user who was forgotten.
fn about_deletion(body: &mut Value, event: &Deletion) {
    let devices = event.devices.iter();
    body["devices"] = devices.map(|id| json!({"id": id})).collect();
    body["external_ids"] = external_id(event.account.as_ref()).into_iter().collect();
}

/// Adds what a receiver should know of a publication that did not take place. It is about no user.
fn about_schedule(body: &mut Value, event: &Stopped) {
    body["user_id"] = Value::Null;
    body["schedule"] = json!({
        "number": event.schedule,
        "environment": event.environment,
        "revision": event.revision,
        "why": event.why,
    });
}

/// Writes a device, with the app platform it was installed from.
fn device(app: &App, id: &DeviceId, named: Option<&PlatformId>) -> Value {
    let found = app.platforms.iter().find(|it| Some(&it.id) == named);
    json!({"id": id, "platform": platform(found)})
}

/// Writes an app platform; null if it is not known.
fn platform(platform: Option<&AppPlatform>) -> Value {
    platform.map_or(Value::Null, |it| {
        json!({"id": it.id, "name": it.name, "platform_type": it.store.name(), "marketplace_app_id": it.store_app})
    })
}

/// Writes an active entitlement, with the store and product of one purchase that grants it.
fn entitlement(app: &App, customer: &Customer, active: &ActiveEntitlement, at: Time) -> Value {
    let known = app.entitlements.iter().find(|it| it.id == active.id);
    let grant = customer
        .purchases
        .iter()
        .filter(|it| active.purchases.contains(&it.lineage))
        .flat_map(|it| &it.status.grants)
        .find(|grant| {
            let mut granted = app.entitlements_of(grant.store, &grant.product);
            granted.any(|it| it.id == active.id)
        });
    json!({
        "name": known.map(|it| &it.name),
        "description": null,
        "entitlement_ref_id": active.id,
        "expiration": active.until.map(|it| it.to_string()),
        "last_verified": at.to_string(),
        "purchase_platform": grant.map(|it| it.store.name()),
        "sku_ref_id": grant.map(|it| &it.product),
    })
}

/// Writes the app's own name of the user.
fn external_id(account: Option<&ExternalId>) -> Option<Value> {
    account.map(|it| json!({"key": "external_id", "type": it.kind(), "value": it}))
}

/// Writes the store's name of the purchase.
fn store_id(lineage: &LineageId) -> Value {
    let member = lineage.first();
    json!({"key": member.store.purchase_key(), "type": member.store.name(), "value": member.id})
}

/// Lists the payments of an event: those told with it. An update of a purchase takes the place of earlier ones, so it has
/// the latest that are known.
fn payments<'a>(event: &'a Event, view: &'a View) -> &'a [Payment] {
    if event.name != EventName::PurchaseUpdated {
        return &event.payments;
    }
    let known = view.payments.get(&event.lineage);
    let known = known.map_or(&[][..], Vec::as_slice);
    &known[known.len().saturating_sub(PAYMENTS)..]
}

/// Writes a payment or a refund, with its amount as a decimal number in a text.
fn payment(paid: &Payment) -> Value {
    let decimal = |it: &Option<Money>| it.as_ref().map(Money::decimal);
    let money = paid.amount.as_ref().or(paid.proceeds.as_ref());
    json!({
        "id": paid.id,
        "kind": paid.kind,
        "of": paid.of,
        "sku_ref_ids": paid.products,
        "amount": decimal(&paid.amount),
        "proceeds": decimal(&paid.proceeds),
        "currency": money.map(|it| &it.currency),
        "is_list_price": paid.listed,
        "paid_at": paid.at.map(|it| it.to_string()),
        "starts_at": paid.starts.map(|it| it.to_string()),
        "ends_at": paid.ends.map(|it| it.to_string()),
        "offer": paid.offer,
    })
}

/// Writes the purchase that changed, with its state at the moment of sending, or of the event if that lies ahead.
fn purchase_fields(event: &Event, view: &View, purchase: Option<&Purchase>) -> Value {
    let status = purchase.map(|it| &it.status);
    let ends = status.and_then(|it| it.grants.iter().filter_map(|grant| grant.until).max());
    let devices = view.devices.iter().map(|(id, _)| id);
    json!({
        "collapse_key": event.lineage,
        "version": event.version,
        "merged": view.merged.get(&event.lineage).map_or(&[][..], Vec::as_slice),
        "is_active": status.is_some_and(paywall_ledger::Status::access),
        "is_auto_renewable": status.is_some_and(|it| it.subscription),
        "is_cancelled": status.is_some_and(|it| it.cancelled),
        "is_free_trial": status.is_some_and(|it| it.trial),
        "phase": status.map(|it| it.phase),
        "expires_at": ends.map(|it| it.to_string()),
        "entitlements": event.entitlements,
        "devices_with_access": devices.collect::<Vec<_>>(),
    })
}
