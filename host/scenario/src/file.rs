//! The file format: a JSON list of steps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use paywall_ledger::{Policy, Store, TermKind};

/// A step: something that happens, and when.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The fields that every step may have.
    pub common: Common,
    /// The action and its own fields.
    pub action: Action,
}

/// The fields that every step may have.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Common {
    /// A remark for people, repeated in the report.
    pub note: Option<String>,
    /// A point in time to go to before the step.
    pub at: Option<String>,
    /// A span of time to let pass before the step. Without either field, a minute passes.
    pub after: Option<String>,
}

impl Step {
    /// Reads a step. An unknown field is an error, because a misspelt rule would test another one.
    pub fn read(mut json: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let common = ["note", "at", "after"].map(|name| json.remove_entry(name));
        let common: Map<String, Value> = common.into_iter().flatten().collect();
        Ok(Self {
            common: Common::deserialize(Value::Object(common))?,
            action: Action::deserialize(Value::Object(json))?,
        })
    }
}

/// The kinds of steps.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    /// Sets the rules by which purchases move. Without this step, the platform's rules apply.
    Policy(Policy),
    /// Describes a purchase. One that is not described is bought from Apple when it is first mentioned, for 30 days.
    Purchase(Terms),
    /// Installs the app on a new device.
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
    /// Shows everything that the device has, as at the start of a session.
    Validate {
        device: String,
        purchases: Vec<String>,
    },
    /// Shows everything that the device has, because the customer asked.
    Restore {
        device: String,
        purchases: Vec<String>,
    },
    /// Shows the purchase that was just made.
    Transaction {
        device: String,
        purchase: String,
    },
    /// Lets the store report a change of a purchase.
    Notify {
        purchase: String,
        event: Happening,
        /// The time that the report speaks of, if not now: for messages that come late.
        #[serde(default)]
        said: Option<String>,
        /// A purchase whose place it takes, if the store says so only now.
        #[serde(default)]
        replaces: Option<String>,
    },
    /// Receives a store's own message, as it was sent and verified.
    Receive {
        store: Store,
        message: Value,
        /// The store's answer when it is asked, if the message is only a hint.
        #[serde(default)]
        answer: Option<Value>,
    },
    /// Gives the last input again: retried by the client, or sent twice by the store.
    Repeat,
    Assign {
        purchase: String,
        to: String,
    },
    /// Gives an entitlement without a purchase.
    Grant(Given),
    /// Ends a grant before its time.
    EndGrant {
        grant: String,
        #[serde(default)]
        by: String,
        #[serde(default)]
        why: String,
    },
    Delete {
        user: String,
    },
    /// Lets time pass, and nothing else.
    Wait,
    /// Tells a user's history, in sentences.
    Explain {
        user: String,
    },
    /// Compares the state with expectations.
    Expect(Expected),
}

/// An entitlement that is given without a purchase.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// The name of the grant in this file.
    pub name: String,
    /// The user who gets it, or an account.
    pub to: String,
    #[serde(default = "premium")]
    pub entitlement: String,
    /// The end: a point in time, or a span from now. Without it, the grant is for good.
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub by: String,
    #[serde(default)]
    pub why: String,
}

/// The terms on which a purchase is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Terms {
    pub name: String,
    pub store: Store,
    /// The product: `premium.monthly` or `premium.yearly` (both grant
    /// `premium`), `extra.monthly` (`extra`), `coins` (nothing).
    pub product: String,
    pub kind: TermKind,
    /// The time of the purchase, if not when it is first mentioned.
    pub bought: Option<String>,
    /// The length of a term, in days.
    pub days: i64,
    /// True if it begins as a free trial.
    pub trial: bool,
    /// The purchase whose place it takes.
    pub replaces: Option<String>,
    /// The account that the app names at the purchase.
    pub account: Option<String>,
    /// True if a member of the family shares it.
    pub family: bool,
    /// True if it is not paid for yet when it is first seen.
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

/// The changes that a store can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Happening {
    Subscribed,
    /// The term after the current one was paid for.
    Renewed,
    /// A new term was paid for after a gap, and begins now.
    Recovered,
    Cancelled,
    Uncancelled,
    Grace,
    Retry,
    Hold,
    Paused,
    Expired,
    /// The payment of the current term was refunded.
    Refunded,
    /// The payment of a term before the current one was refunded.
    RefundedOlder,
}

/// The state expected. Fields that are left out are not checked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Expected {
    /// Every transfer announced since the last expectation, in order: `C: A1 -> U:e1 (login)`.
    pub transfers: Option<Vec<String>>,
    /// The owner of each purchase named.
    pub owners: BTreeMap<String, String>,
    /// The entitlements of each user named.
    pub entitlements: BTreeMap<String, Vec<String>>,
    /// The journey flags that are set for each user named.
    pub journey: BTreeMap<String, Vec<String>>,
    /// The names of all events since the last expectation, in order,
    /// without their first part: `subscription.purchased U:e1`.
    pub events: Option<Vec<String>>,
    /// The user of each device named.
    pub devices: BTreeMap<String, String>,
}

/// Returns the entitlement of a grant that names none.
fn premium() -> String {
    "premium".into()
}

/// Returns the store of a step that names none.
const fn apple() -> Store {
    Store::Apple
}
