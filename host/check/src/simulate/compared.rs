//! The comparison of two documents: what each of the same people gets by the one and by the other.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::Placement;
use super::outcome::Outcome;
use super::tally::Tally;

/// The number of moves that are listed.
const MOVES: usize = 100;

/// The difference that a document makes to the people who come, against another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// The number of decisions that come out otherwise.
    pub moved: u64,
    /// The moves from one outcome to another, the largest first; at most 100.
    pub moves: Vec<Move>,
    /// The rules by which the other document showed something to somebody, and this one shows nothing to anybody.
    pub unreached: Vec<String>,
}

/// People on one placement who get something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The placement that was launched.
    pub placement: Placement,
    /// The outcome by the other document.
    pub from: Outcome,
    /// The outcome by this document.
    pub to: Outcome,
    /// The number of decisions.
    pub count: u64,
}

/// Makes the comparison of a tally.
pub(super) fn of(tally: &Tally) -> Compared {
    let moves = tally.moves.iter();
    let mut moves: Vec<_> = moves
        .map(|((placement, from, to), count)| Move {
            placement: placement.clone(),
            from: from.clone(),
            to: to.clone(),
            count: *count,
        })
        .collect();
    moves.sort_by_key(|it| Reverse(it.count));
    moves.truncate(MOVES);
    let now: BTreeSet<&str> = tally.rules_shown().collect();
    let before = tally.before.iter();
    let unreached = before.filter(|rule| !now.contains(&***rule)).cloned();
    Compared {
        moved: tally.moves.values().sum(),
        moves,
        unreached: unreached.collect(),
    }
}
