//! Names of things.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id with this text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )*};
}

text_ids! {
    /// An app: one tenant. Nothing of one app is ever seen by another.
    AppId;
    /// An app platform: the app as it is sold in one store.
    PlatformId;
    /// An installation of the app. It does not survive a reinstallation.
    DeviceId;
    /// A user: anonymous, or with an account. The ledger derives it from the input that made the user.
    UserId;
    /// A product, as the app's document names it.
    ProductId;
    /// What a customer may use, as the app's document names it.
    EntitlementId;
}

/// Where a purchase was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Store {
    Apple,
    Google,
    Roku,
    Amazon,
    Stripe,
}

impl Store {
    /// All stores.
    pub const ALL: [Self; 5] = [
        Self::Apple,
        Self::Google,
        Self::Roku,
        Self::Amazon,
        Self::Stripe,
    ];

    /// The name in URLs, keys and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Google => "google",
            Self::Roku => "roku",
            Self::Amazon => "amazon",
            Self::Stripe => "stripe",
        }
    }
}

/// Whether money moved. Sandbox purchases have keys and rules of their own, so that a tester's receipt can never
/// touch a customer's purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Environment {
    Production,
    Sandbox,
}

impl Environment {
    /// The name in keys and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}

/// What a store calls one purchase: Apple's original transaction, Google's purchase token, Roku's original
/// transaction, Amazon's receipt, Stripe's subscription. Written `store/environment/id`.
///
/// A lineage has one or more of them: a plan change at Google gives a new token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MemberKey {
    /// The store.
    pub store: Store,
    /// Production or sandbox.
    pub environment: Environment,
    /// The store's id.
    pub id: String,
}

impl MemberKey {
    /// The key of these parts.
    pub fn new(store: Store, environment: Environment, id: impl Into<String>) -> Self {
        Self {
            store,
            environment,
            id: id.into(),
        }
    }

    /// Another purchase of the same store and environment.
    #[must_use]
    pub fn sibling(&self, id: impl Into<String>) -> Self {
        Self::new(self.store, self.environment, id)
    }
}

impl fmt::Display for MemberKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (store, environment) = (self.store.name(), self.environment.name());
        write!(out, "{store}/{environment}/{}", self.id)
    }
}

impl From<MemberKey> for String {
    fn from(key: MemberKey) -> Self {
        key.to_string()
    }
}

/// The text is not `store/environment/id`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not store/environment/id: {0}")]
pub struct NotAKey(String);

impl FromStr for MemberKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let parts = || {
            let (store, rest) = text.split_once('/')?;
            let (environment, id) = rest.split_once('/')?;
            let store = Store::ALL.into_iter().find(|it| it.name() == store)?;
            let environment = [Environment::Production, Environment::Sandbox]
                .into_iter()
                .find(|it| it.name() == environment)?;
            Some(Self::new(store, environment, id))
        };
        parts().ok_or_else(|| NotAKey(text.into()))
    }
}

impl TryFrom<String> for MemberKey {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        text.parse()
    }
}

/// A purchase through its whole life: renewals, plan changes, resubscriptions. It is named for the first member that
/// was seen of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineageId(MemberKey);

impl LineageId {
    /// The lineage that begins with this member.
    pub const fn of(first: MemberKey) -> Self {
        Self(first)
    }

    /// The member it is named for.
    pub const fn first(&self) -> &MemberKey {
        &self.0
    }
}

impl fmt::Display for LineageId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// An id that follows from `parts` alone, written as a UUID (version 8, RFC 9562): the same parts, the same id, on
/// every machine and in every replay.
pub fn derived(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    );
    format!("{a}-{b}-{c}-{d}-{e}")
}
