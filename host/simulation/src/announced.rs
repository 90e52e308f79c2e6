//! Beginnings and ends of access, as they were announced.

use std::collections::BTreeMap;

use paywall_ledger::{Event, EventName, LineageId, Record, Time};

/// Lists the beginnings (true) and ends of access that were announced of each purchase, with their times. None is the
/// time of what was written while the clock was ahead: a record with an earlier time follows.
pub(crate) fn announced(log: &[Record]) -> BTreeMap<LineageId, Vec<(Option<Time>, bool)>> {
    let mut all: BTreeMap<LineageId, Vec<_>> = BTreeMap::new();
    let mut earliest = None;
    for record in log.iter().rev() {
        let is_ahead = earliest.is_some_and(|it| it < record.at);
        if !is_ahead {
            earliest = Some(record.at);
        }
        for event in record.events.iter().rev() {
            let Some(begins) = begins(event) else {
                continue;
            };
            let told = all.entry(event.lineage.clone()).or_default();
            told.push(((!is_ahead).then_some(record.at), begins));
        }
    }
    for told in all.values_mut() {
        told.reverse();
    }
    all
}

/// Returns whether an event says that access begins (true) or ends. None if it says neither.
const fn begins(event: &Event) -> Option<bool> {
    match event.name {
        EventName::Purchased | EventName::EntitlementGranted => Some(true),
        EventName::Expired | EventName::EntitlementEnded => Some(false),
        _ => None,
    }
}
