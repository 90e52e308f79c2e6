//! The databases on which a story is told.

use std::collections::BTreeMap;

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{Event, Input, Ledger, State, UserId};
use tempfile::TempDir;

use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::until::until;

pub struct Place {
    pub name: &'static str,
    pub url: String,
    _folder: Option<TempDir>,
}

impl Place {
    pub async fn open(&self) -> Database {
        Database::open(&self.url).await.unwrap()
    }
}

/// Makes a database in a file.
pub fn sqlite_file() -> Place {
    let folder = tempfile::tempdir().unwrap();
    Place {
        name: "SQLite in a file",
        url: format!("sqlite:{}", folder.path().join("ledger.db").display()),
        _folder: Some(folder),
    }
}

/// Makes a database of PostgreSQL, if that is installed.
pub fn postgres_database() -> Option<Place> {
    Some(Place {
        name: "PostgreSQL",
        url: postgres()?,
        _folder: None,
    })
}

/// Makes a new database of every sort that there is here. The test below shows if PostgreSQL is not among them.
pub fn everywhere() -> Vec<Place> {
    let memory = Place {
        name: "SQLite in memory",
        url: "sqlite::memory:".into(),
        _folder: None,
    };
    let mut places = vec![memory, sqlite_file()];
    places.extend(postgres_database());
    places
}

/// Checks that the log adds up to the rows, byte for byte, and that the pure
/// ledger makes the same record of each input in the log's order.
/// However much happened at once, it is as if it had happened one after the other.
pub async fn check(ledger: &LedgerDatabase, inputs: &[Input]) {
    let log = ledger.log().await.unwrap();
    let rows = serde_json::to_string(&ledger.state().await.unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&State::replay(&log)).unwrap(), rows);
    let inputs: BTreeMap<_, _> = inputs.iter().map(|it| (it.key.as_str(), it)).collect();
    let mut pure = Ledger::new(ledger.app());
    for record in &log {
        let serial = pure.accept(inputs[record.key.as_str()]).unwrap();
        assert_eq!(serial.as_ref(), Some(record), "{}", record.key);
    }
    // As long as a transaction is open anywhere on PostgreSQL's server, another test's too, the newest events are held back.
    let all = log.iter().flat_map(|record| &record.events);
    let all: usize = all.map(|event| event.users.len()).sum();
    let mut sent = Vec::new();
    until(async || {
        sent = ledger.events_since(0, u32::MAX).await.unwrap();
        sent.len() >= all
    })
    .await;
    let mut heard: BTreeMap<UserId, Vec<Event>> = BTreeMap::new();
    for event in sent {
        let told = event.event.purchase().unwrap().clone();
        heard.entry(event.user).or_default().push(told);
    }
    let mut expected: BTreeMap<UserId, Vec<Event>> = BTreeMap::new();
    for event in log.iter().flat_map(|record| &record.events) {
        for user in &event.users {
            expected
                .entry(user.clone())
                .or_default()
                .push(event.clone());
        }
    }
    assert_eq!(heard, expected, "each user's events, in their order");
}

#[needs(postgres)]
#[test]
fn every_story_is_told_on_postgres_too() {
    let names: Vec<&str> = everywhere().iter().map(|place| place.name).collect();
    assert_eq!(
        names,
        ["SQLite in memory", "SQLite in a file", "PostgreSQL"]
    );
}
