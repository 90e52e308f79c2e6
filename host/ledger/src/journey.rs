//! Where a user is on their journey.

use serde::{Serialize, Serializer};

/// The seven flags of a user's journey; each is independent of the others. In JSON, an object by their names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the platform defines seven independent flags"
)]
pub struct JourneyState {
    /// Subscribed at some time in the past.
    pub former_subscriber: bool,
    /// Payment failed, the store retries, access goes on.
    pub in_grace_period: bool,
    /// In a free trial.
    pub in_trial_period: bool,
    /// On an introductory price.
    pub in_intro_offer_period: bool,
    /// Renewal is turned off.
    pub is_cancelled: bool,
    /// The subscription is paused.
    pub in_pause: bool,
    /// Payment failed and access has ended.
    pub in_account_hold: bool,
}

impl JourneyState {
    /// Lists the flags by the names that documents use.
    pub const fn flags(self) -> [(&'static str, bool); 7] {
        [
            ("former_subscriber", self.former_subscriber),
            ("in_grace_period", self.in_grace_period),
            ("in_trial_period", self.in_trial_period),
            ("in_intro_offer_period", self.in_intro_offer_period),
            ("is_cancelled", self.is_cancelled),
            ("in_pause", self.in_pause),
            ("in_account_hold", self.in_account_hold),
        ]
    }
}

impl Serialize for JourneyState {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.flags())
    }
}
