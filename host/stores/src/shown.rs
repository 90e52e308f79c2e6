//! Purchases as devices show them: they are believed for the store's word, never for the device's.

use paywall_ledger::{App, Environment, Observation, PlatformId, Store};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::prepare::observed;
use crate::{AskError, ConfiguredStore, Expected, Question, Questions, Rejected, known};

/// The number of purchases that a device may show at once.
const AT_ONCE: usize = 50;

/// A purchase as a device shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A text that a store signed.
    Signed {
        /// The store that is said to have signed it.
        store: Store,
        /// The signed text, not verified yet.
        text: String,
    },
    /// A purchase about which the store must be asked.
    Named(Question),
}

impl Shown {
    /// Reads the `payload` that an SDK sends: `{"store": "google", "token": "…"}` with the fields that the store
    /// documents, or the bare text that the store gave the device; or a JSON array of up to 50 of these.
    ///
    /// # Errors
    /// Fails if the payload is none of these.
    pub fn read(store: Store, payload: &str) -> Result<Vec<Self>, Rejected> {
        let text = payload.trim();
        let one = |text: &str| match text.starts_with('{') {
            true => Self::described(&serde_json::from_str(text).map_err(|_| NOT_SHOWN)?),
            false => Self::bare(store, text),
        };
        if !text.starts_with('[') {
            return Ok(vec![one(text)?]);
        }
        let list: Vec<Value> = serde_json::from_str(text).map_err(|_| NOT_SHOWN)?;
        if list.len() > AT_ONCE {
            return Err(Rejected::Malformed("too many purchases at once"));
        }
        let item = |it: &Value| match it {
            Value::String(text) => one(text.trim()),
            Value::Object(_) => Self::described(it),
            _ => Err(NOT_SHOWN),
        };
        list.iter().map(item).collect()
    }

    /// Reads a bare text as the store of the app platform gives it.
    fn bare(store: Store, text: &str) -> Result<Self, Rejected> {
        match text.is_empty() {
            true => Err(Rejected::Malformed("nothing is shown")),
            false => known(store).shown(&text.into()),
        }
    }

    /// Reads an object that names its store.
    fn described(json: &Value) -> Result<Self, Rejected> {
        let named = json.get("store").and_then(Value::as_str);
        let store = Store::ALL.into_iter().find(|it| Some(it.name()) == named);
        known(store.ok_or(NOT_SHOWN)?).shown(json)
    }

    /// Returns the store that the purchase is said to be of.
    const fn store(&self) -> Store {
        match self {
            Self::Signed { store, .. } => *store,
            Self::Named(question) => question.store,
        }
    }
}

/// The refusal of a payload in none of the documented forms.
const NOT_SHOWN: Rejected = Rejected::Malformed("not what a device shows");

/// Reads the fields of a shown purchase. A bare text is the value of `field`.
pub(crate) fn fields<T: DeserializeOwned>(json: &Value, field: &str) -> Result<T, Rejected> {
    let read = match json {
        Value::String(text) => {
            let fields = Map::from_iter([(field.to_owned(), Value::from(text.as_str()))]);
            T::deserialize(Value::Object(fields))
        }
        object => T::deserialize(object),
    };
    read.map_err(|_| NOT_SHOWN)
}

/// The reason why a shown purchase proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// The payload is not the store's word, or about another app.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The store cannot be asked. The question is to be tried again.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The store knows nothing of the purchase.
    #[error("the store knows no such purchase")]
    Unknown,
    /// The purchase is of another store than the app platform's.
    #[error("of another store")]
    WrongStore,
}

/// Finds out the store's word on a purchase that a device of this app platform shows.
///
/// # Errors
/// Fails if the payload proves nothing.
pub async fn look_at(
    shown: Shown,
    app: &App,
    platform: &PlatformId,
    store: &dyn ConfiguredStore,
    questions: &Questions,
) -> Result<Observation, NotShown> {
    if shown.store() != store.which() {
        return Err(NotShown::WrongStore);
    }
    let question = match shown {
        Shown::Named(question) => question,
        Shown::Signed { text, .. } => {
            let mut platforms = app.platforms.iter();
            let platform = platforms.find(|it| it.id == *platform);
            let expected = Expected {
                store_app: platform.map_or("", |it| &it.store_app),
                sandbox: app.policy(Environment::Sandbox).is_some(),
            };
            return store.signed(&text, &expected, questions.now());
        }
    };
    let answer = questions.ask(platform, question).await?;
    observed(&answer, Environment::Production).ok_or(NotShown::Unknown)
}
