//! Stores' messages, read into the ledger's words.
//!
//! Everything that comes in here is verified already: the signature, the app and the environment's keys.
//! Nothing is trusted to be complete: unknown fields and types are passed over,
//! never fatal, so that a store's next version does not stop the ledger.
//!
//! Apple, Roku and Stripe send the state itself. Google and Amazon send a hint; the
//! [`Fetch`] that it asks for brings the truth, and [`fetched`] reads that.

mod amazon;
mod apple;
mod google;
mod number;
mod roku;
mod stripe;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use paywall_ledger::{Environment, Observation, Store, Time};

pub use apple::transaction as apple_transaction;
pub use roku::validated as roku_validated;

/// The content of a store's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The id by which a repetition is recognised, if the message itself has one.
    /// Other stores put it into the envelope (Pub/Sub `messageId`, SNS `MessageId`, `x-Roku-message-key`).
    pub id: Option<String>,
    /// The store's word for the event. It is for logs only: nothing is decided by it.
    pub kind: String,
    /// The store's own id of the app. The caller compares it with that of the app platform.
    pub store_app: Option<String>,
    /// The environment, if the message says it.
    pub environment: Option<Environment>,
    /// The facts that the message itself states.
    pub purchases: Vec<Observation>,
    /// The questions that the store must be asked, because the message is only a hint.
    pub fetch: Vec<Fetch>,
}

impl Notice {
    const fn new(kind: String) -> Self {
        Self {
            id: None,
            kind,
            store_app: None,
            environment: None,
            purchases: Vec::new(),
            fetch: Vec::new(),
        }
    }
}

/// A question to a store's API about one purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fetch", rename_all = "snake_case")]
pub enum Fetch {
    /// Google: `purchases.subscriptionsv2.get`.
    GoogleSubscription {
        /// The purchase token, which names the purchase.
        token: String,
        /// The order id of a payment that was taken back, if that is the
        /// reason to ask: Google's answer goes on saying ACTIVE.
        voided: Option<String>,
    },
    /// Google: `purchases.productsv2.getproductpurchasev2`.
    GoogleProduct {
        /// The purchase token, which names the purchase.
        token: String,
        /// The order id of a payment that was taken back, if that is the reason to ask.
        voided: Option<String>,
    },
    /// Amazon: `verifyReceiptId` of the Receipt Verification Service.
    AmazonReceipt {
        /// Amazon's id of the user, without which receipts cannot be asked for.
        user: String,
        /// The id of the receipt.
        receipt: String,
        /// The id of the receipt whose place it takes.
        replaces: Option<String>,
    },
    /// Stripe: `GET /v1/subscriptions/{id}`.
    StripeSubscription {
        /// The id of the subscription: `sub_…`.
        id: String,
    },
    /// Roku: `validate-transaction`, for purchases that a device shows; Roku's messages need no question.
    RokuTransaction {
        /// The id of the transaction.
        id: String,
    },
}

impl Fetch {
    /// Returns the store's name of the purchase that the question is about.
    pub fn purchase(&self) -> &str {
        match self {
            Self::GoogleSubscription { token, .. } | Self::GoogleProduct { token, .. } => token,
            Self::AmazonReceipt { receipt, .. } => receipt,
            Self::StripeSubscription { id } | Self::RokuTransaction { id } => id,
        }
    }

    /// Returns the store that is asked.
    pub const fn store(&self) -> Store {
        match self {
            Self::GoogleSubscription { .. } | Self::GoogleProduct { .. } => Store::Google,
            Self::AmazonReceipt { .. } => Store::Amazon,
            Self::StripeSubscription { .. } => Store::Stripe,
            Self::RokuTransaction { .. } => Store::Roku,
        }
    }
}

/// The error for a message that does not have the form its store documents.
#[derive(Debug, thiserror::Error)]
#[error("not a message of {store}: {reason}", store = .store.name())]
pub struct Unreadable {
    store: Store,
    reason: String,
}

impl Unreadable {
    fn new(store: Store, reason: impl ToString) -> Self {
        Self {
            store,
            reason: reason.to_string(),
        }
    }
}

/// Reads a message.
///
/// - Apple: the notification's payload, in which `data.signedTransactionInfo` and `data.signedRenewalInfo` are
///   the verified payloads themselves; if they are still texts, they are passed over.
/// - Google: the `DeveloperNotification` of `message.data`.
/// - Roku: the JSON of `x-Roku-message`.
/// - Amazon: the JSON of the SNS `Message`.
/// - Stripe: the event.
///
/// # Errors
/// Fails if the message does not have the form its store documents.
pub fn read(store: Store, message: &Value) -> Result<Notice, Unreadable> {
    match store {
        Store::Apple => apple::notification(message),
        Store::Google => google::notification(message),
        Store::Roku => roku::notification(message),
        Store::Amazon => amazon::notification(message),
        Store::Stripe => stripe::event(message),
    }
}

/// Reads the answer to a question.
/// `asked_at` is the time at which the question was sent: of two answers, the one to the later question is the newer.
///
/// # Errors
/// Fails if the answer does not have the form its store documents.
pub fn fetched(fetch: &Fetch, answer: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    match fetch {
        Fetch::GoogleSubscription { token, voided } => {
            let seen = google::subscription(token, answer, asked_at)?;
            Ok(with_voided(seen, voided.as_ref()))
        }
        Fetch::GoogleProduct { token, voided } => {
            let seen = google::product(token, answer, asked_at)?;
            Ok(with_voided(seen, voided.as_ref()))
        }
        Fetch::AmazonReceipt {
            receipt, replaces, ..
        } => amazon::receipt(receipt, replaces.as_deref(), answer, asked_at),
        Fetch::StripeSubscription { .. } => stripe::subscription(answer, asked_at),
        Fetch::RokuTransaction { .. } => roku::validated(answer, asked_at),
    }
}

fn with_voided(mut seen: Observation, voided: Option<&String>) -> Observation {
    seen.voided.extend(voided.cloned());
    seen
}

fn structure<T: for<'a> Deserialize<'a>>(store: Store, json: &Value) -> Result<T, Unreadable> {
    T::deserialize(json).map_err(|error| Unreadable::new(store, error))
}

const fn environment(is_test: bool) -> Environment {
    match is_test {
        true => Environment::Sandbox,
        false => Environment::Production,
    }
}
