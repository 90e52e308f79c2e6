//! The gate: asked once for a content, and what it finds is ticked off by name.

use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use crate::desk::{document, everywhere};

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
