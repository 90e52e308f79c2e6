//! Tests of rules beyond conditions: priorities, schedules, caps, experiments, holdouts, and
//! the trace that explains them.

use paywall_runtime::call::Operation;
use paywall_testing::rules::{Rules, leaf};
use serde_json::{Value, json};

const DAY: u64 = 86_400_000;
/// 2026-11-27T12:00:00Z, a Friday.
const NOW: u64 = 1_795_780_800_000;

#[test]
fn a_plain_document_is_answered_as_before() {
    let rules = Rules::new(json!([{}]));
    let decision = rules.decide(json!({ "customer": { "id": "u" } }));
    let names: Vec<_> = decision.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "conversionEventType",
            "conversionEventUrl",
            "externalSegment",
            "flow",
            "name",
            "paywall",
            "position",
            "rule",
            "segment",
            "type",
            "value"
        ]
    );
}

#[test]
fn higher_priorities_are_asked_first_and_equal_ones_in_order() {
    let rules = Rules::new(json!([
        { "rule": "low", "priority": -1 }, { "rule": "plain" }, { "rule": "first", "priority": 7 },
        { "rule": "off", "priority": 9, "enabled": false }, { "rule": "second", "priority": 7 },
        { "rule": "broken", "priority": "9" }, { "rule": "elsewhere", "value": "there", "priority": 99 },
    ]));
    let explained = rules.explain(json!({}));
    let trace: Vec<_> = explained["trace"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| {
            (
                rule["rule"].as_str().unwrap(),
                rule["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        trace,
        [
            ("off", "disabled"),
            ("first", "matched"),
            ("second", "unevaluated"),
            ("plain", "unevaluated"),
            ("broken", "unevaluated"),
            ("low", "unevaluated"),
            ("elsewhere", "placement"),
        ]
    );
}

fn scheduled(schedule: Value, now: u64, offset: i32) -> String {
    let rules = Rules::new(json!([{ "schedule": schedule }]));
    rules.reasons(json!({ "now": now, "utcOffset": offset }))[0].clone()
}

#[test]
fn a_schedule_holds_from_its_start_to_before_its_end() {
    let instants = json!({ "start": "2026-11-27T13:00:00+01:00", "end": "2026-11-27T12:00:01Z" });
    assert_eq!(scheduled(instants.clone(), NOW - 1, 0), "not_started");
    assert_eq!(scheduled(instants.clone(), NOW, 600), "matched");
    assert_eq!(scheduled(instants.clone(), NOW + 999, 0), "matched");
    assert_eq!(scheduled(instants.clone(), NOW + 1000, 0), "ended");
    // The first counts on the customer's clock, the second in UTC.
    let local = |zone: &str| json!({ "start": "2026-11-27T13:00:00", "zone": zone });
    assert_eq!(scheduled(local("device"), NOW, 60), "matched");
    assert_eq!(scheduled(local("device"), NOW, 59), "not_started");
    assert_eq!(scheduled(local("utc"), NOW, 60), "not_started");
    // Without a clock a scheduled rule is not shown.
    let rules = Rules::new(
        json!([{ "schedule": instants }, { "schedule": { "end": "2026-11-27T12:00:00Z" } }]),
    );
    assert_eq!(rules.reasons(json!({})), ["not_started", "ended"]);
}

#[test]
fn windows_belong_to_the_day_on_which_they_begin() {
    let window = |days: Value, from: &str, to: &str| json!({ "windows": [{ "days": days, "from": from, "to": to }] });
    let evening = window(json!(["fri"]), "18:00", "02:00");
    let ask =
        |schedule: &Value, hours: u64| scheduled(schedule.clone(), NOW + hours * 3_600_000, 0);
    assert_eq!(ask(&evening, 0), "outside_window");
    assert_eq!(ask(&evening, 6), "matched");
    assert_eq!(ask(&evening, 13), "matched");
    assert_eq!(ask(&evening, 14), "outside_window");
    assert_eq!(ask(&evening, 30), "outside_window");
    // The window is the night from Sunday to Monday.
    assert_eq!(
        ask(&window(json!(["sun"]), "22:00", "06:00"), 60 + 1),
        "matched"
    );
    // The customer's clock counts.
    assert_eq!(
        scheduled(window(json!(["fri"]), "13:00", "24:00"), NOW, 60),
        "matched"
    );
    assert_eq!(
        scheduled(window(Value::Null, "13:00", "24:00"), NOW, 0),
        "outside_window"
    );
}

#[test]
fn schedules_that_are_not_understood() {
    for schedule in [
        json!({ "start": "2026-11-27T13:00:00" }),
        json!({ "start": "2026-11-27" }),
        json!({ "start": "27.11.2026", "zone": "device" }),
        json!({ "end": "2026-11-31", "zone": "utc" }),
        json!({ "start": "2026-11-27T13:00:00", "zone": "Pacific/Auckland" }),
        json!({ "windows": [{ "days": ["friday"] }] }),
        json!({ "windows": [{ "from": "25:00" }] }),
        json!({ "windows": [{ "from": "08:00", "to": "08:00" }] }),
        json!({ "windows": {} }),
        json!([]),
    ] {
        assert_eq!(scheduled(schedule.clone(), NOW, 0), "invalid", "{schedule}");
    }
}

/// Returns the outcome of a capped rule for this history, given as times before now.
fn capped(cap: Value, history: &[(&str, &[u64])], more: Value) -> String {
    let rules = Rules::new(json!([
        { "rule": "a", "frequency": [cap] },
        { "rule": "b", "frequency": [{ "max": 9, "scope": "group:promo" }] },
        { "rule": "c", "value": "there", "frequency": [{ "max": 9, "scope": "group:promo" }] },
        { "rule": "d", "value": "there" },
    ]));
    let history = history.iter().map(|(rule, ago)| {
        (
            (*rule).to_owned(),
            json!(ago.iter().map(|ago| NOW - ago).collect::<Vec<_>>()),
        )
    });
    let history: serde_json::Map<_, _> = history.collect();
    let mut request = json!({ "now": NOW, "memory": { "history": history } });
    for (name, value) in more.as_object().unwrap() {
        match name.as_str() {
            "sessionStart" => request["memory"][name] = value.clone(),
            _ => request[name] = value.clone(),
        }
    }
    rules.reasons(request)[0].clone()
}

#[test]
fn caps_count_what_was_shown_in_their_time() {
    let day = json!({ "max": 2, "per": "P1D" });
    assert_eq!(capped(day.clone(), &[], json!({})), "matched");
    assert_eq!(
        capped(day.clone(), &[("a", &[DAY - 1])], json!({})),
        "matched"
    );
    assert_eq!(
        capped(day.clone(), &[("a", &[DAY, 1])], json!({})),
        "matched"
    );
    assert_eq!(
        capped(day.clone(), &[("a", &[DAY - 1, 1])], json!({})),
        "capped"
    );
    assert_eq!(capped(day, &[("b", &[1, 2, 3])], json!({})), "matched");
    assert_eq!(
        capped(
            json!({ "max": 1, "per": "install" }),
            &[("a", &[999 * DAY])],
            json!({})
        ),
        "capped"
    );
    let session = json!({ "max": 1, "per": "session" });
    assert_eq!(
        capped(
            session.clone(),
            &[("a", &[100])],
            json!({ "sessionStart": NOW - 99 })
        ),
        "matched"
    );
    assert_eq!(
        capped(
            session.clone(),
            &[("a", &[99])],
            json!({ "sessionStart": NOW - 99 })
        ),
        "capped"
    );
    // The request does not say when the session began, so every time counts.
    assert_eq!(capped(session, &[("a", &[99 * DAY])], json!({})), "capped");
    // It is noon in UTC: twelve hours and a bit ago was yesterday, unless the clock is an hour ahead.
    let today = json!({ "max": 1, "per": "calendar_day" });
    assert_eq!(
        capped(today.clone(), &[("a", &[DAY / 2 + 1])], json!({})),
        "matched"
    );
    assert_eq!(
        capped(today.clone(), &[("a", &[DAY / 2])], json!({})),
        "capped"
    );
    assert_eq!(
        capped(today, &[("a", &[DAY / 2 + 1])], json!({ "utcOffset": 60 })),
        "capped"
    );
    let gap = json!({ "min_gap": "PT1H" });
    assert_eq!(
        capped(gap.clone(), &[("a", &[3_599_999])], json!({})),
        "capped"
    );
    assert_eq!(capped(gap, &[("a", &[3_600_000])], json!({})), "matched");
}

#[test]
fn caps_count_the_rules_of_their_scope() {
    for (scope, rule, expected) in [
        ("campaign", "a", "capped"),
        ("campaign", "b", "matched"),
        ("placement", "b", "capped"),
        ("placement", "c", "matched"),
        ("placement", "gone", "matched"),
        ("all", "d", "capped"),
        ("all", "gone", "capped"),
        ("group:promo", "b", "capped"),
        ("group:promo", "c", "capped"),
        ("group:promo", "d", "matched"),
    ] {
        let cap = json!({ "max": 1, "scope": scope });
        assert_eq!(
            capped(cap, &[(rule, &[5])], json!({})),
            expected,
            "{scope} {rule}"
        );
    }
}

#[test]
fn an_event_after_the_first_time_ends_the_showing() {
    let until = json!({ "until": "purchase" });
    let purchase =
        |ago: u64| json!({ "events": { "purchase": { "count": 1, "last": NOW - ago } } });
    // A former subscriber has bought before the rule was ever shown; that must not keep a win-back offer away.
    assert_eq!(capped(until.clone(), &[], purchase(DAY)), "matched");
    assert_eq!(
        capped(until.clone(), &[("a", &[9, 5])], purchase(10)),
        "matched"
    );
    assert_eq!(
        capped(until.clone(), &[("a", &[9, 5])], purchase(7)),
        "capped"
    );
    assert_eq!(
        capped(
            until,
            &[("a", &[9])],
            json!({ "events": { "purchase": { "count": 1 } } })
        ),
        "capped"
    );
}

#[test]
fn caps_that_are_not_understood() {
    for cap in [
        json!({}),
        json!({ "max": 0 }),
        json!({ "max": 65 }),
        json!({ "max": 1.5 }),
        json!({ "max": "1" }),
        json!({ "max": 1, "per": "week" }),
        json!({ "max": 1, "per": "P1M" }),
        json!({ "max": 1, "scope": "world" }),
        json!({ "min_gap": 5 }),
        json!(3),
    ] {
        assert_eq!(capped(cap.clone(), &[], json!({})), "invalid", "{cap}");
    }
}

#[test]
fn what_is_to_be_remembered_is_in_the_answer() {
    let rules = Rules::new(json!([{ "rule": "a", "frequency": [{ "max": 1 }] }, { "rule": "b" }]));
    assert_eq!(
        rules.decide(json!({}))["remember"],
        json!({ "record": ["a"] })
    );
    // Showing a rule without a cap counts for the caps of others.
    let history = json!({ "memory": { "history": { "a": [1] } } });
    assert_eq!(
        rules.decide(history)["remember"],
        json!({ "record": ["b"] })
    );
}

#[test]
fn prerequisites_must_have_been_shown() {
    let rules = Rules::new(json!([{ "prerequisites": ["intro"] }, { "rule": "intro" }]));
    assert_eq!(rules.reasons(json!({})), ["prerequisite", "matched"]);
    assert_eq!(
        rules.rule(json!({ "memory": { "history": { "intro": [1] } } })),
        "r0"
    );
}

/// Makes a rule with an experiment of two halves, and these further terms.
fn halves(experiment: Value) -> Value {
    let mut rule = json!({
        "segments": [{ "segment": "A", "weight": 50 }, { "segment": "B", "weight": 50 }],
        "experiment": { "key": "exp" },
    });
    for (name, value) in experiment.as_object().unwrap() {
        rule["experiment"][name] = value.clone();
    }
    rule
}

fn user(number: u32) -> Value {
    json!({ "customer": { "id": format!("user-{number}") } })
}

/// Returns the segments of 2,000 customers, empty texts for those without one.
fn drawn(rules: &Rules) -> Vec<String> {
    let segments = (0..2_000).map(|number| {
        rules.decide(user(number))["segment"]
            .as_str()
            .unwrap_or_default()
            .into()
    });
    segments.collect()
}

fn count(segments: &[String], name: &str) -> usize {
    segments.iter().filter(|segment| *segment == name).count()
}

#[test]
fn splits_of_experiments_mean_what_they_mean_without() {
    for (splits, shares) in [
        ([50, 50], [0.5, 0.5]),
        ([30, 100], [0.3, 0.7]),
        ([100, 30], [0.7, 0.3]),
        ([20, 60], [0.2, 0.4]),
    ] {
        let rule = json!({
            "segments": [{ "segment": "A", "split": splits[0] }, { "segment": "B", "split": splits[1] }],
            "experiment": { "key": "exp" },
        });
        let drawn = drawn(&Rules::new(json!([rule])));
        for (name, share) in ["A", "B"].iter().zip(shares) {
            let found = count(&drawn, name) as f64 / 2_000.0;
            assert!((found - share).abs() < 0.04, "{splits:?} {name} {found}");
        }
    }
}

#[test]
fn a_kept_segment_survives_new_weights_and_the_log_in() {
    let rules = Rules::new(json!([halves(json!({ "sticky": true, "coverage": 0.0 }))]));
    let ask = |customer: Value, assignments: Value| {
        rules.decide(json!({ "customer": customer, "memory": { "assignments": assignments } }))
    };
    let (both, device) = (
        json!({ "id": "u", "deviceId": "d" }),
        json!({ "deviceId": "d" }),
    );
    assert_eq!(ask(both.clone(), json!({})), Value::Null);
    let kept = ask(device, json!({ "device_id||d": { "exp__0": "B" } }));
    assert_eq!(
        (&kept["segment"], &kept["sticky"], kept.get("remember")),
        (&json!("B"), &json!(true), None)
    );
    // At log-in the segment of the device goes over to the user; a segment of the user's own wins.
    let copied = ask(both.clone(), json!({ "device_id||d": { "exp__0": "B" } }));
    assert_eq!(
        copied["remember"],
        json!({ "assignments": { "id||u": { "exp__0": "B" } } })
    );
    let own = ask(
        both.clone(),
        json!({ "device_id||d": { "exp__0": "B" }, "id||u": { "exp__0": "A" } }),
    );
    assert_eq!((&own["segment"], own.get("remember")), (&json!("A"), None));
    // A segment that the rule no longer has is not kept.
    assert_eq!(
        ask(both, json!({ "id||u": { "exp__0": "gone" } })),
        Value::Null
    );
}

#[test]
fn a_new_segment_is_to_be_remembered_once() {
    let rules = Rules::new(json!([halves(
        json!({ "sticky": true, "bucket_version": 3 })
    )]));
    let first = rules.decide(user(1));
    let assignments = first["remember"]["assignments"].clone();
    assert_eq!(
        assignments,
        json!({ "id||user-1": { "exp__3": first["segment"] } })
    );
    let mut again = user(1);
    again["memory"] = json!({ "assignments": assignments });
    assert_eq!(rules.decide(again).get("remember"), None);
}

#[test]
fn customers_of_closed_versions_do_not_take_part() {
    let rules = Rules::new(json!([halves(
        json!({ "sticky": true, "bucket_version": 2, "min_bucket_version": 2 })
    )]));
    let mut request = user(1);
    request["memory"] = json!({ "assignments": { "id||user-1": { "exp__1": "A" } } });
    assert_eq!(rules.reasons(request), ["blocked_version"]);
}

#[test]
fn a_kept_segment_does_not_override_conditions() {
    let mut rule = halves(json!({ "sticky": true }));
    rule["conditions"] = leaf("Entitlements.active", "none_of", json!(["gold"]));
    let rules = Rules::new(json!([rule]));
    let mut request = user(1);
    request["memory"] = json!({ "assignments": { "id||user-1": { "exp__0": "A" } } });
    request["customer"]["entitlements"] = json!(["gold"]);
    assert_eq!(rules.reasons(request), ["conditions"]);
}

#[test]
fn who_is_held_out_sees_nothing_and_no_later_rule_is_asked() {
    let holdout = json!({ "holdout": { "id": "global", "percent": 10 } });
    let mut other = halves(holdout.clone());
    (other["experiment"]["key"], other["value"]) = ("other".into(), "there".into());
    let mut first = halves(holdout);
    first["frequency"] = json!([{ "max": 1 }]);
    let rules = Rules::new(json!([first, {}, other]));
    let mut held = 0;
    for number in 0..2_000 {
        let mut request = user(number);
        let here = rules.decide(request.clone());
        request["launch"] = json!({ "label": "there" });
        // One holdout is one group of customers, whatever the experiment.
        assert_eq!(here["heldOut"], rules.decide(request)["heldOut"]);
        if here["heldOut"] == "global" {
            held += 1;
            assert_eq!(
                (&here["paywall"], &here["rule"]),
                (&Value::Null, &json!("r0"))
            );
            assert_eq!(here["remember"], json!({ "record": ["r0"] }));
            assert_eq!(rules.reasons(user(number)), ["held_out", "unevaluated"]);
            assert_eq!(
                rules.ask(Operation::Render, user(number))["error"]["code"],
                "held_out"
            );
            // A holdout respects caps: otherwise its exposures would outnumber those of the other segments.
            let mut again = user(number);
            again["memory"] = json!({ "history": { "r0": [1] } });
            assert_eq!(rules.rule(again), "r1");
        }
    }
    assert!((150..250).contains(&held), "{held}");
}

#[test]
fn a_customer_has_one_segment_on_all_devices() {
    let mut rule = halves(json!({}));
    rule["segments"][0]["form_factors"] = json!(["phone", "television"]);
    let rules = Rules::new(json!([rule, {}]));
    for number in 0..50 {
        let phone = rules.decide(user(number))["segment"].clone();
        let mut on_television = user(number);
        on_television["device"] = json!({ "formFactor": "television" });
        let television = rules.reasons(on_television);
        let expected = if phone == "A" {
            "matched"
        } else {
            "form_factor"
        };
        assert_eq!(television[0], expected);
    }
}

#[test]
fn previews_force_segments_and_expose_nobody() {
    let mut rule = halves(json!({ "coverage": 0.0, "sticky": true }));
    rule["conditions"] = leaf("UserTags.x", "set", json!([]));
    let rules = Rules::new(json!([rule, {}]));
    let mut forced = user(1);
    forced["qa"] = json!({ "forced": { "exp": "B" } });
    let decision = rules.decide(forced.clone());
    assert_eq!(
        (&decision["segment"], &decision["forced"]),
        (&json!("B"), &json!(true))
    );
    assert_eq!(decision.get("remember"), None);
    forced["qa"] = json!({ "forced": { "exp": "C" } });
    assert_eq!(rules.reasons(forced)[0], "force");
    let rules = Rules::new(json!([halves(json!({})), {}]));
    let mut only = user(1);
    only["qa"] = json!({ "onlyForced": true });
    assert_eq!(rules.reasons(only), ["qa", "matched"]);
    // The platform's own way of forcing a split.
    let split =
        json!([{ "segments": [{ "segment": "A", "split": 40 }, { "segment": "B", "split": 60 }] }]);
    let rules = Rules::new(split);
    for (position, segment) in [(10, "A"), (70, "B")] {
        let mut at = user(1);
        at["qa"] = json!({ "splitPosition": position });
        assert_eq!(rules.decide(at)["segment"], segment);
    }
}

#[test]
fn the_unit_is_the_one_that_is_named_or_the_next() {
    let rules = |experiment: Value| Rules::new(json!([halves(experiment)]));
    assert_eq!(rules(json!({})).reasons(json!({})), ["no_unit"]);
    assert_eq!(
        rules(json!({ "unit": "id" })).reasons(json!({ "customer": { "deviceId": "d" } })),
        ["no_unit"]
    );
    let by_device = rules(json!({})).decide(json!({ "customer": { "deviceId": "d" } }));
    let same = rules(json!({})).decide(json!({ "customer": { "id": "d" } }));
    assert_eq!(by_device["bucket"], same["bucket"]);
    // A number counts as its text.
    let household = rules(json!({ "unit": "household" }));
    let number = household.decide(json!({ "customer": { "attributes": { "household": 7 } } }));
    let text = household.decide(json!({ "customer": { "attributes": { "household": "7" } } }));
    assert!(number["bucket"].is_number() && number == text);
}

#[test]
fn experiments_that_are_not_understood() {
    for experiment in [
        json!({ "key": null }),
        json!({ "hash": "md5" }),
        json!({ "layer": { "id": "none", "ranges": [[0, 1]] } }),
        json!({ "holdout": { "id": "h" } }),
        json!({ "coverage": "all" }),
        json!({ "sticky": 1 }),
        json!({ "unit": 5 }),
        json!({ "filters": [{ "seed": "s", "ranges": [[0]] }] }),
    ] {
        let rules = Rules::new(json!([halves(experiment.clone()), {}]));
        assert_eq!(
            rules.reasons(user(1)),
            ["invalid", "matched"],
            "{experiment}"
        );
    }
}

#[test]
fn the_trace_says_why_step_by_step() {
    let rules = Rules::new(json!([
        { "rule": "broken", "conditions": leaf("UserTags.x", "sounds_like", json!([])) },
        { "rule": "over", "schedule": { "end": "2026-01-01T00:00:00Z" } },
        { "rule": "often", "frequency": [{ "max": 1, "per": "P2D" }] },
        { "rule": "shown", "conditions": [
            { "operator": "or", "filter": [
                { "id": "c1", "identifier": "UserTags.email", "operator": "i_ends_with", "values": ["@Example.com"] },
                leaf("Device.appVersion", "version_gte", json!(["2.10.0"])),
            ]},
        ]},
    ]));
    let request = json!({
        "now": NOW, "redact": ["UserTags.email"], "memory": { "history": { "often": [NOW] } },
        "customer": { "attributes": { "email": "ada@example.com" } },
        "device": { "formFactor": "phone", "appVersion": "2.9" },
    });
    let explained = rules.explain(request);
    assert_eq!(explained["decision"]["rule"], "shown");
    assert_eq!(
        explained["trace"],
        json!([
            { "rule": "broken", "reason": "invalid", "path": "$.campaign_rules[0].conditions.operator",
              "problem": "expected a known operator, found \"sounds_like\"" },
            { "rule": "over", "reason": "ended", "end": 1_767_225_600_000.0, "now": NOW as f64 },
            { "rule": "often", "reason": "capped", "cap": { "max": 1, "per": "P2D" } },
            { "rule": "shown", "reason": "matched", "steps": [
                { "depth": 0, "group": "and", "result": true },
                { "depth": 1, "group": "or", "result": true },
                { "depth": 2, "id": "c1", "identifier": "UserTags.email", "operator": "i_ends_with",
                  "redacted": true, "expected": ["@Example.com"], "result": true },
                { "depth": 2, "identifier": "Device.appVersion", "operator": "version_gte",
                  "actual": "2.9", "expected": ["2.10.0"], "result": false },
            ]},
        ])
    );
}

#[test]
fn having_nothing_to_show_is_explained_too() {
    let rules =
        Rules::new(json!([{ "enabled": false }, { "segments": [{ "paywall": "missing" }] }]));
    let explained = rules.explain(json!({}));
    assert_eq!(explained["decision"], Value::Null);
    assert_eq!(explained["error"]["code"], "campaign_data_not_found");
    assert_eq!(rules.reasons(json!({})), ["disabled", "paywall"]);
    // Without a trace, the same is an error as ever.
    assert_eq!(
        rules.ask(Operation::Decide, json!({}))["error"]["code"],
        "campaign_data_not_found"
    );
}

/// Runs the first JSON blocks of `docs/campaigns.md`: the document, the request, the answer. An
/// ellipsis stands for more steps.
#[test]
fn the_worked_example_answers_as_documented() {
    let page = include_str!("../../../docs/campaigns.md");
    let blocks = page
        .split("```json\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap());
    let mut blocks: Vec<Value> = blocks
        .take(3)
        .map(|block| serde_json::from_str(block).unwrap())
        .collect();
    let (mut answer, mut request, mut document) = (
        blocks.pop().unwrap(),
        blocks.pop().unwrap(),
        blocks.pop().unwrap(),
    );
    let rules = document["campaign_rules"].take();
    let rules = Rules::with(rules, document);
    assert!(rules.warnings.is_empty(), "{:?}", rules.warnings);
    let mut found = rules.explain(request.clone());
    // The page leaves out fields that every decision has, and some steps.
    let documented = answer["decision"].as_object().unwrap().clone();
    found["decision"]
        .as_object_mut()
        .unwrap()
        .retain(|name, _| documented.contains_key(name));
    let steps = answer["trace"][0]["steps"].as_array_mut().unwrap();
    assert_eq!(steps.pop().unwrap(), "…");
    let shown = steps.len();
    found["trace"][0]["steps"]
        .as_array_mut()
        .unwrap()
        .truncate(shown);
    found.as_object_mut().unwrap().remove("error");
    assert_eq!(found, answer);
    // An hour later, after a purchase, and with any of the conditions broken, the rule no longer matches.
    request["now"] = (NOW + 3_600_000).into();
    request["memory"]["history"] = json!({ "winback": [NOW] });
    assert_eq!(rules.reasons(request.clone()), ["capped", "matched"]);
    request["memory"]["history"] = json!({});
    for (at, value) in [
        ("/customer/journeyState", json!({})),
        ("/customer/entitlements", json!(["premium"])),
        (
            "/customer/entitlementExpiry",
            json!({ "premium": "2026-01-01T00:00:00Z" }),
        ),
        ("/device", json!({ "formFactor": "phone", "country": "DE" })),
    ] {
        let mut other = request.clone();
        *other.pointer_mut(at).unwrap() = value;
        assert_eq!(rules.reasons(other), ["conditions", "matched"], "{at}");
    }
}
