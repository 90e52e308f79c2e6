//! A team brings its customers along, while the host runs: their purchases go on with the stores' messages.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::program::Program;
use super::story::{install, login};
use super::world::{Stores, host, now};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::receiver::Receiver;
use paywall_host_testing::until::until;

const HEADER: &str = "rc_original_app_user_id,rc_last_seen_app_user_id_alias,product_identifier,start_time,end_time,store,\
is_auto_renewable,is_sandbox,original_store_transaction_id,store_transaction_id,entitlement_identifiers,updated_at";

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn customers_are_brought_along_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("facts.db").display());
    brought_along(&database).await;
}

#[needs(module, postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn customers_are_brought_along_on_postgres() {
    brought_along(&postgres().unwrap()).await;
}

/// Writes the export and the tokens. Returns their paths.
fn export(folder: &Path, apples_end: i64) -> [String; 2] {
    let (start, end) = (now().plus_days(-20), now().plus_days(apples_end));
    let lines = [
        HEADER.to_owned(),
        format!("42,42,monthly,{start},{end},app_store,true,false,1,1,premium,{start}"),
        format!(
            "43,43,monthly:base,{start},{end},play_store,true,false,GPA.1,GPA.1,premium,{start}"
        ),
        format!(
            "44,44,rc_promo_premium_lifetime,{start},,promotional,false,false,t,t,premium,{start}"
        ),
        format!("45,45,monthly,{start},{end},app_store,true,true,9,9,premium,{start}"),
    ];
    let (export, tokens) = (folder.join("export.csv"), folder.join("tokens.csv"));
    fs::write(&export, lines.join("\n")).unwrap();
    let text = "user_id,google_purchase_token,google_product_id\n43,T,monthly\n";
    fs::write(&tokens, text).unwrap();
    [export, tokens].map(|it| it.display().to_string())
}

/// Runs the import, and returns what it prints.
fn import(host: &Program, files: &[String; 2], more: &[&str]) -> (String, String) {
    let [export, tokens] = files;
    let mut arguments = vec!["import", "customers", export, tokens];
    arguments.extend(more);
    let done = host.run(&arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (said, told) = (text(done.stdout), text(done.stderr));
    assert!(done.status.success(), "{told}");
    (said, told)
}

async fn brought_along(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (stores, receiver) = (Stores::open().await, Receiver::start(Arc::new(now)).await);
    let host = host(&folder, database, &stores, &receiver);
    let files = export(folder.path(), 10);
    let report = folder.path().join("report.json").display().to_string();

    let new = "3 customers, 2 purchases and 1 grants";
    let (said, told) = import(&host, &files, &["--dry-run", "--report", &report]);
    assert!(said.contains(new) && said.contains("would be"), "{said}");
    assert!(
        told.contains("export.csv:5") && told.contains("sandbox"),
        "{told}"
    );
    let written: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(written["left_out"], json!({"sandbox": 1}));
    assert_eq!(written["rows_left_out"][0]["line"], 5);
    install(&host, "ios", "D").await;
    login(&host, "ios/device/D", "42").await;
    assert!(
        host.entitled("ios/device/D").await.is_empty(),
        "nothing was written"
    );

    let (said, _) = import(&host, &files, &[]);
    assert!(
        said.contains("2 customers, 2 purchases and 1 grants new"),
        "{said}"
    );
    let before = host.entitled("ios/device/D").await;
    assert_eq!(before.len(), 1);
    let (said, _) = import(&host, &files, &[]);
    assert!(
        said.contains("0 customers, 0 purchases and 0 grants new, 0 updated"),
        "{said}"
    );
    assert_eq!(host.entitled("ios/device/D").await, before);

    // Whoever had a promotional entitlement has it.
    install(&host, "ios", "P").await;
    login(&host, "ios/device/P", "44").await;
    assert_eq!(
        host.entitled("ios/device/P").await,
        [("premium".into(), String::new())]
    );

    // The stores renew what was imported.
    let renewed = stores.renewed(&stores.apple, 33);
    assert_eq!(host.notify("apple/ios", &[], &renewed).await.0, 200);
    until(async || host.entitled("ios/device/D").await != before).await;
    install(&host, "android", "G").await;
    login(&host, "android/device/G", "43").await;
    let before = host.entitled("android/device/G").await;
    assert_eq!(before.len(), 1);
    stores.google_api.lock().unwrap().subscription = Some(stores.paid(50));
    let (token, body) = stores.push("m1");
    let headers = [("authorization", token.as_str())];
    assert_eq!(host.notify("google/android", &headers, &body).await.0, 200);
    until(async || host.entitled("android/device/G").await != before).await;

    // Nothing was announced but what came afterwards. Google's answer names no payment, so it only moves the end.
    let heard = receiver.taken(1).await;
    let names: Vec<_> = heard.iter().map(|it| it["event_type"].clone()).collect();
    assert_eq!(names, ["user.subscription.renewed"]);

    // A newer row updates, and an older one does not undo what the store said.
    let files = export(folder.path(), 1);
    let last = host.entitled("ios/device/D").await;
    import(&host, &files, &[]);
    assert_eq!(host.entitled("ios/device/D").await, last);
}
