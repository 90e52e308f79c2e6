//! The erasure of a customer from the log: names are replaced, and what happened stays.
//!
//! Each name gets a pseudonym, the same one in all records, so the log still adds up to the rows.
//! Pseudonyms follow from a secret that nobody keeps, so nobody can tell whose they were.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, Transfer};
use super::external_id::ExternalId;
use super::fact::{Cause, Fact, Move, Record};
use super::id::{DeviceId, MemberKey, UserId, derived};
use super::names::{account_name, device_name};
use super::note::Note;
use super::observation::Observation;

/// The names of one customer, and a pseudonym for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    users: BTreeMap<UserId, UserId>,
    devices: BTreeMap<DeviceId, DeviceId>,
    account: Option<(ExternalId, ExternalId)>,
    kept: BTreeSet<MemberKey>,
    secret: String,
}

/// The name of all devices of other customers.
const OTHERS: &str = "another customer's";

impl Erasure {
    /// Makes the pseudonyms for those whom a record deletes. `account` is the one that the user had; purchases that
    /// are `kept` go on naming it. Forget `secret` afterwards: it leads from the names to the pseudonyms.
    pub fn of(
        deletion: &Record,
        account: Option<&ExternalId>,
        kept: BTreeSet<MemberKey>,
        secret: &str,
    ) -> Self {
        let pseudonym = |kind: &str, name: &str| derived(&[secret, kind, name]);
        let (mut users, mut devices) = (BTreeMap::new(), BTreeMap::new());
        for fact in &deletion.facts {
            match fact {
                Fact::UserDeleted { user } => {
                    let new = UserId::new(pseudonym("user", user.as_str()));
                    users.insert(user.clone(), new);
                }
                Fact::DeviceDeleted { device, .. } => {
                    let new = DeviceId::new(pseudonym("device", device.as_str()));
                    devices.insert(device.clone(), new);
                }
                _ => {}
            }
        }
        let new = account.and_then(|it| pseudonym("account", it.as_str()).parse().ok());
        Self {
            users,
            devices,
            account: account.cloned().zip(new),
            kept,
            secret: secret.to_owned(),
        }
    }

    /// Names the devices of other customers in one's records alike: a device's id may be all that it proves itself by.
    pub fn of_others<'a>(records: impl IntoIterator<Item = &'a Record>, user: &UserId) -> Self {
        let (mut own, mut devices) = (BTreeSet::new(), BTreeSet::new());
        for fact in records.into_iter().flat_map(|it| &it.facts) {
            devices.extend(fact.device());
            match fact {
                Fact::DeviceCreated {
                    device, user: it, ..
                }
                | Fact::DeviceMoved {
                    device, from: it, ..
                }
                | Fact::DeviceMoved { device, to: it, .. }
                    if it == user =>
                {
                    own.insert(device);
                }
                _ => {}
            }
        }
        let others = devices.difference(&own).copied().cloned();
        Self {
            users: BTreeMap::new(),
            devices: others.map(|it| (it, DeviceId::new(OTHERS))).collect(),
            account: None,
            kept: BTreeSet::new(),
            secret: String::new(),
        }
    }

    /// Lists the users, each with the pseudonym.
    pub const fn users(&self) -> &BTreeMap<UserId, UserId> {
        &self.users
    }

    /// Lists the devices, each with the pseudonym.
    pub const fn devices(&self) -> &BTreeMap<DeviceId, DeviceId> {
        &self.devices
    }

    /// Lists the names under which the records can be found that are to be erased ([`Record::names`]).
    pub fn names(&self) -> BTreeSet<String> {
        let users = self.users.keys().map(UserId::to_string);
        let devices = self.devices.keys().map(device_name);
        let account = self.account.iter().map(|(it, _)| account_name(it));
        users.chain(devices).chain(account).collect()
    }

    /// Returns a record with pseudonyms in the places of the names. A key that a device or the deletion brought gets
    /// another one, since it may say anything; the keys of stores' messages stay, and with them what they did once.
    #[must_use]
    pub fn erase(&self, record: &Record) -> Record {
        let device = |part: &str| self.devices.contains_key(&DeviceId::new(part));
        let named = record.key.split('/').any(device);
        let own = named || record.facts.iter().any(|it| self.is_own(it));
        let key = match own {
            true => self.key(&record.key),
            false => record.key.clone(),
        };
        Record {
            facts: record.facts.iter().map(|it| self.fact(it, &key)).collect(),
            events: record
                .events
                .iter()
                .map(|it| self.event(it, &key))
                .collect(),
            at: record.at,
            key,
        }
    }

    /// Returns true if a fact was brought about by an erased device, or by the deletion.
    fn is_own(&self, fact: &Fact) -> bool {
        let device = match fact {
            Fact::UserDeleted { user } => return self.users.contains_key(user),
            // These may happen to a device because of another one, or of a store's message.
            Fact::Unclaimed { .. }
            | Fact::DeviceMoved {
                cause: Cause::Limit,
                ..
            } => None,
            other => other.device(),
        };
        device.is_some_and(|it| self.devices.contains_key(it))
    }

    /// Erases a fact of a record that has this key from now on.
    fn fact(&self, fact: &Fact, key: &str) -> Fact {
        let mut fact = fact.clone();
        match &mut fact {
            Fact::UserCreated { user, account } => {
                self.user(user);
                account.iter_mut().for_each(|it| self.account(it));
            }
            Fact::DeviceCreated { device, user, .. } | Fact::DeviceDeleted { device, user } => {
                self.device(device);
                self.user(user);
            }
            Fact::DeviceMoved {
                device, from, to, ..
            } => {
                self.device(device);
                self.user(from);
                self.user(to);
            }
            Fact::LineageCreated { owner: user, .. } | Fact::UserDeleted { user } => {
                self.user(user);
            }
            Fact::Observed { observation, .. } => self.observation(observation),
            Fact::OwnershipMoved(step) => self.step(step, key),
            Fact::MoveRefused {
                owner,
                user,
                device,
                ..
            } => {
                self.user(owner);
                self.user(user);
                self.device(device);
            }
            Fact::Claimed { device, .. } | Fact::Unclaimed { device, .. } => self.device(device),
            Fact::NameDeleted { account, .. } => self.account(account),
            Fact::Granted { user, note, .. } | Fact::GrantEnded { user, note, .. } => {
                // The reason may say anything about them.
                if self.users.contains_key(user) {
                    *note = Note::default();
                }
                self.user(user);
            }
            Fact::LineagesMerged { .. }
            | Fact::Told { .. }
            | Fact::TimePassed { .. }
            | Fact::EndTakenBack { .. } => {}
        }
        fact
    }

    /// Erases a change of owner.
    fn step(&self, step: &mut Move, key: &str) {
        self.user(&mut step.from);
        self.user(&mut step.to);
        step.device.iter_mut().for_each(|it| self.device(it));
        key.clone_into(&mut step.batch);
    }

    /// Returns an event with pseudonyms in the places of the names.
    #[must_use]
    pub fn hide(&self, event: &Event) -> Event {
        let transfer = event.transfer.as_ref();
        let own = |it: &&Transfer| {
            it.device
                .as_ref()
                .is_some_and(|it| self.devices.contains_key(it))
        };
        let key = match transfer.filter(own) {
            Some(own) => self.key(&own.batch),
            None => transfer.map(|it| it.batch.clone()).unwrap_or_default(),
        };
        self.event(event, &key)
    }

    /// Makes another key for an input.
    fn key(&self, key: &str) -> String {
        derived(&[&self.secret, "key", key])
    }

    /// Erases an event of a record that has this key from now on.
    fn event(&self, event: &Event, key: &str) -> Event {
        let mut event = event.clone();
        event.users.iter_mut().for_each(|it| self.user(it));
        if let Some(Transfer {
            from,
            to,
            device,
            batch,
            ..
        }) = &mut event.transfer
        {
            self.user(from);
            self.user(to);
            device.iter_mut().for_each(|it| self.device(it));
            key.clone_into(batch);
        }
        event
    }

    /// Erases the account that a store's statement names.
    fn observation(&self, seen: &mut Observation) {
        if let Some((name, new)) = &self.account
            && seen.named().as_ref() == Some(name)
            && !self.kept.contains(&seen.member)
        {
            seen.account = Some(new.to_string());
        }
    }

    /// Replaces a user.
    fn user(&self, user: &mut UserId) {
        if let Some(new) = self.users.get(user) {
            user.clone_from(new);
        }
    }

    /// Replaces a device.
    fn device(&self, device: &mut DeviceId) {
        if let Some(new) = self.devices.get(device) {
            device.clone_from(new);
        }
    }

    /// Replaces the account.
    fn account(&self, account: &mut ExternalId) {
        if let Some((_, new)) = self.account.as_ref().filter(|(name, _)| name == account) {
            account.clone_from(new);
        }
    }
}
