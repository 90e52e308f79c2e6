//! What is configured of the stores: whom to believe, and how to ask.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Table;
use x509_parser::pem::parse_x509_pem;

use super::{AppleHistory, Secret};
use crate::authenticity::{Roots, amazon, apple, google, is_certificate, stripe};
use paywall_ledger::{PlatformId, Store};

/// The stores of one app, by app platform: those whose word about purchases can be checked.
pub type Stores = BTreeMap<PlatformId, StoreSettings>;

/// What is needed of each store.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub enum StoreSettings {
    Apple {
        signed: apple::Settings,
        /// How Apple is asked for what did not arrive; None: it is not.
        history: Option<AppleHistory>,
    },
    Google {
        push: google::Settings,
        /// Where Google's keys are.
        keys: String,
        /// The service account that asks, as the JSON file that Google gives for it.
        credentials: Option<Secret>,
        api: String,
    },
    Roku {
        /// Where Roku's keys are.
        keys: String,
        /// The partner's key for validate-transaction.
        api_key: Option<Secret>,
        api: String,
    },
    Amazon {
        sns: amazon::Settings,
        /// The developer's shared secret for the Receipt Verification Service.
        shared_secret: Option<Secret>,
        api: String,
    },
    Stripe {
        events: stripe::Settings,
        /// A restricted key that may read subscriptions.
        api_key: Option<Secret>,
        api: String,
    },
}

impl StoreSettings {
    /// The store.
    pub const fn store(&self) -> Store {
        match self {
            Self::Apple { .. } => Store::Apple,
            Self::Google { .. } => Store::Google,
            Self::Roku { .. } => Store::Roku,
            Self::Amazon { .. } => Store::Amazon,
            Self::Stripe { .. } => Store::Stripe,
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl StoreSettings {
    /// Reads what stands in a settings file of a store (`docs/notifications.md`); paths are seen from `folder`.
    ///
    /// # Errors
    /// When it is not of the described form, or a secret or a file that it names cannot be read.
    pub fn read(store: Store, written: Table, folder: &Path) -> Result<Self, SettingsError> {
        match store {
            Store::Apple => form::<Apple>(written)?.read(folder),
            Store::Google => form::<Google>(written)?.read(folder),
            Store::Roku => form::<Roku>(written)?.read(folder),
            Store::Amazon => form::<Amazon>(written)?.read(folder),
            Store::Stripe => form::<Stripe>(written)?.read(folder),
        }
    }
}

fn form<T: DeserializeOwned>(written: Table) -> Result<T, SettingsError> {
    let read = written.try_into();
    read.map_err(|error: toml::de::Error| SettingsError::new(error.message()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apple {
    roots: Vec<String>,
    /// Revocation lists.
    #[serde(default)]
    revoked: Vec<String>,
    app_id: Option<u64>,
    #[serde(default = "fortnight")]
    oldest_days: u16,
    history: Option<History>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    key: String,
    key_id: String,
    issuer_id: String,
    #[serde(default = "apple_api")]
    api: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Google {
    audience: String,
    service_account: String,
    subscription: Option<String>,
    #[serde(default = "google_keys")]
    keys: String,
    credentials: Option<String>,
    #[serde(default = "google_api")]
    api: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roku {
    #[serde(default = "roku_keys")]
    keys: String,
    api_key: Option<String>,
    #[serde(default = "roku_api")]
    api: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amazon {
    topics: Vec<String>,
    #[serde(default = "fortnight")]
    oldest_days: u16,
    shared_secret: Option<String>,
    #[serde(default = "amazon_api")]
    api: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stripe {
    secrets: Vec<String>,
    #[serde(default = "five_minutes")]
    tolerance_seconds: u32,
    api_key: Option<String>,
    #[serde(default = "stripe_api")]
    api: String,
}

const fn fortnight() -> u16 {
    14
}
const fn five_minutes() -> u32 {
    300
}
fn apple_api() -> String {
    "https://api.storekit.itunes.apple.com".into()
}
fn google_keys() -> String {
    "https://www.googleapis.com/oauth2/v3/certs".into()
}
fn google_api() -> String {
    "https://androidpublisher.googleapis.com".into()
}
fn roku_keys() -> String {
    "https://assets.cs.roku.com/keys/partner-jwks.json".into()
}
fn roku_api() -> String {
    "https://apipub.roku.com".into()
}
fn amazon_api() -> String {
    "https://appstore-sdk.amazon.com".into()
}
fn stripe_api() -> String {
    "https://api.stripe.com".into()
}

impl Apple {
    fn read(self, folder: &Path) -> Result<StoreSettings, SettingsError> {
        let mut roots = Roots::from(certificates(&self.roots, folder)?);
        for file in &self.revoked {
            let list = contents(file, folder)?;
            let with = roots.with_revoked(&list);
            let wrong = || SettingsError::new(format!("{file}: not a revocation list (version 2)"));
            roots = with.ok_or_else(wrong)?;
        }
        let history = self.history.map(|it| it.read(folder)).transpose()?;
        let signed = apple::Settings {
            roots,
            app_id: self.app_id,
            oldest_days: Some(self.oldest_days),
        };
        Ok(StoreSettings::Apple { signed, history })
    }
}

impl History {
    fn read(self, folder: &Path) -> Result<AppleHistory, SettingsError> {
        Ok(AppleHistory {
            key: Secret::read(&self.key, folder)?,
            key_id: self.key_id,
            issuer_id: self.issuer_id,
            api: self.api,
        })
    }
}

impl Google {
    fn read(self, folder: &Path) -> Result<StoreSettings, SettingsError> {
        Ok(StoreSettings::Google {
            push: google::Settings {
                audience: self.audience,
                service_account: self.service_account,
                subscription: self.subscription,
            },
            keys: self.keys,
            credentials: secret(self.credentials, folder)?,
            api: self.api,
        })
    }
}

impl Roku {
    fn read(self, folder: &Path) -> Result<StoreSettings, SettingsError> {
        Ok(StoreSettings::Roku {
            keys: self.keys,
            api_key: secret(self.api_key, folder)?,
            api: self.api,
        })
    }
}

impl Amazon {
    fn read(self, folder: &Path) -> Result<StoreSettings, SettingsError> {
        Ok(StoreSettings::Amazon {
            sns: amazon::Settings {
                topics: self.topics,
                oldest_days: Some(self.oldest_days),
            },
            shared_secret: secret(self.shared_secret, folder)?,
            api: self.api,
        })
    }
}

impl Stripe {
    fn read(self, folder: &Path) -> Result<StoreSettings, SettingsError> {
        Ok(StoreSettings::Stripe {
            events: stripe::Settings {
                secrets: texts(&self.secrets, folder)?,
                tolerance_seconds: self.tolerance_seconds,
            },
            api_key: secret(self.api_key, folder)?,
            api: self.api,
        })
    }
}

fn secret(written: Option<String>, folder: &Path) -> Result<Option<Secret>, SettingsError> {
    written.map(|it| Secret::read(&it, folder)).transpose()
}

fn texts(written: &[String], folder: &Path) -> Result<Vec<String>, SettingsError> {
    let secrets = written.iter().map(|it| Secret::read(it, folder));
    secrets
        .map(|it| it.map(|it| it.reveal().to_owned()))
        .collect()
}

/// The certificates of these files, DER or PEM.
fn certificates(files: &[String], folder: &Path) -> Result<Vec<Vec<u8>>, SettingsError> {
    if files.is_empty() {
        return Err(SettingsError::new("Apple needs a root certificate"));
    }
    files.iter().map(|file| certificate(file, folder)).collect()
}

fn certificate(file: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let der = contents(file, folder)?;
    match is_certificate(&der) {
        true => Ok(der),
        false => Err(SettingsError::new(format!("{file}: not a certificate"))),
    }
}

/// What is in a file, DER or PEM, as DER.
fn contents(file: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let read = fs::read(folder.join(file));
    let bytes = read.map_err(|error| SettingsError::new(format!("{file}: {error}")))?;
    Ok(match parse_x509_pem(&bytes) {
        Ok((_, pem)) => pem.contents,
        Err(_) => bytes,
    })
}
