//! The gate: asked once for a content, and what it finds is ticked off by name.

use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{Desk, document, everywhere};

#[needs(module)]
#[tokio::test]
async fn warnings_block_until_they_are_ticked_off_by_name() {
    for desk in everywhere().await {
        let mut warned = document("One");
        warned["campaign_rules"][0]
            .as_object_mut()
            .unwrap()
            .remove("type");
        let hash = desk.keep(&warned, &[]).await;
        let checked = desk
            .post(Role::Viewer, &format!("revisions/{hash}/check"), &json!({}))
            .await;
        assert_eq!(checked["errors"], json!([]));
        let warnings = checked["warnings"].as_array().unwrap();
        assert!(!warnings.is_empty());
        for warning in warnings {
            assert!(warning["message"].as_str().unwrap().len() > 10, "{warning}");
            assert_eq!(warning["ticked"], false);
        }
        let path = "environments/production/deployments";
        let wish = json!({ "revision": hash, "replaces": 0 });
        let (_, error) = desk.refused(Role::Publisher, path, &wish).await;
        assert_eq!(error["code"], "policy");
        for warning in warnings {
            let tick = json!({ "code": warning["code"], "path": warning["path"] });
            desk.post(Role::Editor, "ticks", &tick).await;
        }
        let ticks = desk.get("ticks").await;
        assert_eq!(ticks.as_array().unwrap().len(), warnings.len());
        assert_eq!(ticks[0]["author"], "token:editor");
        desk.post(Role::Publisher, path, &wish).await;
    }
}

#[needs(module)]
#[tokio::test]
async fn faults_are_told_and_keep_everybody_from_publishing() {
    for desk in everywhere().await {
        let mut faulty = document("One");
        faulty["campaign_rules"][0]["segments"][0]["form_factors"] = json!([]);
        let hash = desk.keep(&faulty, &[]).await;
        let wish = json!({ "revision": hash, "replaces": 0 });
        let path = "environments/sandbox/deployments";
        let (status, error) = desk.refused(Role::Owner, path, &wish).await;
        assert_eq!((status, &error["code"]), (409, &json!("faulty")));
        assert_eq!(error["details"]["faults"][0]["code"], "no_form_factor");
        assert_eq!(desk.get("deployments").await, json!([]), "{}", desk.name);
    }
}

#[needs(module)]
#[tokio::test]
async fn many_who_ask_at_once_wait_for_one_look() {
    for desk in everywhere().await {
        let hash = desk.keep(&document("One"), &[]).await;
        let (path, body) = (format!("revisions/{hash}/check"), json!({}));
        let ask = || desk.post(Role::Viewer, &path, &body);
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert_eq!((&a, &b), (&b, &c), "{}", desk.name);
    }
}

/// Returns a document whose rule is an experiment in a phase, with a title.
fn experiment(title: &str, phase: i64) -> Value {
    let mut document = document(title);
    let rule = &mut document["campaign_rules"][0];
    let half = |id: &str| {
        let mut segment = rule["segments"][0].clone();
        segment["segment"] = json!(id);
        segment["name"] = json!(id);
        segment["split"] = json!(50);
        segment
    };
    let both = json!([half("a"), half("b")]);
    rule["segments"] = both;
    rule["experiment"] = json!({ "key": "offer", "sticky": true, "phase": phase });
    document
}

/// Publishes a document in production, after ticking off whatever the check warns of.
async fn publish(desk: &Desk, document: &Value, replaces: i64) -> Result<(), Value> {
    let hash = desk.keep(document, &[]).await;
    let checked = format!("revisions/{hash}/check");
    let checked = desk.post(Role::Viewer, &checked, &json!({})).await;
    for warning in checked["warnings"].as_array().unwrap() {
        let tick = json!({ "code": warning["code"], "path": warning["path"] });
        desk.post(Role::Editor, "ticks", &tick).await;
    }
    let wish = json!({ "revision": hash, "replaces": replaces });
    let path = ("POST", "environments/production/deployments");
    let answer = desk.call(Role::Publisher, path, Some(&wish), &[]).await;
    match answer.status.is_success() {
        true => Ok(()),
        false => Err(answer.body["error"].clone()),
    }
}

#[needs(module)]
#[tokio::test]
async fn a_change_of_an_experiment_that_runs_begins_a_new_phase() {
    for desk in everywhere().await {
        publish(&desk, &experiment("One", 1), 0).await.unwrap();
        let refused = publish(&desk, &experiment("Two", 1), 1).await.unwrap_err();
        let missing = json!([{ "missing": "warning", "code": "same_phase",
            "path": "$.campaign_rules[everyone].experiment.phase=1" }]);
        assert_eq!(refused["code"], "policy", "{refused}");
        assert_eq!(refused["details"]["missing"], missing, "{}", desk.name);
        let words = refused["message"].as_str().unwrap();
        assert!(words.contains("raise its phase"), "{words}");
        publish(&desk, &experiment("Two", 2), 1).await.unwrap();
        // Somebody who knows that it mends a typo alone says so, for this phase.
        let mended = experiment("Two.", 2);
        publish(&desk, &mended, 2).await.unwrap_err();
        let path = "$.campaign_rules[everyone].experiment.phase=2";
        let tick = json!({ "code": "same_phase", "path": path });
        desk.post(Role::Editor, "ticks", &tick).await;
        publish(&desk, &mended, 2).await.unwrap();
        // What was live before asks for no phase.
        let live = desk.get("deployments?environment=production").await;
        let back = json!({ "revision": live[2]["revision"], "replaces": 3, "kind": "rollback" });
        let path = "environments/production/deployments";
        desk.post(Role::Publisher, path, &back).await;
    }
}
