//! Stripe: its events carry the subscription they are about, or name the one to ask for.

#[cfg(feature = "verify")]
mod ask;
mod checkout;
#[cfg(feature = "verify")]
mod missed;
mod paid;
mod payment;
mod question;
mod read;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
#[cfg(feature = "verify")]
mod verify;

use paywall_ledger::{Observation, Time};
use serde_json::Value;

use crate::reader::Reader;
use crate::{Notice, Question, Unreadable};

pub use question::{ask_for_checkout, ask_for_subscription};
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::verify_event;

/// The reader of Stripe's events and subscriptions.
pub(crate) struct Stripe;

impl Reader for Stripe {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::event(json)
    }

    fn answer(
        &self,
        _question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable> {
        // An object that names its subscription is answered with the subscription.
        match json.get("object").and_then(Value::as_str) {
            Some("checkout.session") => checkout::checkout(json, asked_at),
            Some("payment_intent") => payment::payment(json, asked_at),
            _ => read::subscription(json, asked_at),
        }
    }

    fn customer<'a>(&self, message: &'a Value) -> Option<&'a str> {
        message.pointer("/data/object/customer")?.as_str()
    }
}
