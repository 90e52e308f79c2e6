//! Tests with onboarding flows, from their entry to every exit, native and in wasmtime.
//!
//! As in `documents.rs`, each step is left as a case in `target/document-cases` for the tests in Node and Chromium.

mod real;

use std::fs;
use std::path::PathBuf;

use paywall_tests::{Case, engine, root};
use serde_json::{Value, json};

/// A flow of a document.
struct Story {
    /// The document's path from the root of the repository.
    document: &'static str,
    /// The placement that launches the flow.
    label: &'static str,
    device_model: &'static str,
    /// The fact that the app hears when the flow has ended.
    handed_over: &'static str,
}

/// A customer who goes through the flow. Every answer is asked of both ways and kept as a case.
struct Walk {
    story: &'static Story,
    folder: PathBuf,
    request: Value,
    steps: usize,
    answer: Value,
}

impl Walk {
    /// Enters the flow.
    fn begin(story: &'static Story, name: &str) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let folder = root()
            .join(target)
            .join("document-cases")
            .join(story.label)
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let device = json!({ "formFactor": "television", "width": 1920, "height": 1080, "deviceModel": story.device_model });
        let mut walk = Self {
            story,
            folder,
            request: json!({ "launch": { "label": story.label }, "device": device }),
            steps: 0,
            answer: Value::Null,
        };
        walk.call("render");
        walk
    }

    fn call(&mut self, operation: &str) -> &mut Self {
        let file = self.folder.join(format!("{:02}.case", self.steps));
        self.steps += 1;
        fs::write(
            &file,
            format!("{operation} {}\n{}\n", self.story.document, self.request),
        )
        .unwrap();
        let case = Case::read(&file).unwrap();
        let native = case.native();
        let wasmtime = case.wasmtime(engine()).unwrap().unwrap();
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

    /// Lets the one timer of the screen run out, which was set to so many milliseconds.
    fn waits(&mut self, expected: f64) -> &mut Self {
        let timers = self.answer["state"]["flow"]["timers"].take();
        let mut timers = timers.as_object().unwrap().iter();
        let (timer, wait) = timers.next().unwrap();
        assert_eq!(wait.as_f64(), Some(expected));
        self.act(timer, "timer")
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
        assert_eq!(
            handed["handoffData"],
            json!({ self.story.handed_over: true })
        );
        assert_eq!(
            self.answer["events"].as_array().unwrap().last().unwrap()["action"],
            "FLOW_DONE"
        );
    }
}

/// The flow of our own document.
const OURS: Story = Story {
    document: "tests/documents/onboarding.json",
    label: "onboarding",
    device_model: "Fern TV",
    handed_over: "onboarded",
};

#[test]
fn a_screen_goes_on_by_itself_and_tells_the_app_what_was_seen() {
    let mut walk = Walk::begin(&OURS, "welcome");
    walk.on("Welcome");
    let video = "https://media.example/welcome-1080p.mp4";
    assert_eq!(walk.answer["state"]["appSuppliedVideoUrl"], video);
    assert!(walk.answer["html"].as_str().unwrap().contains(video));
    assert_eq!(
        walk.event("FLOW_EVENT")["data"]["screen_seen"],
        json!({ "page": "welcome", "campaign": "onboarding", "paywall": "welcome", "device": "Fern TV" })
    );
    walk.waits(8_000.0).on("Courses");
}

#[test]
fn the_back_key_leads_out_or_to_the_screen_before() {
    for (name, way) in [
        ("welcome", &[][..]),
        ("courses", &["skip"]),
        ("plans", &["skip", "plansButton"]),
    ] {
        let mut walk = Walk::begin(&OURS, &format!("back-{name}"));
        for id in way {
            walk.tap(id);
        }
        walk.send("__remoteback__").ends();
    }
    let mut walk = Walk::begin(&OURS, "back-account");
    walk.tap("skip").tap("later").on("Account");
    walk.send("__remoteback__").on("Courses");
    walk.send("__remoteback__").ends();
}

#[test]
fn a_purchase_pauses_the_flow_and_leads_out() {
    let mut walk = Walk::begin(&OURS, "purchase");
    walk.tap("skip").tap("plansButton").on("Plans");
    walk.tap("plan").on("Plans");
    let handed = walk.event("FLOW_HANDOFF");
    assert_eq!(handed["handoffTag"], "buysku");
    assert_eq!(handed["handoffData"]["sku"]["skuId"], "fern.month");
    assert_eq!(walk.answer["state"]["flow"]["paused"], true);
    walk.send("__purchase_success__").ends();
}

#[test]
fn signing_in_leads_out_for_subscribers_only() {
    let mut walk = Walk::begin(&OURS, "sign-in");
    walk.tap("skip").tap("later").tap("signInButton");
    let told = &walk.event("FLOW_EVENT")["data"]["tapped"];
    assert_eq!(told["button"], "Sign in");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "signin");
    walk.send("__resume__").on("Account");
    walk.request["customer"] = json!({ "attributes": { "subscriber": "true" } });
    walk.send("__resume__").ends();
}

#[test]
fn closing_leads_out() {
    let mut walk = Walk::begin(&OURS, "close");
    walk.tap("skip").tap("plansButton").tap("restoreButton");
    assert_eq!(walk.event("FLOW_HANDOFF")["handoffTag"], "restore");
    walk.on("Plans").tap("close").ends();
}
