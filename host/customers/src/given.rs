//! The results of rows: customers with their purchases, or the reason why a row is left out.

use std::borrow::Cow;

use paywall_ledger::{ExternalId, Observation};
use serde::Serialize;

/// A row that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The account of the customer. None if the app has not named them.
    pub account: Option<ExternalId>,
    /// The text that all rows of one customer share.
    pub customer: String,
    /// The purchase or grant, as the other system knew it. None if the row names the customer alone.
    pub seen: Option<Observation>,
}

/// A row that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The name of the file.
    pub file: String,
    /// The line in the file at which the row begins, from 1.
    pub line: u64,
    /// The stable code of the reason.
    pub code: &'static str,
    /// The reason, which repeats nothing personal.
    pub reason: Cow<'static, str>,
}
