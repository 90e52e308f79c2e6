//! Tests of a host at work that deletes everything older than its settings say.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use paywall_database::{Activity, LedgerDatabase};
use paywall_engine::Engine;
use paywall_ledger::{DeviceId, Input, PlatformId, Time, What};
use paywall_server::host::Host;
use paywall_server::retention::Retention;
use paywall_server::settings::Settings;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use paywall_host_testing::engine::stub_options;
use paywall_host_testing::until::until;

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap())
}

fn settings(folder: &TempDir, retention: &str) -> Settings {
    let text = format!(
        r#"
        database = "sqlite::memory:"
        {retention}

        [[apps]]
        id = "shop"

        [[apps.platforms]]
        id = "ios"
        store = "apple"
        store_app = "com.example"
        document = "document.json"
        "#
    );
    std::fs::write(folder.path().join("document.json"), "{}").unwrap();
    let file = folder.path().join("host.toml");
    std::fs::write(&file, text).unwrap();
    Settings::read(&file, |_| None).unwrap()
}

async fn session(ledger: &LedgerDatabase, id: &str, at: Time) {
    let session = Activity {
        id: id.into(),
        device: DeviceId::new("D1"),
        told: None,
        kind: "session",
        at,
        body: json!({}),
    };
    ledger.note(session).await.unwrap();
}

/// Lists the sessions that are kept.
async fn kept(ledger: &LedgerDatabase) -> Vec<String> {
    let device = ledger.device_state(&DeviceId::new("D1"), now()).await;
    let user = device.unwrap().unwrap().user;
    let export = ledger.export(&user, now()).await.unwrap().unwrap();
    let id = |it: &serde_json::Value| it["id"].as_str().unwrap().to_owned();
    export.activity.iter().map(id).collect()
}

#[tokio::test]
async fn a_host_deletes_what_its_settings_say_is_too_old() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder, "retention = { activity_days = 2 }");
    let engine = Engine::new(stub_options()).unwrap();
    let host = Host::open(&settings, &engine, Arc::new(now)).await.unwrap();
    let ledger = host.ledgers()[0].clone();
    let install = What::Install {
        device: DeviceId::new("D1"),
        platform: PlatformId::new("ios"),
    };
    let input = Input {
        key: "install".into(),
        at: now(),
        what: install,
    };
    ledger.accept(input).await.unwrap();
    session(&ledger, "three days ago", now().plus_days(-3)).await;
    session(&ledger, "yesterday", now().plus_days(-1)).await;
    assert_eq!(kept(&ledger).await.len(), 2);

    let (stop, stopped) = oneshot::channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let work =
        tokio::spawn(async move { host.serve(listener, async { drop(stopped.await) }).await });
    until(async || kept(&ledger).await == ["yesterday"]).await;
    stop.send(()).unwrap();
    work.await.unwrap().unwrap();
}

#[test]
fn what_the_settings_leave_out_is_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let documented = Retention {
        activity_days: 90,
        inbox_days: 30,
        not_understood_days: 180,
        unused_device_days: 365,
        outbox_days: 90,
    };
    assert_eq!(settings(&folder, "").retention, documented);
    let some = settings(&folder, "retention = { inbox_days = 7 }").retention;
    assert_eq!((some.inbox_days, some.outbox_days), (7, 90));
}
