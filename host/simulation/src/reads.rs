//! The judgement of reads: each answer is that of a moment between its question and its end.
//!
//! The log gives the order of all inputs. An answer must be what a beginning of the log adds up to, one that holds
//! every input that was acknowledged before the question, and none that was sent after the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use paywall_ledger::{Ledger, Record, State};

use super::journal::Read;
use super::world::World;

/// Checks all reads of a run.
pub(crate) fn check(world: &World, log: &[Record], wrong: &mut Vec<String>) {
    let calls = world.journal.calls();
    let places: BTreeMap<&str, usize> = log
        .iter()
        .enumerate()
        .map(|(at, it)| (it.key.as_str(), at + 1))
        .collect();
    let place = |key: &String| places.get(key.as_str()).copied();
    let reads = world.journal.reads();
    // Of each read: the shortest and the longest beginning of the log that it may have seen.
    let bounds = reads.iter().map(|read| {
        // A message is acknowledged once it is kept; the ledger has it later.
        let before = calls.iter().filter(|(key, it)| {
            !key.starts_with("notification/") && it.acknowledged.is_some_and(|it| it < read.began)
        });
        let after = calls.iter().filter(|(_, it)| it.began > read.ended);
        let least = before.filter_map(|(key, _)| place(key)).max().unwrap_or(0);
        let most = after
            .filter_map(|(key, _)| place(key))
            .min()
            .map_or(log.len(), |it| it - 1);
        (least, most)
    });
    let bounds: Vec<_> = bounds.collect();
    let mut found = vec![false; reads.len()];
    let mut state = State::default();
    for length in 0..=log.len() {
        if let Some(record) = length.checked_sub(1).and_then(|it| log.get(it)) {
            record
                .facts
                .iter()
                .for_each(|fact| state.apply(record.at, fact));
        }
        for (at, read) in reads.iter().enumerate() {
            let (least, most) = bounds[at];
            if !found[at] && (least..=most).contains(&length) {
                found[at] = is_answer(world, &state, read);
            }
        }
    }
    for (at, _) in found.iter().enumerate().filter(|(_, found)| !**found) {
        wrong.push(format!(
            "no moment within {:?} gives the answer {:?}",
            bounds[at], reads[at]
        ));
    }
}

/// Returns true if a state gives this answer.
fn is_answer(world: &World, state: &State, read: &Read) -> bool {
    let Some(device) = state.devices.get(&read.device) else {
        return read.answer.is_none();
    };
    let Some(answer) = &read.answer else {
        return false;
    };
    let ledger = Ledger::with_state(Arc::clone(&world.app), state.clone());
    answer.user == device.user
        && answer.device.as_ref().map(|it| &it.1) == Some(device)
        && Some(&answer.row) == state.users.get(&device.user)
        && Some(&answer.customer) == ledger.customer(&device.user, read.now).as_ref()
}
