//! Laws that hold for every document of rules and every customer.

use paywall_runtime::call::{self, Operation};
use paywall_testing::rules::{Rules, leaf};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Generates a comparison of one of a few attributes with one of a few values.
fn comparison() -> impl Strategy<Value = Value> {
    let operator = prop::sample::select(vec![
        "equals",
        "not_equals",
        "i_contains",
        "not_contains",
        "gt",
        "lte",
        "version_gt",
        "version_not_equals",
        "set",
        "notSet",
        "before",
        "within_last",
        "all_of",
        "i_ends_with",
    ]);
    let identifier = prop::sample::select(vec![
        "UserTags.a",
        "UserTags.b",
        "UserTags.c",
        "Device.country",
    ]);
    let number = prop::sample::select(vec![0, 1, 5]);
    (identifier, operator, number).prop_map(|(identifier, operator, number)| {
        let values = match operator {
            "gt" | "lte" | "before" => json!([number]),
            "version_gt" | "version_not_equals" => json!([number.to_string()]),
            "within_last" => json!([format!("PT{number}S")]),
            _ => json!([number.to_string(), "US"]),
        };
        leaf(identifier, operator, values)
    })
}

fn condition() -> impl Strategy<Value = Value> {
    comparison().prop_recursive(3, 12, 3, |inner| {
        let operator = prop::sample::select(vec!["and", "or", "not", "nor"]);
        (operator, prop::collection::vec(inner, 0..3))
            .prop_map(|(operator, filter)| json!({ "operator": operator, "filter": filter }))
    })
}

fn attribute() -> impl Strategy<Value = Value> {
    let single = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(5),
        json!("5"),
        json!("us"),
        json!("1.2"),
        json!(""),
        json!({}),
    ]);
    let list = prop::collection::vec(single.clone(), 0..3).prop_map(Value::from);
    prop_oneof![3 => single, 1 => list]
}

fn customer() -> impl Strategy<Value = Value> {
    (attribute(), attribute(), attribute(), 0..1_000).prop_map(|(a, b, c, id)| {
        json!({
            "customer": { "id": format!("user-{id}"), "attributes": { "a": a, "b": b, "c": c } },
            "now": 5_000,
        })
    })
}

/// Generates a rule with some of all the terms that rules may have.
fn rule() -> impl Strategy<Value = Value> {
    let frequency = prop::option::of(Just(json!([{ "max": 1 }])));
    let experiment = prop::option::of((0..3, 0..=10).prop_map(|(key, coverage)| {
        json!({ "key": format!("e{key}"), "coverage": f64::from(coverage) / 10.0 })
    }));
    (prop::option::of(condition()), frequency, experiment).prop_map(
        |(condition, frequency, experiment)| {
            json!({
                "segments": [{ "segment": "A", "split": 50 }, { "segment": "B", "split": 50 }],
                "conditions": condition, "frequency": frequency, "experiment": experiment,
            })
        },
    )
}

/// Generates rules, each with a name and a priority of its own.
fn rules() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(rule(), 1..6).prop_map(|mut rules| {
        for (index, rule) in rules.iter_mut().enumerate() {
            rule["rule"] = format!("rule-{index}").into();
            rule["priority"] = index.into();
        }
        rules
    })
}

/// Generates the same rules twice, the second time in any order.
fn in_two_orders() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    rules().prop_flat_map(|rules| (Just(rules.clone()), Just(rules).prop_shuffle()))
}

fn decide(rules: &[Value], customer: &Value) -> Value {
    Rules::new(rules.into()).decide(customer.clone())
}

fn holds(condition: &Value, customer: &Value) -> bool {
    !decide(&[json!({ "conditions": condition })], customer).is_null()
}

proptest! {
    #[test]
    fn the_order_of_rules_of_different_priority_does_not_matter((rules, shuffled) in in_two_orders(), customer in customer()) {
        prop_assert_eq!(decide(&rules, &customer), decide(&shuffled, &customer));
    }

    #[test]
    fn more_coverage_moves_nobody(customer in customer(), from in 0..=100_u32, more in 0..=100_u32) {
        let covering = |coverage: u32| {
            let rule = json!({
                "segments": [{ "segment": "A", "weight": 20 }, { "segment": "B", "weight": 30 }, { "segment": "C", "weight": 50 }],
                "experiment": { "key": "e", "coverage": f64::from(coverage.min(100)) / 100.0 },
            });
            decide(&[rule], &customer)["segment"].clone()
        };
        let before = covering(from);
        prop_assert!(before.is_null() || before == covering(from + more));
    }

    #[test]
    fn what_always_holds_changes_no_group(condition in condition(), customer in customer()) {
        let always = json!({ "operator": "or", "filter": [] });
        for operator in ["and", "not"] {
            let group = |filter: Value| json!({ "operator": operator, "filter": filter });
            let (alone, both) = (group(json!([condition])), group(json!([condition, always])));
            prop_assert_eq!(holds(&alone, &customer), holds(&both, &customer));
        }
    }

    #[test]
    fn not_twice_is_nothing(condition in condition(), customer in customer()) {
        let not = |inner: &Value| json!({ "operator": "not", "filter": [inner] });
        prop_assert_eq!(holds(&condition, &customer), holds(&not(&not(&condition)), &customer));
        let (itself, opposite) = (holds(&condition, &customer), holds(&not(&condition), &customer));
        // Where a date should be and is none, neither may hold.
        let compares_dates = ["before", "within_last"].iter().any(|name| condition.to_string().contains(name));
        prop_assert!(itself != opposite || compares_dates && !itself, "{} and {}", itself, opposite);
    }

    #[test]
    fn an_audience_is_what_it_stands_for(condition in condition(), customer in customer()) {
        let rules = json!([{ "conditions": { "audience": "named" } }]);
        let named = Rules::with(rules, json!({ "audiences": { "named": condition } }));
        prop_assert_eq!(holds(&condition, &customer), !named.decide(customer).is_null());
    }

    #[test]
    fn everybody_is_in_one_part_of_a_layer(customer in customer(), cut in 0..=100_u32) {
        let cut = f64::from(cut) / 100.0;
        let part = |ranges: Value| json!({ "experiment": { "key": "e", "layer": { "id": "pricing", "ranges": ranges } } });
        let layers = json!({ "layers": { "pricing": { "seed": "layer" } } });
        let shown = |ranges: Value| {
            let rules = Rules::with(json!([part(ranges)]), layers.clone());
            !rules.decide(customer.clone()).is_null()
        };
        prop_assert!(shown(json!([[0, cut]])) != shown(json!([[cut, 1]])));
    }

    #[test]
    fn a_broken_rule_changes_nothing_for_the_others(rules in rules(), customer in customer(), at in 0..6_usize) {
        let mut more = rules.clone();
        let broken = json!({ "rule": "broken", "priority": 9, "conditions": { "operator": "maybe" } });
        more.insert(at.min(rules.len()), broken);
        prop_assert_eq!(decide(&rules, &customer), decide(&more, &customer));
    }

    #[test]
    fn a_trace_changes_nothing(rules in rules(), customer in customer()) {
        let rules = Rules::new(rules.into());
        let explained = rules.explain(customer.clone());
        let plain = rules.ask(Operation::Decide, customer);
        prop_assert_eq!(&explained["decision"], &plain["ok"]["decision"]);
        prop_assert_eq!(&explained["error"], &plain["error"]);
        // Every rule has its reason, and at most one is shown.
        let trace = explained["trace"].as_array().unwrap();
        let shown = trace.iter().filter(|rule| rule["reason"] == "matched").count();
        prop_assert_eq!(shown, usize::from(!explained["decision"].is_null()));
        prop_assert_eq!(trace.len(), rules.document.campaigns().rules.len());
    }

    /// Puts any JSON in the place of any term: there is an answer, and the rule behind it still answers.
    #[test]
    fn no_terms_stop_the_engine(name in 0..7_usize, terms in anything(), lists in anything(), memory in anything()) {
        let names = ["conditions", "schedule", "frequency", "experiment", "priority", "prerequisites", "segments"];
        let mut rule = json!({ "rule": "odd" });
        rule[names[name]] = terms;
        let is_list = rule.get("segments").is_none_or(|list| list.as_array().is_some_and(|list| list.iter().all(Value::is_object)));
        prop_assume!(is_list);
        let rest = json!({ "lists": lists, "audiences": lists, "layers": lists });
        let rules = Rules::with(json!([rule, { "rule": "plain", "priority": -9_999_999_999_i64 }]), rest);
        let shown = rules.rule(json!({ "customer": { "id": "u" } }));
        prop_assert!(shown == "odd" || shown == "plain");
        let request = json!({ "launch": { "label": "here" }, "memory": { "history": { "odd": memory } }, "events": { "e": memory } });
        call::answer(&rules.document, Operation::Decide as u32, request.to_string().as_bytes());
    }
}

/// Generates any JSON, with the words of rules in it more often than not.
fn anything() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "operator",
        "filter",
        "and",
        "not",
        "identifier",
        "UserTags.x",
        "equals",
        "in_list",
        "values",
        "audience",
        "start",
        "zone",
        "device",
        "windows",
        "days",
        "from",
        "to",
        "18:00",
        "2026-01-01T00:00:00",
        "max",
        "per",
        "P1D",
        "scope",
        "key",
        "unit",
        "layer",
        "id",
        "ranges",
        "holdout",
        "percent",
        "sticky",
        "filters",
        "seed",
        "coverage",
        "until",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..5).prop_map(|fields| {
                let fields = fields
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::Object(fields.collect())
            }),
        ]
    })
}
