//! Tests of upgrades: tables of every older version, hosts that start together, and programs older than the tables.

use std::path::{Path, PathBuf};

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{DeviceId, Record, Standing, State, Store, What};
use sqlx::AnyPool;
use sqlx::migrate::Migrator;

use crate::databases::{Place, everywhere, postgres_database};
use crate::history::input;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// Returns the folder of a database's migrations.
fn folder(place: &Place) -> PathBuf {
    let sort = match place.url.starts_with("sqlite:") {
        true => "sqlite",
        false => "postgres",
    };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(sort)
}

/// A user with a device and a purchase of Google's, as the first version wrote them: the answer has no number, and its
/// date is a day ahead.
const ROWS: &[&str] = &[
    r#"INSERT INTO log (app, key, at, record) VALUES ('app', 'install', 1767225600000, '{"key":"install","at":1767225600000,"facts":[{"fact":"user_created","user":"U","account":null},{"fact":"device_created","device":"D","platform":"apple","user":"U"}],"events":[]}')"#,
    r#"INSERT INTO log (app, key, at, record) VALUES ('app', 'bought', 1767225600000, '{"key":"bought","at":1767225600000,"facts":[{"fact":"lineage_created","lineage":"google/production/T","owner":"U"},{"fact":"observed","lineage":"google/production/T","observation":{"member":"google/production/T","at":1767312000000,"standing":"active","renews":true,"complete":true,"terms":[{"id":"1","product":"premium","kind":"subscription","starts":1767225600000,"ends":1769817600000,"payment":"1"}]}},{"fact":"told","lineage":"google/production/T","told":{"access":true,"payments":["1"],"products":["premium"],"trial":false,"grace":false,"cancelled":false,"paused":false}}],"events":[]}')"#,
    r#"INSERT INTO devices (app, id, user_id, body) VALUES ('app', 'D', 'U', '{"platform":"apple","user":"U","version":1,"claims":[]}')"#,
    r#"INSERT INTO users (app, id, body) VALUES ('app', 'U', '{"account":null,"devices":["D"],"owns":["google/production/T"],"lost_subscription":false,"deleted":false}')"#,
    r#"INSERT INTO members (app, id, lineage) VALUES ('app', 'google/production/T', 'google/production/T')"#,
    r#"INSERT INTO lineages (app, id, owner, due, body) VALUES ('app', 'google/production/T', 'U', 1769817900000, '{"owner":"U","version":1,"members":{"google/production/T":{"standing":{"at":1767312000000,"value":"active"},"renews":{"at":1767312000000,"value":true},"terms":{"1":{"term":{"at":1767312000000,"value":{"id":"1","product":"premium","kind":"subscription","starts":1767225600000,"ends":1769817600000,"payment":"1"}},"offer":null}},"complete_at":1767312000000,"voided":[],"replaces":[],"account":null,"subscribed_since":1767225600000}},"claims":[],"told":{"access":true,"payments":["1"],"products":["premium"],"trial":false,"grace":false,"cancelled":false,"paused":false},"counted_moves":[]}')"#,
    r#"INSERT INTO inbox (app, key, id, store, platform, body, received_at, due) VALUES ('app', 'notification/apple/1', '1', 'apple', 'apple', '', 1767225600000, 1767225600000)"#,
    r#"INSERT INTO outbox (app, user_id, event) VALUES ('app', 'U', '{"id":"1","name":"device.impression","at":1767225600000,"device":"D","platform":"apple","what":{}}')"#,
    r#"INSERT INTO profiles (app, device, body) VALUES ('app', 'D', '{"language":"en"}')"#,
    r#"INSERT INTO activity (app, id, device, kind, at, body) VALUES ('app', '1', 'D', 'session', 1767225600000, '{}')"#,
];

#[tokio::test]
async fn tables_of_every_older_version_are_read_and_the_ledger_goes_on() {
    let first = everywhere().remove(0);
    // Opening one installs the drivers that the pools below need.
    first.open().await;
    let count = Migrator::new(folder(&first)).await.unwrap();
    for upto in 1..=count.iter().count() {
        for place in everywhere().into_iter().skip(1) {
            let all = Migrator::new(folder(&place)).await.unwrap();
            let some = all.iter().take(upto).cloned().collect();
            let created = match place.url.starts_with("sqlite:") {
                true => format!("{}?mode=rwc", place.url),
                false => place.url.clone(),
            };
            let pool = AnyPool::connect(&created).await.unwrap();
            Migrator::with_migrations(some).run(&pool).await.unwrap();
            for row in ROWS {
                sqlx::query(*row).execute(&pool).await.unwrap();
            }
            pool.close().await;
            goes_on(&place, upto).await;
        }
    }
}

/// Opens tables with the rows of an older version, reads all of them, and goes on.
async fn goes_on(place: &Place, upto: usize) {
    let ledger = LedgerDatabase::new(&place.open().await, app());
    let why = format!("{} from migration {upto}", place.name);
    let replayed = |log: Vec<Record>| State::replay(&log);
    assert_eq!(
        replayed(ledger.log().await.unwrap()),
        ledger.state().await.unwrap(),
        "{why}"
    );
    let state = ledger.device_state(&DeviceId::new("D"), NOW).await.unwrap();
    let state = state.unwrap();
    assert_eq!(state.customer.purchases.len(), 1, "{why}");
    assert!(state.customer.purchases[0].status.access(), "{why}");
    assert_eq!(ledger.take_messages(NOW, 1000, 9).await.unwrap().len(), 1);
    assert_eq!(ledger.take_events(NOW, 1000, 9).await.unwrap().len(), 1);
    assert!(ledger.export(&state.user, NOW).await.unwrap().is_some());

    // Google is asked again, with a clock that is right now: the purchase was taken back.
    let mut seen = bought(key(Store::Google, "T"), NOW);
    seen.asked = Some(ledger.question_number().await.unwrap());
    seen.standing = Some(Standing::Ended);
    let purchases = vec![seen];
    let told = input("ended".into(), 1, What::Notify { purchases });
    ledger.accept(told).await.unwrap();
    let state = ledger.user_state(&state.user, NOW).await.unwrap().unwrap();
    assert!(!state.customer.purchases[0].status.access(), "{why}");
    assert_eq!(
        replayed(ledger.log().await.unwrap()),
        ledger.state().await.unwrap(),
        "{why}"
    );
}

#[tokio::test]
async fn hosts_that_start_together_make_the_tables_once() {
    if let Some(place) = postgres_database() {
        let mut under_way = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let url = place.url.clone();
            under_way.spawn(async move { Database::open(&url).await.map(drop) });
        }
        for opened in under_way.join_all().await {
            assert!(opened.is_ok(), "{}: {opened:?}", place.name);
        }
    }
}

#[tokio::test]
async fn a_look_at_a_database_changes_nothing() {
    for place in everywhere().into_iter().skip(1) {
        let on_postgres = place.name == "PostgreSQL";
        let before = Database::examine(&place.url).await.unwrap();
        // The tests' server has made an empty database, and nobody has made a file.
        assert_eq!(before.is_some(), on_postgres, "{}", place.name);
        assert!(before.is_none_or(|it| it.is_usable() && it.pending() > 9));
        place.open().await.close().await;
        let after = Database::examine(&place.url).await.unwrap().unwrap();
        assert!(after.is_usable() && after.pending() == 0, "{after:?}");
        assert_eq!(after.time.is_some(), on_postgres);
    }
}

#[tokio::test]
async fn a_program_goes_on_beside_newer_tables_only_if_they_let_it() {
    for place in everywhere().into_iter().skip(1) {
        place.open().await.close().await;
        let pool = AnyPool::connect(&place.url).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time
             FROM _sqlx_migrations WHERE version = 1";
        sqlx::query(newer).execute(&pool).await.unwrap();
        place.open().await.close().await;
        let raised = "UPDATE marks SET value = 9999 WHERE name = 'oldest_program'";
        sqlx::query(raised).execute(&pool).await.unwrap();
        let refused = Database::open(&place.url).await.map(drop).unwrap_err();
        let why = refused.to_string();
        assert!(
            why.contains("expected a program with migration 9999"),
            "{why}"
        );
        let looked = Database::examine(&place.url).await.unwrap().unwrap();
        assert!(!looked.is_usable(), "{looked:?}");
    }
}

/// The first migration that has to keep to the rules of upgrades: those before it are as they are.
const RULES_SINCE: i64 = 10;

#[tokio::test]
async fn migrations_keep_no_writer_waiting_and_only_add() {
    for place in everywhere().into_iter().skip(1) {
        let on_postgres = place.name == "PostgreSQL";
        let all = Migrator::new(folder(&place)).await.unwrap();
        for migration in all.iter().filter(|it| it.version >= RULES_SINCE) {
            let sql = migration.sql.as_str().to_uppercase();
            let about = format!("{} {}", place.name, migration.version);
            let lines = sql.lines().filter(|it| !it.trim_start().starts_with("--"));
            let text: String = lines.collect::<Vec<_>>().join(" ");
            let statements: Vec<&str> =
                text.split(';').filter(|it| !it.trim().is_empty()).collect();
            for statement in &statements {
                for word in [
                    "DROP COLUMN",
                    "DROP TABLE",
                    "RENAME",
                    "ALTER COLUMN",
                    "SET NOT NULL",
                ] {
                    assert!(!statement.contains(word), "{about}: {word}");
                }
                let adds = statement.contains("ADD COLUMN") && statement.contains("NOT NULL");
                assert!(
                    !adds || statement.contains("DEFAULT"),
                    "{about}: a column without a default"
                );
                if on_postgres && statement.contains(" INDEX ") {
                    assert!(
                        statement.contains("CONCURRENTLY"),
                        "{about}: blocks writers"
                    );
                    assert!(
                        migration.no_tx && statements.len() == 1,
                        "{about}: stands alone"
                    );
                }
            }
        }
    }
}
