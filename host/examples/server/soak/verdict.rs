//! The verdict on a long run: its first quarter beside its last, after a warm-up of a sixth.

use std::collections::BTreeMap;

use super::minute::Minute;
use super::mix::Kind;
use crate::Outcome;
use crate::held::Held;
use crate::times::Times;

/// The most that the last quarter may take for its slowest calls, and have of memory, as multiples of the first's.
const SLOWER: f64 = 1.2;
const LARGER: f64 = 1.1;
/// The files and connections that the last quarter may have more.
const MORE_FILES: f64 = 8.0;
/// The waiting events that the last quarter may have more, beside a fifth.
const MORE_WAITING: f64 = 100.0;
/// The share of the calls that must have been made in time.
const MADE: f64 = 0.99;

/// The end of a run: what the receiver heard, and whom it did not hear of.
pub struct End {
    /// The number of events that arrived, and of those that came again.
    pub heard: (usize, usize),
    pub lost: Vec<String>,
}

/// Prints the verdict. Fails if something did not hold.
pub fn tell(read: &[Minute], rate: f64, end: &End) -> Outcome<()> {
    let warm = &read[read.len() / 6..];
    if warm.len() < 4 {
        return Err("a verdict needs at least five minutes".into());
    }
    let quarter = warm.len() / 4;
    let (first, last) = (&warm[..quarter], &warm[warm.len() - quarter..]);
    println!(
        "\nverdict: {} minutes after {} of warm-up; the first {quarter} beside the last {quarter}",
        warm.len(),
        read.len() - warm.len()
    );
    let mut held = Held::new();
    grown(&mut held, first, last);
    println!(
        "    an hour: memory {:+.2} MB, database {:+.1} MB",
        slope(warm, |it| it.memory),
        slope(warm, |it| it.database)
    );
    slowed(&mut held, first, last);
    done(&mut held, read, rate, end);
    held.all()
}

/// Compares what the host takes.
fn grown(held: &mut Held, first: &[Minute], last: &[Minute]) {
    let mut at_most = |what: &str, of: fn(&Minute) -> f64, times: f64, more: f64| {
        let (before, after) = (mean(first, of), mean(last, of));
        compare(held, what, before, after, before * times + more);
    };
    at_most("memory in MB", |it| it.memory, LARGER, 0.0);
    at_most("open files", |it| it.files, 1.0, MORE_FILES);
    at_most("connections", |it| it.connections, 1.0, MORE_FILES);
    at_most(
        "messages that wait",
        |it| it.waiting.inbox,
        1.0,
        MORE_WAITING,
    );
    at_most(
        "events that wait",
        |it| it.waiting.outbox,
        SLOWER,
        MORE_WAITING,
    );
}

/// Compares the times.
fn slowed(held: &mut Held, first: &[Minute], last: &[Minute]) {
    let (before, after) = (all(first).within(990), all(last).within(990));
    compare(
        held,
        "p99 of all calls in ms",
        before,
        after,
        before * SLOWER,
    );
    let (before, after) = (all(first).within(500), all(last).within(500));
    println!("    median: {before:.1}, then {after:.1}");
    kinds(first, last);
}

/// Looks whether all calls were made and all events arrived.
fn done(held: &mut Held, read: &[Minute], rate: f64, end: &End) {
    let made = mean(read, |it| it.rate);
    held.holds(&format!("{made:.1} calls/s of {rate}"), made >= rate * MADE);
    let failed: usize = read.iter().map(|it| it.made.failed).sum();
    held.holds(&format!("{failed} calls failed"), failed == 0);
    let unread = read.last().map_or(0.0, |it| it.waiting.not_understood);
    held.holds(&format!("{unread} messages not understood"), unread == 0.0);
    let (arrived, again) = end.heard;
    println!("    {arrived} events arrived, and {again} of them again");
    end.lost
        .iter()
        .take(5)
        .for_each(|it| println!("    not heard of {it}"));
    let lost = end.lost.len();
    held.holds(
        &format!("{lost} customers of whom the last word did not arrive"),
        lost == 0,
    );
}

/// Prints the kinds of calls side by side.
fn kinds(first: &[Minute], last: &[Minute]) {
    let of = |minutes: &[Minute]| {
        let mut kinds = BTreeMap::<Kind, Times>::new();
        for (kind, times) in minutes.iter().flat_map(|it| &it.made.times) {
            kinds.entry(*kind).or_default().join(times);
        }
        kinds
    };
    let (mut before, mut after) = (of(first), of(last));
    for (kind, times) in &mut after {
        let before = before.entry(*kind).or_default().told();
        println!(
            "    {}: {before}, then {} (median/p99)",
            kind.name(),
            times.told()
        );
    }
}

/// Prints the last quarter beside the first and the limit.
fn compare(held: &mut Held, what: &str, before: f64, after: f64, limit: f64) {
    let told = format!("{what}: {before:.1}, then {after:.1} (at most {limit:.1})");
    held.holds(&told, after <= limit);
}

fn all(minutes: &[Minute]) -> Times {
    let mut all = Times::default();
    minutes.iter().for_each(|it| all.join(&it.all()));
    all
}

fn mean(minutes: &[Minute], what: fn(&Minute) -> f64) -> f64 {
    minutes.iter().map(what).sum::<f64>() / minutes.len() as f64
}

/// Returns the growth in an hour, by the line through all minutes that lies nearest.
fn slope(minutes: &[Minute], what: fn(&Minute) -> f64) -> f64 {
    let middle = (minutes.len() as f64 - 1.0) / 2.0;
    let mean = mean(minutes, what);
    let sums = minutes
        .iter()
        .enumerate()
        .fold((0.0, 0.0), |(up, along), (at, minute)| {
            let distance = at as f64 - middle;
            (
                up + distance * (what(minute) - mean),
                along + distance * distance,
            )
        });
    60.0 * sums.0 / sums.1
}
