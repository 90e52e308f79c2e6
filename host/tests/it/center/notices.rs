//! Publications that were scheduled and do not take place: who hears of it.

use std::sync::Arc;

use paywall_host::control::policy::Role;
use paywall_host_testing::needs;
use paywall_host_testing::receiver::{Receiver, SECRET};
use serde_json::json;

use super::world::{NOON, document, set, worlds};

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn who_scheduled_hears_from_the_receiver_and_from_the_api_that_nothing_was_published() {
    // PostgreSQL's clock is the server's, which nobody moves.
    let world = &worlds()[0];
    let later = NOON.plus_days(1);
    let receiver = Receiver::start(Arc::new(move || later)).await;
    let (url, secret) = (&receiver.url, SECRET);
    let webhook = format!("[apps.webhook]\nurl = \"{url}\"\nsecrets = [\"{secret}\"]");
    let host = world.host_with(NOON, &webhook).await;
    let ada = world.person("ada", Role::Owner, &host, NOON).await;
    let first = world.write("first.json", &document("One", "Body", "Everyone"));
    for environment in ["sandbox", "production"] {
        ada.does(&["publish", &first, "--environment", environment])
            .await;
    }
    let draft = ada.post("drafts", json!({ "name": "Spring" })).await;
    let id = draft["id"].as_str().unwrap();
    ada.edits(id, 0, set("title", "Spring")).await;
    let commit = json!({ "edit": 1, "message": "spring" });
    let made = ada.post(&format!("drafts/{id}/commit"), commit).await;
    let at = NOON.plus_millis(3_600_000).millis();
    for (environment, replaces) in [("production", 2), ("sandbox", 1)] {
        let plan = json!({ "environment": environment, "revision": made["revision"], "at": at, "replaces": replaces });
        ada.post("schedules", plan).await;
    }
    // Somebody publishes to production meanwhile, and the sandbox asks for more than it did.
    let second = world.write("second.json", &document("Two", "Body", "Everyone"));
    ada.does(&["publish", &second, "--environment", "production"])
        .await;
    let policy = json!({ "approvals": 1, "publisher": "editor", "authors_approve": false, "warnings_block": false });
    let path = "environments/sandbox/policy";
    assert_eq!(ada.call("PUT", path, Some(policy), 0).await.0, 200);
    assert_eq!(ada.get("notices").await, json!([]));
    host.end().await;

    let hosts = [
        world.host_with(later, &webhook).await,
        world.host_with(later, &webhook).await,
    ];
    let heard = receiver.taken(2).await;
    let ada = ada.at(&hosts[1]);
    let notices = ada.get("notices").await;
    for (index, (environment, code)) in [("production", "deployment_moved"), ("sandbox", "policy")]
        .into_iter()
        .enumerate()
    {
        let (told, notice) = (&heard[index], &notices[1 - index]);
        assert_eq!(told["event_type"], "schedule.stopped");
        assert_eq!(told["user_id"], json!(null));
        let schedule = &told["schedule"];
        assert_eq!(schedule["number"], index + 1);
        assert_eq!(schedule["environment"], environment);
        assert_eq!(schedule["revision"], made["revision"]);
        let why = schedule["why"].as_str().unwrap();
        assert!(why.starts_with(code), "{why}");
        assert_eq!(notice["sequence"], index + 1);
        assert_eq!(notice["outcome"], why);
        assert!(notice["stopped"].as_i64().unwrap() >= later.millis());
    }
    assert_eq!(ada.call("DELETE", "notices/1", None, 0).await.0, 204);
    let left = ada.get("notices").await;
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["sequence"], 2);
    assert_eq!(ada.call("DELETE", "notices/9", None, 0).await.0, 404);
    for host in hosts {
        host.end().await;
    }
    assert_eq!(receiver.got().len(), 2, "each host looked, one told");
}
