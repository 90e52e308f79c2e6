//! Gifts: entitlements that support gives.

use paywall_ledger::{EntitlementId, Holder, Note, Time, What};

/// An entitlement that support gives.
#[derive(Debug, Clone)]
pub(crate) struct Gift {
    pub grant: String,
    pub to: Holder,
    pub until: Time,
}

impl Gift {
    /// Makes the ledger's input.
    pub fn what(&self) -> What {
        let named = match &self.to {
            Holder::User(user) => user.to_string(),
            Holder::Account(account) => account.to_string(),
        };
        What::Grant {
            grant: self.grant.clone(),
            to: self.to.clone(),
            entitlement: EntitlementId::new("premium"),
            until: Some(self.until),
            note: Note {
                by: "support".into(),
                why: format!("{named} asked"),
            },
        }
    }
}
