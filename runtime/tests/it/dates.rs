//! Dates wherever requests and documents have them: conditions, ends of entitlements, caps, schedules, countdowns.

use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::ask;
use paywall_testing::rules::{Rules, holds, leaf};
use serde_json::{Value, json};

/// 18 July 2025, 10:00:00 in UTC.
const TEN: i64 = 1_752_832_800_000;
const HOUR: i64 = 3_600_000;

/// Returns the request of a customer with this attribute, whose clock is two hours ahead of UTC.
fn customer(x: Value) -> Value {
    json!({ "now": TEN, "utcOffset": 120, "customer": { "attributes": { "x": x } } })
}

/// Returns the group of one condition.
fn group(operator: &str, filter: Value) -> Value {
    json!({ "operator": operator, "filter": filter })
}

#[test]
fn a_date_is_the_same_in_the_document_and_in_the_request_in_whatever_form() {
    let ten = [
        json!("2025-07-18T10:00:00Z"),
        json!("2025-07-18 10:00Z"),
        json!("2025-07-18T23:00+13"),
        json!("20250718T100000+0000"),
        json!("2025-07-18 12:00"),
        json!(TEN),
        json!(TEN / 1000),
        json!(TEN.to_string()),
        json!((TEN / 1000).to_string()),
    ];
    for bound in &ten {
        for (earlier, later) in [(TEN - 1000, TEN + 1000)] {
            let before =
                |x: Value| holds(leaf("UserTags.x", "before", json!([bound])), customer(x));
            let after = |x: Value| holds(leaf("UserTags.x", "after", json!([bound])), customer(x));
            assert!(before(json!(earlier)) && !before(json!(later)), "{bound}");
            assert!(after(json!(later)) && !after(json!(earlier)), "{bound}");
            for x in &ten {
                assert!(!before(x.clone()) && !after(x.clone()), "{bound} {x}");
            }
        }
    }
    for x in ten {
        let last = leaf("UserTags.x", "within_last", json!(["PT0S"]));
        assert!(holds(last, customer(x.clone())), "{x}");
    }
}

#[test]
fn what_is_no_date_fulfils_neither_a_comparison_nor_its_opposite() {
    let date = leaf("UserTags.x", "within_last", json!(["P7D"]));
    let always = group("or", json!([]));
    let never = group("nor", json!([]));
    for x in [
        json!("soon"),
        json!("07/08/2025"),
        json!(true),
        json!({}),
        json!(["soon"]),
    ] {
        for (condition, expected) in [
            (date.clone(), false),
            (group("not", json!([date])), false),
            (group("nor", json!([date])), false),
            (group("not", json!([group("not", json!([date]))])), false),
            (group("or", json!([date, always])), true),
            (group("or", json!([always, date])), true),
            (group("or", json!([date, never])), false),
            (group("and", json!([date, always])), false),
            (group("and", json!([never, date])), false),
            (group("not", json!([date, never])), true),
            (group("not", json!([never, date])), true),
            (group("not", json!([date, always])), false),
            (group("nor", json!([date, always])), false),
            (group("nor", json!([date, never])), false),
        ] {
            assert_eq!(
                holds(condition.clone(), customer(x.clone())),
                expected,
                "{x} {condition}"
            );
            let rules = Rules::new(json!([{ "conditions": condition }]));
            let traced = rules.explain(customer(x.clone()))["trace"][0]["reason"] == "matched";
            assert_eq!(traced, expected, "{x} {condition}, with a trace");
        }
    }
    // A missing value is another matter: it is known not to lie in any time.
    for x in [json!(null), json!([]), json!([null])] {
        assert!(!holds(date.clone(), customer(x.clone())));
        assert!(holds(group("not", json!([date])), customer(x)));
    }
    // One fitting date of a list is enough; without one, the others could be any.
    let recent = |list: Value| holds(date.clone(), customer(list));
    assert!(recent(json!(["soon", TEN])));
    assert!(!recent(json!(["soon", 0])));
}

#[test]
fn the_trace_says_what_is_no_date() {
    let date = leaf("UserTags.x", "before", json!(["2030"]));
    let rules = Rules::new(json!([{ "conditions": [date] }]));
    let step = |x: Value, redact: Value| {
        let mut request = customer(x);
        request["redact"] = redact;
        rules.explain(request)["trace"][0]["steps"][1].clone()
    };
    let told = step(json!("soon"), json!([]));
    assert_eq!(
        (&told["notADate"], &told["actual"]),
        (&json!(true), &json!("soon"))
    );
    let told = step(json!("soon"), json!(["UserTags"]));
    assert_eq!(
        (&told["notADate"], told.get("actual")),
        (&json!(true), None)
    );
    for fine in [json!("2025"), json!(null), json!([TEN])] {
        assert_eq!(step(fine, json!([])).get("notADate"), None);
    }
}

#[test]
fn ends_of_entitlements_are_dates_in_any_form() {
    let ask = |expiry: Value, condition: Value| {
        let mut request = customer(json!(null));
        request["customer"]["entitlementExpiry"] = expiry;
        holds(condition, request)
    };
    let lately = || leaf("Customer.last_expiry", "within_last", json!(["PT1H"]));
    for end in [
        json!("2025-07-18 11:30"),
        json!("2025-07-18T09:30Z"),
        json!(TEN / 1000 - 60),
    ] {
        let expiry = json!({ "gold": end, "silver": "2020-01-01" });
        assert!(ask(expiry.clone(), lately()), "{end}");
        let expires = leaf("Entitlements.gold.expires", "within_last", json!(["PT1H"]));
        assert!(ask(expiry, expires), "{end}");
    }
    // Any of the ends could be the last.
    let unknown = json!({ "gold": "2025-07-18 11:30", "silver": "soon" });
    assert!(!ask(unknown.clone(), lately()));
    assert!(!ask(unknown, group("not", json!([lately()]))));
}

#[test]
fn caps_count_times_in_any_form() {
    for time in [
        json!(TEN - HOUR),
        json!((TEN - HOUR) / 1000),
        json!((TEN - HOUR).to_string()),
        json!("2025-07-18T09:00:00Z"),
        json!("2025-07-18 11:00"),
    ] {
        let reason = |cap: Value, more: Value| {
            let mut request = customer(json!(null));
            request["memory"] = json!({ "history": { "r0": [time] } });
            for (name, value) in more.as_object().unwrap() {
                request[name] = value.clone();
            }
            Rules::new(json!([{ "frequency": [cap] }])).reasons(request)[0].clone()
        };
        assert_eq!(
            reason(json!({ "max": 1, "per": "PT2H" }), json!({})),
            "capped",
            "{time}"
        );
        assert_eq!(
            reason(json!({ "max": 1, "per": "PT1H" }), json!({})),
            "matched",
            "{time}"
        );
        assert_eq!(
            reason(json!({ "min_gap": "PT2H" }), json!({})),
            "capped",
            "{time}"
        );
        let bought = |last: &str| json!({ "events": { "purchase": { "count": 1, "last": last } } });
        let until = json!({ "until": "purchase" });
        assert_eq!(
            reason(until.clone(), bought("2025-07-18 11:30")),
            "capped",
            "{time}"
        );
        assert_eq!(
            reason(until, bought("2025-07-18T08:59Z")),
            "matched",
            "{time}"
        );
    }
}

#[test]
fn a_schedule_takes_days_and_counts() {
    for (schedule, hours, expected) in [
        (
            json!({ "start": "2025-07-18", "zone": "device" }),
            -12,
            "matched",
        ),
        (
            json!({ "start": "2025-07-18", "zone": "device" }),
            -13,
            "not_started",
        ),
        (
            json!({ "start": "2025-07-18", "zone": "utc" }),
            -11,
            "not_started",
        ),
        (
            json!({ "end": "2025-07-18", "zone": "device" }),
            -12,
            "ended",
        ),
        (
            json!({ "end": "2025-07-18 10:00Z", "zone": "device" }),
            -1,
            "matched",
        ),
        (json!({ "start": TEN / 1000 }), 0, "matched"),
        (json!({ "start": TEN.to_string() }), -1, "not_started"),
    ] {
        let rules = Rules::new(json!([{ "schedule": schedule }]));
        let request = json!({ "now": TEN + hours * HOUR, "utcOffset": 120 });
        assert_eq!(rules.reasons(request), [expected], "{schedule} {hours}");
    }
}

/// Returns the warnings at load and those of a rendering, of a page with one component: codes and paths.
fn warnings(component: Value, given: Value) -> (Vec<String>, Vec<String>) {
    let template = json!({ "min_sdk_version": "3.3.0", "pages": [{ "name": "p", "contentContainer":
        { "component": "container", "components": [component] } }] });
    let document = json!({ "paywalls": [{ "id": "p", "name": "P", "template": template }] });
    let (document, loaded) = Document::load(document.to_string().as_bytes()).unwrap();
    let context = json!({ "customAttributes": { "x": given } });
    let request = json!({ "paywall": "p", "now": TEN, "launch": { "context": context } });
    let answer = ask(&document, Operation::Render, &request);
    let loaded = loaded
        .iter()
        .map(|it| format!("{} {}", it.code, it.path))
        .collect();
    let rendered = answer["warnings"].as_array().unwrap().iter();
    let rendered = rendered.map(|it| {
        format!(
            "{} {}",
            it["code"].as_str().unwrap(),
            it["path"].as_str().unwrap()
        )
    });
    (loaded, rendered.collect())
}

#[test]
fn countdowns_and_texts_without_a_date_give_warnings() {
    let timer = |target: Value| {
        json!({ "id": "t", "component": "countdownTimerText", "mode": "targetDateTime", "targetDateTime": target,
            "units": { "hours": true } })
    };
    let text = |text: &str| json!({ "id": "w", "component": "text", "text": text, "dateTimeFormat": "PPP" });
    let given = "${launch.customAttributes.x}";
    let at_load =
        "not_a_date $.paywalls[0].template.pages[0].contentContainer.components[0].targetDateTime";
    for (component, x, loaded, rendered) in [
        (
            timer(json!("2025-07-19 10:00")),
            json!(null),
            vec![],
            vec![],
        ),
        (timer(json!(TEN)), json!(null), vec![], vec![]),
        (
            timer(json!("07/08/2025")),
            json!(null),
            vec![at_load],
            vec!["not_a_date t.targetDateTime"],
        ),
        (timer(json!(given)), json!("2025-07-19"), vec![], vec![]),
        (timer(json!(given)), json!(TEN / 1000), vec![], vec![]),
        (
            timer(json!(given)),
            json!("soon"),
            vec![],
            vec!["not_a_date t.targetDateTime"],
        ),
        // Nothing given is nothing wrong.
        (timer(json!(given)), json!(null), vec![], vec![]),
        (text("2025-07-19"), json!(null), vec![], vec![]),
        (text("soon"), json!(null), vec![], vec!["not_a_date w.text"]),
        (
            text(given),
            json!("soon"),
            vec![],
            vec!["not_a_date w.text"],
        ),
        (text(given), json!(null), vec![], vec![]),
        (
            json!({ "component": "text", "text": "Ends {{date launch.customAttributes.x}}" }),
            json!("soon"),
            vec![],
            vec!["not_a_date {{date}}"],
        ),
        (
            json!({ "component": "text", "text": "Ends {{date launch.customAttributes.x}}" }),
            json!(TEN),
            vec![],
            vec![],
        ),
    ] {
        let found = warnings(component.clone(), x);
        assert_eq!(
            (found.0, found.1),
            (to_owned(&loaded), to_owned(&rendered)),
            "{component}"
        );
    }
}

fn to_owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}
