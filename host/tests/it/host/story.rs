//! The whole story: a device comes in, logs in, buys; a store speaks; the
//! purchase moves; the outside hears; the history explains.

use std::sync::Arc;

use serde_json::{Value, json};

use super::program::Program;
use super::world::{SUPPORT, Stores, host, now};
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::receiver::{Mood, Receiver};
use paywall_host_testing::until::until;

const E1: &str = "b9f7e8f4-52ad-4c58-a4b1-111111111111";
const E2: &str = "b9f7e8f4-52ad-4c58-a4b1-222222222222";

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("facts.db").display());
    story(&database).await;
}

#[needs(module, postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_on_postgres() {
    story(&postgres().unwrap()).await;
}

async fn story(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let stores = Stores::open().await;
    // The first message fails, and comes again.
    let receiver = Receiver::start(Arc::new(now)).await;
    receiver.moods(&[Mood::Answer(500)]);
    let host = host(&folder, database, &stores, &receiver);

    install(&host, "ios", "D1").await;
    login(&host, "ios/device/D1", E1).await;
    let proof = stores.apple.sign(&stores.transaction("1", 3));
    let forger = Chain::new(AUTHORITY, LEAF);
    let forged = forger.sign(&stores.transaction("1", 3));
    let (status, refused) = show(&host, "ios/device/D1", &forged, "transaction").await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (422, &json!("purchase_not_proved"))
    );
    let (status, bought) = show(&host, "ios/device/D1", &proof, "transaction").await;
    assert_eq!(status, 200, "{bought}");
    assert_eq!(
        bought["active_entitlements"][0]["entitlement_ref_id"],
        "premium"
    );
    let until = host.entitled("ios/device/D1").await[0].1.clone();

    // The store renews it: once, however often it says so. A forged message changes nothing.
    let forged = stores.renewed(&forger, 300);
    assert_eq!(host.notify("apple/ios", &[], &forged).await.0, 403);
    let renewed = stores.renewed(&stores.apple, 33);
    for new in [true, false] {
        let told = host.notify("apple/ios", &[], &renewed).await;
        assert_eq!(told, (200, json!({"stored": new})));
    }
    let renewed_until = host.entitled("ios/device/D1").await[0].1.clone();
    assert!(renewed_until > until, "{renewed_until} {until}");

    let logout = host.sdk("PUT", "ios/device/D1/logout/", json!({})).await;
    assert_eq!(logout.0, 200);
    assert!(host.entitled("ios/device/D1").await.is_empty());

    // Another device, another account, the same store account: a list of all it has.
    install(&host, "ios", "D2").await;
    login(&host, "ios/device/D2", E2).await;
    let all = json!([proof]).to_string();
    let (status, restored) = show(&host, "ios/device/D2", &all, "restore").await;
    assert_eq!(status, 200, "{restored}");
    assert_eq!(host.entitled("ios/device/D2").await.len(), 1);

    google(&host, &stores).await;
    heard(&receiver).await;

    explained(&host);
    let health = host.call("GET", "/readyz", &[], String::new()).await;
    assert_eq!(health.0, 200);
    support(&host).await;
}

/// Checks that the history explains why the entitlement moved.
fn explained(host: &Program) {
    let history = host.history("--device", "D2");
    for sentence in [
        "Monthly for Premium (apple/production/1) came from",
        "device D2 restored purchases",
        &format!("account {E2}, of shop"),
        &format!("came from account {E1} ("),
    ] {
        assert!(history.contains(sentence), "{sentence}: {history}");
    }
    assert_eq!(host.history("--account", E2), history);
    // What went to somebody else is named by what it was.
    let before = host.history("--account", E1);
    let went = format!("Monthly (apple/production/1) went to account {E2} (");
    assert!(before.contains(&went), "{before}");
}

/// Plays support, which looks after a customer with keys for each task.
async fn support(host: &Program) {
    let bearer = format!("Bearer {SUPPORT}");
    let with_key = [("authorization", bearer.as_str())];
    let get = async |path: &str, headers: &[(&str, &str)]| {
        host.call("GET", path, headers, String::new()).await
    };
    let device = "/admin/v1/apps/shop/devices/D2";
    assert_eq!(get(device, &[]).await.0, 401);
    let wrong = [("authorization", "Bearer wrong")];
    assert_eq!(get(device, &wrong).await.0, 401);
    let (status, found) = get(device, &with_key).await;
    assert_eq!((status, &found["account"]), (200, &json!(E2)));
    let user = found["user"].as_str().unwrap();
    let (_, export) = get(&format!("/admin/v1/apps/shop/users/{user}"), &with_key).await;
    assert_eq!(export["devices"][0]["id"], "D2");
    let forget = format!("/admin/v1/apps/shop/users/{user}/forget");
    let refused = host.call("POST", &forget, &with_key, String::new()).await;
    assert_eq!(refused.0, 401, "this key may only read");
    let (_, counts) = get("/metrics", &with_key).await;
    let counts = counts.as_str().unwrap();
    let restored =
        "route=\"/sdk/v3/platform/{platform}/device/{device}/purchase_event\",status=\"200\"";
    assert!(counts.contains(restored), "{counts}");
    assert!(counts.contains("paywall_waiting{app=\"shop\",in=\"inbox\"} 0"));
    assert!(!counts.contains("D2"), "no device is named");
}

/// Plays Google, which only hints; the state itself must be asked for.
async fn google(host: &Program, stores: &Stores) {
    install(host, "android", "G").await;
    let shown = show(host, "android/device/G", "T", "transaction").await;
    assert_eq!(
        (shown.0, &shown.1["error"]["code"]),
        (503, &json!("store_unavailable"))
    );
    let says = |days| stores.google_api.lock().unwrap().subscription = Some(stores.paid(days));
    says(20);
    let shown = show(host, "android/device/G", "T", "transaction").await;
    assert_eq!(shown.0, 200, "{}", shown.1);
    let before = host.entitled("android/device/G").await[0].1.clone();
    says(50);
    let (token, body) = stores.push("m1");
    let headers = [("authorization", token.as_str())];
    let told = host.notify("google/android", &headers, &body).await;
    assert_eq!(told, (200, json!({"stored": true})));
    until(async || host.entitled("android/device/G").await[0].1 != before).await;
}

/// Checks that each user's events come in their order, whatever comes between.
async fn heard(receiver: &Receiver) {
    let messages = receiver.taken(5).await;
    let of = |account: &str| -> Vec<String> {
        let about = messages.iter().filter(|it| {
            let ids = it["external_ids"].as_array().unwrap();
            ids.iter().any(|id| id["value"] == account)
        });
        let kind = |it: &Value| it["event_type"].as_str().unwrap().to_owned();
        about.map(kind).collect()
    };
    let first = [
        "user.subscription.purchased",
        "user.subscription.renewed",
        "user.subscription.transferred",
    ];
    assert_eq!(of(E1), first);
    assert_eq!(of(E2), ["user.subscription.transferred"]);
    let transfer = messages.iter().find(|it| it["transfer"].is_object());
    assert_eq!(transfer.unwrap()["transfer"]["cause"], "restore");
}

pub async fn install(host: &Program, platform: &str, device: &str) {
    let body = json!({"id": device, "os_name": "iOS", "form_factor": "phone", "language": "en"});
    let made = host.sdk("POST", &format!("{platform}/device/"), body).await;
    assert_eq!(made.0, 201, "{}", made.1);
}

pub async fn login(host: &Program, device: &str, account: &str) {
    let body = json!({"external_id": account});
    let done = host.sdk("PUT", &format!("{device}/login/"), body).await;
    assert_eq!(done.0, 200, "{}", done.1);
}

pub async fn show(host: &Program, device: &str, payload: &str, kind: &str) -> (u16, Value) {
    let body = json!({"payload": payload, "kind": kind});
    host.sdk("PUT", &format!("{device}/purchase_event/"), body)
        .await
}
