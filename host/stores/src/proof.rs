//! The proof of purchases that devices show.

use paywall_ledger::{App, Environment, Observation, PlatformId, Store};
use serde_json::Value;

use crate::known::known;
use crate::prepare::observed;
use crate::shown::NOT_SHOWN;
use crate::{ConfiguredStore, Expected, NotShown, Questions, Rejected, Shown};

/// The number of purchases that a device may show at once.
const AT_ONCE: usize = 50;
/// The length of the longest name of a purchase or a customer that a store is asked about, in bytes.
const LONGEST: usize = 2048;

impl Shown {
    /// Reads the `payload` that an SDK sends: `{"store": "google", "token": "…"}` with the fields that the store
    /// documents, or the bare text that the store gave the device; or a JSON array of up to 50 of these.
    ///
    /// # Errors
    /// Fails if the payload is none of these.
    pub fn read(store: Store, payload: &str) -> Result<Vec<Self>, Rejected> {
        let mut all: Vec<Self> = Vec::new();
        for one in Self::listed(store, payload)? {
            // A list that repeats itself says nothing more, and must not be asked about more often.
            if !all.contains(&one) {
                all.push(one);
            }
        }
        Ok(all)
    }

    /// Counts the purchases about which a store would have to be asked.
    pub fn to_ask(shown: &[Self], platform: &PlatformId, questions: &Questions) -> usize {
        let asks = |it: &&Self| match it {
            Self::Named(question) => !questions.is_unknown(platform, question),
            Self::Signed { .. } => false,
        };
        shown.iter().filter(asks).count()
    }

    /// Reads everything that a payload lists.
    fn listed(store: Store, payload: &str) -> Result<Vec<Self>, Rejected> {
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
            false => Self::given(store, &text.into()),
        }
    }

    /// Reads an object that names its store.
    fn described(json: &Value) -> Result<Self, Rejected> {
        let named = json.get("store").and_then(Value::as_str);
        let store = Store::ALL.into_iter().find(|it| Some(it.name()) == named);
        Self::given(store.ok_or(NOT_SHOWN)?, json)
    }

    /// Reads what a store gave the device.
    fn given(store: Store, json: &Value) -> Result<Self, Rejected> {
        let shown = known(store).shown(json)?;
        let fits = |it: &str| it.len() <= LONGEST;
        match &shown {
            Self::Named(it) if !fits(&it.purchase) || !it.user.as_deref().is_none_or(fits) => {
                Err(Rejected::Malformed("no name of a purchase is as long"))
            }
            _ => Ok(shown),
        }
    }
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
    if questions.is_unknown(platform, &question) {
        return Err(NotShown::Unknown);
    }
    let answer = questions.ask(platform, question).await?;
    let seen = observed(&answer, Environment::Production);
    let seen = seen.map_err(|why| NotShown::NotUnderstood(why.to_string()))?;
    seen.ok_or(NotShown::Unknown)
}
