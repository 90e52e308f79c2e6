//! Many runs, each from its seed.
//!
//! `SEED=n` plays one run and prints all that happened in it, `SEEDS=n` plays the first so many, and `FROM=n` begins
//! with that seed.

use std::sync::Mutex;
use std::time::Instant;

use paywall_simulation::{Run, run};

/// The seeds that showed a fault once, each with the fault.
const FOUND: &str = include_str!("../found.txt");

/// Reads a number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays runs on all processors. Returns those in which something is wrong.
fn play(seeds: impl Iterator<Item = u64> + Send) -> Vec<Run> {
    let (seeds, wrong) = (Mutex::new(seeds), Mutex::new(Vec::new()));
    let next = || seeds.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(seed) = next() {
                    let run = run(seed);
                    if !run.wrong.is_empty() {
                        wrong.lock().unwrap().push(run);
                    }
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

/// Says what is wrong, with the whole story of the first run in which something is.
fn judge(wrong: &[Run]) {
    let Some(first) = wrong.first() else { return };
    for line in &first.lines {
        eprintln!("{line}");
    }
    for run in wrong {
        eprintln!("SEED={}: {:#?}", run.seed, run.wrong);
    }
    panic!(
        "{} seeds show a fault; `SEED=n` plays one of them again",
        wrong.len()
    );
}

#[test]
fn whatever_happens_nothing_is_lost_or_counts_twice() {
    if let Some(seed) = number("SEED") {
        let run = run(seed);
        for line in &run.lines {
            eprintln!("{line}");
        }
        assert!(run.wrong.is_empty(), "SEED={seed}: {:#?}", run.wrong);
        return;
    }
    let (from, count) = (number("FROM").unwrap_or(1), number("SEEDS").unwrap_or(300));
    let began = Instant::now();
    let wrong = play(from..from + count);
    eprintln!("{count} seeds in {:?}", began.elapsed());
    judge(&wrong);
}

#[test]
fn what_was_found_once_stays_away() {
    let seeds = FOUND.lines().filter(|it| !it.starts_with('#'));
    let seeds: Vec<u64> = seeds
        .filter_map(|it| it.split_whitespace().next()?.parse().ok())
        .collect();
    judge(&play(seeds.into_iter()));
}

#[test]
fn a_seed_gives_the_same_run_again() {
    for seed in 1..=number("TWICE").unwrap_or(20) {
        let (one, other) = (run(seed), run(seed));
        let mut lines = one.lines.iter().zip(&other.lines);
        let differ = lines.find(|(one, other)| one != other);
        assert_eq!(differ, None, "seed {seed}");
        assert_eq!(one.digest(), other.digest(), "seed {seed}");
    }
}
