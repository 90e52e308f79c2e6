//! The story of a change: imported, edited, published, taken back.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use crate::desk::{document, everywhere, set};

#[needs(module)]
#[tokio::test]
async fn a_draft_is_edited_committed_and_published() {
    for desk in everywhere().await {
        let first = desk.keep(&document("One"), &[]).await;
        let draft = desk
            .post(Role::Editor, "drafts", &json!({ "name": "Spring" }))
            .await;
        assert_eq!(draft["base"], first, "{}", desk.name);
        let id = draft["id"].as_str().unwrap();
        let saved = desk.save(id, 0, &set("title", "Two")).await;
        assert_eq!(
            (saved.status, &saved.body["edit"]),
            (StatusCode::OK, &json!(1))
        );
        assert_eq!(saved.headers["etag"], "\"1\"");

        let behind = desk.save(id, 0, &set("body", "x")).await;
        assert_eq!(behind.status, StatusCode::PRECONDITION_FAILED);
        let newer = &behind.body["error"]["details"]["edits"];
        assert_eq!(newer[0]["number"], 1);

        let refused = desk
            .save(id, 1, &json!([set("title", "x")[0], set("nobody", "x")[0]]))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.body["error"]["code"], "unknown_id");
        assert_eq!(refused.body["error"]["details"]["operation"], 1);

        let path = format!("drafts/{id}/commit");
        let stale = desk
            .refused(Role::Editor, &path, &json!({ "edit": 0, "message": "" }))
            .await;
        assert_eq!((stale.0, &stale.1["code"]), (412, &json!("behind")));
        let made = desk
            .post(
                Role::Editor,
                &path,
                &json!({ "edit": 1, "message": "spring" }),
            )
            .await;

        let wish = json!({ "revision": made["revision"], "replaces": 0, "reason": "because" });
        let live = desk
            .post(
                Role::Publisher,
                "environments/production/deployments",
                &wish,
            )
            .await;
        assert_eq!(
            (&live["sequence"], &live["kind"]),
            (&json!(1), &json!("publish"))
        );
        let moved = desk
            .refused(
                Role::Publisher,
                "environments/production/deployments",
                &wish,
            )
            .await;
        assert_eq!(
            (moved.0, &moved.1["code"]),
            (409, &json!("deployment_moved"))
        );
        assert_eq!(moved.1["details"]["between"][0]["sequence"], 1);
        let refused = desk
            .refused(Role::Editor, "environments/production/deployments", &wish)
            .await;
        assert_eq!(refused.0, 409, "what moved is told first");
        let wish = json!({ "revision": first, "replaces": 1 });
        let refused = desk
            .refused(Role::Editor, "environments/production/deployments", &wish)
            .await;
        assert_eq!(
            (refused.0, &refused.1["details"]["role"]),
            (403, &json!("publisher"))
        );
        let listed = desk.get("deployments?environment=production").await;
        assert_eq!(listed.as_array().unwrap().len(), 1);
        assert_eq!(desk.get("deployments?environment=sandbox").await, json!([]));
    }
}
