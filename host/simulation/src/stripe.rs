//! Stripe's words: its dates have whole seconds, and some of its events only say what to ask for.

use paywall_ledger::Time;
use serde_json::{Value, json};

/// The ways in which Stripe tells of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// The event carries the subscription.
    Snapshot,
    /// The event names an invoice of the subscription, which is asked for.
    Invoice,
    /// The event names the subscription, which is asked for.
    Thin,
}

/// Returns the beginning of the second.
pub(crate) fn second(time: Time) -> Time {
    Time::from_seconds(time.millis().div_euclid(1000))
}

/// Writes a time as Stripe does.
fn seconds(time: Time) -> i64 {
    time.millis().div_euclid(1000)
}

/// A subscription as Stripe writes it.
pub(crate) struct Written<'a> {
    pub id: &'a str,
    pub account: Option<&'a str>,
    pub status: &'static str,
    pub renews: bool,
    pub began: Time,
    pub ends: Time,
    pub payments: u64,
}

/// Writes a subscription.
pub(crate) fn subscription(it: &Written<'_>) -> Value {
    json!({
        "id": it.id,
        "object": "subscription",
        "status": it.status,
        "livemode": true,
        "cancel_at_period_end": !it.renews,
        "start_date": seconds(it.began),
        "latest_invoice": format!("in_{}.{}", it.id, it.payments),
        "metadata": {"external_id": it.account},
        "items": {"has_more": false, "data": [{
            "id": format!("si_{}", it.id),
            "price": {"id": "premium"},
            "current_period_end": seconds(it.ends),
        }]},
    })
}

/// Writes the event that something happened to a subscription.
pub(crate) fn event(it: &Written<'_>, id: &str, manner: Manner, now: Time) -> Value {
    let event = |kind: &str, object: Value| {
        json!({"id": id, "object": "event", "type": kind, "livemode": true, "created": seconds(now),
            "data": {"object": object}})
    };
    match manner {
        Manner::Snapshot => event("customer.subscription.updated", subscription(it)),
        Manner::Invoice => {
            let invoice = json!({"id": format!("in_{}.{}", it.id, it.payments), "object": "invoice",
                "subscription": it.id});
            event("invoice.updated", invoice)
        }
        Manner::Thin => json!({"id": id, "object": "v2.core.event", "livemode": true,
            "type": "v1.customer.subscription.updated",
            "related_object": {"id": it.id, "type": "subscription"}}),
    }
}
