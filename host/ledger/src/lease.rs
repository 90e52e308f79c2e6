//! Leases of things that wait for work, such as messages and events.

use std::ops::Deref;

use super::time::Time;

/// A thing that somebody took to work on. Until the lease is over, nobody else gets it.
///
/// A worker may be late: its machine stood still, or the way to the database was slow. So whoever says what came of the
/// work names the lease. If the thing was taken again meanwhile, or is finished, the word of the late one has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased<T> {
    /// The thing itself.
    pub it: T,
    /// The end of the lease. It tells this lease from every other one of the same thing, as a thing is taken again after
    /// that time.
    pub until: Time,
}

impl<T> Deref for Leased<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.it
    }
}
