//! The file: a JSON list of steps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use paywall_ledger::{Policy, Store, TermKind};

/// One step.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What every step may say.
    pub common: Common,
    /// What happens.
    pub action: Action,
}

/// What every step may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Common {
    /// For people.
    pub note: Option<String>,
    /// A point in time to go to.
    pub at: Option<String>,
    /// A span of time to let pass. Without either, a minute passes.
    pub after: Option<String>,
}

impl Step {
    /// Reads a step. A field that the step does not know is an error: a misspelt rule would test another one.
    pub fn read(mut json: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let common = ["note", "at", "after"].map(|name| json.remove_entry(name));
        let common: Map<String, Value> = common.into_iter().flatten().collect();
        Ok(Self {
            common: Common::deserialize(Value::Object(common))?,
            action: Action::deserialize(Value::Object(json))?,
        })
    }
}

/// What happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    /// Sets the rules by which purchases move. Without it, the platform's.
    Policy(Policy),
    /// Describes a purchase. One that is not described is bought from Apple when it is first mentioned, for 30 days.
    Purchase(Terms),
    /// A new installation.
    Install {
        device: String,
        #[serde(default = "apple")]
        store: Store,
    },
    Login {
        device: String,
        #[serde(rename = "as")]
        account: String,
    },
    Logout {
        device: String,
    },
    /// The device shows all it has, as at the start of a session.
    Validate {
        device: String,
        purchases: Vec<String>,
    },
    /// The device shows all it has, because the customer asked.
    Restore {
        device: String,
        purchases: Vec<String>,
    },
    /// The device shows what was just bought.
    Transaction {
        device: String,
        purchase: String,
    },
    /// The store says how a purchase stands.
    Notify {
        purchase: String,
        event: Happening,
        /// When the store says it was so, if not now: for messages that come late.
        #[serde(default)]
        said: Option<String>,
        /// A purchase that it takes the place of, where the store only says so now.
        #[serde(default)]
        replaces: Option<String>,
    },
    /// A store's own message, as it was sent and verified.
    Receive {
        store: Store,
        message: Value,
        /// What the store answers when it is asked, where the message is only a hint.
        #[serde(default)]
        answer: Option<Value>,
    },
    /// The last input comes again: retried by the client, or sent twice by the store.
    Repeat,
    Assign {
        purchase: String,
        to: String,
    },
    Delete {
        user: String,
    },
    /// Nothing but time.
    Wait,
    /// A user's history, in sentences.
    Explain {
        user: String,
    },
    /// What must be so now.
    Expect(Expected),
}

/// How a purchase is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Terms {
    pub name: String,
    pub store: Store,
    /// `premium.monthly`, `premium.yearly` (both grant `premium`), `extra.monthly` (`extra`), `coins` (nothing).
    pub product: String,
    pub kind: TermKind,
    /// When it was bought, if not when it is first mentioned.
    pub bought: Option<String>,
    /// The length of a term.
    pub days: i64,
    /// Whether it begins as a free trial.
    pub trial: bool,
    /// The purchase it takes the place of.
    pub replaces: Option<String>,
    /// The account that the app names when it is bought.
    pub account: Option<String>,
    /// Whether it is shared by a member of the family.
    pub family: bool,
    /// Whether it is paid for when it is first seen.
    pub pending: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            name: String::new(),
            store: Store::Apple,
            product: "premium.monthly".into(),
            kind: TermKind::Subscription,
            bought: None,
            days: 30,
            trial: false,
            replaces: None,
            account: None,
            family: false,
            pending: false,
        }
    }
}

/// What a store can say, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Happening {
    Subscribed,
    /// Paid again for the term after the current one.
    Renewed,
    /// Paid again after a gap; the new term begins now.
    Recovered,
    Cancelled,
    Uncancelled,
    Grace,
    Retry,
    Hold,
    Paused,
    Expired,
    /// The current term was refunded.
    Refunded,
    /// A term before the current one was refunded.
    RefundedOlder,
}

/// What must be so. What is left out is not looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Expected {
    /// Every transfer that was announced since the last look, in order: `C: A1 -> U:e1 (login)`.
    pub transfers: Option<Vec<String>>,
    /// Who owns a purchase.
    pub owners: BTreeMap<String, String>,
    /// What a user may use.
    pub entitlements: BTreeMap<String, Vec<String>>,
    /// The flags that are set for a user.
    pub journey: BTreeMap<String, Vec<String>>,
    /// The names of all events since the last look, in order, without their first part: `subscription.purchased U:e1`.
    pub events: Option<Vec<String>>,
    /// Whose a device is.
    pub devices: BTreeMap<String, String>,
}

const fn apple() -> Store {
    Store::Apple
}
