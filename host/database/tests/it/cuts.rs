//! Tests of PostgreSQL behind a network that fails: connections are cut at any byte, before or after what was sent
//! took effect, also in the middle of a commit.
//!
//! `CUTS=20 cargo test -p paywall-database cuts` plays twenty such runs. Other processes take part, so they differ.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use paywall_database::{Database, LedgerDatabase};
use paywall_host_testing::needs;
use paywall_host_testing::shop::app;
use paywall_ledger::AppId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::databases::{check, postgres_database};
use crate::history::Dice;
use crate::real_time::work;

/// One of so many pieces that pass is the last of its connection.
const LAST: u64 = 150;

/// Stands between a host and PostgreSQL, and cuts connections.
struct Network {
    url: String,
    fails: Arc<AtomicBool>,
    cuts: Arc<AtomicU64>,
}

impl Network {
    async fn new(url: &str, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (who, rest) = url.split_once("127.0.0.1:").unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let server = format!("127.0.0.1:{server}");
        let (fails, cuts) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let (failing, counted) = (Arc::clone(&fails), Arc::clone(&cuts));
        tokio::spawn(async move {
            let mut number = seed;
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                number += 1;
                let cut = Cut {
                    fails: Arc::clone(&failing),
                    cuts: Arc::clone(&counted),
                    dice: Dice::new(number),
                };
                tokio::spawn(pass(client, server, cut));
            }
        });
        Self {
            url: format!("{who}127.0.0.1:{port}/{name}?sslmode=disable"),
            fails,
            cuts,
        }
    }
}

/// The chance that a piece is the last.
#[derive(Clone)]
struct Cut {
    fails: Arc<AtomicBool>,
    cuts: Arc<AtomicU64>,
    dice: Dice,
}

/// Lets a connection pass until it is cut. Both ways end together.
async fn pass(client: TcpStream, server: TcpStream, cut: Cut) {
    let ((from, back), (answers, to)) = (client.into_split(), server.into_split());
    let mut ways = JoinSet::new();
    ways.spawn(one_way(from, to, cut.clone()));
    ways.spawn(one_way(answers, back, cut));
    ways.join_next().await;
}

/// Hands on pieces. The last one arrives wholly, in part, or not at all.
async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut cut: Cut) {
    let mut piece = [0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let last = cut.fails.load(Ordering::SeqCst) && cut.dice.roll(LAST) == 0;
        let arrives = match last {
            true => usize::try_from(cut.dice.roll(length as u64 + 1)).unwrap(),
            false => length,
        };
        if to.write_all(&piece[..arrives]).await.is_err() || last {
            cut.cuts.fetch_add(u64::from(last), Ordering::SeqCst);
            return;
        }
    }
}

#[needs(postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_acknowledged_survives_a_network_that_cuts() {
    let place = postgres_database().unwrap();
    let rounds = std::env::var("CUTS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(3);
    let (mut cuts, mut inputs) = (0, 0);
    for round in 0..rounds {
        let network = Network::new(&place.url, 1000 * round).await;
        let mut app = app();
        app.id = AppId::new(format!("app-{round}"));
        let mut ledgers = Vec::new();
        for _ in 0..2 {
            let database = Database::open(&network.url).await.unwrap();
            ledgers.push(LedgerDatabase::new(&database, app.clone()));
        }
        network.fails.store(true, Ordering::SeqCst);
        // What is there is read past the network: one of the connections may just have been cut.
        let there = LedgerDatabase::new(&place.open().await, app);
        let all = work(&ledgers, &there, 10_000 * (round + 1), 25).await;
        check(&there, &all).await;
        cuts += network.cuts.load(Ordering::SeqCst);
        inputs += all.len();
    }
    assert!(cuts > 0, "nothing was cut");
    eprintln!("PostgreSQL: {cuts} connections cut, {inputs} inputs, none lost or doubled");
}
