//! Tests of an account with thousands of devices, as it could grow before accounts had a limit: nobody else waits for
//! its customer to be forgotten.
//!
//! `CROWD=10000 cargo test -p paywall-database crowd -- --nocapture` says how long it takes, and how long others wait.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use paywall_database::LedgerDatabase;
use paywall_ledger::{Cause, DeviceId, Fact, MAX_DEVICES, PlatformId, Record, State, UserId};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::AnyPool;
use tokio::task::JoinHandle;

use crate::catalogue::everything;
use crate::databases::{Place, everywhere};
use crate::history::{input, install};
use paywall_host_testing::shop::{NOW, app};
use paywall_host_testing::until::until;

const ACCOUNT: &str = "7e3fb20b-4cdb-47cc-936d-99d65f608138";

/// The columns of a table, each an element of the rows that are inserted.
const TABLES: [(&str, &str); 4] = [
    (
        "log (app, key, at, record)",
        "e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2",
    ),
    (
        "mentions (app, user_id, position)",
        "e.value ->> 0, (SELECT position FROM log WHERE app = 'app' AND key = e.value ->> 1)",
    ),
    (
        "devices (app, id, user_id, body)",
        "e.value ->> 0, e.value ->> 1, e.value ->> 2",
    ),
    ("users (app, id, body)", "e.value ->> 0, e.value ->> 1"),
];

/// Makes the databases that another host can open, too.
fn in_files() -> Vec<Place> {
    let mut places = everywhere();
    places.retain(|it| !it.url.contains(":memory:"));
    places
}

/// Returns the records of devices that were installed and logged in to one account.
fn records(devices: usize) -> Vec<Record> {
    let account = ACCOUNT.parse().ok();
    let user = UserId::new("crowd");
    let record = |key: String, facts| Record {
        key,
        at: NOW,
        facts,
        events: Vec::new(),
    };
    let mut records = vec![record(
        "login/first".into(),
        vec![Fact::UserCreated {
            user: user.clone(),
            account,
        }],
    )];
    for number in 0..devices {
        let device = DeviceId::new(format!("crowd-{number}"));
        let own = UserId::new(format!("own-{number}"));
        let installed = vec![
            Fact::UserCreated {
                user: own.clone(),
                account: None,
            },
            Fact::DeviceCreated {
                device: device.clone(),
                platform: PlatformId::new("apple"),
                user: own.clone(),
            },
        ];
        let moved = Fact::DeviceMoved {
            device: device.clone(),
            from: own,
            to: user.clone(),
            cause: Cause::Login,
        };
        records.push(record(format!("install/apple/{device}"), installed));
        records.push(record(format!("login/{device}/1"), vec![moved]));
    }
    records
}

/// Writes a row as JSON text.
fn text(it: &impl Serialize) -> String {
    serde_json::to_string(it).unwrap()
}

/// Writes the account with so many devices.
async fn crowd(place: &Place, devices: usize) -> UserId {
    let records = records(devices);
    let state = State::replay(&records);
    let log = records.iter().map(|it| json!([it.key, it.at, text(&it)]));
    let names = |it: &Record| {
        let names = it.names().into_iter();
        names.map(|name| json!([name, it.key])).collect::<Vec<_>>()
    };
    let mentions = records.iter().flat_map(names);
    let rows = state.devices.iter();
    let rows = rows.map(|(id, it)| json!([id, it.user, text(&it)]));
    let users = state.users.iter().map(|(id, it)| json!([id, text(&it)]));
    let all: [Vec<Value>; 4] = [
        log.collect(),
        mentions.collect(),
        rows.collect(),
        users.collect(),
    ];
    let pool = AnyPool::connect(&place.url).await.unwrap();
    let elements = match place.url.starts_with("sqlite:") {
        true => "json_each($1) AS e",
        false => "jsonb_array_elements(CAST($1 AS jsonb)) AS e(value)",
    };
    for ((table, values), rows) in TABLES.into_iter().zip(all) {
        let sql = format!("INSERT INTO {table} SELECT 'app', {values} FROM {elements}");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(json!(rows).to_string());
        query.execute(&pool).await.unwrap();
    }
    let (account, user) = state.accounts.first_key_value().unwrap();
    let account = sqlx::query("INSERT INTO accounts (app, id, user_id) VALUES ('app', $1, $2)")
        .bind(account.to_string())
        .bind(user.as_str());
    account.execute(&pool).await.unwrap();
    pool.close().await;
    user.clone()
}

/// Somebody else, who installs one device after the other until `done`, and says how long each had to wait.
fn others(ledger: &LedgerDatabase, done: &Arc<AtomicBool>) -> JoinHandle<Vec<Duration>> {
    let (ledger, done) = (ledger.clone(), Arc::clone(done));
    tokio::spawn(async move {
        let mut waited = Vec::new();
        for number in 0.. {
            if done.load(Ordering::SeqCst) {
                break;
            }
            let begun = Instant::now();
            let new = input(format!("other-{number}"), 0, install(number));
            ledger.accept(new).await.unwrap();
            waited.push(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        waited
    })
}

/// Checks that the log adds up to the rows, and that no name of the crowd is anywhere.
async fn is_forgotten(ledger: &LedgerDatabase, place: &Place) {
    let log = ledger.log().await.unwrap();
    let rows = serde_json::to_string(&ledger.state().await.unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&State::replay(&log)).unwrap(), rows);
    let mut left = everything(&place.url).await;
    let named = |it: &String| {
        [ACCOUNT, "crowd", "own-"]
            .iter()
            .any(|name| it.contains(name))
    };
    left.retain(|it| named(it) && !it.starts_with("outbox.event"));
    left.retain(|it| !it.starts_with("outbox.user_id"));
    assert!(left.is_empty(), "{}: {:?}", place.name, left.first());
}

/// Returns the time that something takes, and says how long others waited meanwhile.
async fn beside_others(
    ledger: &LedgerDatabase,
    what: &str,
    it: impl Future<Output = ()>,
) -> (Duration, Vec<Duration>) {
    let done = Arc::new(AtomicBool::new(false));
    let others = others(ledger, &done);
    let begun = Instant::now();
    it.await;
    let took = begun.elapsed();
    done.store(true, Ordering::SeqCst);
    let mut waited = others.await.unwrap();
    waited.sort_unstable();
    let at = |part: usize| waited[(waited.len() - 1) * part / 100];
    let (calls, median, longest) = (waited.len(), at(50), at(100));
    eprintln!("{what}: {took:?}; others: {calls} calls, median {median:?}, longest {longest:?}");
    (took, waited)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_crowd_to_be_forgotten() {
    let devices = std::env::var("CROWD").ok().and_then(|it| it.parse().ok());
    for place in in_files() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let user = crowd(&place, devices.unwrap_or(MAX_DEVICES + 200)).await;
        let alone = tokio::time::sleep(Duration::from_secs(1));
        beside_others(&ledger, place.name, alone).await;
        let forget = async || ledger.forget(&user, NOW.plus_days(1), false).await.unwrap();
        let what = format!("{}, while a crowd is forgotten", place.name);
        let (took, waited) = beside_others(&ledger, &what, forget()).await;
        let longest = *waited.last().unwrap();
        assert!(longest < took / 3, "{what}: {longest:?} of {took:?}");
        assert!(waited.len() > 20, "{what}: {} calls", waited.len());
        is_forgotten(&ledger, &place).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_host_goes_on_where_another_one_stopped() {
    for place in in_files() {
        let devices = MAX_DEVICES + 20;
        let begins = LedgerDatabase::new(&place.open().await, app());
        let user = crowd(&place, devices).await;
        let at = NOW.plus_days(1);
        let forgets = begins.clone();
        let forgetting = tokio::spawn(async move { forgets.forget(&user, at, true).await });
        // From the first deletion on, which cannot take all devices, it is to be done by whichever host.
        until(async || begins.log().await.unwrap().len() > 2 * devices + 1).await;
        forgetting.abort();
        for patience in [100, 300, 1000, 3000] {
            let ledger = LedgerDatabase::new(&place.open().await, app());
            let finishes = ledger.finish_forgetting(true);
            let _ = tokio::time::timeout(Duration::from_millis(patience), finishes).await;
        }
        let last = LedgerDatabase::new(&place.open().await, app());
        last.finish_forgetting(true).await.unwrap();
        is_forgotten(&begins, &place).await;
        let told = begins.events_since(0, u32::MAX).await.unwrap();
        let told: Vec<String> = told.iter().map(|it| it.event.id().to_owned()).collect();
        let each: BTreeSet<&String> = told.iter().collect();
        assert_eq!((told.len(), each.len()), (devices + 1, devices + 1));
    }
}
