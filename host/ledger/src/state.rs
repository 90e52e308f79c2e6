//! The state: rows that the log of facts adds up to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Store;
use super::external_id::ExternalId;
use super::fact::{Fact, Move, Record};
use super::id::{DeviceId, LineageId, MemberKey, PlatformId, UserId};
use super::lineage::Lineage;
use super::observation::Observation;
use super::time::Time;

/// The number of grants that a user has at most, ended ones included. One more is refused.
pub const MAX_GRANTS: usize = 500;

/// All rows of one app. Nothing in here depends on the clock, and everything in here was put here by a [`Fact`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// Every installation that was ever seen.
    pub devices: BTreeMap<DeviceId, Device>,
    /// Every user, including those who were forgotten.
    pub users: BTreeMap<UserId, User>,
    /// The user of each account.
    pub accounts: BTreeMap<ExternalId, UserId>,
    /// Every purchase, by the first member seen of it.
    pub lineages: BTreeMap<LineageId, Lineage>,
    /// The lineage that each store purchase belongs to.
    pub members: BTreeMap<MemberKey, LineageId>,
    /// The keys of the inputs that were accepted: they do nothing when they come again.
    pub seen: BTreeSet<String>,
}

/// An installation of the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The app platform that it was installed from.
    pub platform: PlatformId,
    /// The user it belongs to at present.
    pub user: UserId,
    /// A counter that grows whenever the device changes hands, so that
    /// a client can tell an older answer from a newer one.
    pub version: u64,
    /// The purchases that its latest validation showed and its user then owned.
    pub claims: BTreeSet<LineageId>,
}

/// A user: one customer as far as the app can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct User {
    /// The account that leads to this user. None for an anonymous user.
    pub account: Option<ExternalId>,
    /// The devices that belong to the user now, the last to come last.
    pub devices: Vec<DeviceId>,
    /// The purchases that the user owns now.
    pub owns: BTreeSet<LineageId>,
    /// True if a subscription that had begun was moved away from this user.
    pub lost_subscription: bool,
    /// True if the user was forgotten.
    pub deleted: bool,
}

impl User {
    /// Lists what was granted to the user.
    pub(super) fn grants(&self) -> impl Iterator<Item = &LineageId> {
        let owns = self.owns.iter();
        owns.filter(|it| it.first().store == Store::Granted)
    }
}

impl State {
    /// Adds up the rows from a log.
    pub fn replay<'a>(log: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut state = Self::default();
        for record in log {
            for fact in &record.facts {
                state.apply(record.at, fact);
            }
            state.seen.insert(record.key.clone());
        }
        state
    }

    /// Returns true if another record is known that says otherwise, and if their dates do not tell which of both is the
    /// last. The store then has to be asked once more.
    pub fn contests(&self, seen: &Observation) -> bool {
        let lineage = self.members.get(&seen.member);
        let row = lineage.and_then(|it| self.lineages.get(it));
        let member = row.and_then(|it| it.members.get(&seen.member));
        member.is_some_and(|it| it.contests(seen))
    }

    /// Returns true if a user is anonymous and has lost the device: an anonymous user has only one, and never another.
    pub(super) fn is_left_behind(&self, user: &UserId) -> bool {
        let row = self.users.get(user);
        row.is_some_and(|it| !it.deleted && it.account.is_none() && it.devices.is_empty())
    }

    /// Applies a fact. Facts about things that are not there change nothing.
    pub fn apply(&mut self, at: Time, fact: &Fact) {
        match fact {
            Fact::UserCreated { user, account } => self.add_user(user, account.as_ref()),
            Fact::DeviceCreated {
                device,
                platform,
                user,
            } => self.add_device(device, platform, user),
            Fact::DeviceMoved { device, to, .. } => self.move_device(device, to),
            Fact::LineageCreated { lineage, owner } => self.add_lineage(lineage, owner),
            Fact::Observed {
                lineage,
                observation,
            } => self.observe(lineage, observation),
            Fact::LineagesMerged { from, into } => self.merge(from, into),
            Fact::OwnershipMoved(step) => self.move_ownership(at, step),
            Fact::MoveRefused { .. } | Fact::Granted { .. } | Fact::GrantEnded { .. } => {}
            Fact::Claimed {
                device,
                lineages,
                all,
            } => self.claim(device, lineages, *all),
            Fact::Unclaimed { device, lineages } => self.unclaim(device, lineages),
            Fact::Told { lineage, told } => {
                if let Some(row) = self.lineages.get_mut(lineage) {
                    row.told = told.clone();
                }
            }
            Fact::TimePassed { lineage } | Fact::EndTakenBack { lineage } => {
                if let Some(row) = self.lineages.get_mut(lineage) {
                    row.version += 1;
                }
            }
            Fact::DeviceDeleted { device, .. } => self.delete_device(device),
            Fact::NameDeleted { lineage, account } => {
                if let Some(row) = self.lineages.get_mut(lineage) {
                    row.forget_name(account);
                }
            }
            Fact::UserDeleted { user } => self.delete_user(user),
        }
    }

    /// Adds a user, and the account that leads to it.
    fn add_user(&mut self, user: &UserId, account: Option<&ExternalId>) {
        let row = self.users.entry(user.clone()).or_default();
        if let Some(account) = account {
            row.account = Some(account.clone());
            self.accounts.insert(account.clone(), user.clone());
        }
    }

    /// Adds a device to its user.
    fn add_device(&mut self, device: &DeviceId, platform: &PlatformId, user: &UserId) {
        let row = Device {
            platform: platform.clone(),
            user: user.clone(),
            version: 1,
            claims: BTreeSet::new(),
        };
        self.devices.insert(device.clone(), row);
        self.user(user).devices.push(device.clone());
    }

    /// Moves a device to another user, and raises its version.
    fn move_device(&mut self, device: &DeviceId, to: &UserId) {
        let Some(row) = self.devices.get_mut(device) else {
            return;
        };
        row.version += 1;
        let from = std::mem::replace(&mut row.user, to.clone());
        self.user(&from).devices.retain(|it| it != device);
        self.user(to).devices.push(device.clone());
    }

    /// Adds a purchase to its owner.
    fn add_lineage(&mut self, lineage: &LineageId, owner: &UserId) {
        self.lineages
            .insert(lineage.clone(), Lineage::new(owner.clone()));
        self.user(owner).owns.insert(lineage.clone());
    }

    /// Merges a store's statement, and points its members at the lineage.
    fn observe(&mut self, lineage: &LineageId, seen: &Observation) {
        let Some(row) = self.lineages.get_mut(lineage) else {
            return;
        };
        row.observe(seen);
        for key in std::iter::once(&seen.member).chain(&seen.replaces) {
            self.members
                .entry(key.clone())
                .or_insert_with(|| lineage.clone());
        }
    }

    /// Moves everything of one lineage into another.
    fn merge(&mut self, from: &LineageId, into: &LineageId) {
        let Some(gone) = self.lineages.remove(from) else {
            return;
        };
        self.user(&gone.owner).owns.remove(from);
        for key in gone.members.keys() {
            self.members.insert(key.clone(), into.clone());
        }
        for device in &gone.claims {
            if let Some(row) = self.devices.get_mut(device) {
                row.claims.remove(from);
                row.claims.insert(into.clone());
            }
        }
        if let Some(row) = self.lineages.get_mut(into) {
            row.absorb(gone);
        }
    }

    /// Moves a purchase to another user. The old owner keeps the mark of a subscription that had begun.
    fn move_ownership(&mut self, at: Time, step: &Move) {
        let Some(row) = self.lineages.get_mut(&step.lineage) else {
            return;
        };
        row.version += 1;
        row.owner = step.to.clone();
        if step.counted {
            row.count_move(at);
        }
        let begun = row.members.values().any(|it| it.subscribed_since.is_some());
        let from = self.user(&step.from);
        from.owns.remove(&step.lineage);
        from.lost_subscription |= begun;
        self.user(&step.to).owns.insert(step.lineage.clone());
    }

    /// Makes a device the last claimant of these purchases. With `all`, it drops its other claims.
    fn claim(&mut self, device: &DeviceId, lineages: &[LineageId], all: bool) {
        let Some(row) = self.devices.get_mut(device) else {
            return;
        };
        let dropped = match all {
            true => std::mem::take(&mut row.claims),
            false => BTreeSet::new(),
        };
        row.claims.extend(lineages.iter().cloned());
        for lineage in &dropped {
            if let Some(row) = self.lineages.get_mut(lineage) {
                row.unclaim(device);
            }
        }
        for lineage in lineages {
            if let Some(row) = self.lineages.get_mut(lineage) {
                row.claim(device);
            }
        }
    }

    /// Takes away claims of a device.
    fn unclaim(&mut self, device: &DeviceId, lineages: &[LineageId]) {
        for lineage in lineages {
            if let Some(row) = self.devices.get_mut(device) {
                row.claims.remove(lineage);
            }
            if let Some(row) = self.lineages.get_mut(lineage) {
                row.unclaim(device);
            }
        }
    }

    /// Removes a device, and with it all that it claims.
    fn delete_device(&mut self, device: &DeviceId) {
        let Some(gone) = self.devices.remove(device) else {
            return;
        };
        for lineage in &gone.claims {
            if let Some(row) = self.lineages.get_mut(lineage) {
                row.unclaim(device);
            }
        }
        self.user(&gone.user).devices.retain(|it| it != device);
    }

    /// Empties the row of a user, and frees the account for a new user.
    fn delete_user(&mut self, user: &UserId) {
        let row = self.user(user);
        row.deleted = true;
        row.lost_subscription = false;
        if let Some(account) = row.account.take() {
            self.accounts.remove(&account);
        }
    }

    /// Returns the row of a user, which is made if it is missing.
    fn user(&mut self, user: &UserId) -> &mut User {
        self.users.entry(user.clone()).or_default()
    }
}
