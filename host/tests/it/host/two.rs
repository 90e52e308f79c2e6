//! Two programs on one database: what one of them acknowledged, the other knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::json;
use tokio::task::JoinSet;

use super::program::Program;
use super::story::{install, login, show};
use super::world::{Stores, host, now};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::receiver::Receiver;

const ACCOUNT: &str = "b9f7e8f4-52ad-4c58-a4b1-333333333333";
const CHANGES: usize = 40;

/// A call, from the moment at which it was sent to that of its answer, and what a device has by it.
#[derive(Debug, Clone, Copy)]
struct Call {
    began: u64,
    ended: u64,
    entitled: bool,
}

/// The hosts, and a count of all that clients do.
struct Two {
    hosts: [Program; 2],
    moments: AtomicU64,
    done: AtomicBool,
}

impl Two {
    fn moment(&self) -> u64 {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    /// Lets the customer log out and in again, each time on the other host.
    async fn write(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for change in 0..CHANGES {
            let (host, entitled) = (&self.hosts[change / 2 % 2], change % 2 == 1);
            let began = self.moment();
            if entitled {
                login(host, "ios/device/D", ACCOUNT).await;
            } else {
                let logout = host.sdk("PUT", "ios/device/D/logout/", json!({})).await;
                assert_eq!(logout.0, 200, "{}", logout.1);
            }
            let ended = self.moment();
            calls.push(Call {
                began,
                ended,
                entitled,
            });
        }
        self.done.store(true, Ordering::SeqCst);
        calls
    }

    /// Asks one of the hosts what the device has, until nothing changes any more.
    async fn read(&self, at: usize) -> Vec<Call> {
        let mut calls = Vec::new();
        while !self.done.load(Ordering::SeqCst) {
            let began = self.moment();
            let entitled = !self.hosts[at].entitled("ios/device/D").await.is_empty();
            let ended = self.moment();
            calls.push(Call {
                began,
                ended,
                entitled,
            });
        }
        calls
    }
}

/// Returns true if a read saw the last change before it, or one that was under way.
fn is_explained(read: &Call, changes: &[Call]) -> bool {
    let before = changes.iter().rfind(|it| it.ended < read.began);
    let mut during = changes
        .iter()
        .filter(|it| it.began < read.ended && it.ended > read.began);
    before.is_none_or(|it| it.entitled) == read.entitled
        || during.any(|it| it.entitled == read.entitled)
}

/// Lets one customer change, and many look.
async fn what_one_acknowledged_the_other_knows(database: &str) {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (stores, receiver) = (Stores::open().await, Receiver::start(Arc::new(now)).await);
    let two = Arc::new(Two {
        hosts: folders
            .each_ref()
            .map(|folder| host(folder, database, &stores, &receiver)),
        moments: AtomicU64::new(0),
        done: AtomicBool::new(false),
    });
    install(&two.hosts[0], "ios", "D").await;
    login(&two.hosts[1], "ios/device/D", ACCOUNT).await;
    let proof = stores.apple.sign(&stores.transaction("1", 3));
    let shown = show(&two.hosts[0], "ios/device/D", &proof, "transaction").await;
    assert_eq!(shown.0, 200, "{}", shown.1);
    let mut readers = JoinSet::new();
    for reader in 0..4 {
        let two = Arc::clone(&two);
        readers.spawn(async move { two.read(reader % 2).await });
    }
    let changes = two.write().await;
    let reads: Vec<Call> = readers.join_all().await.into_iter().flatten().collect();
    assert!(reads.len() > CHANGES, "{} reads", reads.len());
    for read in &reads {
        assert!(is_explained(read, &changes), "{read:?} {changes:#?}");
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_sqlite_know_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("facts.db").display());
    what_one_acknowledged_the_other_knows(&database).await;
}

#[needs(module, postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_postgres_know_the_same() {
    what_one_acknowledged_the_other_knows(&postgres().unwrap()).await;
}
