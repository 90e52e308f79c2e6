//! The state of a user's journey, which campaign rules ask about.

use serde::{Serialize, Serializer};

/// The seven flags of a user's journey; each is independent of the others. In JSON they are an object by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the platform defines seven independent flags"
)]
pub struct JourneyState {
    /// True if the user subscribed at some time in the past and has no access now.
    pub former_subscriber: bool,
    /// True if a payment failed and access goes on while the store retries.
    pub in_grace_period: bool,
    /// True during a free trial.
    pub in_trial_period: bool,
    /// True while an introductory price applies.
    pub in_intro_offer_period: bool,
    /// True if a subscription gives access and none will renew.
    pub is_cancelled: bool,
    /// True if the customer paused a subscription.
    pub in_pause: bool,
    /// True if a payment failed and access has ended.
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
