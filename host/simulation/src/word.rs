//! The receiver's last word about each purchase. Whoever keeps the update with the highest version, as receivers are told
//! to, must know of each purchase what is so.

use std::collections::BTreeMap;

use paywall_ledger::{Lineage, Record, State, Time};
use serde_json::{Value, json};

use super::import::is_untold;
use super::world::World;

/// Checks that the last word about each purchase names its owner and its state.
pub(crate) fn check(world: &World, log: &[Record], wrong: &mut Vec<String>) {
    let mut words: BTreeMap<String, Value> = BTreeMap::new();
    for heard in world.receiver.heard() {
        let Some(update) = heard.purchase else {
            continue;
        };
        let version = |it: &Value| it["version"].as_u64();
        let key = update["collapse_key"].as_str().unwrap_or_default();
        let last = words.get(key).and_then(version);
        if last <= version(&update) {
            let (key, mut word) = (key.to_owned(), update);
            word["user_id"] = heard.user.into();
            words.insert(key, word);
        }
    }
    let now = world.time.now();
    for (id, row) in &State::replay(log).lineages {
        let word = words.get(&id.to_string()).unwrap_or(&Value::Null);
        if is_untold(log, id) {
            continue;
        }
        let truth = truth(row, now);
        let said = truth.as_object().unwrap().keys();
        let said: Value = said.map(|it| (it.clone(), word[it].clone())).collect();
        if said != truth {
            wrong.push(format!(
                "the last word about {id} was {said}, and so it is: {truth}"
            ));
        }
    }
}

/// Writes the state of a purchase as an update does.
fn truth(row: &Lineage, now: Time) -> Value {
    let status = row.status(now);
    let ends = status.grants.iter().filter_map(|it| it.until).max();
    json!({
        "user_id": row.owner,
        "version": row.version,
        "is_active": status.access(),
        "is_cancelled": status.cancelled,
        "is_free_trial": status.trial,
        "phase": status.phase,
        "expires_at": ends.map(|it| it.to_string()),
    })
}
