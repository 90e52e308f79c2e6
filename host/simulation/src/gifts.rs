//! The judgement of gifts: each gives access until its end, and its end is announced once.

use std::collections::{BTreeMap, BTreeSet};

use paywall_ledger::{Fact, LineageId, Record, State, Time};

use super::announced::{Calm, announced};
use super::world::World;

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
        let lineage = LineageId::granted(&gift.grant);
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
        if acknowledged && !ended.contains(&LineageId::granted(grant)) {
            wrong.push(format!("{grant} was ended by {key}, and is not"));
        }
    }
}

/// Checks that the beginning and the end of each gift were announced once, and none before its time.
pub(crate) fn announcements(world: &World, log: &[Record], calm: Calm, wrong: &mut Vec<String>) {
    let (state, ended, announced) = (State::replay(log), ended(log), announced(log, calm));
    for gift in world.gifts.lock().unwrap().iter() {
        let lineage = LineageId::granted(&gift.grant);
        if !state.lineages.contains_key(&lineage) {
            continue;
        }
        let told = announced.get(&lineage).cloned().unwrap_or_default();
        let mut places = told.iter().enumerate();
        if told.len() % 2 != 0 || places.any(|(at, (_, begins))| *begins != (at % 2 == 0)) {
            wrong.push(format!("{lineage} begins and ends out of turn: {told:?}"));
        }
        let early = |(at, begins): &(Option<Time>, bool)| {
            let is_early = at.is_some_and(|it| it >= calm.since && it < gift.until);
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
