//! Schedules, made by the API and run by a host's clock.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use std::sync::Arc;

use paywall_center::{App, Ran, run_due};
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use paywall_ledger::Time;
use serde_json::{Value, json};

use crate::desk::{Desk, NOW, document, everywhere, set};

/// The time of the schedules: a day later.
const LATER: Time = Time::from_millis(NOW.millis() + 86_400_000);
/// The environment of these stories.
const SANDBOX: &str = "environments/sandbox/deployments";

/// Returns the app of a desk.
fn app(desk: &Desk) -> Arc<App> {
    desk.center.app("fern").unwrap().clone()
}

/// Makes a revision that comes from another one, with a change.
async fn changed(desk: &Desk, base: &str, operations: &Value) -> String {
    let new = json!({ "name": "d", "base": base });
    let draft = desk.post(Role::Editor, "drafts", &new).await;
    let id = draft["id"].as_str().unwrap();
    assert!(desk.save(id, 0, operations).await.status.is_success());
    let commit = json!({ "edit": 1, "message": "why" });
    let path = format!("drafts/{id}/commit");
    let made = desk.post(Role::Editor, &path, &commit).await;
    made["revision"].as_str().unwrap().to_owned()
}

/// Publishes a revision in the sandbox; returns the number of the deployment.
async fn publish(desk: &Desk, revision: &str, replaces: i64) -> i64 {
    let wish = json!({ "revision": revision, "replaces": replaces });
    let made = desk.post(Role::Editor, SANDBOX, &wish).await;
    made["sequence"].as_i64().unwrap()
}

/// Schedules a revision for the sandbox.
async fn schedule(desk: &Desk, revision: &str, replaces: i64, if_moved: &str) -> Value {
    let wish = json!({ "environment": "sandbox", "revision": revision, "at": LATER.millis(),
        "replaces": replaces, "if_moved": if_moved, "reason": "sale" });
    desk.post(Role::Editor, "schedules", &wish).await
}

/// Runs what is due, and says what became of each.
async fn run(desk: &Desk) -> Vec<String> {
    let done = run_due(&app(desk), LATER).await.unwrap();
    let said = done.into_iter().map(|(_, ran)| match ran {
        Ran::Published(deployment) => format!("published {}", deployment.sequence),
        Ran::Live => "live".to_owned(),
        Ran::Stopped(why) => why.split(':').next().unwrap().to_owned(),
    });
    said.collect()
}

#[needs(module)]
#[tokio::test]
async fn what_is_due_is_published_merged_or_stopped_with_a_reason() {
    for desk in everywhere().await {
        let first = desk.keep(&document("One"), &[]).await;
        let title = changed(&desk, &first, &set("title", "Title")).await;
        let body = changed(&desk, &first, &set("body", "Other body")).await;
        let clash = changed(&desk, &first, &set("title", "Clash")).await;
        assert_eq!(publish(&desk, &first, 0).await, 1);
        // Five are made against the first deployment, and one of them takes its place.
        for (revision, if_moved) in [
            (&title, "stop"),
            (&body, "merge"),
            (&clash, "merge"),
            (&body, "stop"),
            (&title, "merge"),
        ] {
            schedule(&desk, revision, 1, if_moved).await;
        }
        let early = run_due(&app(&desk), NOW).await.unwrap();
        assert!(early.is_empty(), "{}", desk.name);
        let said = [
            "published 2",
            "published 3",
            "conflicts",
            "deployment_moved",
            "live",
        ];
        assert_eq!(run(&desk).await, said, "{}", desk.name);
        assert!(run(&desk).await.is_empty());
        let live = desk.get("deployments?environment=sandbox&most=1").await;
        let control = &app(&desk).control;
        let merged = live[0]["revision"].as_str().unwrap().parse().unwrap();
        let document = control
            .content(merged)
            .await
            .unwrap()
            .write()
            .unwrap()
            .to_string();
        assert!(
            document.contains("\"Title\"") && document.contains("Other body"),
            "{document}"
        );
        assert_eq!(live[0]["author"], "schedule 2");
        let parents = control.revision(merged).await.unwrap().revision.parents;
        assert_eq!(parents, [title.parse().unwrap(), body.parse().unwrap()]);
        let listed = desk.get("schedules").await;
        let states = listed.as_array().unwrap().iter().rev();
        let states: Vec<_> = states
            .map(|it| {
                (
                    it["state"].as_str().unwrap(),
                    it["deployment"].as_i64().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            states,
            [
                ("done", 2),
                ("done", 3),
                ("stopped", 0),
                ("stopped", 0),
                ("done", 0)
            ]
        );
    }
}

#[needs(module)]
#[tokio::test]
async fn who_may_not_publish_schedules_nothing_and_takes_nothing_back() {
    for desk in everywhere().await {
        let first = desk.keep(&document("One"), &[]).await;
        let wish = |environment: &str, at: i64| json!({ "environment": environment, "revision": first, "at": at, "replaces": 0 });
        let later = LATER.millis();
        let refused = desk
            .refused(Role::Editor, "schedules", &wish("production", later))
            .await;
        assert_eq!(
            (refused.0, &refused.1["details"]["role"]),
            (403, &json!("publisher"))
        );
        let refused = desk
            .refused(Role::Editor, "schedules", &wish("sandbox", 1))
            .await;
        assert_eq!((refused.0, &refused.1["code"]), (409, &json!("past")));
        let refused = desk
            .refused(Role::Editor, "schedules", &wish("nowhere", later))
            .await;
        assert_eq!(refused.0, 404);
        let made = desk
            .post(Role::Publisher, "schedules", &wish("production", later))
            .await;
        assert_eq!(
            (&made["state"], &made["if_moved"]),
            (&json!("waiting"), &json!("stop"))
        );
        let cancel = async |role| {
            desk.call(role, ("DELETE", "schedules/1"), None, &[])
                .await
                .status
                .as_u16()
        };
        assert_eq!(cancel(Role::Editor).await, 403);
        assert_eq!(cancel(Role::Publisher).await, 204);
        assert_eq!(cancel(Role::Publisher).await, 409);
        assert!(run(&desk).await.is_empty(), "{}", desk.name);
    }
}
