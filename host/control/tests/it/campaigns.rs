//! Campaigns in sentences, and the edits that keep the order of rules: cases as data, and words for all that is known.

use paywall_control::campaign::{self, Clock, FACTS, OPERATORS};
use paywall_control::{Content, Operation};
use serde_json::{Value, json};

/// Noon of 27 November 2026, in Auckland.
const CLOCK: Clock = Clock {
    now: 1_795_780_800_000.0,
    offset: 780.0,
};

fn content(document: Value) -> Content {
    Content::import(document).expect("a document").0
}

/// Lists the rules of a placement in the order in which they are asked.
fn order(content: &Content, value: &str) -> Vec<String> {
    let all = campaign::campaigns(content, CLOCK);
    let placements = all["placements"].as_array().expect("placements");
    let found = placements.iter().find(|one| one["value"] == value);
    let rules = found.expect("the placement")["rules"].as_array();
    let id = |rule: &Value| rule["id"].as_str().expect("an id").to_owned();
    rules.expect("rules").iter().map(id).collect()
}

/// Says what a rule shows in a document that has nothing else.
fn shows(rule: &Value) -> Value {
    let mut rule = rule.clone();
    rule["rule"] = "rule".into();
    let content = content(json!({"campaign_rules": [rule]}));
    campaign::campaigns(&content, CLOCK)["placements"][0]["rules"][0]["shows"].clone()
}

#[test]
fn rules_are_told_as_the_cases_say() {
    let cases: Value = serde_json::from_str(include_str!("../campaigns/sentences.json")).unwrap();
    for case in cases.as_array().expect("cases") {
        let rule = &case["rule"];
        let told = json!({
            "who": campaign::who(rule.get("conditions")),
            "when": campaign::when(rule),
            "caps": campaign::caps(rule),
            "shows": shows(rule),
        });
        for (name, wanted) in case["says"].as_object().expect("what it says") {
            assert_eq!(&told[name], wanted, "{name} of {rule}");
        }
    }
}

#[test]
fn the_schema_has_the_same_facts_and_operators() {
    let data = |section: &str| {
        let text = include_str!("../../../schema/data/words.toml");
        let start = format!("[{section}.");
        let named = text.lines().filter_map(|line| line.strip_prefix(&start));
        let mut names: Vec<String> = named
            .map(|name| name.trim_end_matches(']').trim_matches('"').to_owned())
            .collect();
        names.sort_unstable();
        names
    };
    let sorted = |names: Vec<&str>| {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    let facts = FACTS.iter().map(|fact| fact.identifier).collect();
    assert_eq!(sorted(facts), data("identifier"));
    let operators = OPERATORS.iter().map(|operator| operator.name).collect();
    assert_eq!(sorted(operators), data("operator"));
    let vocabulary = campaign::vocabulary();
    let kinds = vocabulary["kinds"].as_object().expect("kinds");
    for operator in kinds
        .values()
        .flat_map(|kind| kind["operators"].as_array().unwrap())
    {
        let known = OPERATORS.iter().any(|known| operator == known.name);
        assert!(known, "{operator}");
    }
}

/// Makes a document of rules at one placement: their ids with their priorities.
fn placed(rules: &[(&str, i64)]) -> Content {
    let rules: Vec<Value> = rules
        .iter()
        .map(|(id, priority)| {
            json!({ "rule": id, "type": "label", "value": "home", "priority": priority, "segments": [] })
        })
        .collect();
    content(json!({ "paywalls": [], "campaign_rules": rules }))
}

#[test]
fn a_rule_goes_wherever_it_is_put_and_the_others_stay() {
    let documents = [
        placed(&[("a", 0), ("b", 0), ("c", 0), ("d", 0)]),
        placed(&[("a", 30), ("b", 20), ("c", 10), ("d", 0)]),
        placed(&[("d", 0), ("b", 20), ("a", 20), ("c", 20)]),
        placed(&[("x", 10), ("a", -5), ("b", 10), ("c", -5), ("d", 7)]),
    ];
    for begun in documents {
        let asked = order(&begun, "home");
        for rule in &asked {
            let others: Vec<_> = asked.iter().filter(|id| *id != rule).collect();
            for at in 0..=others.len() {
                let mut content = begun.clone();
                let after = at.checked_sub(1).map(|at| others[at].as_str());
                let steps = campaign::place(&content, rule, after);
                let of_others = |step: &Operation| step.part().part != *rule;
                assert!(!steps.iter().any(of_others), "only the rule itself changes");
                let inverses = content.apply(&steps).expect("the steps fit");
                let mut wanted = others.clone();
                wanted.insert(at, rule);
                let found = order(&content, "home");
                assert_eq!(
                    found.iter().collect::<Vec<_>>(),
                    wanted,
                    "{rule} after {after:?}"
                );
                content.apply(&inverses).expect("it can be taken back");
                assert_eq!(content, begun);
            }
        }
    }
}

#[test]
fn copies_and_new_rules_begin_switched_off() {
    let mut content = content(json!({
        "paywalls": [{ "id": "plans", "name": "Plans", "template": {} }],
        "campaign_rules": [
            { "rule": "sale", "name": "Sale", "type": "label", "value": "home", "priority": 7,
              "from": { "template": "seasonal-sale" }, "experiment": { "key": "sale" }, "segments": [] },
            { "rule": "rest", "type": "label", "value": "home", "segments": [] },
        ],
    }));
    let copy = campaign::duplicate(&content, "sale").expect("a copy");
    content.apply(&copy.operations).expect("it fits");
    let new = campaign::begin(&content, "label", "home", "plans");
    content.apply(&new.operations).expect("it fits");
    assert_eq!(
        order(&content, "home"),
        [new.id.as_str(), "sale", "sale-2", "rest"]
    );
    let document = content.write().expect("a document");
    let copy = &document["campaign_rules"][2];
    assert_eq!(copy["name"], "Sale (copy)");
    assert_eq!(copy["enabled"], false);
    assert_eq!(
        copy["experiment"]["key"], "sale-2",
        "it is another experiment"
    );
    assert_eq!(copy.get("from"), None);
    assert!(campaign::duplicate(&content, "nothing").is_none());
    let other = campaign::begin(&content, "url", "https://a.example/plus", "plans");
    assert_eq!(other.id, "https___a_example_plus_rule");
}

#[test]
fn what_is_misspelled_is_told_at_once_with_what_was_meant() {
    let content = content(json!({
        "paywalls": [],
        "audiences": { "lost": { "identifier": "Customer.last_expiry", "operator": "within_last", "values": ["P30D"] } },
        "campaign_rules": [{
            "rule": "a", "type": "label", "value": "home", "segments": [],
            "schedule": { "start": "2026-11-20", "end": "2026-11-28T02:00", "zone": "device" },
            "conditions": [{ "audience": "lost" }, { "operator": "or", "filter": [
                { "identifier": "Device.contry", "operator": "any_of", "values": ["NZ"] }] }],
        }],
    }));
    let all = campaign::campaigns(&content, CLOCK);
    let rule = &all["placements"][0]["rules"][0];
    assert_eq!(
        rule["findings"][0]["path"],
        "conditions[1].filter[0].identifier"
    );
    assert_eq!(rule["findings"][0]["meant"], "Device.country");
    assert_eq!(rule["state"], "running");
    // Two in the morning of the 28th in Auckland is an hour after noon of the 27th in Greenwich.
    assert_eq!(rule["end"], CLOCK.now + 3_600_000.0);
    assert_eq!(
        all["audiences"][0]["users"],
        json!([{ "section": "campaign_rules", "noun": "campaign rule", "part": "a", "title": "a" }])
    );
    assert_eq!(
        all["audiences"][0]["sentence"],
        "A customer whose last subscription ended in the last 30 days"
    );
}

#[test]
fn an_audience_is_renamed_wherever_it_is_used_and_nothing_else_is_changed() {
    let uses =
        json!([{ "operator": "or", "filter": [{ "audience": "lost" }, { "audience": "new" }] }]);
    let before = content(json!({
        "paywalls": [],
        "audiences": { "lost": [{ "identifier": "Device.contry", "operator": "any_of", "values": ["NZ"] }], "new": uses },
        "products": [{ "id": "year", "sku_ref_id": "s", "name": "Year", "conditions": [{ "audience": "lost" }] }],
        "campaign_rules": [
            { "rule": "a", "name": "lost", "type": "label", "value": "lost", "segments": [], "conditions": uses },
            { "rule": "b", "type": "label", "value": "home", "segments": [] }],
    }));
    let audiences = &campaign::campaigns(&before, CLOCK)["audiences"];
    let users: Vec<_> = audiences[0]["users"].as_array().unwrap().iter().collect();
    let titles: Vec<_> = users
        .iter()
        .map(|user| user["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["lost", "Year", "new"]);
    assert_eq!(
        audiences[0]["findings"][0]["path"],
        "conditions[0].identifier"
    );

    let mut after = before.clone();
    let steps = campaign::rename_audience(&before, "lost", "left");
    assert_eq!(steps.len(), 4);
    let back = after.apply(&steps).unwrap();
    let written = after.write().unwrap();
    let told = written.to_string();
    assert!(!told.contains(r#""audience":"lost""#), "{told}");
    assert_eq!(told.matches(r#""audience":"left""#).count(), 3);
    assert_eq!(written["campaign_rules"][0]["name"], "lost");
    after.apply(&back).unwrap();
    assert_eq!(after, before);
    assert!(campaign::rename_audience(&before, "nobody", "left").is_empty());
}
