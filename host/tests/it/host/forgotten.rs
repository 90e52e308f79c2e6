//! A customer with as many devices as an account may have, who is forgotten while others go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::program::Program;
use super::story::{install, login};
use super::world::{OPERATOR, Stores, host, now};
use paywall_host_testing::needs;
use paywall_host_testing::receiver::Receiver;

const ACCOUNT: &str = "b9f7e8f4-52ad-4c58-a4b1-444444444444";
/// The number of devices that an account may have.
const DEVICES: usize = 500;
const CALLERS: usize = 4;

/// Names a device of the customer.
fn device(number: usize) -> String {
    format!("living-room-{number}")
}

/// Makes all devices of the customer, a few at a time.
async fn settle_in(program: &Arc<Program>) {
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let program = Arc::clone(program);
        callers.spawn(async move {
            for number in (caller..DEVICES).step_by(CALLERS) {
                let name = device(number);
                install(&program, "ios", &name).await;
                login(&program, &format!("ios/device/{name}"), ACCOUNT).await;
            }
        });
    }
    callers.join_all().await;
}

/// Lets somebody else log in and out until `done`. Returns the number of calls.
async fn go_on(program: Arc<Program>, done: Arc<AtomicBool>) -> usize {
    let mut calls = 0;
    while !done.load(Ordering::SeqCst) {
        login(&program, "ios/device/other", "1234567").await;
        let logout = program.sdk("PUT", "ios/device/other/logout/", json!({}));
        assert_eq!(logout.await.0, 200);
        calls += 2;
    }
    calls
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_with_very_many_devices_is_forgotten_while_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let (stores, receiver) = (Stores::open().await, Receiver::start(Arc::new(now)).await);
    let program = Arc::new(host(&folder, &database, &stores, &receiver));
    settle_in(&program).await;
    install(&program, "ios", "other").await;

    let bearer = format!("Bearer {OPERATOR}");
    let admin = async |method: &str, path: &str| {
        let headers = [("authorization", bearer.as_str())];
        let path = format!("/admin/v1/apps/shop/{path}");
        program.call(method, &path, &headers, String::new()).await
    };
    let (_, found) = admin("GET", &format!("devices/{}", device(0))).await;
    let user = found["user"].as_str().unwrap().to_owned();
    let (_, export) = admin("GET", &format!("users/{user}")).await;
    assert_eq!(export["devices"].as_array().unwrap().len(), DEVICES);

    let done = Arc::new(AtomicBool::new(false));
    let others = tokio::spawn(go_on(Arc::clone(&program), Arc::clone(&done)));
    let forget = format!("users/{user}/forget");
    assert_eq!(admin("POST", &forget).await, (200, json!({})));
    done.store(true, Ordering::SeqCst);
    assert!(others.await.unwrap() > 0);

    assert_eq!(admin("POST", &forget).await.0, 404);
    for number in [0, DEVICES - 1] {
        let path = format!("devices/{}", device(number));
        assert_eq!(admin("GET", &path).await.0, 404);
        let path = format!("ios/device/{}/active_entitlements/", device(number));
        assert_eq!(program.sdk("GET", &path, Value::Null).await.0, 409);
    }
    // Each of the users that the devices had before they logged in was somebody to the receiver.
    let told = receiver.taken(DEVICES + 1).await;
    assert!(told.iter().all(|it| it["event_type"] == "user.deleted"));
    let own = told.iter().find(|it| it["user_id"] == user.as_str());
    let own = own.unwrap();
    assert_eq!(own["external_ids"][0]["value"], ACCOUNT);
    let devices = |it: &Value| it["devices"].as_array().unwrap().len();
    assert_eq!(devices(own), DEVICES);
    let all: usize = told.iter().map(devices).sum();
    assert_eq!(all, 2 * DEVICES, "each of the others had one");

    let nobody = |command: &str, by: &str, name: &str| {
        let done = program.command(command, by, name);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains("the ledger knows nobody by that name"),
            "{said}"
        );
    };
    nobody("history", "--account", ACCOUNT);
    nobody("history", "--user", &user);

    // The command line does the same, beside the host and without it.
    let done = program.command("forget", "--device", "other");
    assert!(done.status.success(), "{done:?}");
    assert_eq!(admin("GET", "devices/other").await.0, 404);
    nobody("forget", "--device", "other");
}
