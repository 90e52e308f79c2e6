//! Questions to Stripe, as its events lead to them.

use paywall_ledger::Store;

use crate::Question;

/// The word by which a question about a checkout differs.
const CHECKOUT: &str = "checkout";
/// The word by which a question about the checkout of a payment differs.
const PAYMENT: &str = "payment";
/// The word by which a question about the payment of a charge differs.
const CHARGE: &str = "charge";
/// The objects that belong to a subscription and name it: the type that Stripe
/// gives them, the word of the question, and the folder of Stripe's API.
const NAMING: [(&str, &str, &str); 3] = [
    ("invoice", "invoice", "invoices"),
    (
        "subscription_schedule",
        "schedule",
        "subscription_schedules",
    ),
    ("subscription_item", "item", "subscription_items"),
];

/// Makes the question `GET /v1/subscriptions/{id}`.
pub fn ask_for_subscription(id: impl Into<String>) -> Question {
    Question::new(Store::Stripe, "subscription", id)
}

/// Makes the question `GET /v1/checkout/sessions/{id}`, with what was bought.
pub fn ask_for_checkout(id: impl Into<String>) -> Question {
    Question::new(Store::Stripe, CHECKOUT, id)
}

/// Makes the question `GET /v1/checkout/sessions?payment_intent={id}`: the checkout in which a payment was made. If there
/// was none, the payment itself is asked for, which may name what was bought.
pub(super) fn ask_for_payment(id: impl Into<String>) -> Question {
    Question::new(Store::Stripe, PAYMENT, id)
}

/// Makes the question `GET /v1/charges/{id}`, and then about the payment that the charge is of.
pub(super) fn ask_for_charge(id: impl Into<String>) -> Question {
    Question::new(Store::Stripe, CHARGE, id)
}

/// Makes the question about the object that a thin event names. None if it is about no purchase.
pub(super) fn asked_object(kind: &str, id: &str) -> Option<Question> {
    let kind = kind.strip_prefix("v1.").unwrap_or(kind);
    match kind {
        "subscription" => Some(ask_for_subscription(id)),
        "payment_intent" => Some(ask_for_payment(id)),
        "charge" => Some(ask_for_charge(id)),
        "checkout.session" | "checkout_session" => Some(ask_for_checkout(id)),
        _ => {
            let (_, what, _) = NAMING.into_iter().find(|(name, ..)| *name == kind)?;
            Some(Question::new(Store::Stripe, what, id))
        }
    }
}

/// Returns true if a question is about a checkout.
#[cfg(feature = "verify")]
pub(super) fn is_of_checkout(question: &Question) -> bool {
    question.what == CHECKOUT
}

/// Returns true if a question is about the checkout of a payment.
#[cfg(feature = "verify")]
pub(super) fn is_of_payment(question: &Question) -> bool {
    question.what == PAYMENT
}

/// Returns true if a question is about the payment of a charge.
#[cfg(feature = "verify")]
pub(super) fn is_of_charge(question: &Question) -> bool {
    question.what == CHARGE
}

/// Returns the folder of the object that names the subscription to ask for. None if the question names it itself.
#[cfg(feature = "verify")]
pub(super) fn folder(question: &Question) -> Option<&'static str> {
    let (_, _, folder) = NAMING
        .into_iter()
        .find(|(_, what, _)| *what == question.what)?;
    Some(folder)
}
