//! The money that was paid by an invoice, a checkout or a payment of Stripe, and what was given back:
//! <https://docs.stripe.com/api/invoices/object>.

use paywall_ledger::{Money, Offer, Payment, Time};
use serde::Deserialize;
use serde_json::Value;

use crate::date::seconds;
use crate::money::of_smallest;

/// An invoice, as far as it is needed.
#[derive(Deserialize)]
struct Invoice {
    id: String,
    status: Option<String>,
    amount_paid: Option<i64>,
    currency: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    created: Option<Time>,
    status_transitions: Option<Transitions>,
    #[serde(default)]
    total_discount_amounts: Option<Vec<Value>>,
    lines: Option<Lines>,
}

/// The times at which an invoice changed.
#[derive(Deserialize)]
struct Transitions {
    #[serde(default, deserialize_with = "seconds")]
    paid_at: Option<Time>,
}

/// The list of an invoice's lines.
#[derive(Deserialize)]
struct Lines {
    data: Vec<Line>,
}

/// A line of an invoice.
#[derive(Deserialize)]
struct Line {
    price: Option<Value>,
    pricing: Option<Value>,
    period: Option<Period>,
}

/// The period that a line is for.
#[derive(Deserialize)]
struct Period {
    #[serde(default, deserialize_with = "seconds")]
    start: Option<Time>,
    #[serde(default, deserialize_with = "seconds")]
    end: Option<Time>,
}

/// Makes the payment of an invoice. None if it is not paid, or not there as a whole.
pub(super) fn invoice(json: &Value) -> Option<Payment> {
    let read = Invoice::deserialize(json).ok()?;
    if read.status.as_deref() != Some("paid") {
        return None;
    }
    let lines = || read.lines.iter().flat_map(|it| &it.data);
    let periods = || lines().filter_map(|it| it.period.as_ref());
    let mut products: Vec<_> = lines().filter_map(product).collect();
    products.sort();
    products.dedup();
    let paid_at = read.status_transitions.as_ref().and_then(|it| it.paid_at);
    let amount = of_smallest(read.amount_paid, read.currency.as_deref());
    let discounted = read.total_discount_amounts.iter().any(|it| !it.is_empty());
    Some(Payment {
        products,
        at: paid_at.or(read.created),
        offer: Some(match &amount {
            Some(Money { micros: 0, .. }) => Offer::FreeTrial,
            _ if discounted => Offer::Promotional,
            _ => Offer::Standard,
        }),
        amount,
        starts: periods().filter_map(|it| it.start).min(),
        ends: periods().filter_map(|it| it.end).max(),
        ..Payment::new(&read.id)
    })
}

/// Returns the price that a line is for, in the older place or in the newer.
fn product(line: &Line) -> Option<String> {
    let older = line.price.as_ref().and_then(|it| it.get("id"));
    let newer = line.pricing.as_ref();
    let newer = newer.and_then(|it| it.pointer("/price_details/price"));
    let found = older.or(newer)?.as_str()?;
    Some(found.to_owned())
}

/// Lists a payment that was made once and, if its last charge gave money back, the refund.
pub(super) fn once(
    id: &str,
    products: Vec<String>,
    amount: Option<Money>,
    at: Option<Time>,
    charge: Option<&Value>,
) -> Vec<Payment> {
    let payment = Payment {
        products,
        at,
        amount,
        offer: Some(Offer::Standard),
        ..Payment::new(id)
    };
    let returned = charge.and_then(|it| {
        let returned = it.get("amount_refunded")?.as_i64().filter(|it| *it > 0)?;
        of_smallest(Some(returned), it.get("currency")?.as_str())
    });
    let whole = charge.and_then(|it| it.get("refunded")?.as_bool()) == Some(true);
    let refund = (whole || returned.is_some()).then(|| {
        let refund = Payment::refund(&payment, None);
        let amount = returned.map(|it| it.back()).or(refund.amount);
        Payment { amount, ..refund }
    });
    std::iter::once(payment).chain(refund).collect()
}
