//! The drill of `docs/database.md` on PostgreSQL: a backup is put back with the commands of that page.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::json;

use super::story::{install, login, show};
use super::world::{Stores, host, now};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::receiver::Receiver;

const ACCOUNT: &str = "b9f7e8f4-52ad-4c58-a4b1-444444444444";

/// Runs the commands of a block of the page, with `paywall` as the program and these addresses. Returns the output.
fn drill(block: usize, folder: &Path, url: &str, new: &str) -> String {
    let page = include_str!("../../../../docs/database.md");
    let (_, page) = page
        .split_once("**PostgreSQL,** with its own tools")
        .unwrap();
    let block = page.split("```sh\n").nth(block).unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_paywall")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let done = Command::new("sh")
        .args(["-ec", block])
        .current_dir(folder)
        .envs([("URL", url), ("NEW", new)])
        .env("PATH", format!("{}:{path}", programs.display()))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{errors}");
    String::from_utf8(done.stdout).unwrap()
}

#[needs(module, postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_is_put_back_by_the_commands_of_the_page() {
    let url = postgres().unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    let new = format!("{server}/paywall_restored");
    let folder = tempfile::tempdir().unwrap();
    let (stores, receiver) = (Stores::open().await, Receiver::start(Arc::new(now)).await);
    let before = host(&folder, &url, &stores, &receiver);
    install(&before, "ios", "D").await;
    drill(1, folder.path(), &url, &new);
    login(&before, "ios/device/D", ACCOUNT).await;
    let proof = stores.apple.sign(&stores.transaction("1", 3));
    let bought = show(&before, "ios/device/D", &proof, "transaction").await;
    assert_eq!(bought.0, 200, "{}", bought.1);
    install(&before, "ios", "E").await;
    drop(before);

    let said = drill(2, folder.path(), &url, &new);
    assert!(said.starts_with("newest record: 20"), "{said}");
    let after = host(&folder, &new, &stores, &receiver);
    let (_, profile) = after.sdk("GET", "ios/device/D/profile/", json!({})).await;
    assert_eq!(profile["device_version"], 1, "as it was");
    assert!(profile["restored"].is_string(), "{profile}");
    assert!(after.entitled("ios/device/D").await.is_empty());
    let unknown = after.sdk("GET", "ios/device/E/profile/", json!({})).await;
    assert_eq!(unknown.1["error"]["code"], "device_not_found");
    // A client that knows more than the host says so with a purchase, which then goes to nobody else.
    let body = json!({"payload": proof, "device_version": 2});
    let behind = after.sdk("PUT", "ios/device/D/purchase_event/", body).await;
    assert_eq!(
        (behind.0, &behind.1["error"]["code"]),
        (409, &json!("device_behind"))
    );
    login(&after, "ios/device/D", ACCOUNT).await;
    assert_eq!(show(&after, "ios/device/D", &proof, "again").await.0, 200);
    assert_eq!(after.entitled("ios/device/D").await.len(), 1);
}
