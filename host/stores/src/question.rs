//! Questions to stores about a purchase.

use std::borrow::Cow;

use paywall_ledger::Store;
use serde::{Deserialize, Serialize};

/// A question to a store's API about the state of one purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Question {
    /// The store that is asked.
    pub store: Store,
    /// The kind of thing that the store looks up, by a word of its API: `subscription`, `receipt`.
    pub what: Cow<'static, str>,
    /// The store's id of the purchase.
    pub purchase: String,
    /// The store's id of the customer, for stores that want it too.
    pub user: Option<String>,
    /// The id of a payment that was taken back, if that is the reason to ask: Google's answer goes on saying ACTIVE.
    pub voided: Option<String>,
    /// The purchase whose place this one takes, if the message said so and the answer will not.
    pub replaces: Option<String>,
}

impl Question {
    /// Makes a question about a purchase.
    pub fn new(
        store: Store,
        what: impl Into<Cow<'static, str>>,
        purchase: impl Into<String>,
    ) -> Self {
        Self {
            store,
            what: what.into(),
            purchase: purchase.into(),
            user: None,
            voided: None,
            replaces: None,
        }
    }
}

/// A question as JSON: `{"fetch": "google_subscription", "purchase": "…"}`.
/// In answers that older versions kept, each store's id has a name of its own.
#[derive(Serialize, Deserialize)]
struct Written {
    fetch: String,
    #[serde(alias = "token", alias = "receipt", alias = "id")]
    purchase: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voided: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<String>,
}

impl From<Question> for Written {
    fn from(question: Question) -> Self {
        let Question {
            store,
            what,
            purchase,
            user,
            voided,
            replaces,
        } = question;
        Self {
            fetch: format!("{}_{what}", store.name()),
            purchase,
            user,
            voided,
            replaces,
        }
    }
}

/// The error for a question to an unknown store.
#[derive(Debug, thiserror::Error)]
#[error("no question to a store: {0}")]
struct NoQuestion(String);

impl TryFrom<Written> for Question {
    type Error = NoQuestion;

    fn try_from(written: Written) -> Result<Self, NoQuestion> {
        let parts = written.fetch.split_once('_').and_then(|(store, what)| {
            let mut stores = Store::ALL.into_iter();
            Some((stores.find(|it| it.name() == store)?, what.to_owned()))
        });
        let (store, what) = parts.ok_or(NoQuestion(written.fetch))?;
        Ok(Self {
            store,
            what: what.into(),
            purchase: written.purchase,
            user: written.user,
            voided: written.voided,
            replaces: written.replaces,
        })
    }
}
