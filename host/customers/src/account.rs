//! The rule by which another system's name of a customer becomes an account of the ledger.

use paywall_ledger::{ExternalId, NotAnExternalId};
use sha2::{Digest, Sha256};

use crate::row::{Fault, Row};

/// The beginning of the names that RevenueCat gives to customers whom the app has not named.
const ANONYMOUS: &str = "$RCAnonymousID:";

/// Returns the account of a name: a UUID, a SHA-256 or a number as it is, and of everything else the SHA-256 of its
/// bytes. The app has to log in with the same.
///
/// # Errors
/// Fails if the name is one that all customers would share, such as 0.
pub fn account(name: &str) -> Result<ExternalId, NotAnExternalId> {
    match name.parse() {
        Err(NotAnExternalId::Nobody) => Err(NotAnExternalId::Nobody),
        Ok(account) => Ok(account),
        Err(_) => {
            let hash = Sha256::digest(name.as_bytes());
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            hex.parse()
        }
    }
}

/// Returns true if the name is one that all customers would share.
pub(crate) fn is_nobody(name: &str) -> bool {
    matches!(name.parse::<ExternalId>(), Err(NotAnExternalId::Nobody))
}

/// Returns true if the app has not named the customer.
pub(crate) fn is_anonymous(name: &str) -> bool {
    name.starts_with(ANONYMOUS)
}

/// Returns the account of a name in a row.
pub(crate) fn named(name: &str) -> Result<ExternalId, Fault> {
    let nobody = |_| {
        Fault::new(
            "account_nobody",
            "the customer's id is one that all would share",
        )
    };
    account(name).map_err(nobody)
}

/// Lists the other names of a row's customer: a list of JSON, or names with blanks, commas or semicolons between them.
pub(crate) fn aliases(row: Row<'_>) -> impl Iterator<Item = &str> {
    let listed = row.text("aliases").unwrap_or_default();
    let names = listed.split([' ', ',', ';', '[', ']', '"']);
    names.filter(|it| !it.is_empty())
}
