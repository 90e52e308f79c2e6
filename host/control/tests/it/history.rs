//! Random histories: what holds of every edit and of every merge, whatever people do.

use std::collections::BTreeSet;

use fastrand::Rng;
use paywall_control::merge::{Kind, Side};
use paywall_control::{Content, Merged, Section, merge};
use serde_json::Value;

use super::{bytes, content, document, part, random};

/// The number of random histories.
const HISTORIES: u64 = 10_000;

#[test]
fn random_edits_are_taken_back_byte_for_byte() {
    let base = content(document());
    for seed in 0..HISTORIES / 4 {
        let mut random = Rng::with_seed(seed);
        let mut changed = base.clone();
        let inverse = random::edit(&mut changed, &mut random, 8);
        let edited = bytes(&changed);
        for operation in inverse {
            changed
                .apply(&[operation])
                .unwrap_or_else(|error| panic!("seed {seed}: {error}\n{edited}"));
        }
        assert_eq!(bytes(&changed), bytes(&base), "seed {seed}");
    }
}

#[test]
fn two_authors_lose_nothing_and_it_matters_to_nobody_who_comes_first() {
    let start = content(document());
    let mut conflicts = 0;
    for seed in 0..HISTORIES {
        let mut random = Rng::with_seed(seed);
        let mut base = start.clone();
        random::edit(&mut base, &mut random, 4);
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        random::edit(&mut ours, &mut random, 5);
        random::edit(&mut theirs, &mut random, 5);
        let merged = merge(&base, &ours, &theirs).unwrap();
        conflicts += merged.conflicts.len();
        nobody_changed(&base, &ours, seed);
        mirrors(&merged, &merge(&base, &theirs, &ours).unwrap(), seed);
        loses_nothing(&base, &ours, &theirs, &merged, seed);
        is_settled(&merged, seed);
    }
    assert!(conflicts > 1_000, "{conflicts}");
}

/// Asserts that a merge with a side that changed nothing is the other side.
fn nobody_changed(base: &Content, ours: &Content, seed: u64) {
    for merged in [
        merge(base, ours, base),
        merge(base, base, ours),
        merge(base, ours, ours),
    ] {
        let merged = merged.unwrap();
        assert_eq!(bytes(&merged.content), bytes(ours), "seed {seed}");
        assert!(merged.conflicts.is_empty(), "seed {seed}");
    }
}

/// Asserts that a merge is the same whoever comes first.
fn mirrors(merged: &Merged, mirrored: &Merged, seed: u64) {
    assert_eq!(
        bytes(&merged.content),
        bytes(&mirrored.content),
        "seed {seed}"
    );
    let texts = |conflicts: Vec<Value>| {
        conflicts
            .iter()
            .map(Value::to_string)
            .collect::<BTreeSet<_>>()
    };
    let ours = merged
        .conflicts
        .iter()
        .map(|conflict| serde_json::to_value(conflict).unwrap());
    let theirs = mirrored
        .conflicts
        .iter()
        .cloned()
        .map(|conflict| serde_json::to_value(conflict.mirrored()).unwrap());
    assert_eq!(
        texts(ours.collect()),
        texts(theirs.collect()),
        "seed {seed}"
    );
}

/// Returns the ids of everything in a content: parts, and the components of paywall `a`.
fn ids(content: &Content) -> Vec<String> {
    let mut ids: Vec<String> = content
        .manifest
        .parts()
        .map(|(name, _)| format!("{} {}", name.section, name.part))
        .collect();
    if content
        .manifest
        .section(Section::Paywalls)
        .iter()
        .any(|entry| entry.0 == "a")
    {
        random::collect(&part(content, Section::Paywalls, "a"), &mut ids);
    }
    ids
}

/// Asserts that no id is doubled, that what nobody removed is there, and that what is not there was removed by a side or is
/// part of a conflict.
fn loses_nothing(base: &Content, ours: &Content, theirs: &Content, merged: &Merged, seed: u64) {
    let found = ids(&merged.content);
    let known: BTreeSet<&String> = found.iter().collect();
    assert_eq!(known.len(), found.len(), "seed {seed}: doubled");
    let [base, ours, theirs] =
        [base, ours, theirs].map(|content| ids(content).into_iter().collect::<BTreeSet<_>>());
    let told: Vec<String> = merged
        .conflicts
        .iter()
        .map(|conflict| serde_json::to_string(conflict).unwrap())
        .collect();
    for id in ours.union(&theirs) {
        let is_removed = base.contains(id) && !(ours.contains(id) && theirs.contains(id));
        let is_told = told.iter().any(|conflict| conflict.contains(id));
        assert!(
            known.contains(id) || is_removed || is_told,
            "seed {seed}: {id} is lost; {told:#?}"
        );
    }
    for id in &known {
        assert!(
            ours.contains(*id) || theirs.contains(*id) || !told.is_empty(),
            "seed {seed}: {id} came back"
        );
    }
}

/// Asserts that every conflict has two sides that differ, and can be settled for each.
fn is_settled(merged: &Merged, seed: u64) {
    for conflict in &merged.conflicts {
        assert_ne!(conflict.ours, conflict.theirs, "seed {seed}: {conflict:?}");
        for side in [Side::Ours, Side::Theirs, Side::Base] {
            let mut settled = merged.content.clone();
            let operations = conflict.settle(side);
            if let Err(error) = settled.apply(&operations) {
                // Another conflict of the same merge may have to be settled first, and a place may be inside of what is moved
                // there.
                let is_place = conflict.kind == Kind::Moved || merged.conflicts.len() > 1;
                assert!(is_place, "seed {seed}: {error}: {conflict:?}");
            }
        }
    }
}
