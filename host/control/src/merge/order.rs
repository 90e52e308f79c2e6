//! The merge of orders: who stands after whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::sorted::Sorted;

/// A merged order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// The members in their order.
    pub keys: Vec<String>,
    /// True if both sides moved the same one, or one past the other: then the base's order holds.
    pub is_in_conflict: bool,
}

/// Merges the orders of a list. The result has exactly the `members`; `is_first` says whose order holds for what both
/// sides have and the base has not.
pub(super) fn merge(
    base: &[String],
    ours: &[String],
    theirs: &[String],
    members: &BTreeSet<String>,
    is_first: bool,
) -> Order {
    let known = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    let (in_base, in_ours, in_theirs) = (known(base), known(ours), known(theirs));
    let is_common = |key: &&String| {
        members.contains(*key)
            && in_base.contains(*key)
            && in_ours.contains(*key)
            && in_theirs.contains(*key)
    };
    let common = |list: &[String]| list.iter().filter(is_common).cloned().collect::<Vec<_>>();
    let (mut keys, is_in_conflict) = skeleton(common(base), common(ours), common(theirs));
    let sides = if is_first {
        [ours, theirs]
    } else {
        [theirs, ours]
    };
    // What both moved away and had to stay is in the base's list alone.
    let is_stranded = |key: &&String| !in_ours.contains(*key) && !in_theirs.contains(*key);
    let stranded = members.iter().filter(is_stranded).cloned().collect();
    let stranded: BTreeSet<String> = stranded;
    let landmarks = keys.iter().cloned().chain(stranded).collect();
    keys = insert(keys, &[base], &landmarks);
    keys = insert(keys, &sides, members);
    let placed = known(&keys);
    let lost = members.iter().filter(|key| !placed.contains(*key)).cloned();
    keys.extend(lost.collect::<Vec<_>>());
    Order {
        keys,
        is_in_conflict,
    }
}

/// Orders what all three have.
fn skeleton(base: Vec<String>, ours: Vec<String>, theirs: Vec<String>) -> (Vec<String>, bool) {
    if ours == theirs || theirs == base {
        return (ours, false);
    }
    if ours == base {
        return (theirs, false);
    }
    let moves = |side: &[String]| moved(&base, side).into_iter().collect::<BTreeSet<_>>();
    let (our_moves, their_moves) = (moves(&ours), moves(&theirs));
    if !our_moves.is_disjoint(&their_moves) {
        return (base, true);
    }
    let members: BTreeSet<String> = base.iter().cloned().collect();
    let stayed = base
        .iter()
        .filter(|key| !our_moves.contains(*key) && !their_moves.contains(*key));
    let keys = stayed.cloned().collect();
    // Each side says after whom it put what it moved; what the other moved is no landmark.
    let without = |list: &[String], moves: &BTreeSet<String>| {
        list.iter()
            .filter(|key| !moves.contains(*key))
            .cloned()
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (without(&ours, &their_moves), without(&theirs, &our_moves));
    (insert(keys, &[&ours, &theirs], &members), false)
}

/// Returns the fewest keys by whose move one order becomes the other, in no order that means something.
pub(crate) fn moved(from: &[String], to: &[String]) -> Vec<String> {
    let places: Sorted<&String, usize> =
        from.iter().enumerate().map(|(at, key)| (key, at)).collect();
    // The ends of the longest rising runs by their length, and what stands before each key in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(to.len());
    let place = |at: usize| to.get(at).and_then(|key| places.get(key)).copied();
    for at in 0..to.len() {
        let length = ends.partition_point(|end| place(*end) < place(at));
        before.push(
            length
                .checked_sub(1)
                .and_then(|last| ends.get(last))
                .copied(),
        );
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut moved = Vec::new();
    let mut stays = ends.last().copied();
    for (at, key) in to.iter().enumerate().rev() {
        match stays == Some(at) {
            true => stays = before.get(at).copied().flatten(),
            false => moved.push(key.clone()),
        }
    }
    moved
}

/// Inserts the members of lists that have no place yet: each run of them stands after the key before it in its list.
/// Runs of two lists at one place are ordered by their first keys, and what both lists have is taken from the first.
fn insert(keys: Vec<String>, lists: &[&[String]], members: &BTreeSet<String>) -> Vec<String> {
    let placed: BTreeSet<String> = keys.iter().cloned().collect();
    let mut taken = BTreeSet::new();
    let mut runs: BTreeMap<Option<String>, Vec<Vec<String>>> = BTreeMap::new();
    for list in lists {
        let mut anchor: Option<String> = None;
        let mut run: Vec<String> = Vec::new();
        for key in list.iter().filter(|key| members.contains(*key)) {
            if placed.contains(key) {
                if !run.is_empty() {
                    runs.entry(anchor)
                        .or_default()
                        .push(std::mem::take(&mut run));
                }
                anchor = Some(key.clone());
            } else if taken.insert(key.clone()) {
                run.push(key.clone());
            }
        }
        if !run.is_empty() {
            runs.entry(anchor).or_default().push(run);
        }
    }
    for runs in runs.values_mut() {
        runs.sort();
    }
    let mut result: Vec<String> = runs.remove(&None).into_iter().flatten().flatten().collect();
    for key in keys {
        let after = runs.remove(&Some(key.clone()));
        result.push(key);
        result.extend(after.into_iter().flatten().flatten());
    }
    result
}
