//! Tests of conditions: each operator with each type of value, and every identifier.

use paywall_runtime::call::Operation;
use paywall_testing::rules::{Rules, holds, leaf};
use serde_json::{Value, json};

fn tag(operator: &str, values: Value, actual: Value) -> bool {
    let request = json!({ "customer": { "attributes": { "x": actual } } });
    holds(leaf("UserTags.x", operator, values), request)
}

#[test]
fn a_missing_value_fails_what_asks_for_something_and_passes_what_asks_for_its_absence() {
    for (operator, values, expected) in [
        ("equals", json!(["a"]), false),
        ("not_equals", json!(["a"]), true),
        ("none_of", json!(["a"]), true),
        ("i_equals", json!(["a"]), false),
        ("not_i_equals", json!(["a"]), true),
        ("contains", json!(["a"]), false),
        ("not_contains", json!(["a"]), true),
        ("not_i_contains", json!(["a"]), true),
        ("starts_with", json!(["a"]), false),
        ("all_of", json!([]), false),
        ("gt", json!([1]), false),
        ("lt", json!([1]), false),
        ("between", json!([0, 9]), false),
        ("version_equals", json!(["1"]), false),
        ("version_not_equals", json!(["1"]), true),
        ("before", json!(["2030-01-01T00:00:00Z"]), false),
        ("within_last", json!(["P1D"]), false),
        ("older_than", json!(["P1D"]), false),
        ("set", json!([]), false),
        ("notSet", json!([]), true),
        ("not_set", json!([]), true),
    ] {
        assert_eq!(tag(operator, values, Value::Null), expected, "{operator}");
    }
}

/// Tries the cases in which the reference player decides differently, and each type of value.
#[test]
fn the_type_of_the_conditions_value_decides_what_is_coerced() {
    for (operator, values, actual, expected) in [
        ("equals", json!(["premium"]), json!(false), false),
        ("equals", json!(["TRUE"]), json!(true), true),
        ("equals", json!(["10"]), json!(10), true),
        ("equals", json!(["12.0"]), json!(12), true),
        ("equals", json!(["1e1"]), json!(10), true),
        ("equals", json!([" 10"]), json!(10), false),
        ("equals", json!([10]), json!("10"), false),
        ("equals", json!([true]), json!("true"), false),
        ("not_equals", json!(["10"]), json!(10), false),
        ("not_equals", json!(["a"]), json!(true), true),
        ("not_i_equals", json!(["a"]), json!(["A"]), false),
        ("not_contains", json!(["a"]), json!(["a", "b"]), false),
        ("not_contains", json!(["a"]), json!(["ab"]), true),
        ("i_contains", json!(["REM"]), json!("premium"), true),
        ("i_contains", json!(["PREMIUM"]), json!(["premium"]), true),
        ("i_contains", json!(["REM"]), json!(["premium"]), false),
        ("contains", json!(["1"]), json!(10), false),
        ("i_starts_with", json!(["ÄB"]), json!("äbc"), true),
        ("i_ends_with", json!(["BC"]), json!("äbc"), true),
        ("all_of", json!(["a"]), json!("a"), true),
        ("all_of", json!(["a", "b"]), json!("a"), false),
        ("gt", json!([5]), json!("8"), true),
        ("gt", json!(["5"]), json!("8"), true),
        ("gt", json!([5]), json!("8 apples"), false),
        ("gt", json!([5]), json!(true), false),
        ("gt", json!([5]), json!([1, 6]), true),
        ("between", json!([5, 8]), json!(8), true),
        ("between", json!([5, 8]), json!(5), true),
        ("between", json!([5, 8]), json!(8.01), false),
        (
            "version_between",
            json!(["1.2", "1.4"]),
            json!("1.4.0"),
            true,
        ),
        (
            "version_between",
            json!(["1.2", "1.4"]),
            json!("1.4.0.1"),
            false,
        ),
        ("version_gte", json!(["2.10.0"]), json!("2.9"), false),
        ("version_not_equals", json!(["1"]), json!("one"), true),
        ("set", json!([]), json!(""), true),
        ("set", json!([]), json!([]), true),
        ("set", json!([]), json!(false), true),
        ("any_of", json!([]), json!("a"), false),
        ("none_of", json!([]), json!("a"), true),
        ("equals", json!(["a"]), json!({ "a": 1 }), false),
        ("equals", json!(["a"]), json!([["a"]]), false),
    ] {
        let found = tag(operator, values.clone(), actual.clone());
        assert_eq!(found, expected, "{actual} {operator} {values}");
    }
}

#[test]
fn empty_groups_hold_and_negations_negate() {
    let group = |operator: &str, filter: Value| {
        holds(json!({ "operator": operator, "filter": filter }), json!({}))
    };
    for operator in ["and", "or", "none"] {
        assert!(group(operator, json!([])), "{operator}");
    }
    let (yes, no) = (
        leaf("UserTags.x", "notSet", json!([])),
        leaf("UserTags.x", "set", json!([])),
    );
    assert!(!group("not", json!([])) && !group("nor", json!([])));
    assert!(group("or", json!([no, yes])) && !group("and", json!([no, yes])));
    assert!(group("not", json!([no, yes])) && !group("nor", json!([no, yes])));
    assert!(group("nor", json!([no, no])) && !group("not", json!([yes, yes])));
    // All conditions of a list must hold; so must those of a group without an operator.
    assert!(!holds(json!([yes, no]), json!({})) && holds(json!([{ "filter": [yes] }]), json!({})));
}

#[test]
fn lists_and_audiences_are_named() {
    let rules = Rules::with(
        json!([{ "conditions": [
            { "audience": "winback" },
            leaf("Device.country", "in_list", json!(["tier1"])),
            leaf("UserTags.level", "not_in_list", json!(["low", "tier1"])),
        ]}]),
        json!({
            "lists": { "tier1": ["US", "NZ"], "low": [1, 2] },
            "audiences": {
                "winback": { "operator": "or", "filter": [{ "audience": "former" }, { "audience": "cancelled" }] },
                "former": leaf("Customer.journey_state.former_subscriber", "equals", json!(["true"])),
                "cancelled": leaf("Customer.journey", "contains", json!(["is_cancelled"])),
            },
        }),
    );
    assert!(rules.warnings.is_empty());
    let ask = |state: Value, locale: &str, level: Value| {
        let customer = json!({ "journeyState": state, "attributes": { "level": level } });
        !rules
            .rule(json!({ "customer": customer, "locale": locale }))
            .is_empty()
    };
    assert!(ask(json!({ "formerSubscriber": true }), "en-US", json!(3)));
    assert!(ask(
        json!({ "isCancelled": true }),
        "zh-Hant-NZ",
        json!("x")
    ));
    assert!(!ask(json!({}), "en-US", json!(3)));
    assert!(!ask(json!({ "isCancelled": true }), "en-GB", json!(3)));
    assert!(!ask(json!({ "isCancelled": true }), "en-US", json!(2)));
}

#[test]
fn a_television_is_what_the_request_calls_one() {
    let factors = ["phone", "television"].map(|name| json!({ "form_factor": name }));
    let segment = json!({ "segment": "only", "form_factors": factors });
    let holds = |identifier: &str, value: &str, device: &Value| {
        let condition = leaf(identifier, "equals", json!([value]));
        let rules = Rules::new(json!([{ "conditions": condition, "segments": [segment] }]));
        !rules.rule(json!({ "device": device })).is_empty()
    };
    for (height, quality) in [(720, "720p"), (1080, "1080p"), (2160, "4K")] {
        let device = json!({ "formFactor": "television", "height": height });
        assert!(holds("Device.tvQuality", quality, &device), "{height}");
        assert!(holds("Device.formFactor", "television", &device));
    }
    let phone = json!({ "formFactor": "phone", "height": 1080 });
    assert!(holds("Device.tvQuality", "", &phone));
}

#[test]
fn every_identifier_names_something() {
    let request = json!({
        "launch": { "label": "here", "context": {
            "productGroups": ["base", "plus"], "customAttributes": { "k": "v", "a.b": "exact" },
            "customObject": { "list": [{ "n": 1 }, { "n": 2 }], "a": { "b": "split" } },
        }},
        "customer": {
            "id": "u1", "deviceId": "d1", "loggedIn": true,
            "journeyState": { "inPause": true, "isCancelled": true },
            "entitlements": ["gold"],
            "entitlementExpiry": { "gold": 2e12, "silver": "2026-11-01T00:00:00Z", "old": 1e12 },
            "attributes": { "age": "41" },
        },
        "device": {
            "formFactor": "phone", "width": 390, "height": 844, "osName": "iOS", "osVersion": "18.1",
            "appVersion": "2.11.3", "storeCountry": "NZ",
        },
        "locale": "pt-BR",
        "now": 1_795_690_800_000_u64,
        "utcOffset": 780,
        "urlParams": { "utm_source": "mail" },
        "state": { "formStates": { "yes": true } },
        "events": { "app.open": { "count": 4, "count_7d": 2, "last": 1_795_690_000_000_u64 } },
    });
    for (identifier, operator, values) in [
        ("Device.osName", "equals", json!(["iOS"])),
        ("Device.osVersion", "version_gt", json!(["18"])),
        ("Device.appVersion", "version_gte", json!(["2.10.0"])),
        ("Device.formFactor", "equals", json!(["phone"])),
        ("Device.screenWidth", "equals", json!([390])),
        ("Device.language", "equals", json!(["pt"])),
        ("Device.country", "equals", json!(["BR"])),
        ("Device.timezone", "notSet", json!([])),
        ("Store.country", "equals", json!(["NZ"])),
        ("LaunchContext.productGroups", "contains", json!(["plus"])),
        ("LaunchContext.productGroups.count", "set", json!([])),
        ("LaunchContext.customAttributes.k", "equals", json!(["v"])),
        (
            "LaunchContext.customAttributes.a.b",
            "equals",
            json!(["exact"]),
        ),
        ("LaunchContext.customObject.a.b", "equals", json!(["split"])),
        ("LaunchContext.customObject.list[1].n", "equals", json!([2])),
        (
            "LaunchContext.customObject.list.first.n",
            "equals",
            json!([1]),
        ),
        (
            "LaunchContext.customObject.list.last.n",
            "equals",
            json!([2]),
        ),
        (
            "LaunchContext.customObject.list.count",
            "equals",
            json!([2]),
        ),
        ("LaunchContext.customObject.list[2].n", "notSet", json!([])),
        ("UserTags.age", "gt", json!([40])),
        ("urlParams.utm_source", "equals", json!(["mail"])),
        ("state.formStates.yes", "equals", json!([true])),
        ("Customer.id", "equals", json!(["u1"])),
        ("Customer.logged_in", "equals", json!(["true"])),
        (
            "Customer.journey",
            "all_of",
            json!(["in_pause", "is_cancelled"]),
        ),
        (
            "Customer.journey_state.in_trial_period",
            "equals",
            json!([false]),
        ),
        ("Customer.last_expiry", "within_last", json!(["P30D"])),
        ("Customer.last_expiry", "older_than", json!(["P20D"])),
        ("Entitlements.active", "contains", json!(["gold"])),
        ("Entitlements.active", "none_of", json!(["silver"])),
        ("Entitlements.gold.active", "equals", json!([true])),
        ("Entitlements.silver.active", "equals", json!([false])),
        (
            "Entitlements.gold.expires",
            "after",
            json!(["2026-12-01T00:00:00Z"]),
        ),
        ("Entitlements.loaded", "equals", json!([true])),
        ("Events.app.open.count", "gte", json!([4])),
        ("Events.app.open.count_7d", "lt", json!([3])),
        ("Events.app.open.last", "within_last", json!(["PT1H"])),
        ("Events.purchase.count", "equals", json!([0])),
        ("Events.purchase.last", "notSet", json!([])),
        // It is midnight of a Friday on this customer's clock.
        ("Clock.weekday", "equals", json!(["fri"])),
        ("Clock.hour", "equals", json!([0])),
        ("Clock.date", "equals", json!(["2026-11-27"])),
    ] {
        let condition = leaf(identifier, operator, values.clone());
        if identifier == "LaunchContext.productGroups.count" {
            assert!(!holds(condition, request.clone()), "{identifier}");
            continue;
        }
        assert!(
            holds(condition, request.clone()),
            "{identifier} {operator} {values}"
        );
    }
}

#[test]
fn relative_dates_part_the_time_at_their_ends() {
    let day = 86_400_000_i64;
    let now = 1_800_000_000_000_i64;
    let ask = |operator: &str, time: i64| {
        let request = json!({ "now": now, "customer": { "attributes": { "x": time } } });
        holds(leaf("UserTags.x", operator, json!(["P7D"])), request)
    };
    for (time, older, last, next) in [
        (now - 7 * day - 1, true, false, false),
        (now - 7 * day, false, true, false),
        (now, false, true, false),
        (now + 1, false, false, true),
        (now + 7 * day, false, false, true),
        (now + 7 * day + 1, false, false, false),
    ] {
        let found = (
            ask("older_than", time),
            ask("within_last", time),
            ask("within_next", time),
        );
        assert_eq!(found, (older, last, next), "{}", time - now);
    }
    // Without a clock no condition on a relative date holds.
    let request = json!({ "customer": { "attributes": { "x": now } } });
    assert!(!holds(
        leaf("UserTags.x", "within_last", json!(["P7D"])),
        request
    ));
}

#[test]
fn entitlements_that_are_not_known_yet_are_not_taken_for_none_in_silence() {
    let rules = Rules::new(json!([
        { "conditions": leaf("Entitlements.active", "contains", json!(["gold"])) },
        { "conditions": leaf("Entitlements.active", "none_of", json!(["gold"])) },
    ]));
    let unknown = json!({ "customer": { "entitlementsLoaded": false } });
    assert_eq!(rules.decide(unknown.clone())["entitlementsUnknown"], true);
    assert_eq!(rules.decide(json!({})).get("entitlementsUnknown"), None);
    let explained = rules.explain(unknown.clone());
    assert_eq!(explained["trace"][0]["steps"][0]["notLoaded"], true);
    // No rule fits; the message says that unknown entitlements may be the reason.
    let rules = Rules::new(
        json!([{ "conditions": leaf("Entitlements.gold.active", "equals", json!([true])) }]),
    );
    let message = rules.ask(Operation::Decide, unknown)["error"]["message"].to_string();
    assert!(
        message.contains("entitlements are not known yet"),
        "{message}"
    );
    // An author can ask whether the entitlements are known.
    let asked = leaf("Entitlements.loaded", "equals", json!([true]));
    assert!(!holds(
        asked,
        json!({ "customer": { "entitlementsLoaded": false } })
    ));
}

/// Tries rules that are not understood: each is passed over with a warning at its path, and no other rule suffers, not
/// even one with the flaw under `not`.
#[test]
fn a_rule_that_is_not_understood_is_passed_over() {
    let deep = (0..20).fold(
        leaf("UserTags.x", "set", json!([])),
        |inner, _| json!({ "filter": [inner] }),
    );
    let many = vec![leaf("UserTags.x", "notSet", json!([])); 1_001];
    for (conditions, path) in [
        (
            json!({ "operator": "not", "filter": [leaf("UserTags.x", "sounds_like", json!(["a"]))] }),
            "conditions.filter[0].operator",
        ),
        (
            leaf("UserTags.x", "notEquals", json!(["a"])),
            "conditions.operator",
        ),
        (
            json!([{ "identifier": "UserTags.x", "values": ["a"] }]),
            "conditions[0].operator",
        ),
        (
            leaf("UserTags.x", "equals", json!("a")),
            "conditions.values",
        ),
        (
            json!({ "identifier": "UserTags.x", "operator": "equals" }),
            "conditions.values",
        ),
        (
            leaf("UserTags.x", "equals", json!([null])),
            "conditions.values[0]",
        ),
        (
            leaf("UserTags.x", "gt", json!(["ten"])),
            "conditions.values[0]",
        ),
        (
            leaf("UserTags.x", "between", json!([1])),
            "conditions.values",
        ),
        (
            leaf("UserTags.x", "version_gt", json!(["new"])),
            "conditions.values[0]",
        ),
        (
            leaf("UserTags.x", "before", json!(["01/02/2026"])),
            "conditions.values[0]",
        ),
        (
            leaf("UserTags.x", "within_last", json!(["P1M"])),
            "conditions.values[0]",
        ),
        (
            leaf("UserTags.x", "in_list", json!(["nowhere"])),
            "conditions.values[0]",
        ),
        (json!({ "audience": "nobody" }), "conditions.audience"),
        (
            json!({ "operator": "xor", "filter": [] }),
            "conditions.operator",
        ),
        (
            json!({ "operator": "and", "filter": {} }),
            "conditions.filter",
        ),
        (
            json!({ "identifier": 1, "operator": "set" }),
            "conditions.identifier",
        ),
        (json!({}), "conditions.operator"),
        (json!("UserTags.x"), "conditions"),
        (
            leaf("UserTags.x", "equals", json!(["a".repeat(5_000)])),
            "conditions.values[0]",
        ),
        (deep, "conditions"),
        (json!(many), "conditions"),
    ] {
        let rules = Rules::new(json!([{ "conditions": conditions }, {}]));
        assert_eq!(rules.reasons(json!({})), ["invalid", "matched"], "{path}");
        let warning = &rules.warnings[0];
        assert_eq!(
            (rules.warnings.len(), warning.code),
            (1, "invalid_rule"),
            "{:?}",
            rules.warnings
        );
        let expected = format!("$.campaign_rules[0].{path}");
        assert!(
            warning.path.starts_with(&expected),
            "{} {expected}",
            warning.path
        );
    }
}

#[test]
fn audiences_may_not_contain_themselves_but_may_be_used_often() {
    let audiences = json!({
        "one": { "audience": "two" },
        "two": { "operator": "not", "filter": [{ "audience": "one" }] },
        "base": leaf("UserTags.x", "notSet", json!([])),
        "both": { "filter": [{ "audience": "base" }, { "audience": "base" }] },
    });
    let rules = json!([
        { "conditions": { "audience": "one" } },
        { "conditions": { "audience": "two" } },
        { "conditions": [{ "audience": "both" }, { "audience": "base" }] },
    ]);
    let rules = Rules::with(rules, json!({ "audiences": audiences }));
    assert_eq!(rules.reasons(json!({})), ["invalid", "invalid", "matched"]);
}

/// Nests audiences, which count with all they contain: no document makes one decision take forever.
#[test]
fn audiences_cannot_multiply_without_end() {
    let mut audiences = json!({ "a0": leaf("UserTags.x", "notSet", json!([])) });
    for level in 1..12 {
        let inner = json!({ "audience": format!("a{}", level - 1) });
        audiences[format!("a{level}")] = json!({ "filter": vec![inner; 10] });
    }
    let rules = Rules::with(
        json!([{ "conditions": { "audience": "a11" } }, {}]),
        json!({ "audiences": audiences }),
    );
    assert_eq!(rules.reasons(json!({})), ["invalid", "matched"]);
}
