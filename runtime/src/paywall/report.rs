//! Reports without a tap: the app tells how a purchase ended, the page what a video does.

use serde_json::Value as Json;

use super::event::{Event, event, object, sku};
use super::kind::{countdown, video};
use super::resolve::Tap;
use super::tap::{Change, Outcome};
use super::view::View;
use crate::json::text;

/// The app's reports about a purchase, and the event of each.
const PURCHASE: [(&str, &str); 7] = [
    ("purchaseStarted", ""),
    ("purchaseSucceeded", "PURCHASE_SUCCESS"),
    ("purchaseFailed", "PURCHASE_FAILED"),
    ("purchaseCancelled", "PURCHASE_CANCELLED"),
    ("purchasePending", "PURCHASE_PENDING"),
    ("purchaseDeferred", "PURCHASE_DEFERRED"),
    ("purchaseUnknown", "PURCHASE_UNKNOWN"),
];

/// Applies a report of the app or the page to the state, and passes it on to the app as an event.
pub(super) fn report(
    view: &View<'_>,
    taps: &[Tap<'_>],
    by: &str,
    value: &Json,
    outcome: &mut Outcome,
) {
    for (name, action) in PURCHASE {
        if name == by {
            purchase(view, action, value, outcome);
        }
    }
    if let Some(report) = video::report(view, taps, by, value) {
        for (key, flag) in report.state {
            if let Some(flag) = flag {
                outcome.changes.push(Change::Set(key, Json::Bool(flag)));
            }
        }
        outcome.events.push(report.event);
    }
    match by {
        "interaction" => {
            let value = Json::Bool(*value != Json::Bool(false));
            outcome
                .changes
                .push(Change::Set("userInteractionEnabled", value));
        }
        "back" | "leave" if leave(view, outcome) => {}
        "back" => outcome
            .events
            .push(event(view.decision, view.paywall, "REMOTE_BACK")),
        _ => {}
    }
}

/// Leaves a page that lies over another one. Returns whether there was one to leave.
fn leave(view: &View<'_>, outcome: &mut Outcome) -> bool {
    let page = view.paywall.page(view.state.page());
    let below = page.and_then(|page| view.paywall.below(page));
    if let Some(below) = below {
        let name = text(&below.name);
        let mut event = event(view.decision, view.paywall, "PAGE_CHANGE");
        event.set("componentChange", object(&[("name", &name)]));
        outcome.changes.push(Change::Set("currentPage", name));
        outcome.events.push(event);
    }
    below.is_some()
}

/// Applies a report about a purchase. It is in progress from its start until the app tells its end; an error is kept
/// for texts and conditions.
fn purchase(view: &View<'_>, action: &'static str, value: &Json, outcome: &mut Outcome) {
    let field = |name: &str| value.get(name).filter(|value| !value.is_null());
    // The app may name the product; otherwise it is the one whose purchase began, or the selected one.
    let bought = field("skuId")
        .or_else(|| view.state.value("productBeingPurchased"))
        .and_then(Json::as_str);
    let mut product = None;
    for (_, other) in view.products() {
        if bought == Some(&*other.id) || bought == Some(&*other.sku_ref_id) {
            product = Some(other);
        }
    }
    let product = product.or_else(|| view.selected_product().map(|(_, product)| product));
    let started = action.is_empty();
    let error = if action == "PURCHASE_FAILED" {
        field("error").cloned().unwrap_or_else(|| text("failed"))
    } else {
        text("")
    };
    let being = product
        .filter(|_| started)
        .map_or("", |product| &product.id);
    for (key, value) in [
        ("purchaseInProgress", Json::Bool(started)),
        ("productBeingPurchased", text(being)),
        ("purchaseError", error.clone()),
    ] {
        outcome.changes.push(Change::Set(key, value));
    }
    if started {
        return;
    }
    let mut told = event(view.decision, view.paywall, action);
    if let Some(product) = product {
        told.set("sku", sku(view, product, None));
    }
    if action == "PURCHASE_FAILED" {
        told.set("purchaseError", error);
    }
    if let Some(purchase) = field("purchase") {
        told.set("purchases", Json::Array(vec![purchase.clone()]));
    }
    outcome.events.push(told);
    if field("close") == Some(&Json::Bool(true)) {
        outcome
            .events
            .push(event(view.decision, view.paywall, "CLOSE_PAYWALL"));
    }
}

/// Returns the events of a paywall that was just shown: its own, and those of countdowns that are over already.
pub fn shown(view: &View<'_>, taps: &[Tap<'_>]) -> Vec<Event> {
    let mut events = vec![event(view.decision, view.paywall, "SHOW_PAYWALL")];
    for tap in taps {
        if countdown::is_over(tap) {
            let mut over = event(view.decision, view.paywall, countdown::OVER);
            if let Some(id) = &tap.component.id {
                over.set_text("componentId", id);
            }
            events.push(over);
        }
    }
    events
}
