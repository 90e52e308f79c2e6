//! Tests of the authoring checks: each finds what it is for, says so plainly, and is silent about good documents.

use paywall_check::{self as check, Finding, Severity};
use paywall_host_testing::{file, needs};
use serde_json::{Value, json};

/// The time of the tests: 2026-11-23.
const NOW: f64 = 1_795_400_000_000.0;

fn document(mut rules: Value, rest: Value) -> Value {
    for (index, rule) in rules.as_array_mut().unwrap().iter_mut().enumerate() {
        let rule = rule.as_object_mut().unwrap();
        rule.entry("rule").or_insert(format!("r{index}").into());
        rule.entry("type").or_insert("label".into());
        rule.entry("value").or_insert("home".into());
        rule.entry("segments")
            .or_insert(json!([{ "segment": "all", "split": 100 }]));
        for segment in rule["segments"].as_array_mut().unwrap() {
            let segment = segment.as_object_mut().unwrap();
            segment.entry("paywall").or_insert("p".into());
            segment
                .entry("form_factors")
                .or_insert(json!([{ "form_factor": "phone" }]));
        }
    }
    let mut document = rest;
    document["campaign_rules"] = rules;
    document["paywalls"] = json!([{ "id": "p", "template": {} }]);
    document
}

fn findings_of(document: &Value) -> Vec<Finding> {
    check::check(document.to_string().as_bytes(), NOW)
}

fn findings(rules: Value) -> Vec<Finding> {
    findings_of(&document(rules, json!({})))
}

/// Returns the one finding that these rules have: `severity code path`, and its message.
fn only(rules: Value, rest: Value) -> (String, String) {
    let found = findings_of(&document(rules, rest));
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = &found[0];
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let path = finding.path.as_deref().unwrap();
    (
        format!("{severity} {} {path}", finding.code),
        finding.message.clone(),
    )
}

/// Asserts the one finding of a document of these rules; its message has all of `words`.
fn says(rules: Value, rest: Value, head: &str, words: &[&str]) {
    let (found, message) = only(rules, rest);
    assert_eq!(found, head, "{message}");
    for word in words {
        assert!(message.contains(word), "{word}: {message}");
    }
}

fn leaf(identifier: &str, operator: &str, values: Value) -> Value {
    json!({ "identifier": identifier, "operator": operator, "values": values })
}

#[test]
fn conditions_that_exclude_each_other() {
    let plan = |value| leaf("Device.country", "equals", json!([value]));
    says(
        json!([{ "conditions": [plan("US"), plan("CA")] }]),
        json!({}),
        "error never_matches $.campaign_rules[0].conditions",
        &[
            "`Device.country equals [\"US\"]`",
            "`Device.country equals [\"CA\"]`",
            "exclude each other",
        ],
    );
    let never = [
        json!([leaf("Clock.hour", "gt", json!([23]))]),
        json!([
            leaf("Events.buy.count", "gte", json!([5])),
            leaf("Events.buy.count", "lt", json!([5]))
        ]),
        json!([
            leaf("Device.appVersion", "version_gt", json!(["2.0"])),
            leaf("Device.appVersion", "version_lte", json!(["2.0.0"]))
        ]),
        json!([
            leaf("Customer.last_expiry", "within_last", json!(["P7D"])),
            leaf("Customer.last_expiry", "older_than", json!(["P30D"]))
        ]),
        json!([
            leaf("UserTags.plan", "set", json!([])),
            leaf("UserTags.plan", "notSet", json!([]))
        ]),
        json!([
            leaf("UserTags.plan", "any_of", json!(["a", "b"])),
            leaf("UserTags.plan", "none_of", json!(["b", "a", "c"]))
        ]),
        json!([
            leaf("Customer.journey_state.in_pause", "equals", json!(["true"])),
            { "operator": "not", "filter": [leaf("Customer.journey_state.in_pause", "equals", json!([true]))] }
        ]),
        json!([
            { "operator": "or", "filter": [plan("US"), plan("CA")] },
            { "operator": "nor", "filter": [plan("CA"), leaf("Device.country", "i_starts_with", json!(["u"]))] }
        ]),
        json!([{ "operator": "not", "filter": [] }]),
    ];
    for conditions in never {
        let found = findings(json!([{ "conditions": conditions }]));
        let codes: Vec<_> = found.iter().map(|finding| &*finding.code).collect();
        assert_eq!(codes, ["never_matches"], "{conditions}: {found:#?}");
        assert_eq!(found[0].severity, Severity::Error);
    }
}

#[test]
fn conditions_that_can_hold_are_no_finding() {
    let can = [
        json!([
            leaf("Device.country", "equals", json!(["US", "CA"])),
            leaf("Device.country", "not_equals", json!(["CA"]))
        ]),
        json!([
            leaf("Events.buy.count", "gt", json!([1])),
            leaf("Events.buy.count", "lt", json!([2]))
        ]),
        json!([
            leaf("Device.appVersion", "version_gt", json!(["2.0"])),
            leaf("Device.appVersion", "version_lt", json!(["2.0.1"]))
        ]),
        json!([
            leaf("Device.appVersion", "version_lt", json!(["2.0"])),
            leaf("Device.appVersion", "version_gt", json!(["1.9999"]))
        ]),
        json!([
            leaf("Customer.last_expiry", "within_last", json!(["P30D"])),
            leaf("Customer.last_expiry", "older_than", json!(["P7D"]))
        ]),
        json!([
            leaf("Entitlements.active", "equals", json!(["gold"])),
            leaf("Entitlements.active", "equals", json!(["silver"]))
        ]),
        json!([
            leaf("UserTags.x", "contains", json!(["a"])),
            leaf("UserTags.x", "contains", json!(["b"]))
        ]),
        json!([
            leaf("UserTags.x", "not_equals", json!(["12"])),
            leaf("UserTags.x", "gt", json!([11])),
            leaf("UserTags.x", "lt", json!([13]))
        ]),
        json!([{ "operator": "or", "filter": [] }]),
        json!([]),
    ];
    for conditions in can {
        let found = findings(json!([{ "conditions": conditions }]));
        assert_eq!(found, [], "{conditions}");
    }
}

#[test]
fn what_only_a_list_could_meet_is_a_warning() {
    let plan = |value| leaf("UserTags.plan", "equals", json!([value]));
    says(
        json!([{ "conditions": [plan("gold"), plan("silver")] }]),
        json!({}),
        "warning never_matches $.campaign_rules[0].conditions",
        &["unless UserTags.plan is a list"],
    );
}

#[test]
fn rules_behind_one_that_takes_everybody() {
    let us = leaf("Device.country", "equals", json!(["US"]));
    let english = leaf("Device.country", "in_list", json!(["english"]));
    let lists = json!({ "lists": { "english": ["US", "GB"] } });
    says(
        json!([{}, { "conditions": us }]),
        lists.clone(),
        "error shadowed $.campaign_rules[1]",
        &[
            "\"r0\" ($.campaign_rules[0])",
            "takes everybody",
            "move this one before it",
        ],
    );
    says(
        json!([{ "conditions": us }, { "conditions": english, "priority": 5 }]),
        lists.clone(),
        "error shadowed $.campaign_rules[0]",
        &["higher `priority`"],
    );
    let older = |version| leaf("Device.appVersion", "version_lt", json!([version]));
    says(
        json!([{ "conditions": older("3") }, { "conditions": [older("2.5"), us] }]),
        lists.clone(),
        "error shadowed $.campaign_rules[1]",
        &[],
    );
    let rule = |name: &str| json!({ "segments": [{ "segment": "s", "form_factors": [{ "form_factor": name }] }] });
    let both = json!({ "segments": [{ "segment": "s", "form_factors": [{ "form_factor": "phone" }, { "form_factor": "tablet" }] }] });
    says(
        json!([rule("phone"), rule("tablet"), both]),
        lists.clone(),
        "error shadowed $.campaign_rules[2]",
        &["\"r0\"", "\"r1\""],
    );
    for reached in [
        json!([{ "conditions": us }, { "conditions": english }]),
        json!([{ "frequency": [{ "max": 1 }] }, {}]),
        json!([{ "schedule": { "end": "2027-01-01T00:00:00Z" } }, {}]),
        json!([{ "experiment": { "key": "e" } }, {}]),
        json!([{ "enabled": false }, {}]),
        json!([{ "value": "settings" }, {}]),
        json!([rule("tablet"), both]),
        json!([{ "conditions": older("2.5") }, { "conditions": older("3") }]),
    ] {
        let found = findings_of(&document(reached.clone(), lists.clone()));
        assert_eq!(found, [], "{reached}");
    }
}

#[test]
fn splits_that_do_not_sum() {
    let segments = |parts: &[i32], name: &str| -> Value {
        let list = parts
            .iter()
            .enumerate()
            .map(|(index, part)| json!({ "segment": format!("s{index}"), name: part }));
        list.collect::<Vec<_>>().into()
    };
    says(
        json!([{ "segments": segments(&[50, 40], "split") }]),
        json!({}),
        "error split_sum $.campaign_rules[0].segments",
        &["sum to 90", "\"s0\" gets 60 %, \"s1\" gets 40 %"],
    );
    says(
        json!([{ "segments": segments(&[40, 50], "weight"), "experiment": { "key": "e" } }]),
        json!({}),
        "error split_sum $.campaign_rules[0].segments",
        &["weights sum to 90", "\"s0\" gets 50 %"],
    );
    says(
        json!([{ "segments": segments(&[20], "split") }]),
        json!({}),
        "error split_sum $.campaign_rules[0].segments",
        &["`experiment.coverage`"],
    );
    // The platform's own way: each form factor has segments of its own.
    let of = |parts: &[(i32, &str)]| -> Value {
        let segment = |(index, (part, name)): (usize, &(i32, &str))| json!({ "segment": format!("s{index}"), "split": part, "form_factors": [name] });
        json!([{ "segments": parts.iter().enumerate().map(segment).collect::<Vec<_>>() }])
    };
    let halves = [(50, "phone"), (50, "phone"), (100, "tablet")];
    assert_eq!(findings(of(&halves)), []);
    says(
        of(&[(20, "phone"), (30, "phone"), (50, "phone"), (100, "tablet")]),
        json!({}),
        "error split_sum $.campaign_rules[0].segments",
        &["on phone the splits sum to 100", "\"s1\" gets 10 %"],
    );
    for parts in [&[50, 50][..], &[20, 30, 50], &[20, 50, 100], &[100]] {
        assert_eq!(
            findings(json!([{ "segments": segments(parts, "split") }])),
            [],
            "{parts:?}"
        );
    }
}

#[test]
fn segments_without_a_paywall() {
    let segment = |more: Value| {
        let mut segment = json!({ "segment": "s" });
        segment
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!([{ "segments": [segment] }])
    };
    let path = "$.campaign_rules[0].segments[0]";
    says(
        segment(json!({ "paywall": "P" })),
        json!({}),
        &format!("error unknown_paywall {path}.paywall"),
        &["no paywall of the document has the id \"P\""],
    );
    says(
        segment(json!({ "paywall": null })),
        json!({}),
        &format!("error empty_segment {path}"),
        &["`paywall`"],
    );
    says(
        segment(json!({ "form_factors": [] })),
        json!({}),
        &format!("error no_form_factor {path}.form_factors"),
        &["nobody"],
    );
    says(
        segment(json!({ "form_factors": [{ "form_factor": "tv" }] })),
        json!({}),
        &format!("error unknown_form_factor {path}.form_factors"),
        &["did you mean \"television\"?"],
    );
    let factors = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|name| json!({ "form_factor": name }))
            .collect()
    };
    let segments = json!([
        { "segment": "A", "split": 50, "form_factors": factors(&["phone", "tablet"]) },
        { "segment": "B", "split": 50, "form_factors": factors(&["phone"]) },
    ]);
    says(
        json!([{ "segments": segments }]),
        json!({}),
        "warning form_factor_gap $.campaign_rules[0].segments[1].form_factors",
        &[
            "\"B\" is not for tablet",
            "all customers see the other segments there",
        ],
    );
    says(
        json!([{ "segments": segments, "experiment": { "key": "e" } }]),
        json!({}),
        "warning form_factor_gap $.campaign_rules[0].segments[1].form_factors",
        &["sees the next rule there"],
    );
}

#[test]
fn labels_and_ids() {
    says(
        json!([{ "value": "Home" }, { "value": "home" }]),
        json!({}),
        "warning similar_labels $.campaign_rules[1].value",
        &["\"home\" and \"Home\""],
    );
    says(
        json!([{ "value": "https://example.com" }]),
        json!({}),
        "error never_matches $.campaign_rules[0].value",
        &["reads as a URL"],
    );
    says(
        json!([{ "rule": "a" }, { "rule": "a", "value": "b" }]),
        json!({}),
        "error duplicate_rule $.campaign_rules[1].rule",
        &["$.campaign_rules[0]"],
    );
    says(
        json!([{ "prerequisites": ["welcom"] }, { "rule": "welcome", "value": "start" }]),
        json!({}),
        "error unknown_rule $.campaign_rules[0].prerequisites[0]",
        &["did you mean \"welcome\"?"],
    );
}

#[test]
fn names_with_a_slip() {
    let conditions = |condition: Value| json!([{ "conditions": condition }]);
    let path = "$.campaign_rules[0].conditions";
    says(
        conditions(leaf("Device.contry", "equals", json!(["US"]))),
        json!({}),
        &format!("error unknown_identifier {path}.identifier"),
        &["missing for everybody", "did you mean \"Device.country\"?"],
    );
    says(
        conditions(leaf("Device.country", "equal", json!(["US"]))),
        json!({}),
        &format!("error unknown_operator {path}.operator"),
        &["did you mean \"equals\"?"],
    );
    says(
        conditions(leaf("Device.country", "in_list", json!(["teir1"]))),
        json!({ "lists": { "tier1": ["US"] } }),
        &format!("error unknown_list {path}.values[0]"),
        &["did you mean \"tier1\"?"],
    );
    says(
        conditions(json!({ "audience": "win-back" })),
        json!({ "audiences": { "winback": [] } }),
        &format!("error unknown_audience {path}.audience"),
        &["did you mean \"winback\"?"],
    );
    let products =
        json!({ "products": [{ "entitlements": [{ "entitlement_ref_id": "premium" }] }] });
    says(
        conditions(leaf("Entitlements.active", "none_of", json!(["premuim"]))),
        products,
        &format!("warning unknown_value {path}.values[0]"),
        &["did you mean \"premium\"?"],
    );
    says(
        json!([{ "condition": leaf("Device.country", "equals", json!(["US"])) }]),
        json!({}),
        "error misspelled_field $.campaign_rules[0].condition",
        &["\"condition\" is ignored", "\"conditions\""],
    );
    says(
        json!([{ "experiment": { "key": "e", "layer": { "id": "prices" } } }]),
        json!({ "layers": { "pricing": { "seed": "s" } } }),
        "error unknown_layer $.campaign_rules[0].experiment.layer",
        &["`layers`"],
    );
}

#[test]
fn experiments_that_share_a_seed() {
    let rule = |label: &str, experiment: Value| json!({ "value": label, "experiment": experiment });
    says(
        json!([
            rule("a", json!({ "key": "prices", "seed": "2026" })),
            rule("b", json!({ "key": "texts", "seed": "2026" }))
        ]),
        json!({}),
        "error shared_seed $.campaign_rules[1].experiment.seed",
        &[
            "experiment \"texts\"",
            "experiment \"prices\"",
            "a seed of its own",
        ],
    );
    says(
        json!([rule(
            "a",
            json!({ "key": "prices", "holdout": { "id": "all", "seed": "prices", "percent": 5 } })
        )]),
        json!({}),
        "error shared_seed $.campaign_rules[0].experiment.holdout.seed",
        &["holdout \"all\"", "experiment \"prices\""],
    );
    says(
        json!([
            rule("a", json!({ "key": "prices", "seed": "1" })),
            rule("b", json!({ "key": "prices", "seed": "2" }))
        ]),
        json!({}),
        "error two_seeds $.campaign_rules[1].experiment.seed",
        &["use one seed"],
    );
    // One experiment on two placements, and one holdout for two experiments, are intended.
    let holdout = json!({ "id": "all", "percent": 5 });
    let found = findings(json!([
        rule("a", json!({ "key": "prices", "holdout": holdout })),
        rule("b", json!({ "key": "prices", "holdout": holdout })),
        rule("c", json!({ "key": "texts", "holdout": holdout })),
    ]));
    assert_eq!(found, []);
}

#[test]
fn experiments_of_one_layer_that_meet() {
    let rule = |key: &str, from: f64, to: f64| json!({ "value": key, "experiment": { "key": key, "layer": { "id": "l", "ranges": [[from, to]] } } });
    let layers = json!({ "layers": { "l": { "seed": "layer" } } });
    says(
        json!([rule("a", 0.0, 0.5), rule("b", 0.4, 1.0)]),
        layers.clone(),
        "warning layer_overlap $.campaign_rules[1].experiment.layer.ranges",
        &["\"a\"", "disjoint"],
    );
    let apart = document(json!([rule("a", 0.0, 0.5), rule("b", 0.5, 1.0)]), layers);
    assert_eq!(findings_of(&apart), []);
}

#[test]
fn experiments_with_nobody_or_everybody() {
    let rule = |experiment: Value| json!([{ "experiment": experiment }]);
    let path = "$.campaign_rules[0].experiment";
    says(
        rule(json!({ "key": "e", "coverage": 0 })),
        json!({}),
        &format!("error never_matches {path}.coverage"),
        &["`enabled`"],
    );
    says(
        rule(json!({ "key": "e", "coverage": 10 })),
        json!({}),
        &format!("error coverage {path}.coverage"),
        &["0.1 for 10 percent"],
    );
    says(
        rule(json!({ "key": "e", "holdout": { "id": "h", "percent": 0.05 } })),
        json!({}),
        &format!("warning holdout {path}.holdout.percent"),
        &["5 is one in twenty"],
    );
}

#[test]
fn schedules_that_are_over() {
    let rule = |schedule: Value| json!([{ "schedule": schedule }]);
    let path = "$.campaign_rules[0].schedule.end";
    says(
        rule(json!({ "end": "2025-12-01T00:00:00Z" })),
        json!({}),
        &format!("warning expired {path}"),
        &["2025-12-01T00:00:00Z"],
    );
    says(
        rule(json!({ "start": "2027-02-01T00:00:00Z", "end": "2027-01-01T00:00:00Z" })),
        json!({}),
        &format!("error never_matches {path}"),
        &["swap"],
    );
    // In some time zone it is still yesterday.
    let just = json!({ "end": "2026-11-22T23:00:00", "zone": "device" });
    assert_eq!(findings(rule(just)), []);
}

#[test]
fn a_document_of_any_form_is_looked_at() {
    let rules = document(json!([{ "value": "Home" }, { "value": "home" }]), json!({}));
    let as_text = Value::from(rules.to_string());
    assert_eq!(findings_of(&as_text).len(), 1);
    let page = json!({ "results": rules["campaign_rules"] });
    let found = findings_of(&page);
    assert!(
        found
            .iter()
            .all(|finding| finding.path.as_deref().unwrap().starts_with("$.results[")),
        "{found:?}"
    );
    assert_eq!(check::check(b"not JSON", NOW), []);
    assert_eq!(check::check(b"[1]", NOW), []);
}

/// Checks that a document of the repository, or of the folder beside it, has no errors.
fn has_no_errors(path: &str) {
    let found = check::check(&std::fs::read(file(path)).unwrap(), NOW);
    let mild = |finding: &Finding| finding.severity == Severity::Warning;
    assert!(found.iter().all(mild), "{found:#?}");
}

#[test]
fn the_stock_document_has_no_errors() {
    has_no_errors("paywall-templates/document.json");
    has_no_errors("tests/documents/onboarding.json");
}

#[needs(shared)]
#[test]
fn the_real_document_has_no_errors() {
    has_no_errors("../shared/real/tv-initial-config.json");
}

/// Checks the document of the worked example in `docs/campaigns.md`.
#[test]
fn the_worked_example_has_no_finding() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let bytes = std::fs::read(root.join("tests/documents/campaigns.json")).unwrap();
    assert_eq!(check::check(&bytes, NOW), []);
}

/// Lists the findings `severity code path` of a document with these custom components and this use of one.
fn of_components(definitions: Value, uses: Value) -> Vec<String> {
    let page = json!({ "name": "a", "contentContainer": { "component": "container", "components": uses } });
    let document = json!({
        "customComponents": definitions,
        "paywalls": [{ "id": "p", "template": { "pages": [page] } }],
    });
    let finding = |finding: Finding| {
        let path = finding.path.unwrap();
        let path = path.replace(
            "$.paywalls[0].template.pages[0].contentContainer.components",
            "",
        );
        format!("{:?} {} {path}", finding.severity, finding.code)
    };
    findings_of(&document).into_iter().map(finding).collect()
}

#[test]
fn uses_of_custom_components() {
    let card = json!({ "card": {
        "title": "Card",
        "properties": {
            "title": { "type": "text", "required": true }, "size": { "type": "number", "default": 12 },
            "quiet": { "type": "flag" }, "points": { "type": "list" }, "look": { "type": "style" },
            "go": { "type": "action" }, "words": { "type": "object" }, "foot": { "type": "children" },
        },
        "template": r#"{"component": "container", {{look}}, "components": [
            {{#if (eq quiet true)}}{"component": "text", "text": "{{title}} {{words.a}}", "fontSize": {{size}}},{{/if}}
            {{#each points}}{"component": "text", "text": "{{name}} {{@root.title}} {{@index}}"},{{/each}}
            {"component": "slot", "name": "foot"}, {"component": "button", "onTap": {{go}}}]}"#,
    }});
    let use_of =
        |properties: Value| json!([{ "component": "custom:card", "properties": properties }]);
    let right = json!({
        "title": "a", "size": "${state.size}", "quiet": true, "points": [{ "name": "n" }], "look": {},
        "go": { "function": "namiClosePaywall" }, "words": {}, "foot": [],
    });
    assert!(of_components(card.clone(), use_of(right)).is_empty());
    let rows = [
        (json!({}), "Error missing_property [0]"),
        (
            json!({ "title": "a", "titel": "b" }),
            "Warning unknown_property [0].properties.titel",
        ),
        (
            json!({ "title": [] }),
            "Error wrong_type [0].properties.title",
        ),
        (
            json!({ "title": 1, "size": "big" }),
            "Error wrong_type [0].properties.size",
        ),
        (
            json!({ "title": "a", "quiet": "${state.x}" }),
            "Error wrong_type [0].properties.quiet",
        ),
        (
            json!({ "title": "a", "points": {} }),
            "Error wrong_type [0].properties.points",
        ),
        (
            json!({ "title": "a", "look": "red" }),
            "Error wrong_type [0].properties.look",
        ),
        (
            json!({ "title": "a", "go": { "fonction": "x" } }),
            "Error wrong_type [0].properties.go",
        ),
        (
            json!({ "title": "a", "foot": {} }),
            "Error wrong_type [0].properties.foot",
        ),
    ];
    for (properties, expected) in rows {
        assert_eq!(of_components(card.clone(), use_of(properties)), [expected]);
    }
}

#[test]
fn uses_of_components_that_are_not_there_or_have_no_slot() {
    let mute = json!({ "mute": { "template": "{\"component\": \"container\"}" } });
    let misspelt = json!([{ "component": "custom:mut" }]);
    assert_eq!(
        of_components(mute.clone(), misspelt),
        ["Warning unknown_component [0].component"]
    );
    let uses = json!([{ "component": "custom:mute", "components": [{ "component": "spacer" }] }]);
    assert_eq!(
        of_components(mute, uses),
        ["Warning missing_slot [0].components"]
    );
}

#[test]
fn definitions_of_custom_components() {
    let rows = [
        (json!(7), "Error wrong_type $.customComponents.a"),
        (json!({}), "Error missing_field $.customComponents.a"),
        (
            json!({ "template": "{{#if x}}" }),
            "Error invalid_template $.customComponents.a",
        ),
        (
            json!({ "template": "{}", "tempalte": "" }),
            "Warning unknown_field $.customComponents.a.tempalte",
        ),
        (
            json!({ "template": "{}", "properties": { "x": { "type": "txt" } } }),
            "Error unknown_type $.customComponents.a.properties.x",
        ),
        (
            json!({ "template": "{}", "properties": { "x": { "type": "list", "default": 1 } } }),
            "Error wrong_type $.customComponents.a.properties.x.default",
        ),
        (
            json!({ "template": "{\"text\": \"{{titel}}\"}" }),
            "Warning unknown_property $.customComponents.a.template",
        ),
        (
            json!({ "template": "{{#each components}}{{@root.nobody}}{{/each}}" }),
            "Warning unknown_property $.customComponents.a.template",
        ),
    ];
    for (definition, expected) in rows {
        assert_eq!(
            of_components(json!({ "a": definition }), json!([])),
            [expected]
        );
    }
    let app = json!({ "customComponents": { "mine": { "template": "{}" } }, "document": {
        "paywalls": [{ "id": "p", "template": { "pages": [{ "name": "a", "contentContainer": { "component": "custom:mine" } }] } }]
    }});
    assert_eq!(findings_of(&app), []);
}

#[test]
fn a_flow_that_goes_to_a_step_that_is_not_there_is_told_of() {
    let flow = |to: &str, function: &str| {
        let action = json!({"function": function, "parameters": {"step": to}});
        let actions = json!({"primary": [{"action": [action]}]});
        let steps = json!([
            {"id": "welcome", "type": "entry", "name": "Hello", "actions": actions},
            {"id": "a1b2c3", "type": "screen", "name": "Plans", "screen": "p"},
        ]);
        let object = json!({"screens": ["p"], "steps": steps});
        json!([{"segments": [{"segment": "s", "split": 100, "paywall": null,
            "flow": {"flow_id": "f", "object": object}}]}])
    };
    let head = "warning unknown_step $.campaign_rules[0].segments[0].flow.object.steps[0].actions\
                .primary[0].action[0].parameters.step";
    for (written, meant) in [("welcom", "\"welcome\"?"), ("Plans", "\"a1b2c3\"?")] {
        says(flow(written, "flowNav"), json!({}), head, &[written, meant]);
    }
    says(
        flow("elsewhere", "flowNext"),
        json!({}),
        head,
        &["leads nowhere"],
    );
    for good in [
        flow("a1b2c3", "flowNav"),
        flow("{{ next }}", "flowNav"),
        flow("gone", "flowEvent"),
    ] {
        assert_eq!(findings(good), []);
    }
}
