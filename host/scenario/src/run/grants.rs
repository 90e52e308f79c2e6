//! Grants: entitlements that somebody in charge gives to customers of the scenario.

use paywall_ledger::{EntitlementId, Holder, Note, What};

use super::Play;
use crate::Error;
use crate::file::Given;

impl Play {
    /// Turns a step that gives an entitlement into an input's content.
    pub(super) fn give(&mut self, given: &Given) -> Result<What, Error> {
        let until = given.until.as_deref().map(|it| self.time(it));
        let what = What::Grant {
            grant: given.name.clone(),
            to: self.holder(&given.to)?,
            entitlement: EntitlementId::new(&given.entitlement),
            until: until.transpose()?,
            note: note(&given.by, &given.why),
        };
        self.grants.insert(given.name.clone());
        Ok(what)
    }

    /// Turns a step that ends a grant into an input's content.
    pub(super) fn end(&self, grant: &str, by: &str, why: &str) -> Result<What, Error> {
        Ok(What::EndGrant {
            lineage: self.lineage(grant)?,
            note: note(by, why),
        })
    }

    /// Finds the customer who gets a grant: a user by name, or an account.
    fn holder(&mut self, name: &str) -> Result<Holder, Error> {
        if let Ok(user) = self.user(name) {
            return Ok(Holder::User(user));
        }
        let account = self.names.account(name);
        let account = account.map_err(|_| self.unknown("user or account", name))?;
        Ok(Holder::Account(account))
    }
}

/// Makes the word of somebody in charge.
fn note(by: &str, why: &str) -> Note {
    Note {
        by: by.to_owned(),
        why: why.to_owned(),
    }
}
