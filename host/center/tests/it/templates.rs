use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{desk, everywhere};

/// Reads the stock document, which has products and texts of its own.
fn stock() -> Value {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../paywall-templates/document.json"
    );
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[needs(module)]
#[tokio::test]
async fn a_paywall_of_a_design_comes_with_its_texts_and_sells_what_the_app_sells() {
    for desk in everywhere().await {
        let base = desk.keep(&stock(), &[]).await;
        let draft = json!({ "name": "New", "base": base });
        let draft = desk.post(Role::Editor, "drafts", &draft).await;
        let id = text(&draft, "id");
        let path = "templates/paywalls/ledger";
        let wish = json!({ "draft": id, "paywall": "ledger-phone" });
        let taken = desk.post(Role::Editor, path, &wish).await;
        assert_eq!(taken["paywall"], "ledger-phone");
        let saved = desk.save(id, 0, &taken["operations"]).await;
        assert!(saved.status.is_success(), "{}: {}", desk.name, saved.body);
        let document = desk.get(&format!("drafts/{id}/document")).await;
        let paywalls = document["paywalls"].as_array().unwrap();
        let new = paywalls.last().unwrap();
        assert_eq!(text(new, "name"), "Ledger Phone");
        let offered = &new["sku_menus"][0]["products"];
        assert_eq!(text(&offered[0], "sku_ref_id"), "fern.plus.annual");
        assert_eq!(text(&offered[1], "sku_ref_id"), "fern.plus.monthly");
        let shown = new.to_string();
        assert!(shown.contains("${text.ledger-restore}") && !shown.contains("${text.restore}"));
        for language in ["en", "de", "ar"] {
            let texts = &document["texts"]["locales"][language];
            assert!(!text(texts, "ledger-restore").is_empty(), "{language}");
        }
        // Once more, and it stands beside the first one.
        let again = desk.post(Role::Editor, path, &wish).await;
        assert_eq!(again["paywall"], "ledger-phone-2");
    }
}

#[needs(module)]
#[tokio::test]
async fn every_design_can_be_taken() {
    let desk = desk().await;
    let base = desk.keep(&stock(), &[]).await;
    for design in desk.get("templates/paywalls").await.as_array().unwrap() {
        let name = text(design, "name");
        desk.get(&format!("templates/paywalls/{name}")).await;
        let draft = json!({ "name": name, "base": base });
        let draft = desk.post(Role::Editor, "drafts", &draft).await;
        let wish = json!({ "draft": draft["id"], "paywall": design["paywalls"][0]["id"] });
        let path = format!("templates/paywalls/{name}");
        let taken = desk.post(Role::Editor, &path, &wish).await;
        let saved = desk.save(text(&draft, "id"), 0, &taken["operations"]).await;
        assert!(saved.status.is_success(), "{wish}: {}", saved.body);
    }
}

#[needs(module)]
#[tokio::test]
async fn what_is_in_no_design_is_not_found() {
    let desk = desk().await;
    let base = desk.keep(&stock(), &[]).await;
    let draft = json!({ "name": "New", "base": base });
    let draft = desk.post(Role::Editor, "drafts", &draft).await;
    for (design, paywall) in [("ledger", "nothing"), ("nothing", "ledger-phone")] {
        let wish = json!({ "draft": draft["id"], "paywall": paywall });
        let path = format!("templates/paywalls/{design}");
        let (status, error) = desk.refused(Role::Editor, &path, &wish).await;
        assert_eq!((status, text(&error, "code")), (404, "not_found"));
    }
}
