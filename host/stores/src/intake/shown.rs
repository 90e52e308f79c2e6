//! What devices show: a purchase is believed for the store's word, never for the device's.

use serde::Deserialize;
use serde_json::Value;

use super::prepare::observed;
use super::{AskError, Questions, StoreSettings};
use crate::authenticity::{Expected, Rejected, apple};
use crate::notification::{Fetch, apple_transaction};
use paywall_ledger::{App, Environment, Observation, PlatformId, Store, Time};

/// A purchase as a device shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "store", rename_all = "lowercase")]
pub enum Shown {
    /// A transaction that Apple signed (StoreKit 2).
    Apple {
        /// The signed text.
        transaction: String,
    },
    /// A purchase token of Google.
    Google {
        /// The token.
        token: String,
        /// Whether it is of a product that is bought once.
        #[serde(default)]
        one_time: bool,
    },
    /// A transaction of Roku.
    Roku {
        /// Its id.
        transaction: String,
    },
    /// A receipt of Amazon.
    Amazon {
        /// Amazon's user.
        user: String,
        /// The receipt.
        receipt: String,
    },
    /// A subscription of Stripe.
    Stripe {
        /// Its id.
        subscription: String,
    },
}

/// How many purchases a device may show at once.
const AT_ONCE: usize = 50;

impl Shown {
    /// Reads what an SDK sends as `payload`: the JSON of this type, or the bare text that the store gave the device
    /// (Apple's signed transaction, Google's token, Roku's transaction, Stripe's subscription); or a JSON array of such,
    /// up to 50.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn read(store: Store, payload: &str) -> Result<Vec<Self>, Rejected> {
        let text = payload.trim();
        if !text.starts_with('[') {
            return Ok(vec![Self::one(store, text)?]);
        }
        let list: Vec<Value> = serde_json::from_str(text)
            .map_err(|_| Rejected::Malformed("not what a device shows"))?;
        if list.len() > AT_ONCE {
            return Err(Rejected::Malformed("too many purchases at once"));
        }
        let one = |it: &Value| match it {
            Value::String(text) => Self::one(store, text.trim()),
            Value::Object(_) => Self::one(store, &it.to_string()),
            _ => Err(Rejected::Malformed("not what a device shows")),
        };
        list.iter().map(one).collect()
    }

    fn one(store: Store, text: &str) -> Result<Self, Rejected> {
        if text.starts_with('{') {
            let read = serde_json::from_str(text);
            return read.map_err(|_| Rejected::Malformed("not what a device shows"));
        }
        let own = text.to_owned();
        match store {
            _ if text.is_empty() => Err(Rejected::Malformed("nothing is shown")),
            Store::Apple => Ok(Self::Apple { transaction: own }),
            Store::Google => Ok(Self::Google {
                token: own,
                one_time: false,
            }),
            Store::Roku => Ok(Self::Roku { transaction: own }),
            Store::Stripe => Ok(Self::Stripe { subscription: own }),
            Store::Amazon => Err(Rejected::Malformed("a receipt needs its user")),
        }
    }
}

/// Why what a device shows proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// It is not the store's word, or about another app.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The store cannot be asked. To be tried again.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The store knows nothing of it.
    #[error("the store knows no such purchase")]
    Unknown,
    /// It is of another store than the app platform's.
    #[error("of another store")]
    WrongStore,
}

/// What the store says of a purchase that a device of this app platform shows.
///
/// # Errors
/// When it proves nothing.
pub async fn look_at(
    shown: Shown,
    app: &App,
    platform: &PlatformId,
    settings: &StoreSettings,
    questions: &Questions,
) -> Result<Observation, NotShown> {
    let question = match (shown, settings) {
        (Shown::Apple { transaction }, StoreSettings::Apple { signed: own, .. }) => {
            return signed_by_apple(&transaction, app, platform, own, questions.now());
        }
        (Shown::Google { token, one_time }, StoreSettings::Google { .. }) => match one_time {
            true => Fetch::GoogleProduct {
                token,
                voided: None,
            },
            false => Fetch::GoogleSubscription {
                token,
                voided: None,
            },
        },
        (Shown::Roku { transaction }, StoreSettings::Roku { .. }) => {
            Fetch::RokuTransaction { id: transaction }
        }
        (Shown::Amazon { user, receipt }, StoreSettings::Amazon { .. }) => Fetch::AmazonReceipt {
            user,
            receipt,
            replaces: None,
        },
        (Shown::Stripe { subscription }, StoreSettings::Stripe { .. }) => {
            Fetch::StripeSubscription { id: subscription }
        }
        _ => return Err(NotShown::WrongStore),
    };
    let fetched = questions.ask(platform, question).await?;
    observed(&fetched, Environment::Production).ok_or(NotShown::Unknown)
}

fn signed_by_apple(
    transaction: &str,
    app: &App,
    platform: &PlatformId,
    own: &apple::Settings,
    now: Time,
) -> Result<Observation, NotShown> {
    let mut platforms = app.platforms.iter();
    let platform = platforms.find(|it| it.id == *platform);
    let expected = Expected {
        store_app: platform.map_or("", |it| &it.store_app),
        sandbox: app.policy(Environment::Sandbox).is_some(),
    };
    let json = apple::transaction(transaction, own, &expected, now)?;
    apple_transaction(&json).map_err(|_| Rejected::Malformed("not a transaction").into())
}
