//! The judgement of reads: each answer is that of a moment between its question and its end.

use std::sync::Arc;

use paywall_ledger::{Ledger, Record, State};

use super::answer::Answer;
use super::world::World;

/// Checks all reads of a run.
pub(crate) fn check(world: &World, log: &[Record], wrong: &mut Vec<String>) {
    // A message is acknowledged once it is kept; the ledger has it later.
    let counts = |key: &str, _: &Answer| !key.starts_with("notification/");
    let is_answer = |state: &State, answer: &Answer| is_answer(world, state, answer);
    for (lengths, read) in world.journal.unexplained(log, counts, is_answer) {
        wrong.push(format!(
            "no moment within {lengths:?} explains the answer {read:?}"
        ));
    }
}

/// Returns true if a state gives this answer.
fn is_answer(world: &World, state: &State, answer: &Answer) -> bool {
    let Some(device) = state.devices.get(&answer.device) else {
        return answer.state.is_none();
    };
    let Some(found) = &answer.state else {
        return false;
    };
    let ledger = Ledger::with_state(Arc::clone(&world.app), state.clone());
    found.user == device.user
        && found.device.as_ref().map(|it| &it.1) == Some(device)
        && Some(&found.row) == state.users.get(&device.user)
        && Some(&found.customer) == ledger.customer(&device.user, answer.now).as_ref()
}
