//! Tests with the onboarding flow of the real document, from its entry to every exit, native and in wasmtime.
//!
//! As in `documents.rs`, each step is left as a case in `target/document-cases` for the tests in Node and Chromium.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use paywall_engine::Engine;
use paywall_testing::needs;
use paywall_tests::{Case, engine, root};
use serde_json::{Value, json};

/// The engine, compiled once for all tests.
static ENGINE: OnceLock<Engine> = OnceLock::new();

const DOCUMENT: &str = "../shared/real/tv-initial-config.json";
const WELCOME: &str = "Onboarding Welcome CTV";
const FEATURE: &str = "Onboarding Primary Feature CTV - RedZone";
const PROMO: &str = "Onboarding Promo CTV";
const PLANS: &str = "Frigate TV Page 1";
const MORE_PLANS: &str = "Frigate TV Page 2";

/// A customer who goes through the flow. Every answer is asked of both ways and kept as a case.
struct Walk {
    engine: &'static Engine,
    folder: PathBuf,
    request: Value,
    steps: usize,
    answer: Value,
}

impl Walk {
    /// Enters the flow.
    fn begin(name: &str) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let folder = root().join(target).join("document-cases/flow").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let device = json!({ "formFactor": "television", "width": 1920, "height": 1080, "deviceModel": "Roku Ultra" });
        let mut walk = Self {
            engine: ENGINE.get_or_init(|| engine().unwrap()),
            folder,
            request: json!({ "launch": { "label": "onboarding_ftue_us_ctv" }, "device": device }),
            steps: 0,
            answer: Value::Null,
        };
        walk.call("render");
        walk
    }

    fn call(&mut self, operation: &str) -> &mut Self {
        let file = self.folder.join(format!("{:02}.case", self.steps));
        self.steps += 1;
        fs::write(&file, format!("{operation} {DOCUMENT}\n{}\n", self.request)).unwrap();
        let case = Case::read(&file).unwrap();
        let native = case.native();
        let wasmtime = case.wasmtime(self.engine).unwrap().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&native),
            String::from_utf8_lossy(&wasmtime)
        );
        case.leave(&native).unwrap();
        self.answer = serde_json::from_slice::<Value>(&native).unwrap()["ok"].take();
        self.request["state"] = self.answer["state"].clone();
        self
    }

    fn act(&mut self, tap: &str, by: &str) -> &mut Self {
        self.request["act"] = json!({ "tap": tap, "by": by });
        self.call("act")
    }

    fn tap(&mut self, id: &str) -> &mut Self {
        self.act(id, "click")
    }

    fn send(&mut self, event: &str) -> &mut Self {
        self.act(event, "event")
    }

    fn on(&mut self, screen: &str) -> &mut Self {
        assert_eq!(self.answer["paywall"]["name"], screen);
        assert_eq!(self.answer["state"]["flow"]["done"], Value::Null);
        self
    }

    /// Returns the last event of this kind.
    fn event(&self, action: &str) -> &Value {
        let mut events = self.answer["events"].as_array().unwrap().iter().rev();
        let found = events.find(|event| event["action"] == action);
        assert!(found.is_some(), "no {action} in {}", self.answer["events"]);
        found.unwrap()
    }

    /// Checks that the flow has ended, and that the app has heard so.
    fn ends(&self) {
        let handed = self.event("FLOW_HANDOFF");
        assert_eq!(handed["handoffTag"], "complete");
        assert_eq!(handed["handoffData"], json!({ "onboardingComplete": true }));
        assert_eq!(
            self.answer["events"].as_array().unwrap().last().unwrap()["action"],
            "FLOW_DONE"
        );
    }
}

#[needs(shared)]
#[test]
fn the_first_screen_has_its_video_and_goes_on_by_itself() {
    let mut walk = Walk::begin("welcome");
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
    let timers = walk.answer["state"]["flow"]["timers"]
        .as_object()
        .unwrap()
        .clone();
    let (timer, wait) = timers.iter().next().unwrap();
    assert_eq!(wait.as_f64(), Some(12_000.0));
    walk.act(timer, "timer").on(FEATURE);
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
        let mut walk = Walk::begin(&format!("back-{number}"));
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
    let mut walk = Walk::begin("skip");
    walk.tap("closeButton").on(FEATURE);
    let told = &walk.answer["events"][0]["data"]["click_action"];
    assert_eq!(told["linkName"], "SKIP INTRO");
    walk.tap("closeButton0").on(PROMO).tap("closeButton").ends();
}

#[needs(shared)]
#[test]
fn a_purchase_leads_out() {
    let mut walk = Walk::begin("purchase");
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

    let mut walk = Walk::begin("purchase-more");
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
    let mut walk = Walk::begin("sign-in");
    walk.tap("closeButton")
        .tap("closeButton0")
        .on(PROMO)
        .tap("loginButton");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "signin");
    walk.send("__resume__").on(PROMO);
    walk.request["customer"] =
        json!({ "loggedIn": true, "attributes": { "currentSubscriber": "true" } });
    walk.send("__resume__").ends();

    let mut walk = Walk::begin("sign-in-success");
    walk.tap("closeButton")
        .tap("closeButton0")
        .send("__login_success__")
        .ends();

    let mut walk = Walk::begin("sign-in-plans");
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
