//! Tests of `kill -9` under load: nothing that was acknowledged is lost, and nothing is there twice.
//!
//! `KILLS=100 cargo test -p paywall-database kill` kills a hundred times on each database.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use paywall_database::LedgerDatabase;
use paywall_ledger::{Arrival, Input};

use crate::databases::{Place, check, postgres_database, sqlite_file};
use crate::history::{Dice, history};
use paywall_host_testing::needs;
use paywall_host_testing::shop::app;

const WRITERS: u64 = 8;
const INPUTS: usize = 4000;

/// Makes the inputs that a writer gives to the database in a round.
fn inputs(round: u64, writer: u64) -> Vec<Input> {
    history(1000 * (round + 1) + writer, INPUTS, 6, 8).split_off(6)
}

/// Is the program that gets killed: it writes, and prints the key of each input once it is acknowledged.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of the tests beside it"]
async fn victim() {
    let Ok(url) = std::env::var("STORE_URL") else {
        return;
    };
    let round: u64 = std::env::var("ROUND").unwrap().parse().unwrap();
    let database = paywall_database::Database::open(&url).await.unwrap();
    let ledger = LedgerDatabase::new(&database, app());
    let mut running = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let ledger = ledger.clone();
        running.spawn(async move {
            for input in inputs(round, writer) {
                let key = input.key.clone();
                if let Ok(Arrival::New(_)) = ledger.accept(input).await {
                    // One write of a whole line, so that the other end never reads one twice, or half.
                    std::io::stdout()
                        .write_all(format!("acknowledged {key}\n").as_bytes())
                        .unwrap();
                }
            }
        });
    }
    running.join_all().await;
}

fn kill_one(place: &Place, round: u64, dice: &mut Dice) -> BTreeSet<String> {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::victim", "--ignored", "--nocapture"])
        .env("STORE_URL", &place.url)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut acknowledged = BTreeSet::new();
    let mut note = |line: String| {
        if let Some(key) = line.strip_prefix("acknowledged ") {
            acknowledged.insert(key.to_owned());
        }
    };
    // Kill it in the middle of its work: after the first acknowledgements, and a while.
    for line in lines
        .by_ref()
        .map_while(Result::ok)
        .take(20 + usize::try_from(dice.roll(60)).unwrap())
    {
        note(line);
    }
    victim.kill().unwrap();
    lines.map_while(Result::ok).for_each(&mut note);
    victim.wait().unwrap();
    acknowledged
}

async fn kill_many(place: &Place, rounds: u64) {
    let mut dice = Dice::new(rounds);
    let mut all = history(0, 0, 6, 1);
    let ledger = LedgerDatabase::new(&place.open().await, app());
    for input in &all {
        ledger.accept(input.clone()).await.unwrap();
    }
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        let now = kill_one(place, round, &mut dice);
        assert!(now.len() >= 10, "round {round}: the victim did nothing");
        acknowledged.extend(now);
    }
    all.extend((0..rounds).flat_map(|round| (0..WRITERS).flat_map(move |it| inputs(round, it))));
    let log = ledger.log().await.unwrap();
    let kept: BTreeSet<_> = log.iter().map(|record| record.key.clone()).collect();
    assert_eq!(kept.len(), log.len(), "something is there twice");
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{}: lost {lost:?}", place.name);
    check(&ledger, &all).await;
    eprintln!(
        "{}: killed {rounds} times, {} acknowledged, none lost",
        place.name,
        acknowledged.len()
    );
}

fn rounds() -> u64 {
    std::env::var("KILLS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(4)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sqlite_acknowledged_survives_kills() {
    kill_many(&sqlite_file(), rounds()).await;
}

#[needs(postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_acknowledged_survives_kills() {
    kill_many(&postgres_database().unwrap(), rounds()).await;
}
