//! Requests that claim to come from a store, and what they turn out to be.

use paywall_ledger::{Time, Unavailable};

use crate::Rejected;

/// A request that claims to come from a store.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    /// A function that finds a header of the request by its name in lower case.
    pub header: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// The body as it came, byte for byte.
    pub body: &'a [u8],
    /// The time at which it came.
    pub at: Time,
}

/// The content of a store's request.
#[derive(Debug, Clone, PartialEq)]
pub enum Given<M> {
    /// A message to be kept.
    Message(M),
    /// A question if we want messages; visiting the address says yes.
    Confirm {
        /// The address, which lies with the store.
        address: String,
    },
    /// Nothing that must be kept.
    Nothing,
}

/// The reason why a request is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the contents say it")]
pub enum NotTaken {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such app platform")]
    NoPlatform,
}
