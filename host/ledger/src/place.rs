//! Places of a store's records in the order in which they are true.

use serde::{Deserialize, Serialize};

use super::time::Time;

/// The place of an answer among all answers about a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// The number of the question. Each question draws its number before it is sent, and numbers only grow.
    pub number: u64,
    /// The time at which the store was asked. It is compared with the dates of what the store says of its own accord,
    /// and decides between answers to questions that share a number.
    pub at: Time,
}

/// The place of a record in an order.
pub trait Place: Copy + Ord {
    /// Makes the place of the end that is to be expected of a term as long as none was named: before
    /// all ends that a store named, and the sooner the end, the later.
    fn before_all(ends: Time) -> Self;

    /// Returns the place as one among answers, all of which come after what was never asked for.
    fn asked(self) -> Asked;
}

impl Place for Time {
    fn before_all(ends: Time) -> Self {
        Self::from_millis(ends.millis().saturating_neg())
    }

    fn asked(self) -> Asked {
        Asked {
            number: 0,
            at: self,
        }
    }
}

impl Place for Asked {
    fn before_all(ends: Time) -> Self {
        Time::before_all(ends).asked()
    }

    fn asked(self) -> Asked {
        self
    }
}
