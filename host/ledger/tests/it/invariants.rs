//! Invariants: statements that hold of every ledger, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use paywall_ledger::{
    Cause, Event, EventName, Fact, Ledger, LineageId, Record, State, Time, UserId,
};

/// Fails if an invariant does not hold of a ledger and the log that made it.
pub fn check(ledger: &Ledger, log: &[Record], now: Time) {
    let state = ledger.state();
    every_purchase_has_one_owner(state);
    every_device_has_one_user(state);
    replay_gives_the_same_bytes(state, log);
    moves_explain_the_owners(state, log);
    events_are_told_apart(log);
    updates_keep_up_with_purchases(state, log);
    journeys_agree_with_access(ledger, now);
}

fn every_purchase_has_one_owner(state: &State) {
    let mut owners: BTreeMap<&LineageId, Vec<&UserId>> = BTreeMap::new();
    for (id, user) in &state.users {
        for lineage in &user.owns {
            owners.entry(lineage).or_default().push(id);
        }
    }
    for (id, lineage) in &state.lineages {
        assert_eq!(
            owners.remove(id),
            Some(vec![&lineage.owner]),
            "owners of {id}"
        );
        assert!(
            !state.users[&lineage.owner].deleted,
            "the owner of {id} is forgotten"
        );
        for member in lineage.members.keys() {
            assert_eq!(state.members.get(member), Some(id), "where {member} is");
        }
        for device in &lineage.claims {
            assert!(
                state.devices[device].claims.contains(id),
                "claim of {device} on {id}"
            );
        }
    }
    assert!(owners.is_empty(), "owned, but not there: {owners:?}");
    let members: usize = state.lineages.values().map(|it| it.members.len()).sum();
    assert_eq!(members, state.members.len());
}

fn every_device_has_one_user(state: &State) {
    let mut devices = 0;
    for (id, user) in &state.users {
        devices += user.devices.len();
        for device in &user.devices {
            assert_eq!(&state.devices[device].user, id, "user of {device}");
        }
        if let Some(account) = &user.account {
            assert_eq!(state.accounts.get(account), Some(id), "user of {account}");
        }
    }
    assert_eq!(devices, state.devices.len());
    for device in state.devices.values() {
        for lineage in &device.claims {
            assert!(state.lineages.contains_key(lineage), "a claim on nothing");
        }
    }
}

fn replay_gives_the_same_bytes(state: &State, log: &[Record]) {
    let written = serde_json::to_string(log).unwrap();
    let read: Vec<Record> = serde_json::from_str(&written).unwrap();
    let replayed = serde_json::to_string(&State::replay(&read)).unwrap();
    assert_eq!(replayed, serde_json::to_string(state).unwrap());
    let read: State = serde_json::from_str(&replayed).unwrap();
    assert_eq!(&read, state);
}

/// Checks that nothing is gained or lost on the way: each move begins where the one before it ended.
fn moves_explain_the_owners(state: &State, log: &[Record]) {
    let mut owners: BTreeMap<&LineageId, &UserId> = BTreeMap::new();
    for fact in log.iter().flat_map(|record| &record.facts) {
        match fact {
            Fact::LineageCreated { lineage, owner } => {
                assert!(
                    owners.insert(lineage, owner).is_none(),
                    "made twice: {lineage}"
                );
            }
            Fact::OwnershipMoved(step) => {
                let before = owners.insert(&step.lineage, &step.to);
                assert_eq!(before, Some(&step.from), "{}", step.lineage);
            }
            Fact::LineagesMerged { from, into } => {
                assert_eq!(
                    owners.remove(from).as_ref(),
                    owners.get(into),
                    "{from} and {into}"
                );
            }
            _ => {}
        }
    }
    let rows = state.lineages.iter().map(|(id, row)| (id, &row.owner));
    assert_eq!(owners, rows.collect());
}

fn events_are_told_apart(log: &[Record]) {
    let mut ids = BTreeSet::new();
    for record in log {
        for event in &record.events {
            assert!(ids.insert(&event.id), "twice: {event:?}");
        }
        let announced = record
            .events
            .iter()
            .filter_map(|event| event.transfer.as_ref());
        let announced = announced
            .filter(|transfer| transfer.cause != "budget")
            .count();
        let moved = record.facts.iter().filter(|fact| match fact {
            Fact::OwnershipMoved(step) => step.active && step.cause != Cause::Deletion,
            _ => false,
        });
        assert_eq!(announced, moved.count(), "transfers of {}", record.key);
    }
}

/// Whoever hears the updates alone knows of every change, and what else is announced has an update beside it.
fn updates_keep_up_with_purchases(state: &State, log: &[Record]) {
    let is_update = |it: &&Event| it.name == EventName::PurchaseUpdated;
    let mut last: BTreeMap<&LineageId, &Event> = BTreeMap::new();
    for record in log {
        let updates: Vec<&Event> = record.events.iter().filter(is_update).collect();
        let about: BTreeSet<&LineageId> = updates.iter().map(|it| &it.lineage).collect();
        assert_eq!(about.len(), updates.len(), "one change, two updates");
        for event in &record.events {
            let told = about.contains(&event.lineage) || merged(record, &event.lineage);
            let blocked = event.name == EventName::TransferBlocked;
            assert!(told || blocked, "no update beside {event:?}");
        }
        for update in updates {
            let before = last.insert(&update.lineage, update);
            assert!(before.is_none_or(|it| it.version < update.version));
        }
    }
    for (id, row) in &state.lineages {
        let word = last.get(id).map(|it| (it.version, it.users.as_slice()));
        let truth = (row.version, std::slice::from_ref(&row.owner));
        assert_eq!(word, Some(truth), "{id:?}");
    }
}

/// Returns true if a purchase turned out to be another one just then, whose update tells of it.
fn merged(record: &Record, lineage: &LineageId) -> bool {
    let mut facts = record.facts.iter();
    facts.any(|it| matches!(it, Fact::LineagesMerged { from, .. } if from == lineage))
}

fn journeys_agree_with_access(ledger: &Ledger, now: Time) {
    for (id, user) in &ledger.state().users {
        let Some(customer) = ledger.customer(id, now) else {
            assert!(user.deleted);
            assert!(user.owns.is_empty() && user.devices.is_empty() && user.account.is_none());
            continue;
        };
        let journey = customer.journey;
        let subscriptions = || {
            customer
                .purchases
                .iter()
                .filter(|it| it.status.subscription)
        };
        let active = subscriptions().any(|it| it.status.access());
        assert!(!(journey.former_subscriber && active));
        let needs_access = journey.in_trial_period
            || journey.in_intro_offer_period
            || journey.in_grace_period
            || journey.is_cancelled;
        assert!(active || !needs_access);
        assert!(!customer.purchases.is_empty() || customer.entitlements.is_empty());
    }
}
