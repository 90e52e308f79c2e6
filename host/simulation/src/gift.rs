//! Gifts: entitlements that support gives and ends, and the judgement of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paywall_ledger::{
    DeviceId, EntitlementId, Event, EventName, Fact, Holder, LineageId, Note, Record, State, Time,
    What, grant_lineage,
};
use tokio::task::JoinSet;

use super::customer::Act;
use super::oracle::announced;
use super::store::account_name;
use super::world::World;

/// The lengths of grants, in minutes.
const LENGTHS: std::ops::Range<u64> = 1..90;

/// An entitlement that support gives.
#[derive(Debug, Clone)]
pub(crate) struct Gift {
    grant: String,
    to: Holder,
    until: Time,
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

impl World {
    /// Gives something to the user of a device, or to an account.
    pub async fn give(self: Arc<Self>, key: String, device: DeviceId, account: Option<u64>) {
        let to = match account {
            Some(account) => Holder::Account(account_name(account).parse().unwrap()),
            None => {
                let host = self.a_host().await;
                let state = host.ledger.device_state(&device, (host.clock)());
                match host.call(state).await {
                    Some(Ok(Some(state))) => Holder::User(state.user),
                    _ => return,
                }
            }
        };
        let minutes = i64::try_from(self.dice.roll(LENGTHS)).unwrap();
        let gift = Gift {
            grant: format!("gift-{key}"),
            to,
            until: self.time.now().plus_millis(minutes * 60_000),
        };
        self.gifts.lock().unwrap().push(gift.clone());
        self.act(key, Act::Give(gift)).await;
    }

    /// Ends something that was given.
    pub fn end_a_gift(self: &Arc<Self>, key: String, under_way: &mut JoinSet<()>) {
        let gifts = self.gifts.lock().unwrap();
        if gifts.is_empty() {
            return;
        }
        let grant = self.dice.pick(&gifts).grant.clone();
        self.trace
            .say("support", format_args!("{key}: ends {grant}"));
        let (own, ends) = (Arc::clone(self), (key.clone(), grant.clone()));
        self.ends.lock().unwrap().push(ends);
        under_way.spawn(async move { own.act(key, Act::EndGift(grant)).await });
    }

    /// Returns the end of the gift that lasts longest.
    pub fn last_gift(&self) -> Option<Time> {
        let gifts = self.gifts.lock().unwrap();
        gifts.iter().map(|it| it.until).max()
    }
}

/// Lists the grants that were ended by hand.
fn ended(log: &[Record]) -> BTreeSet<&LineageId> {
    let facts = log.iter().flat_map(|it| &it.facts);
    let ended = facts.filter_map(|fact| match fact {
        Fact::GrantEnded { lineage, .. } => Some(lineage),
        _ => None,
    });
    ended.collect()
}

/// Checks that each gift gives access until its end, unless it was ended by hand.
pub(crate) fn access(world: &World, log: &[Record], wrong: &mut Vec<String>) {
    let (state, ended, now) = (State::replay(log), ended(log), world.time.now());
    for gift in world.gifts.lock().unwrap().iter() {
        let lineage = grant_lineage(&gift.grant);
        let Some(row) = state.lineages.get(&lineage) else {
            continue;
        };
        let truth = now < gift.until && !ended.contains(&lineage);
        if row.status(now).access() != truth {
            wrong.push(format!(
                "{lineage} should give access: {truth}, until {}",
                gift.until
            ));
        }
    }
    let calls: BTreeMap<_, _> = world.journal.calls().into_iter().collect();
    for (key, grant) in world.ends.lock().unwrap().iter() {
        let acknowledged = calls.get(key).is_some_and(|it| it.acknowledged.is_some());
        if acknowledged && !ended.contains(&grant_lineage(grant)) {
            wrong.push(format!("{grant} was ended by {key}, and is not"));
        }
    }
}

/// Checks that the beginning and the end of each gift were announced once, and none before its time.
pub(crate) fn announcements(
    world: &World,
    log: &[Record],
    right_since: Time,
    wrong: &mut Vec<String>,
) {
    let (state, ended, announced) = (State::replay(log), ended(log), announced(log));
    for gift in world.gifts.lock().unwrap().iter() {
        let lineage = grant_lineage(&gift.grant);
        if !state.lineages.contains_key(&lineage) {
            continue;
        }
        let told = announced.get(&lineage).cloned().unwrap_or_default();
        let mut places = told.iter().enumerate();
        if told.len() % 2 != 0 || places.any(|(at, (_, begins))| *begins != (at % 2 == 0)) {
            wrong.push(format!("{lineage} begins and ends out of turn: {told:?}"));
        }
        let early = |(at, begins): &(Option<Time>, bool)| {
            let is_early = at.is_some_and(|it| it >= right_since && it < gift.until);
            !begins && is_early && !ended.contains(&lineage)
        };
        if told.iter().any(early) {
            wrong.push(format!(
                "{lineage} was announced to have ended before {}",
                gift.until
            ));
        }
    }
}

/// Returns whether an event says that access begins (true) or ends. None if it says neither.
pub(crate) fn begins(event: &Event) -> Option<bool> {
    match event.name {
        EventName::Purchased | EventName::EntitlementGranted => Some(true),
        EventName::Expired | EventName::EntitlementEnded => Some(false),
        _ => None,
    }
}

/// Returns true if a text is the word of support in this record.
pub(crate) fn is_note(record: &Record, text: &str) -> bool {
    record.facts.iter().any(|fact| match fact {
        Fact::Granted { note, .. } | Fact::GrantEnded { note, .. } => {
            note.by == text || note.why == text
        }
        _ => false,
    })
}
