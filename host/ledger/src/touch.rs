//! The rows that an input is about: a database must hand them to the
//! ledger, and keep others from changing them meanwhile.

use std::collections::BTreeSet;

use super::external_id::ExternalId;
use super::fact::{Fact, Record};
use super::holder::Holder;
use super::id::{DeviceId, LineageId, MemberKey, UserId};
use super::input::{Input, What};
use super::limits::{MAX_CLAIMS, MAX_DEVICES};
use super::observation::Observation;
use super::state::{State, User};

/// The key of one row of the [`State`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the maps of `State`")]
pub enum RowKey {
    Device(DeviceId),
    User(UserId),
    Account(ExternalId),
    Lineage(LineageId),
    Member(MemberKey),
}

impl State {
    /// Returns true if there is such a row.
    pub fn has(&self, key: &RowKey) -> bool {
        match key {
            RowKey::Device(id) => self.devices.contains_key(id),
            RowKey::User(id) => self.users.contains_key(id),
            RowKey::Account(id) => self.accounts.contains_key(id),
            RowKey::Lineage(id) => self.lineages.contains_key(id),
            RowKey::Member(id) => self.members.contains_key(id),
        }
    }
}

impl Input {
    /// Lists the rows that the ledger may read or change when it takes
    /// this in, as far as the rows in `state` show them.
    ///
    /// The caller asks, fetches rows that are new, and asks again until
    /// nothing is new: then `state` holds all of them.
    /// A row that is listed but does not exist must not come into being meanwhile.
    pub fn touches(&self, state: &State) -> BTreeSet<RowKey> {
        let mut touched = Touched {
            state,
            keys: BTreeSet::new(),
        };
        match &self.what {
            What::Install { device, .. } => touched.add(RowKey::Device(device.clone())),
            What::Logout { device } => touched.device(device),
            What::Login { device, account } => {
                touched.device(device);
                touched.account(account);
                touched.devices_to_go(account);
                touched.grants_of(device);
            }
            What::Present {
                device, purchases, ..
            } => {
                touched.device(device);
                touched.observations(purchases);
                let members = purchases.iter().map(|it| &it.member);
                members.for_each(|it| touched.claimants(it));
            }
            What::Notify { purchases } => touched.observations(purchases),
            What::Import {
                account, purchases, ..
            } => {
                touched.observations(purchases);
                account.iter().for_each(|it| touched.account(it));
            }
            What::Expire { lineage } => touched.lineage(lineage),
            What::Assign { lineage, user } => {
                touched.lineage(lineage);
                touched.add(RowKey::User(user.clone()));
            }
            What::Grant { grant, to, .. } => {
                touched.member(&MemberKey::granted(grant));
                match to {
                    Holder::User(user) => touched.add(RowKey::User(user.clone())),
                    Holder::Account(account) => touched.account(account),
                }
            }
            What::EndGrant { lineage, .. } => {
                touched.lineage(lineage);
                touched.member(lineage.first());
            }
            What::Delete { user, traces } => {
                touched.everything_of(user);
                traces.users.iter().for_each(|it| touched.left_behind(it));
                traces.purchases.iter().for_each(|it| touched.member(it));
            }
        }
        touched.keys
    }
}

impl Record {
    /// Lists the users it is about: those whose history mentions it.
    pub fn users(&self) -> BTreeSet<&UserId> {
        let mut users: BTreeSet<&UserId> = BTreeSet::new();
        for fact in &self.facts {
            match fact {
                Fact::UserCreated { user, .. }
                | Fact::Granted { user, .. }
                | Fact::GrantEnded { user, .. }
                | Fact::DeviceCreated { user, .. }
                | Fact::DeviceDeleted { user, .. }
                | Fact::UserDeleted { user } => users.extend([user]),
                Fact::DeviceMoved { from, to, .. } => users.extend([from, to]),
                Fact::LineageCreated { owner, .. } => users.extend([owner]),
                Fact::OwnershipMoved(step) => users.extend([&step.from, &step.to]),
                Fact::MoveRefused { owner, user, .. } => users.extend([owner, user]),
                Fact::Observed { .. }
                | Fact::LineagesMerged { .. }
                | Fact::Claimed { .. }
                | Fact::NameDeleted { .. }
                | Fact::Unclaimed { .. }
                | Fact::TimePassed { .. }
                | Fact::EndTakenBack { .. }
                | Fact::Told { .. } => {}
            }
        }
        users.extend(self.events.iter().flat_map(|event| &event.users));
        users
    }
}

/// The rows found so far, and the state in which more are looked for.
struct Touched<'a> {
    state: &'a State,
    keys: BTreeSet<RowKey>,
}

impl Touched<'_> {
    /// Adds a row by its key.
    fn add(&mut self, key: RowKey) {
        self.keys.insert(key);
    }

    /// Adds a device, its user and the purchases it claims.
    fn device(&mut self, id: &DeviceId) {
        self.add(RowKey::Device(id.clone()));
        if let Some(row) = self.state.devices.get(id) {
            self.add(RowKey::User(row.user.clone()));
            for lineage in &row.claims {
                self.lineage(lineage);
            }
        }
    }

    /// Adds the grants that a device's user takes along to an account.
    fn grants_of(&mut self, device: &DeviceId) {
        let row = self.state.devices.get(device);
        let user = row.and_then(|it| self.state.users.get(&it.user));
        for grant in user.into_iter().flat_map(User::grants) {
            self.lineage(grant);
        }
    }

    /// Adds a purchase, its owner and the account it names.
    fn lineage(&mut self, id: &LineageId) {
        self.add(RowKey::Lineage(id.clone()));
        if let Some(row) = self.state.lineages.get(id) {
            self.add(RowKey::User(row.owner.clone()));
            self.named(row.named_account());
        }
    }

    /// Adds the devices that claim a store's purchase if one of them has to go when another one comes.
    fn claimants(&mut self, member: &MemberKey) {
        let lineage = self.state.members.get(member);
        let row = lineage.and_then(|it| self.state.lineages.get(it));
        if let Some(row) = row.filter(|it| it.claims.len() >= MAX_CLAIMS) {
            self.keys
                .extend(row.claims.iter().cloned().map(RowKey::Device));
        }
    }

    /// Adds the devices of an account's user of which one goes if another one comes.
    fn devices_to_go(&mut self, account: &ExternalId) {
        let user = self.state.accounts.get(account);
        let devices = user.map(|it| self.state.devices_to_go(it));
        let devices = devices.into_iter().flatten();
        self.keys.extend(devices.cloned().map(RowKey::Device));
    }

    /// Adds what points at a purchase, and will point at another one if both turn out to be one.
    fn joined(&mut self, id: &LineageId) {
        if let Some(row) = self.state.lineages.get(id) {
            let claimants = row.claims.iter().cloned().map(RowKey::Device);
            let members = row.members.keys().cloned().map(RowKey::Member);
            self.keys.extend(claimants.chain(members));
        }
    }

    /// Adds the purchases that records speak of, and those they replace.
    fn observations(&mut self, purchases: &[Observation]) {
        for seen in purchases {
            let lineage = self.state.members.get(&seen.member);
            let row = lineage.and_then(|it| self.state.lineages.get(it));
            // A forgotten account is not even looked up.
            if row.is_none_or(|it| !it.nameless) {
                self.named(seen.account.as_deref());
            }
            for key in std::iter::once(&seen.member).chain(&seen.replaces) {
                self.member(key);
                let lineage = self.state.members.get(key);
                if let Some(lineage) = lineage.filter(|_| !seen.replaces.is_empty()) {
                    self.joined(lineage);
                }
            }
        }
    }

    /// Adds a store's purchase, and what it belongs to.
    fn member(&mut self, key: &MemberKey) {
        self.add(RowKey::Member(key.clone()));
        if let Some(lineage) = self.state.members.get(key) {
            self.lineage(lineage);
        }
    }

    /// Adds the account that a record names, if it is one.
    fn named(&mut self, account: Option<&str>) {
        if let Some(Ok(account)) = account.map(str::parse) {
            self.account(&account);
        }
    }

    /// Adds an account and its user.
    fn account(&mut self, account: &ExternalId) {
        self.add(RowKey::Account(account.clone()));
        if let Some(user) = self.state.accounts.get(account) {
            self.add(RowKey::User(user.clone()));
        }
    }

    /// Adds a user, with the purchases if nobody else can have them any more.
    fn left_behind(&mut self, user: &UserId) {
        self.add(RowKey::User(user.clone()));
        let left = self.state.users.get(user);
        let left = left.filter(|_| self.state.is_left_behind(user));
        for lineage in left.iter().flat_map(|row| &row.owns) {
            self.lineage(lineage);
        }
    }

    /// Adds a user with the purchases, the account, and as many devices as one deletion takes.
    fn everything_of(&mut self, user: &UserId) {
        self.add(RowKey::User(user.clone()));
        if let Some(row) = self.state.users.get(user) {
            for device in row.devices.iter().take(MAX_DEVICES) {
                self.device(device);
            }
            for lineage in &row.owns {
                self.lineage(lineage);
            }
            if let Some(account) = &row.account {
                self.add(RowKey::Account(account.clone()));
            }
        }
    }
}
