//! Beginnings and ends of access, as they were announced.

use std::collections::BTreeMap;

use paywall_ledger::{Event, EventName, Fact, LineageId, Record, Time};

use super::import::is_import;

/// The moment from which on all clocks are right.
#[derive(Clone, Copy)]
pub(crate) struct Calm {
    /// The true time.
    pub since: Time,
    /// The number of records that were written before, whose times a wrong clock may have given.
    pub records: usize,
}

/// Lists the beginnings (true) and ends of access that were announced of each purchase, with their times. None is the
/// time of what was written before all clocks were right, or while one was ahead: a record with an earlier time follows.
/// The facts of an import are taken to be known outside, so they count as announced, at no time.
pub(crate) fn announced(
    log: &[Record],
    calm: Calm,
) -> BTreeMap<LineageId, Vec<(Option<Time>, bool)>> {
    let mut all: BTreeMap<LineageId, Vec<_>> = BTreeMap::new();
    let mut earliest = None;
    let silent = silent(log);
    for (position, record) in log.iter().enumerate().rev() {
        let is_ahead = earliest.is_some_and(|it| it < record.at);
        if !is_ahead {
            earliest = Some(record.at);
        }
        for (_, lineage, begins) in silent.iter().filter(|(at, ..)| *at == position) {
            all.entry(lineage.clone())
                .or_default()
                .push((None, *begins));
        }
        for event in record.events.iter().rev() {
            let Some(begins) = begins(event) else {
                continue;
            };
            let told = all.entry(event.lineage.clone()).or_default();
            let is_right = !is_ahead && position >= calm.records;
            told.push((is_right.then_some(record.at), begins));
        }
    }
    for told in all.values_mut() {
        told.reverse();
    }
    all
}

/// Lists the beginnings and ends of access that imports brought, with the positions of their records.
fn silent(log: &[Record]) -> Vec<(usize, LineageId, bool)> {
    let (mut known, mut out) = (BTreeMap::new(), Vec::new());
    for (position, record) in log.iter().enumerate() {
        for fact in &record.facts {
            let Fact::Told { lineage, told } = fact else {
                continue;
            };
            let before = known.insert(lineage, told.access).unwrap_or(false);
            if is_import(record) && before != told.access {
                out.push((position, lineage.clone(), told.access));
            }
        }
    }
    out
}

/// Returns whether an event says that access begins (true) or ends. None if it says neither.
const fn begins(event: &Event) -> Option<bool> {
    match event.name {
        EventName::Purchased | EventName::EntitlementGranted => Some(true),
        EventName::Expired | EventName::EntitlementEnded => Some(false),
        _ => None,
    }
}
