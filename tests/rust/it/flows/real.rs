//! Tests with the onboarding flow of the real document, from its entry to every exit.

use paywall_testing::needs;
use serde_json::json;

use super::{Story, Walk};

const WELCOME: &str = "Onboarding Welcome CTV";
const FEATURE: &str = "Onboarding Primary Feature CTV - RedZone";
const PROMO: &str = "Onboarding Promo CTV";
const PLANS: &str = "Frigate TV Page 1";
const MORE_PLANS: &str = "Frigate TV Page 2";

const REAL: Story = Story {
    document: "../shared/real/tv-initial-config.json",
    label: "onboarding_ftue_us_ctv",
    device_model: "Roku Ultra",
    handed_over: "onboardingComplete",
};

fn begin(name: &str) -> Walk {
    Walk::begin(&REAL, name)
}

#[needs(shared)]
#[test]
fn the_first_screen_has_its_video_and_goes_on_by_itself() {
    let mut walk = begin("welcome");
    walk.on(WELCOME);
    let url = walk.answer["state"]["appSuppliedVideoUrl"]
        .as_str()
        .unwrap();
    assert!(url.ends_with("CTV_Video_Welcome_1080p.mp4"));
    assert!(walk.answer["html"].as_str().unwrap().contains(url));
    assert_eq!(
        walk.event("FLOW_EVENT")["data"]["utag_data"]["optimizedFor"],
        "Roku Ultra"
    );
    walk.waits(12_000.0).on(FEATURE);
}

#[needs(shared)]
#[test]
fn the_back_key_leads_out_of_every_screen() {
    let ways: [&[&str]; 5] = [
        &[],
        &["closeButton"],
        &["closeButton", "closeButton0"],
        &["closeButton", "closeButton"],
        &["closeButton", "closeButton", "closeButton"],
    ];
    for (number, way) in ways.iter().enumerate() {
        let mut walk = begin(&format!("back-{number}"));
        for id in *way {
            walk.tap(id);
        }
        walk.on([WELCOME, FEATURE, PROMO, PLANS, MORE_PLANS][number]);
        walk.send("__remoteback__").ends();
    }
}

#[needs(shared)]
#[test]
fn skipping_everything_leads_out() {
    let mut walk = begin("skip");
    walk.tap("closeButton").on(FEATURE);
    let told = &walk.answer["events"][0]["data"]["click_action"];
    assert_eq!(told["linkName"], "SKIP INTRO");
    walk.tap("closeButton0").on(PROMO).tap("closeButton").ends();
}

#[needs(shared)]
#[test]
fn a_purchase_leads_out() {
    let mut walk = begin("purchase");
    walk.tap("closeButton").tap("closeButton").on(PLANS);
    let shown = walk.event("SHOW_PAYWALL").clone();
    let data = &walk.event("FLOW_EVENT")["data"]["utag_data"];
    assert_eq!(data["namiPaywallID"], shown["paywallId"]);
    assert_eq!(data["namiCampaignLabel"], "onboarding_ftue_us_ctv");
    walk.tap("productButton0").on(PLANS);
    let handed = walk.event("FLOW_HANDOFF");
    assert_eq!(handed["handoffTag"], "buysku");
    assert!(handed["handoffData"]["sku"]["skuId"].is_string());
    assert_eq!(walk.answer["state"]["flow"]["paused"], true);
    walk.send("__purchase_success__").ends();

    let mut walk = begin("purchase-more");
    walk.tap("closeButton")
        .tap("closeButton0")
        .tap("closeButton1")
        .on(PLANS);
    walk.tap("closeButton").on(MORE_PLANS).tap("productButton1");
    walk.send("__purchase_success__").ends();
}

#[needs(shared)]
#[test]
fn signing_in_leads_out_for_subscribers_and_back_for_others() {
    let mut walk = begin("sign-in");
    walk.tap("closeButton")
        .tap("closeButton0")
        .on(PROMO)
        .tap("loginButton");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "signin");
    walk.send("__resume__").on(PROMO);
    walk.request["customer"] =
        json!({ "loggedIn": true, "attributes": { "currentSubscriber": "true" } });
    walk.send("__resume__").ends();

    let mut walk = begin("sign-in-success");
    walk.tap("closeButton")
        .tap("closeButton0")
        .send("__login_success__")
        .ends();

    let mut walk = begin("sign-in-plans");
    walk.tap("closeButton")
        .tap("closeButton")
        .tap("deeplinkButton");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "signin_mvpd");
    walk.tap("restoreButton");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "restore");
    walk.tap("closeButton")
        .on(MORE_PLANS)
        .send("__login_success__")
        .on(MORE_PLANS);
    walk.request["customer"] = json!({ "attributes": { "currentSubscriber": "true" } });
    walk.send("__login_success__").ends();
}
