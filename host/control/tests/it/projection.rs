//! An app's document, as one platform gets it.

use paywall_control::project;
use serde_json::json;

use super::document;

#[test]
fn a_document_that_says_nothing_of_platforms_is_its_own_projection() {
    assert_eq!(project(document(), "roku"), document());
}

#[test]
fn each_platform_gets_its_rules_its_products_and_its_configuration() {
    let mut app = document();
    app["platforms"] = json!({ "ios": { "id": "i" }, "roku": { "id": "r" } });
    app["campaign_rules"][0]["platforms"] = json!(["ios"]);
    app["paywalls"][1]["platforms"] = json!(["roku"]);
    app["products"][0]["platforms"] = json!({ "roku": { "sku_ref_id": "roku-m" } });
    app["paywalls"][0]["sku_menus"][0]["products"][1]["platforms"] = json!(["ios"]);
    let roku = project(app.clone(), "roku");
    assert_eq!(roku["platform_config"]["id"], "r");
    assert_eq!(roku["campaign_rules"].as_array().unwrap().len(), 2);
    assert_eq!(roku["products"][0]["sku_ref_id"], "roku-m");
    assert_eq!(
        roku["paywalls"][0]["sku_menus"][0]["products"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(!roku.to_string().contains("platforms"));
    let ios = project(app, "ios");
    assert_eq!(ios["products"][0]["sku_ref_id"], "m");
    assert_eq!(ios["paywalls"].as_array().unwrap().len(), 1);
    assert_eq!(ios["campaign_rules"][0]["rule"], "one");
}
