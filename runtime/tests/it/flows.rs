//! Tests of flows as an app sees them: the screen after each event, and the events that the app hears.

use paywall_runtime::Warning;
use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::ask;
use serde_json::{Value, json};

/// A customer who goes through a flow.
struct Walk {
    document: Document,
    warnings: Vec<Warning>,
    request: Value,
    answer: Value,
}

/// Makes a paywall of one page with a button for each `(id, onTap)`.
fn screen(id: &str, buttons: &[(&str, Value)]) -> Value {
    let button = |(id, tap): &(&str, Value)| {
        let text = json!({ "component": "text", "text": format!("press {id}") });
        json!({ "id": id, "component": "button", "onTap": tap, "components": [text] })
    };
    let components: Vec<Value> = buttons.iter().map(button).collect();
    let page = |name| json!({ "name": name, "contentContainer": { "component": "container", "components": components } });
    json!({
        "id": id, "name": format!("Screen {id}"), "paywall_type": "component", "sku_menus": [],
        "template": { "min_sdk_version": "3.3.0", "pages": [page("one"), page("two")],
                      "initialState": { "currentPage": "one", "formStates": { "news": true } } },
    })
}

fn go(function: &str, parameters: Value) -> Value {
    json!([{ "action": [{ "function": function, "parameters": parameters }] }])
}

fn step(id: &str, kind: &str, actions: Value) -> Value {
    json!({ "id": id, "name": format!("Step {id}"), "type": kind, "screen": id, "actions": actions })
}

fn when(identifier: &str, value: &str) -> Value {
    json!([{ "filter": [{ "identifier": identifier, "operator": "equals", "values": [value] }] }])
}

impl Walk {
    /// Begins a flow whose screens are `a`, `b`, `c`, each with the buttons `next` and `close`, an agreement to toggle,
    /// and a button that turns the page.
    fn new(steps: Value) -> Self {
        Self::with(steps, json!({}))
    }

    fn with(steps: Value, more: Value) -> Self {
        let buttons = [
            ("next", json!({ "function": "namiFlowControl" })),
            ("close", json!({ "function": "namiClosePaywall" })),
            ("signIn", json!({ "function": "namiSignIn" })),
            (
                "agree",
                json!({ "function": "setState", "parameters": { "formId": "agreed" } }),
            ),
            (
                "turn",
                json!({ "function": "namiNavigateToScreen", "parameters": { "screen": "two" } }),
            ),
        ];
        let screens = ["a", "b", "c"].map(|id| screen(id, &buttons));
        let object = json!({ "name": "Welcome", "screens": ["a", "b", "c"], "steps": steps });
        let flow = json!({ "flow_id": "f", "object_id": "o", "object": object });
        let document = json!({
            "paywalls": screens,
            "campaign_rules": [{ "rule": "r", "name": "Rule", "type": "label", "value": "start", "external_segment": "out",
                "segments": [{ "segment": "s", "split": 100, "form_factors": ["phone"], "flow": flow }] }],
        });
        let (document, warnings) = Document::load(document.to_string().as_bytes()).unwrap();
        let mut request =
            json!({ "launch": { "label": "start" }, "device": { "formFactor": "phone" } });
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        let mut walk = Self {
            document,
            warnings,
            request,
            answer: Value::Null,
        };
        walk.call(Operation::Render);
        walk
    }

    fn call(&mut self, operation: Operation) -> &mut Self {
        self.answer = ask(&self.document, operation, &self.request);
        if !self.answer["ok"].is_null() {
            self.request["state"] = self.answer["ok"]["state"].clone();
        }
        self
    }

    fn act(&mut self, tap: &str, by: &str) -> &mut Self {
        self.request["act"] = json!({ "tap": tap, "by": by });
        self.call(Operation::Act)
    }

    fn tap(&mut self, id: &str) -> &mut Self {
        self.act(id, "click")
    }

    fn send(&mut self, event: &str) -> &mut Self {
        self.act(event, "event")
    }

    fn screen(&self) -> &str {
        self.answer["ok"]["paywall"]["id"].as_str().unwrap()
    }

    fn place(&self) -> &Value {
        &self.answer["ok"]["state"]["flow"]
    }

    fn actions(&self) -> Vec<&str> {
        let events = self.answer["ok"]["events"].as_array().unwrap();
        events
            .iter()
            .map(|event| event["action"].as_str().unwrap())
            .collect()
    }

    fn event(&self, action: &str) -> &Value {
        let mut events = self.answer["ok"]["events"].as_array().unwrap().iter();
        events.find(|event| event["action"] == action).unwrap()
    }
}

/// Makes the steps a, b and c one after the other, then the exit.
fn plain() -> Value {
    let next =
        || json!({ "next": go("flowNav", json!({})), "__remoteback__": go("flowPrev", json!({})) });
    json!([
        step(
            "in",
            "entry",
            json!({ "__default__": go("flowNav", json!({})) })
        ),
        step("a", "screen", next()),
        step("b", "screen", next()),
        step("c", "screen", next()),
        step("out", "exit", json!({})),
    ])
}

#[test]
fn screens_follow_one_another_to_the_exit() {
    let mut walk = Walk::new(plain());
    assert_eq!((walk.screen(), walk.actions()), ("a", vec!["SHOW_PAYWALL"]));
    assert_eq!(walk.place()["next"], json!(["b"]));
    walk.tap("next");
    assert_eq!(walk.screen(), "b");
    assert_eq!(walk.event("SHOW_PAYWALL")["paywallId"], "b");
    let progress = walk.place()["progress"].as_f64().unwrap();
    assert!((progress - 2.0 / 3.0).abs() < 1e-9);
    walk.tap("next").tap("next");
    assert_eq!((walk.screen(), walk.actions()), ("c", vec!["FLOW_DONE"]));
    assert_eq!(walk.place()["done"], true);
    assert_eq!(walk.tap("next").actions(), Vec::<&str>::new());
}

#[test]
fn rendering_again_changes_nothing() {
    let mut walk = Walk::new(plain());
    walk.tap("next");
    let before = walk.request["state"].clone();
    walk.call(Operation::Render);
    assert_eq!((walk.screen(), &walk.request["state"]), ("b", &before));
    assert!(walk.actions().is_empty());
}

#[test]
fn the_way_back_is_the_way_that_led_here() {
    let mut walk = Walk::new(plain());
    walk.tap("next").tap("next").send("__remoteback__");
    assert_eq!((walk.screen(), &walk.place()["back"]), ("b", &json!(true)));
    walk.send("__remoteback__");
    assert_eq!(walk.screen(), "a");
    assert_eq!(walk.place()["previous"], false);
    assert_eq!(walk.send("__remoteback__").screen(), "a");
    assert_eq!(walk.tap("next").place()["back"], false);
}

#[test]
fn steps_can_refuse_to_be_gone_back_to() {
    let mut steps = plain();
    steps[2]["allow_back_to"] = false.into();
    let mut walk = Walk::new(steps);
    assert_eq!(
        walk.tap("next").tap("next").send("__remoteback__").screen(),
        "a"
    );

    let mut steps = plain();
    steps[3]["actions"]["__appear__"] = go("blockBackToStep", json!({ "step": "b" }));
    let mut walk = Walk::new(steps);
    assert_eq!(
        walk.tap("next").tap("next").send("__remoteback__").screen(),
        "a"
    );
}

#[test]
fn going_to_the_step_before_is_going_back() {
    let mut steps = plain();
    steps[2]["actions"]["next"] = go("flowNav", json!({ "step": "a" }));
    let mut walk = Walk::new(steps);
    walk.tap("next").tap("next");
    assert_eq!((walk.screen(), &walk.place()["back"]), ("a", &json!(true)));
    assert_eq!(walk.place()["stepcrumbs"], json!(["a"]));
}

#[test]
fn of_two_actions_that_lead_elsewhere_the_first_decides_and_the_rest_is_done() {
    let mut steps = plain();
    steps[1]["actions"]["next"] = json!([
        { "action": [{ "function": "flowNav", "parameters": { "step": "c" } },
                     { "function": "flowNav", "parameters": { "step": "b" } }] },
        { "action": [{ "function": "flowPrev" }],
          "after": [{ "function": "flowEvent", "parameters": { "said": "done" } }] },
    ]);
    let mut walk = Walk::new(steps);
    walk.tap("next");
    assert_eq!(
        (walk.screen(), walk.place()["visit"].as_f64()),
        ("c", Some(2.0))
    );
    assert_eq!(walk.event("FLOW_EVENT")["data"]["said"], "done");
    assert_eq!(walk.place()["stepcrumbs"], json!(["a", "c"]));
}

#[test]
fn a_branch_decides_by_what_the_customer_did_on_screens_before() {
    let mut steps = plain();
    let choice = json!([{ "action": [{ "function": "flowNav", "conditions": when("state.formStates.agreed", "true") }] }]);
    steps.as_array_mut().unwrap().insert(
        2,
        step(
            "fork",
            "branch",
            json!({ "yes": choice, "else": go("flowNav", json!({})) }),
        ),
    );
    steps[3]["branch_tags"] = json!(["yes"]);
    steps[4]["branch_tags"] = json!(["else"]);
    let mut walk = Walk::new(steps.clone());
    assert_eq!(walk.place()["next"], json!(["b", "c"]));
    assert_eq!(walk.tap("next").screen(), "c");
    assert_eq!(walk.place()["branchcrumbs"], json!(["else"]));

    let mut walk = Walk::new(steps);
    walk.tap("agree").tap("next");
    assert_eq!(walk.screen(), "b");
    assert_eq!(walk.place()["progress"], 1.0);
    assert_eq!(walk.tap("next").actions(), ["FLOW_DONE"]);
}

#[test]
fn conditions_see_the_state_the_document_starts_with() {
    let mut steps = plain();
    steps[1]["actions"]["next"][0]["action"][0]["conditions"] =
        when("state.formStates.news", "true");
    assert_eq!(
        Walk::new(steps.clone()).tap("agree").tap("next").screen(),
        "b"
    );
    steps[1]["actions"]["next"][0]["action"][0]["conditions"] = when("Flow.stepcrumbs.last", "b");
    assert_eq!(Walk::new(steps).tap("next").screen(), "a");
}

#[test]
fn an_action_takes_the_place_of_what_the_button_does_and_others_go_around_it() {
    let mut steps = plain();
    let told = |name: &str| json!({ "function": "flowEvent", "parameters": { "name": name } });
    steps[1]["actions"]["close"] = json!([{ "before": [told("before")], "action": [told("instead")], "after": [told("after")] }]);
    steps[1]["actions"]["turn"] = json!([{ "before": [told("before")], "after": [told("after")] }]);
    let mut walk = Walk::new(steps);
    assert_eq!(walk.tap("close").actions(), ["FLOW_EVENT"; 3]);
    assert_eq!(
        walk.tap("turn").actions(),
        ["FLOW_EVENT", "PAGE_CHANGE", "FLOW_EVENT"]
    );
    assert_eq!(walk.tap("signIn").actions(), ["SIGN_IN"]);
}

#[test]
fn what_the_customer_chose_goes_along_but_not_the_page() {
    let mut walk = Walk::new(plain());
    walk.tap("agree").tap("turn");
    assert_eq!(walk.answer["ok"]["paywall"]["page"], "two");
    walk.tap("next");
    assert_eq!(walk.answer["ok"]["paywall"]["page"], "one");
    assert_eq!(walk.request["state"]["formStates"]["agreed"], true);
}

#[test]
fn events_are_filled() {
    let mut steps = plain();
    let names = [
        "campaignId",
        "campaignName",
        "campaignLabel",
        "campaignPlacement",
        "campaignSegmentId",
        "campaignExternalSegment",
        "pageName",
        "pageId",
        "flowName",
        "flowId",
        "objectId",
        "stepName",
        "buttonText",
        "launchContext.customAttributes.team",
        "deviceModel",
        "utm",
        "nothing",
    ];
    let text: Vec<String> = names
        .iter()
        .map(|name| format!("{{{{ {name} }}}}"))
        .collect();
    let parameters = json!({ "all": [text.join("|")], "odd": "{{ left \" open", "two": "<{{utm}}{{utm}}>", "number": 1 });
    steps[1]["actions"]["next"] = go("flowEvent", parameters);
    let more = json!({ "urlParams": { "utm": "\"mail\"" }, "device": { "formFactor": "phone", "deviceModel": "X1" },
        "launch": { "label": "start", "context": { "customAttributes": { "team": "all blacks" } } } });
    let mut walk = Walk::with(steps, more);
    let data = &walk.tap("next").event("FLOW_EVENT")["data"];
    let expected =
        "r|Rule|start|start|s|out|Screen a|a|Welcome|f|o|Step a|press next|all blacks|X1|\"mail\"|";
    assert_eq!(data["all"], json!([expected]));
    assert_eq!(data["two"], "<\"mail\"\"mail\">");
    assert_eq!(
        (&data["odd"], &data["number"]),
        (&json!("{{ left \" open"), &json!(1))
    );
}

#[test]
fn what_is_delayed_is_done_when_its_timer_runs_out_and_only_on_its_step() {
    let mut steps = plain();
    steps[1]["actions"]["__appear__"] = go("flowNav", json!({ "delay": 12000 }));
    let mut walk = Walk::new(steps);
    let timers = walk.place()["timers"].as_object().unwrap().clone();
    let (timer, wait) = timers.iter().next().unwrap();
    assert_eq!((walk.screen(), wait.as_f64()), ("a", Some(12000.0)));
    assert_eq!(walk.act(timer, "timer").screen(), "b");
    assert_eq!(walk.act(timer, "timer").screen(), "b");
    // Back on the first step, the old timer does not belong to this visit.
    walk.send("__remoteback__");
    assert_eq!(walk.act(timer, "timer").screen(), "a");
}

#[test]
fn the_app_is_handed_over_to_and_resumes() {
    let mut steps = plain();
    steps[1]["actions"]["signIn"] = json!([{
        "before": [{ "function": "flowPause" }],
        "action": [{ "function": "flowHandoff", "parameters": { "handoffTag": "signin", "handoffData": { "a": 1 } } }] }]);
    let mut back = go("flowExit", json!({}));
    back[0]["action"][0]["conditions"] = when("UserTags.subscriber", "true");
    steps[1]["actions"]["__resume__"] = back;
    let mut walk = Walk::new(steps);
    walk.tap("signIn");
    assert_eq!(walk.place()["paused"], true);
    let told = walk.event("FLOW_HANDOFF");
    assert_eq!(
        (&told["handoffTag"], &told["handoffData"]),
        (&json!("signin"), &json!({ "a": 1 }))
    );
    assert_eq!(walk.send("__resume__").place()["paused"], false);
    assert_eq!(walk.screen(), "a");
    walk.request["customer"] = json!({ "attributes": { "subscriber": true } });
    assert_eq!(walk.send("__resume__").actions(), ["FLOW_DONE"]);
}

#[test]
fn tags_are_attributes_of_the_customer_from_then_on() {
    let mut steps = plain();
    steps[1]["actions"]["next"] = go("setTags", json!({ "plan": "family" }));
    let mut on = go("flowNav", json!({}));
    on[0]["action"][0]["conditions"] = when("UserTags.plan", "family");
    steps[1]["actions"]["__tag_update__"] = on.clone();
    steps[2]["actions"]["next"] = on;
    let mut walk = Walk::new(steps);
    assert_eq!(walk.tap("next").actions(), ["SET_TAGS", "SHOW_PAYWALL"]);
    assert_eq!(walk.event("SET_TAGS")["data"], json!({ "plan": "family" }));
    assert_eq!(walk.tap("next").screen(), "c");
}

#[test]
fn a_video_set_before_the_first_screen_is_there_on_it() {
    let mut steps = plain();
    steps[0]["actions"]["__default__"][0]["before"] = json!([{ "function": "setVideo", "parameters": { "url": "https://v.example/1.mp4", "name": "one" } }]);
    let mut walk = Walk::new(steps);
    assert_eq!(
        walk.request["state"]["appSuppliedVideoUrl"],
        "https://v.example/1.mp4"
    );
    assert_eq!(
        walk.tap("next").request["state"]["appSuppliedVideoName"],
        "one"
    );
}

#[test]
fn taps_can_be_switched_off_and_on() {
    let mut steps = plain();
    steps[1]["actions"]["__appear__"] = go("flowInteractionDisabled", json!({}));
    steps[1]["actions"]["__resume__"] = go("flowInteractionEnabled", json!({}));
    let mut walk = Walk::new(steps);
    assert_eq!(walk.tap("next").screen(), "a");
    assert_eq!(walk.send("__resume__").tap("next").screen(), "b");
}

#[test]
fn leaving_a_step_forwards_is_told_to_it() {
    let mut steps = plain();
    steps[2]["actions"]["__disappear__"] = go("flowEvent", json!({ "left": "b" }));
    let mut walk = Walk::new(steps);
    assert_eq!(
        walk.tap("next").tap("next").actions(),
        ["FLOW_EVENT", "SHOW_PAYWALL"]
    );
    assert_eq!(
        walk.send("__remoteback__").send("__remoteback__").actions(),
        ["SHOW_PAYWALL"]
    );
}

#[test]
fn steps_that_lead_in_a_circle_are_an_error_and_change_nothing() {
    let mut steps = plain();
    steps[2]["actions"]["__appear__"] = go("flowNav", json!({ "step": "c" }));
    steps[3]["actions"]["__appear__"] = go("flowNav", json!({ "step": "b" }));
    let mut walk = Walk::new(steps);
    assert_eq!(walk.tap("next").answer["error"]["code"], "flow_too_long");
    let mut walk = Walk::new(json!([step(
        "in",
        "entry",
        json!({ "__default__": go("flowNav", json!({ "step": "in" })) })
    )]));
    assert_eq!(
        walk.call(Operation::Render).answer["error"]["code"],
        "flow_too_long"
    );
}

#[test]
fn what_cannot_be_read_is_a_warning_and_does_nothing() {
    let mut steps = plain();
    steps[1]["actions"]["next"][0]["action"][0]["conditions"] = json!([{ "operator": "not", "filter": [{ "identifier": "state.x", "operator": "resembles", "values": ["1"] }] }]);
    steps[1]["actions"]["close"] = go("flowTeleport", json!({}));
    steps
        .as_array_mut()
        .unwrap()
        .push(step("odd", "riddle", json!({})));
    let mut walk = Walk::new(steps);
    let found: Vec<(&str, &str)> = walk
        .warnings
        .iter()
        .filter(|warning| warning.path.contains("flow"))
        .map(|warning| (warning.code, &*warning.path))
        .collect();
    let at = "$.campaign_rules[0].segments[0].flow.object.steps";
    assert_eq!(
        found,
        [
            (
                "unknown_function",
                &*format!("{at}[1].actions.close[0].action[0].function")
            ),
            (
                "invalid_condition",
                &format!("{at}[1].actions.next[0].action[0].conditions[0].filter[0].operator")
            ),
            ("unknown_step_type", &format!("{at}[5].type")),
        ]
    );
    assert_eq!(walk.tap("next").screen(), "a");
}

#[test]
fn a_place_that_is_no_more_begins_anew() {
    for flow in [
        json!({ "id": "f", "step": "gone" }),
        json!({ "id": "other", "step": "b" }),
        json!(7),
    ] {
        let walk = Walk::with(plain(), json!({ "state": { "flow": flow } }));
        assert_eq!((walk.screen(), walk.actions()), ("a", vec!["SHOW_PAYWALL"]));
    }
}

#[test]
fn any_state_at_all_gives_an_answer() {
    let odd = [
        json!(null),
        json!(-1),
        json!("x"),
        json!([1, [2]]),
        json!({ "3.99999999999": 1, "x": {} }),
    ];
    for name in [
        "screen",
        "visit",
        "stepcrumbs",
        "branchcrumbs",
        "blocked",
        "timers",
        "done",
        "paused",
    ] {
        for value in &odd {
            let mut place = json!({ "id": "f", "step": "b" });
            place[name] = value.clone();
            let mut walk = Walk::with(
                plain(),
                json!({ "state": { "flow": place, "userTags": value } }),
            );
            for (tap, by) in [
                ("next", "click"),
                ("3.99999999999", "timer"),
                ("x", "timer"),
                ("__remoteback__", "event"),
            ] {
                assert!(walk.act(tap, by).answer["ok"].is_object());
            }
        }
    }
}
