//! The stores that the ledger knows, one row each.

use serde::{Deserialize, Serialize};

/// Writes [`Store`] from a table with three columns: the variant; the name in URLs, keys and JSON;
/// the key under which the outside is told the store's id of a purchase.
macro_rules! stores {
    ($($store:ident $name:literal $purchase:literal;)*) => {
        /// The stores that sell products and report purchases.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the names say it")]
        pub enum Store {
            $(#[serde(rename = $name)] $store,)*
            /// No store: an entitlement that somebody in charge gave, kept beside the purchases. Its product is the
            /// entitlement. Settings cannot name it.
            #[serde(rename = "granted", skip_deserializing)]
            Granted,
        }

        impl Store {
            /// All stores that sell something, in the order of their declaration.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$store),*];

            /// Returns the name in URLs, keys and JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$store => $name,)*
                    Self::Granted => "granted",
                }
            }

            /// Returns the key under which the outside is told the store's id of a purchase.
            pub const fn purchase_key(self) -> &'static str {
                match self {
                    $(Self::$store => $purchase,)*
                    Self::Granted => "grant_id",
                }
            }
        }
    };
}

impl Store {
    /// Finds the store of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter().chain([Self::Granted]);
        all.find(|it| it.name() == name)
    }

    /// Returns true if its messages only hint at what it answers when it is asked: it states nothing of its own accord.
    pub(super) const fn only_answers(self) -> bool {
        matches!(self, Self::Google | Self::Amazon)
    }
}

// Keys of purchases are ordered by store: a new one is added at the end.
stores! {
    Apple "apple" "original_transaction_id";
    Google "google" "purchase_token";
    Roku "roku" "original_transaction_id";
    Amazon "amazon" "receipt_id";
    Stripe "stripe" "subscription_id";
}
