//! A second, much smaller telling of the rules R1 to R7, which knows nothing of records and access.
//! It says who owns what after a history, by the platform's own policy. Users are numbered as they appear.

use std::collections::BTreeMap;

/// The number from which on purchases are grants.
pub const FIRST_GRANT: u8 = 100;

/// The events of a history. Devices, accounts and purchases are small numbers.
#[derive(Debug, Clone)]
pub enum Step {
    Install(u8),
    Login(u8, u8),
    Logout(u8),
    /// A validation or restore: these purchases are all.
    Show(u8, Vec<u8>),
    Buy(u8, u8),
    Notify(u8),
    /// A grant of this number to the user of a device.
    Give(u8, u8),
    Delete(u8),
}

#[derive(Debug, Default)]
pub struct Model {
    users: usize,
    pub accounts: BTreeMap<u8, usize>,
    pub devices: BTreeMap<u8, usize>,
    pub owners: BTreeMap<u8, usize>,
    /// The devices that show each purchase, the last one last.
    claims: BTreeMap<u8, Vec<u8>>,
}

impl Model {
    fn user(&mut self) -> usize {
        self.users += 1;
        self.users
    }

    fn is_account(&self, user: usize) -> bool {
        self.accounts.values().any(|it| *it == user)
    }

    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Install(device) => {
                if !self.devices.contains_key(device) {
                    let user = self.user();
                    self.devices.insert(*device, user);
                }
            }
            Step::Login(device, account) => self.login(*device, *account),
            Step::Logout(device) => {
                if self
                    .devices
                    .get(device)
                    .is_some_and(|user| self.is_account(*user))
                {
                    let user = self.user();
                    self.devices.insert(*device, user);
                }
            }
            Step::Show(device, purchases) => {
                if self.devices.contains_key(device) {
                    for claims in self.claims.values_mut() {
                        claims.retain(|it| it != device);
                    }
                    for purchase in purchases {
                        self.take(*device, *purchase);
                    }
                }
            }
            Step::Buy(device, purchase) => self.take(*device, *purchase),
            Step::Notify(purchase) => {
                if !self.owners.contains_key(purchase) {
                    let user = self.user();
                    self.owners.insert(*purchase, user);
                }
            }
            Step::Give(device, grant) => {
                if let Some(user) = self.devices.get(device) {
                    self.owners.entry(FIRST_GRANT + grant).or_insert(*user);
                }
            }
            Step::Delete(account) => self.delete(*account),
        }
    }

    fn take(&mut self, device: u8, purchase: u8) {
        if let Some(user) = self.devices.get(&device) {
            self.owners.insert(purchase, *user);
            let claims = self.claims.entry(purchase).or_default();
            claims.retain(|it| *it != device);
            claims.push(device);
        }
    }

    fn login(&mut self, device: u8, account: u8) {
        let Some(from) = self.devices.get(&device).copied() else {
            return;
        };
        if self.accounts.get(&account) == Some(&from) {
            return;
        }
        let anonymous = !self.is_account(from);
        let to = match self.accounts.get(&account) {
            Some(user) => *user,
            None => self.user(),
        };
        self.accounts.insert(account, to);
        self.devices.insert(device, to);
        let given = self.owners.range_mut(FIRST_GRANT..);
        for (_, owner) in given.filter(|(_, it)| anonymous && **it == from) {
            *owner = to;
        }
        for (purchase, claims) in &self.claims {
            let last = claims.last() == Some(&device);
            let left = claims.contains(&device) && anonymous && self.owners[purchase] == from;
            if last || left {
                self.owners.insert(*purchase, to);
            }
        }
    }

    fn delete(&mut self, account: u8) {
        let Some(gone) = self.accounts.remove(&account) else {
            return;
        };
        if self.owners.values().any(|it| *it == gone) {
            let keeper = self.user();
            for owner in self.owners.values_mut().filter(|it| **it == gone) {
                *owner = keeper;
            }
        }
        self.devices.retain(|_, user| *user != gone);
        let devices = &self.devices;
        for claims in self.claims.values_mut() {
            claims.retain(|it| devices.contains_key(it));
        }
    }
}
