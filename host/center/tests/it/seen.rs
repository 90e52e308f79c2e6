//! Faults of other systems that must not happen here. Each test tells the story that was seen elsewhere.

use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{Desk, document, everywhere, set};

const LIVE: &str = "environments/production/deployments";

/// Begins a draft of the newest revision; returns its id.
async fn draft(desk: &Desk, base: &str) -> String {
    let body = json!({ "name": "Spring", "base": base });
    let draft = desk.post(Role::Editor, "drafts", &body).await;
    draft["id"].as_str().unwrap().to_owned()
}

/// Saves an edit and commits the draft; returns the revision and the manifest.
async fn change(desk: &Desk, draft: &str, seen: i64, text: &str) -> (String, String) {
    let saved = desk.save(draft, seen, &set("title", text)).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let commit = json!({ "edit": seen + 1, "message": text });
    let path = format!("drafts/{draft}/commit");
    let made = desk.post(Role::Editor, &path, &commit).await;
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("revision"), text("manifest"))
}

/// Publishes a revision in place of another deployment.
async fn publish(desk: &Desk, revision: &str, replaces: i64) -> Value {
    let wish = json!({ "revision": revision, "replaces": replaces });
    desk.post(Role::Publisher, LIVE, &wish).await
}

#[needs(module)]
#[tokio::test]
async fn a_stale_draft_does_not_move_what_is_live_backwards() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        publish(&desk, &base, 0).await;
        let (stale, other) = (draft(&desk, &base).await, draft(&desk, &base).await);
        let (first, _) = change(&desk, &other, 0, "Two").await;
        publish(&desk, &first, 1).await;
        let before = desk.get("deployments").await;
        let (late, _) = change(&desk, &stale, 0, "Three").await;
        let wish = json!({ "revision": late, "replaces": 1 });
        let (status, error) = desk.refused(Role::Publisher, LIVE, &wish).await;
        assert_eq!((status, &error["code"]), (409, &json!("deployment_moved")));
        assert_eq!(error["details"]["between"][0]["revision"], first);
        assert_eq!(desk.get("deployments").await, before, "{}", desk.name);
    }
}

#[needs(module)]
#[tokio::test]
async fn an_approval_is_of_what_was_approved_and_of_nothing_else() {
    for desk in everywhere().await {
        let policy = json!({ "approvals": 1, "publisher": "publisher", "authors_approve": false, "warnings_block": true });
        let path = "environments/production/policy";
        let set = desk
            .call(Role::Owner, ("PUT", path), Some(&policy), &[])
            .await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let base = desk.keep(&document("One"), &[]).await;
        let id = draft(&desk, &base).await;
        let (first, manifest) = change(&desk, &id, 0, "Two").await;
        let review = json!({ "manifest": manifest, "approves": true, "words": "Good" });
        desk.post(Role::Owner, "reviews", &review).await;
        let listed = desk.get(&format!("reviews?manifest={manifest}")).await;
        assert_eq!(listed[0]["reviewer"], "token:owner");
        let (edited, _) = change(&desk, &id, 1, "Three").await;
        let wish = json!({ "revision": edited, "replaces": 0 });
        let (status, error) = desk.refused(Role::Publisher, LIVE, &wish).await;
        assert_eq!((status, &error["code"]), (409, &json!("policy")));
        let missing = json!([{ "missing": "approvals", "needed": 1, "given": 0 }]);
        assert_eq!(error["details"]["missing"], missing, "{}", desk.name);
        publish(&desk, &first, 0).await;
    }
}

#[needs(module)]
#[tokio::test]
async fn nobody_approves_their_own_edits_though_another_one_commits_them() {
    for desk in everywhere().await {
        let policy = json!({ "approvals": 1, "publisher": "publisher", "authors_approve": false, "warnings_block": false });
        let path = "environments/production/policy";
        desk.call(Role::Owner, ("PUT", path), Some(&policy), &[])
            .await;
        let base = desk.keep(&document("One"), &[]).await;
        publish_first(&desk, &base).await;
        let id = draft(&desk, &base).await;
        desk.save(&id, 0, &set("title", "Two")).await;
        let commit = json!({ "edit": 1, "message": "by another one" });
        let made = desk
            .post(Role::Publisher, &format!("drafts/{id}/commit"), &commit)
            .await;
        let review = json!({ "manifest": made["manifest"], "approves": true });
        desk.post(Role::Editor, "reviews", &review).await;
        let wish = json!({ "revision": made["revision"], "replaces": 1 });
        let (status, error) = desk.refused(Role::Owner, LIVE, &wish).await;
        assert_eq!(
            (status, &error["code"]),
            (409, &json!("policy")),
            "{}",
            desk.name
        );
    }
}

/// Publishes a first revision under a policy that asks for an approval.
async fn publish_first(desk: &Desk, revision: &str) {
    let shown = desk.get(&format!("revisions/{revision}")).await;
    let review = json!({ "manifest": shown["manifest"], "approves": true });
    desk.post(Role::Owner, "reviews", &review).await;
    publish(desk, revision, 0).await;
}

#[needs(module)]
#[tokio::test]
async fn what_is_published_has_the_last_edit_or_is_refused() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        let id = draft(&desk, &base).await;
        desk.save(&id, 0, &set("title", "Two")).await;
        desk.save(&id, 1, &set("title", "Three")).await;
        let path = format!("drafts/{id}/commit");
        let (status, error) = desk
            .refused(Role::Editor, &path, &json!({ "edit": 1 }))
            .await;
        assert_eq!((status, &error["code"]), (412, &json!("behind")));
        assert_eq!(error["details"]["edits"][0]["number"], 2);
        let check = json!({ "edit": 1 });
        let (status, _) = desk
            .refused(Role::Viewer, &format!("drafts/{id}/check"), &check)
            .await;
        assert_eq!(status, 412, "{}", desk.name);
        let made = desk.post(Role::Editor, &path, &json!({ "edit": 2 })).await;
        let revision = made["revision"].as_str().unwrap();
        let kept = desk.get(&format!("revisions/{revision}/document")).await;
        assert!(kept.to_string().contains("Three"));
        for of in [revision, &format!("draft:{id}")] {
            let path = format!("revisions/{of}/campaigns?offset=780");
            let told = desk.get(&path).await;
            let rule = &told["placements"][0]["rules"][0];
            assert_eq!(rule["name"], "Everyone", "{}", desk.name);
        }
    }
}

#[needs(module)]
#[tokio::test]
async fn two_writers_lose_nothing_from_the_lists() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        let id = draft(&desk, &base).await;
        let texts: Vec<String> = (0..8).map(|number| format!("Text {number}")).collect();
        let mut made = vec![base.clone()];
        let [left, right] = [&texts[..4], &texts[4..]].map(|half| {
            let (desk, base) = (&desk, &base);
            async move {
                let mut made = Vec::new();
                for text in half {
                    made.push(desk.keep(&document(text), &[base.as_str()]).await);
                }
                made
            }
        });
        let (left, right) = tokio::join!(left, right);
        made.extend(left.into_iter().chain(right));
        let listed = desk.get("revisions").await;
        let listed = listed.as_array().unwrap();
        let hashes: Vec<&str> = listed
            .iter()
            .map(|it| it["hash"].as_str().unwrap())
            .collect();
        assert!(
            made.iter().all(|it| hashes.contains(&it.as_str())),
            "{}",
            desk.name
        );
        let numbers: Vec<i64> = listed
            .iter()
            .map(|it| it["sequence"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers, (1..=9).rev().collect::<Vec<i64>>());
        // Of two who save after one edit, one is told of the other's, and both are kept.
        let (one, two) = (set("title", "Left"), set("body", "Right"));
        let (one, two) = tokio::join!(desk.save(&id, 0, &one), desk.save(&id, 0, &two));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let edits = desk.get(&format!("drafts/{id}/edits")).await;
        assert_eq!(edits.as_array().unwrap().len(), 1);
    }
}

#[needs(module)]
#[tokio::test]
async fn fields_that_nobody_knows_and_what_is_gone_are_told() {
    for desk in everywhere().await {
        let before = desk.keep(&document("One"), &[]).await;
        let mut changed = document("One");
        changed["campaign_rules"][0]["later"] = json!({ "nested": [1, 2] });
        changed["campaign_rules"][0]
            .as_object_mut()
            .unwrap()
            .remove("value");
        changed["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"]
            .as_array_mut()
            .unwrap()
            .pop();
        let after = desk.keep(&changed, &[&before]).await;
        let told = desk
            .get(&format!("revisions/{before}/difference/{after}"))
            .await;
        let sentences = told["sentences"].to_string();
        for part in ["later is", "value is no longer set", "(body) is gone"] {
            assert!(sentences.contains(part), "{}: {sentences}", desk.name);
        }
        let back = desk
            .get(&format!("revisions/{after}/difference/{before}"))
            .await;
        assert_eq!(
            back["changes"].as_array().unwrap().len(),
            told["changes"].as_array().unwrap().len()
        );
        let none = desk
            .get(&format!("revisions/{after}/difference/{after}"))
            .await;
        assert_eq!(none, json!({ "changes": [], "sentences": [] }));
    }
}

#[needs(module)]
#[tokio::test]
async fn a_running_experiment_changes_by_a_deployment_alone() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        publish(&desk, &base, 0).await;
        let id = draft(&desk, &base).await;
        let split = json!([{ "op": "set", "section": "campaign_rules", "part": "everyone", "id": "segment:all",
            "path": "split", "value": 50 }]);
        let saved = desk.save(&id, 0, &split).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        let live = desk.get("revisions/live:production/document").await;
        assert_eq!(live["campaign_rules"][0]["segments"][0]["split"], 100);
        let changes = desk.get(&format!("drafts/{id}/changes")).await;
        assert!(
            changes["sentences"]
                .to_string()
                .contains("split is 50 (was 100)"),
            "{changes}"
        );
        let against = desk
            .get(&format!("revisions/live:production/difference/draft:{id}"))
            .await;
        assert_eq!(against, changes, "{}", desk.name);
    }
}

#[needs(module)]
#[tokio::test]
async fn everything_can_be_undone_after_publishing_too() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        publish(&desk, &base, 0).await;
        let id = draft(&desk, &base).await;
        let (revision, _) = change(&desk, &id, 0, "Two").await;
        publish(&desk, &revision, 1).await;
        let edits = desk.get(&format!("drafts/{id}/edits")).await;
        assert_eq!(
            edits[0]["sentences"],
            json!(["Paywall plans: title: text is \"Two\"."])
        );
        let undone = desk.save(&id, 1, &edits[0]["inverses"]).await;
        let shown = desk.get(&format!("revisions/{base}")).await;
        assert_eq!(undone.body["manifest"], shown["manifest"]);
        let wish =
            json!({ "revision": base, "replaces": 2, "kind": "rollback", "reason": "too loud" });
        let live = desk.post(Role::Publisher, LIVE, &wish).await;
        assert_eq!(live["kind"], "rollback");
        let audit = desk.get("audit?most=1").await;
        let entry = json!({ "verb": "rollback", "object": "production", "before": revision, "after": base, "actor": "token:publisher" });
        for (field, value) in entry.as_object().unwrap() {
            assert_eq!(audit[0][field], *value, "{}", desk.name);
        }
        let never = json!({ "revision": desk.keep(&document("Nine"), &[]).await, "replaces": 3, "kind": "rollback" });
        let (status, error) = desk.refused(Role::Publisher, LIVE, &never).await;
        assert_eq!((status, &error["code"]), (409, &json!("never_live")));
    }
}

#[needs(module)]
#[tokio::test]
async fn pages_are_told_what_there_is_what_changed_and_what_a_draft_lacks() {
    for desk in everywhere().await {
        let base = desk.keep(&document("One"), &[]).await;
        publish(&desk, &base, 0).await;
        let id = draft(&desk, &base).await;
        let against = format!("revisions/{base}/difference/draft:{id}?told=true");
        let other = draft(&desk, &base).await;
        let (revision, _) = change(&desk, &other, 0, "Two").await;
        let renamed = json!([
            { "op": "set", "section": "paywalls", "part": "plans", "path": "name", "value": "Prices" },
            { "op": "set", "section": "campaign_rules", "part": "everyone", "id": "segment:all", "path": "split", "value": 50 }
        ]);
        let saved = desk.save(&id, 0, &renamed).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        let overview = desk.get(&format!("revisions/draft:{id}/overview")).await;
        assert_eq!(overview["paywalls"][0]["name"], "Prices", "{overview}");
        let told = desk.get(&against).await;
        assert_eq!(told["groups"][0]["title"], "Paywall “Prices”", "{told}");
        let sentence = "«All»: split is 50 (was 100).";
        assert_eq!(
            told["groups"][1]["lines"][0]["sentence"], sentence,
            "{told}"
        );
        assert_eq!(told["touches"], "1 paywall, 1 rule");
        assert_eq!(told["is_behind"], false);
        publish(&desk, &revision, 1).await;
        let newer = format!("revisions/{revision}/difference/draft:{id}?told=true");
        assert_eq!(desk.get(&newer).await["is_behind"], true, "{}", desk.name);
        let edits = desk.get(&format!("drafts/{id}/edits?named=true")).await;
        let sentence = "Campaign rule everyone: “All”: split is 50.";
        assert_eq!(edits[0]["sentences"][1], sentence, "{edits}");
    }
}
