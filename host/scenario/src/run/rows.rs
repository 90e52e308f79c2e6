//! The rows of a report: one for each user, with everything the user has.

use paywall_ledger::{Customer, LineageId, Store, Time, UserId};

use super::Play;
use crate::purchase::Purchase;
use crate::report::UserRow;

impl Play {
    /// Describes every user and everything they have.
    pub(super) fn rows(&self) -> Vec<UserRow> {
        let row = |(id, name): &(UserId, String)| {
            let user = self.ledger.state().users.get(id)?;
            let customer = self.ledger.customer(id, self.now)?;
            Some(self.row(name, user, &customer))
        };
        self.names.users().iter().filter_map(row).collect()
    }

    /// Describes a user and everything they have.
    fn row(&self, name: &str, user: &paywall_ledger::User, customer: &Customer) -> UserRow {
        let until = |until: Option<Time>| match until {
            Some(until) => format!(" until {until}"),
            None => " for good".into(),
        };
        UserRow {
            user: name.to_owned(),
            devices: user.devices.iter().map(ToString::to_string).collect(),
            owns: customer
                .purchases
                .iter()
                .map(|it| format!("{} ({})", self.label(&it.lineage), word(it.status.phase)))
                .collect(),
            entitlements: customer
                .entitlements
                .iter()
                .map(|it| format!("{}{}", it.id, until(it.until)))
                .collect(),
            journey: customer
                .journey
                .flags()
                .into_iter()
                .filter(|(_, set)| *set)
                .map(|(name, _)| name.to_owned())
                .collect(),
        }
    }

    /// Names a lineage by the file's names of the purchases in it.
    pub(super) fn label(&self, lineage: &LineageId) -> String {
        let members = &self.ledger.state().members;
        let inside =
            |it: &&Purchase| members.get(&it.key) == Some(lineage) || it.key == *lineage.first();
        let names = self.purchases.iter().filter(|(_, it)| inside(it));
        let names: Vec<_> = names.map(|(name, _)| name.as_str()).collect();
        match names.as_slice() {
            [] if lineage.first().store == Store::Granted => lineage.first().id.clone(),
            [] => lineage.to_string(),
            names => names.join("+"),
        }
    }
}

/// Writes a phase as a word.
fn word(phase: paywall_ledger::Phase) -> String {
    format!("{phase:?}").to_lowercase()
}
