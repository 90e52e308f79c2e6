//! The names that a scenario gives to accounts and users.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use paywall_ledger::{ExternalId, Fact, NotAnExternalId, Record, UserId};

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    accounts: BTreeMap<ExternalId, String>,
    users: Vec<(UserId, String)>,
}

impl Names {
    /// Returns the users with their names, in the order in which they appeared.
    pub fn users(&self) -> &[(UserId, String)] {
        &self.users
    }

    /// Lists the users with a name, the latest first: an account that was forgotten may come again, as somebody new.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &UserId> {
        let newest = self.users.iter().rev();
        newest.filter(move |(_, it)| it == name).map(|(id, _)| id)
    }

    /// Makes an account of its name in the file. A name that is no external identifier stands for its SHA-256.
    pub fn account(&mut self, name: &str) -> Result<ExternalId, NotAnExternalId> {
        let account = match name.parse::<ExternalId>() {
            Err(NotAnExternalId::Form) => {
                let hash = Sha256::digest(name.as_bytes());
                let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                hex.parse()?
            }
            other => other?,
        };
        self.accounts.insert(account.clone(), name.to_owned());
        Ok(account)
    }

    /// Names the users that a record created. Anonymous ones are
    /// numbered as they appear: `A` with a device, `N` without.
    pub fn name_users(&mut self, record: &Record) {
        let with_device = |user: &UserId| {
            record.facts.iter().any(|fact| match fact {
                Fact::DeviceCreated { user: it, .. } | Fact::DeviceMoved { to: it, .. } => {
                    it == user
                }
                _ => false,
            })
        };
        for fact in &record.facts {
            let Fact::UserCreated { user, account } = fact else {
                continue;
            };
            let anonymous = self
                .users
                .iter()
                .filter(|(_, name)| !name.starts_with("U:"));
            let number = anonymous.count() + 1;
            let name = match account.as_ref().and_then(|it| self.accounts.get(it)) {
                Some(name) => format!("U:{name}"),
                None if with_device(user) => format!("A{number}"),
                None => format!("N{number}"),
            };
            self.users.push((user.clone(), name));
        }
    }

    /// Returns the name of a user, or the id if the user has none.
    pub fn user_name(&self, user: &UserId) -> String {
        let named = self.users.iter().find(|(id, _)| id == user);
        named.map_or_else(|| user.to_string(), |(_, name)| name.clone())
    }
}
