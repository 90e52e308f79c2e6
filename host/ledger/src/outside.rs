//! Words for answers from the outside: a store, a database, a receiver. The ledger itself asks nobody.

use std::future::Future;
use std::pin::Pin;

/// A result that comes later, from behind a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The error that something outside did not answer, though it may later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is unavailable: {why}")]
pub struct Unavailable {
    what: &'static str,
    why: String,
}

impl Unavailable {
    /// Makes the error that `what` did not answer because of `why`. Neither may hold a secret.
    pub fn new(what: &'static str, why: impl ToString) -> Self {
        Self {
            what,
            why: why.to_string(),
        }
    }
}
