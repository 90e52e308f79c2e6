//! The memory of impressions that decisions ask for (`memory` of a request, `docs/abi.md`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::activity::{IMPRESSION, SESSION};
use super::content::Content;
use super::exposure;
use paywall_database::{Error, Reader, UserState};
use paywall_ledger::DeviceId;

/// The number of impressions looked at. For one rule, 64 count.
const IMPRESSIONS: u32 = 1024;
/// The number of the customer's other devices whose impressions are looked at, the last to come first.
const OTHERS: usize = 100;

/// Collects the impressions of the customer's devices by rule,
/// oldest first, and the start of this device's session.
pub(super) async fn memory(
    content: &Content,
    reader: Reader<'_>,
    state: &UserState,
) -> Result<Value, Error> {
    let own: Vec<DeviceId> = state.device.iter().map(|(id, _)| id.clone()).collect();
    let others = state.row.devices.iter().rev();
    let others = others.filter(|it| !own.contains(it)).take(OTHERS).cloned();
    let all: Vec<DeviceId> = own.iter().cloned().chain(others).collect();
    let shown = reader.recent_activity(&all, IMPRESSION.name(), IMPRESSIONS);
    let mut history: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (at, body) in shown.await?.iter().rev() {
        // A holdout counts for caps as a showing does: it is decided as often.
        let held_out = || named(content, exposure::held_out(body)?);
        if let Some(rule) = rule_of(content, &body["segment"]).or_else(held_out) {
            history.entry(rule).or_default().push(at.millis());
        }
    }
    let sessions = reader.recent_activity(&own, SESSION.name(), 1);
    let mut memory = json!({"history": history});
    if let Some((began, _)) = sessions.await?.first() {
        memory["sessionStart"] = json!(began.millis());
    }
    Ok(memory)
}

/// Finds the rule that a segment belongs to.
fn rule_of<'a>(content: &'a Content, segment: &Value) -> Option<&'a str> {
    let has = |segments: &[serde_json::Map<String, Value>]| {
        let mut ids = segments.iter().filter_map(|it| it.get("segment"));
        ids.any(|it| it == segment)
    };
    let rule = content.read_rules.iter().find(|it| has(&it.segments))?;
    Some(&rule.rule)
}

/// Finds a rule by its name, as the document has it.
fn named<'a>(content: &'a Content, name: &str) -> Option<&'a str> {
    let mut rules = content.read_rules.iter();
    rules.find(|it| it.rule == name).map(|it| &*it.rule)
}
