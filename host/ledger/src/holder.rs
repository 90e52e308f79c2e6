//! Customers who get something, named in one of two ways.

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::id::UserId;

/// A customer, named by the ledger's id or by the app's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A user who is there.
    User(UserId),
    /// The user of an account, who is made if nobody has logged in to it yet.
    Account(ExternalId),
}
