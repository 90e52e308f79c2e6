//! The engine asked about contents, and what editors begin with.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use crate::desk::{desk, document, set};

#[needs(module)]
#[tokio::test]
async fn a_draft_a_revision_and_an_environment_are_rendered_and_decided() {
    let desk = desk().await;
    let base = desk.keep(&document("One"), &[]).await;
    let wish = json!({ "revision": base, "replaces": 0 });
    desk.post(
        Role::Publisher,
        "environments/production/deployments",
        &wish,
    )
    .await;
    let draft = desk
        .post(Role::Editor, "drafts", &json!({ "name": "Spring" }))
        .await;
    let draft = draft["id"].as_str().unwrap();
    desk.save(draft, 0, &set("title", "Spring")).await;
    let device = json!({ "formFactor": "phone", "width": 390, "height": 844 });
    for (source, text) in [
        (json!({ "environment": "production" }), "One"),
        (json!({ "revision": base }), "One"),
        (json!({ "draft": draft }), "Spring"),
    ] {
        let question =
            json!({ "source": source, "platform": "web", "request": { "device": device } });
        let decided = desk.post(Role::Viewer, "decide", &question).await;
        assert_eq!(decided["ok"]["decision"]["paywall"], "plans", "{decided}");
        for path in ["render", "snapshot"] {
            let shown = desk.post(Role::Viewer, path, &question).await;
            assert!(
                shown["ok"]["html"].as_str().unwrap().contains(text),
                "{path}: {shown}"
            );
        }
    }
    let simulation = json!({ "source": { "draft": draft }, "request": { "people": 500 } });
    let report = desk.post(Role::Viewer, "simulate", &simulation).await;
    assert_eq!(report["people"], 500, "{report}");
    assert_eq!(report.get("compared"), None);
    // The draft shows the same paywall by the same rule, with other words.
    let simulation = json!({ "source": { "draft": draft }, "against": { "environment": "production" },
        "request": { "people": 500, "unnamed": true } });
    let report = desk.post(Role::Viewer, "simulate", &simulation).await;
    let same = json!({ "moved": 0, "moves": [], "unreached": [] });
    assert_eq!(report["compared"], same, "{report}");
    let off = json!([{ "op": "set", "section": "campaign_rules", "part": "everyone", "id": "", "path": "enabled", "value": false }]);
    let saved = desk.save(draft, 1, &off).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let report = desk.post(Role::Viewer, "simulate", &simulation).await;
    let moved = json!({ "placement": "no label", "count": 500,
        "from": { "kind": "shown", "rule": "everyone", "segment": "all", "paywall": "plans" },
        "to": { "kind": "nothing", "code": "default_campaign_not_found" } });
    let expected = json!({ "moved": 500, "moves": [moved], "unreached": ["everyone"] });
    assert_eq!(report["compared"], expected, "{report}");
    for (body, status, code) in [
        (
            json!({ "source": { "environment": "nowhere" } }),
            404,
            "not_found",
        ),
        (
            json!({ "source": { "environment": "staging" } }),
            404,
            "not_found",
        ),
        (
            json!({ "source": { "draft": draft }, "platform": "roku" }),
            404,
            "not_found",
        ),
        (
            json!({ "source": { "draft": draft }, "request": { "paywall": "nobody" } }),
            404,
            "paywall_not_found",
        ),
        (
            json!({ "source": { "draft": draft }, "request": { "device": { "timezone": "Mars/Base" } } }),
            400,
            "invalid_request",
        ),
        (json!({ "source": "production" }), 400, "invalid_request"),
    ] {
        let (found, error) = desk.refused(Role::Viewer, "render", &body).await;
        assert_eq!(
            (found, &error["code"]),
            (status, &json!(code)),
            "{body}: {error}"
        );
    }
    let many = json!({ "source": { "draft": draft }, "request": { "people": 20_001 } });
    assert_eq!(desk.refused(Role::Viewer, "simulate", &many).await.0, 400);
}

#[needs(module)]
#[tokio::test]
async fn an_estimate_says_how_long_an_experiment_takes() {
    let desk = desk().await;
    let planned = json!({ "baseline": 0.05, "change": 0.1, "shares": [50, 50], "daily": 2000 });
    let found = desk.post(Role::Viewer, "estimate", &planned).await;
    assert_eq!(found["people_once"], 62_467, "{found}");
    assert_eq!(found["days_once"], 32);
    let sentence = found["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("60 days: 119,"), "{sentence}");
    let nothing = json!({ "baseline": 0.05, "change": 0, "shares": [50, 50] });
    let found = desk.post(Role::Viewer, "estimate", &nothing).await;
    assert_eq!(found["people"], json!(null), "{found}");
    let (status, _) = desk
        .refused(Role::Viewer, "estimate", &json!({ "baseline": "x" }))
        .await;
    assert_eq!(status, 400);
}

#[needs(module)]
#[tokio::test]
async fn editors_have_the_schema_and_campaigns_for_a_draft() {
    let desk = desk().await;
    desk.keep(&document("One"), &[]).await;
    let schema = desk.get("schema").await;
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let fields = desk.get("schema/fields").await;
    assert!(
        fields["components"]["text"]["about"].is_string(),
        "{fields}"
    );
    let campaigns = desk.get("templates/campaigns").await;
    assert_eq!(campaigns.as_array().unwrap().len(), 25);

    let draft = desk
        .post(Role::Editor, "drafts", &json!({ "name": "Spring" }))
        .await;
    let wish = json!({ "draft": draft["id"], "parameters": { "paywall": "plans", "entitlement": "plus", "otherwise": "plans" } });
    let made = desk
        .post(Role::Editor, "templates/campaigns/feature-gate", &wish)
        .await;
    let saved = desk
        .save(draft["id"].as_str().unwrap(), 0, &made["operations"])
        .await;
    assert_eq!(saved.status, StatusCode::OK, "{} {made}", saved.body);

    // Its form is filled in anew: the same rules with other values, and not a second campaign.
    let rules = made["operations"].as_array().unwrap();
    let anew = json!({ "draft": draft["id"], "rule": rules[0]["part"],
        "parameters": { "paywall": "plans", "entitlement": "gold", "otherwise": "plans" } });
    let changed = desk
        .post(Role::Editor, "templates/campaigns/feature-gate", &anew)
        .await;
    let steps = changed["operations"].as_array().unwrap();
    assert_eq!(steps.len(), rules.len());
    for (step, rule) in steps.iter().zip(rules) {
        assert_eq!((&step["op"], &step["part"]), (&json!("set"), &rule["part"]));
        assert_eq!(step["value"]["from"]["parameters"]["entitlement"], "gold");
        assert_eq!(step["value"]["priority"], rule["value"]["priority"]);
    }
    let mut of_another = anew.clone();
    of_another["rule"] = json!("nobody");
    let (status, _) = desk
        .refused(
            Role::Editor,
            "templates/campaigns/feature-gate",
            &of_another,
        )
        .await;
    assert_eq!(status, 404);
    let wrong = json!({ "draft": draft["id"], "parameters": { "nobody": 1 } });
    let (status, _) = desk
        .refused(Role::Editor, "templates/campaigns/feature-gate", &wrong)
        .await;
    assert_eq!(status, 422);
}

#[needs(module)]
#[tokio::test]
async fn a_document_comes_for_a_platform_and_once() {
    let desk = desk().await;
    let mut both = document("One");
    both["platforms"] = json!({ "web": { "capabilities": ["sdk"] }, "roku": {} });
    both["paywalls"][0]["platforms"] = json!(["roku"]);
    let hash = desk.keep(&both, &[]).await;
    let path = format!("revisions/{hash}/document");
    assert_eq!(desk.get(&path).await["paywalls"][0]["id"], "plans");
    assert_eq!(
        desk.get(&format!("{path}?platform=web")).await["paywalls"],
        json!([])
    );
    let answer = desk.call(Role::Viewer, ("GET", &path), None, &[]).await;
    let tag = answer.headers["etag"].to_str().unwrap();
    let again = desk
        .call(
            Role::Viewer,
            ("GET", &path),
            None,
            &[("if-none-match", tag)],
        )
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}
