//! Typed ids, and the stores' names of purchases.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Store;

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text; any text is an id.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Returns the text as it was given.
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
    /// The id of an app: one tenant. Nothing of one app is ever seen by another.
    AppId;
    /// The id of an app platform: the app as it is sold in one store.
    PlatformId;
    /// The id of an installation of the app. It does not survive a reinstallation.
    DeviceId;
    /// The id of a user, anonymous or with an account. The ledger derives it from the input that made the user.
    UserId;
    /// The id of a product, as the app's document names it.
    ProductId;
    /// The id of an entitlement, as the app's document names it.
    EntitlementId;
}

/// The two worlds of a store: real money and tests.
/// Sandbox purchases have keys and rules of their own, so that a
/// tester's receipt can never touch a customer's purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Environment {
    Production,
    Sandbox,
}

impl Environment {
    /// Returns the name in keys and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}

/// A store's name of one purchase: Apple's original transaction, Google's purchase
/// token, Roku's original transaction, Amazon's receipt, Stripe's subscription.
/// It is written `store/environment/id`.
///
/// A lineage has one or more of them, because a plan change at Google gives a new token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MemberKey {
    /// The store that names the purchase.
    pub store: Store,
    /// The environment, since the same id may occur in both.
    pub environment: Environment,
    /// The store's id, which may itself contain slashes.
    pub id: String,
}

impl MemberKey {
    /// Makes the key of its three parts.
    pub fn new(store: Store, environment: Environment, id: impl Into<String>) -> Self {
        Self {
            store,
            environment,
            id: id.into(),
        }
    }

    /// Names a grant as a purchase is named.
    pub fn granted(grant: impl Into<String>) -> Self {
        Self::new(Store::Granted, Environment::Production, grant)
    }

    /// Names another purchase in the same store and environment.
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

/// The error for a text that is not of the form `store/environment/id`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not store/environment/id: {0}")]
pub struct NotAKey(String);

impl FromStr for MemberKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let parts = || {
            let (store, rest) = text.split_once('/')?;
            let (environment, id) = rest.split_once('/')?;
            let store = Store::named(store)?;
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

/// The id of a purchase through its whole life: renewals, plan changes, resubscriptions.
/// It is the key of the first member that was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineageId(MemberKey);

impl LineageId {
    /// Names the lineage that begins with this member.
    pub const fn of(first: MemberKey) -> Self {
        Self(first)
    }

    /// Names the lineage of a grant.
    pub fn granted(grant: &str) -> Self {
        Self(MemberKey::granted(grant))
    }

    /// Returns the member that the lineage is named for.
    pub const fn first(&self) -> &MemberKey {
        &self.0
    }
}

impl fmt::Display for LineageId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Derives an id from `parts` alone, written as a UUID (version 8, RFC 9562).
/// The same parts give the same id, on every machine and in every replay.
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
