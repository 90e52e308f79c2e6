//! Tests of the operator's calls, and of the rights of those whose data a host keeps.

use paywall_database::{Activity, Database, Error, LedgerDatabase, Profile};
use paywall_ledger::{DeviceId, What};
use serde_json::json;

use crate::databases::{everywhere, postgres_database, sqlite_file};
use crate::history::{history, input, install};
use paywall_host_testing::needs;
use paywall_host_testing::shop::{NOW, app, bought, key};
use paywall_host_testing::until::until;

/// Makes the description of a device without a secret.
fn an_iphone(device: &DeviceId) -> Profile {
    Profile {
        device: device.clone(),
        body: json!({"os_name": "iOS"}),
        secret: None,
    }
}

#[tokio::test]
async fn a_user_is_handed_out_whole_and_forgotten() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let device = DeviceId::new("0");
        ledger
            .install(input("i".into(), 0, install(0)), an_iphone(&device))
            .await
            .unwrap();
        let account = "42".parse().unwrap();
        let login = What::Login {
            device: device.clone(),
            account,
        };
        ledger.accept(input("l".into(), 0, login)).await.unwrap();
        let buy = What::Present {
            device: device.clone(),
            how: paywall_ledger::Presentation::Transaction,
            purchases: vec![bought(key(paywall_ledger::Store::Apple, "C"), NOW)],
        };
        ledger.accept(input("b".into(), 0, buy)).await.unwrap();
        let session = Activity {
            id: "s1".into(),
            device: device.clone(),
            told: None,
            kind: "session",
            at: NOW,
            body: json!({"start_time": 1}),
        };
        ledger.note(session.clone()).await.unwrap();
        ledger.note(session).await.unwrap();

        let state = ledger.device_state(&device, NOW).await.unwrap();
        let user = state.unwrap().user;
        let export = serde_json::to_value(ledger.export(&user, NOW).await.unwrap()).unwrap();
        assert_eq!(export["account"], "42", "{}", place.name);
        assert_eq!(
            export["devices"],
            json!([{"id": "0", "profile": {"os_name": "iOS"}}])
        );
        assert_eq!(export["activity"].as_array().unwrap().len(), 1);
        assert_eq!(export["customer"]["entitlements"][0]["id"], "premium");
        assert_eq!(export["customer"]["journey"]["former_subscriber"], false);
        assert!(!export["history"].as_array().unwrap().is_empty());
        assert_eq!(export["events"][0]["name"], "user.subscription.purchased");

        ledger.forget(&user, NOW, false).await.unwrap();
        assert!(ledger.export(&user, NOW).await.unwrap().is_none());
        let again = ledger.forget(&user, NOW, false).await;
        assert!(matches!(again, Err(Error::Refused(_))));
        assert_eq!(ledger.profile(&device).await.unwrap(), None);
        assert_eq!(ledger.forget_activity(NOW.plus_days(1)).await.unwrap(), 0);
        let state = ledger.state().await.unwrap();
        let owner = &state.lineages.values().next().unwrap().owner;
        assert!(!state.users[owner].deleted && state.users[owner].account.is_none());
    }
}

#[tokio::test]
async fn a_devices_secret_stays_is_never_shown_and_is_forgotten() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let device = DeviceId::new("0");
        let describes = |system: &str, secret: &str| Profile {
            device: device.clone(),
            body: json!({"os_name": system}),
            secret: Some(secret.repeat(32)),
        };
        let own = describes("iOS", "0a");
        let first = input("i".into(), 0, install(0));
        ledger.install(first, own).await.unwrap();
        ledger.describe(describes("evil", "0b")).await.unwrap();
        let state = ledger.device_state(&device, NOW).await.unwrap().unwrap();
        assert_eq!(state.secret, Some("0a".repeat(32)), "{}", place.name);
        let export = ledger.export(&state.user, NOW).await.unwrap();
        let export = serde_json::to_string(&export).unwrap();
        assert!(
            export.contains("iOS") && !export.contains("0a0a"),
            "{export}"
        );

        ledger.forget(&state.user, NOW, false).await.unwrap();
        assert_eq!(ledger.device_state(&device, NOW).await.unwrap(), None);
        let again = input("j".into(), 0, install(0));
        ledger.install(again, describes("iOS", "0c")).await.unwrap();
        let state = ledger.device_state(&device, NOW).await.unwrap().unwrap();
        assert_eq!(state.secret, Some("0c".repeat(32)), "{}", place.name);
    }
}

#[tokio::test]
async fn a_backup_is_the_database_of_one_moment() {
    let (place, folder) = (sqlite_file(), tempfile::tempdir().unwrap());
    let database = place.open().await;
    let ledger = LedgerDatabase::new(&database, app());
    for input in history(9, 40, 3, 3) {
        let _ = ledger.accept(input).await;
    }
    let file = folder.path().join("copy.db");
    let file = file.to_str().unwrap();
    database.backup(file).await.unwrap();
    let before = ledger.state().await.unwrap();
    ledger
        .accept(input("later".into(), 0, install(9)))
        .await
        .unwrap();
    let copy = Database::open(&format!("sqlite:{file}")).await.unwrap();
    let copy = LedgerDatabase::new(&copy, app());
    assert_eq!(copy.state().await.unwrap(), before);
    assert!(
        database.backup(file).await.is_err(),
        "a backup is never written over"
    );
}

#[needs(postgres)]
#[tokio::test]
async fn the_way_to_postgres_is_encrypted_and_leads_to_the_right_server() {
    let place = postgres_database().unwrap();
    let trusting = async |certificate: &std::path::Path| {
        let file = certificate.display();
        let url = format!("{}?sslmode=verify-full&sslrootcert={file}", place.url);
        Database::open(&url).await
    };
    let opened = trusting(&paywall_host_testing::postgres::certificate().unwrap()).await;
    opened.unwrap().try_writing().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let file = folder.path().join("other.pem");
    std::fs::write(&file, other.cert.pem()).unwrap();
    assert!(trusting(&file).await.is_err());
}

/// Checks that nobody has to wait for the copying, and that the write-ahead log does not grow for ever.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_comes_into_the_file_while_the_host_is_at_work() {
    let place = sqlite_file();
    let ledger = LedgerDatabase::new(&place.open().await, app());
    let file = place.url.strip_prefix("sqlite:").unwrap();
    let length = |file: &str| std::fs::metadata(file).unwrap().len();
    let before = length(file);
    for input in history(3, 60, 4, 5) {
        let _ = ledger.accept(input).await;
    }
    until(async || length(file) > before).await;
}

#[tokio::test]
async fn a_try_to_write_takes_pages_and_leaves_one_row() {
    for place in everywhere().into_iter().skip(1) {
        let database = place.open().await;
        let pool = sqlx::AnyPool::connect(&place.url).await.unwrap();
        let size = match place.url.starts_with("sqlite:") {
            true => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            false => "SELECT pg_total_relation_size('profiles')",
        };
        let size = async || -> i64 { sqlx::query_scalar(size).fetch_one(&pool).await.unwrap() };
        let before = size().await;
        database.try_writing().await.unwrap();
        let once = size().await;
        // Without room for these, it would have failed.
        assert!(once >= before + 48 * 1024, "{}", place.name);
        for _ in 0..5 {
            database.try_writing().await.unwrap();
        }
        let rows = "SELECT COUNT(*) FROM profiles";
        let rows: i64 = sqlx::query_scalar(rows).fetch_one(&pool).await.unwrap();
        assert_eq!(rows, 1, "{}", place.name);
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_found_out() {
    let place = sqlite_file();
    let database = place.open().await;
    database.try_writing().await.unwrap();
    let before = LedgerDatabase::new(&database, app());
    assert!(before.is_writing());
    drop(before);
    database.close().await;
    let read_only = Database::open(&format!("{}?mode=ro", place.url)).await;
    let read_only = read_only.unwrap();
    let reads = LedgerDatabase::new(&read_only, app());
    assert!(reads.log().await.unwrap().is_empty());
    assert!(read_only.try_writing().await.is_err());
}

#[tokio::test]
async fn the_revision_that_a_device_fetched_last_is_known_handed_out_and_forgotten() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let device = DeviceId::new("0");
        let profile = an_iphone(&device);
        let came = ledger.install(input("i".into(), 0, install(0)), profile.clone());
        came.await.unwrap();
        let devices = [device.clone(), DeviceId::new("nobody")];
        let known = async || {
            ledger.keep_fetches().await.unwrap();
            let found = ledger.fetched(&devices).await.unwrap();
            let told = found.into_iter().map(|it| (it.revision, it.at));
            told.collect::<Vec<_>>()
        };
        assert!(known().await.is_empty(), "{}", place.name);
        ledger.note_fetch(&devices[1], "a", NOW);
        ledger.note_fetch(&device, "a", NOW);
        assert_eq!(known().await, [("a".into(), NOW)], "{}", place.name);
        // On the same day it is noted once, on another one again, and another revision at once.
        ledger.note_fetch(&device, "a", NOW.plus_millis(1));
        assert_eq!(known().await, [("a".into(), NOW)]);
        ledger.note_fetch(&device, "a", NOW.plus_days(1));
        assert_eq!(known().await, [("a".into(), NOW.plus_days(1))]);
        ledger.note_fetch(&device, "b", NOW.plus_days(1));
        assert_eq!(known().await, [("b".into(), NOW.plus_days(1))]);
        let user = ledger
            .device_state(&device, NOW)
            .await
            .unwrap()
            .unwrap()
            .user;
        let export = ledger.export(&user, NOW).await.unwrap().unwrap();
        assert_eq!(
            export.devices[0]["fetched"]["revision"], "b",
            "{}",
            place.name
        );
        ledger.forget(&user, NOW.plus_days(2), false).await.unwrap();
        assert!(known().await.is_empty());
    }
}
