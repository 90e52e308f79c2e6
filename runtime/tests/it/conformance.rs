//! The cases of other systems' test suites (GrowthBook, LaunchDarkly, Datadog), restated in this document format.

use paywall_runtime::decide;
use paywall_runtime::load::Document;
use paywall_runtime::request::Request;
use paywall_runtime::rule::bucket;
use paywall_runtime::rule::decision::Decision;
use paywall_runtime::rule::hash::Hash;
use paywall_runtime::work::Work;
use paywall_testing::needs;
use paywall_testing::outside::{is_right, md5_place, report, section};
use serde_json::{Value, json};

/// Makes a document of these rules, loaded.
fn document(rules: Vec<Value>) -> Document {
    let document = paywall_testing::outside::document(rules);
    Document::load(document.to_string().as_bytes()).unwrap().0
}

/// Makes the request of a customer with these attributes.
fn request(context: &Value) -> Request {
    Request::from_json(paywall_testing::outside::request(context)).unwrap()
}

#[needs(shared)]
#[test]
fn conditions() {
    let cases = section("conditions");
    let mut wrong = Vec::new();
    for case in &cases {
        let document = document(vec![
            json!({ "rule": "r", "conditions": case["condition"] }),
        ]);
        let holds = decide::decide(&document, &request(&case["context"]), &Work::default()).is_ok();
        if holds != case["expect"] {
            wrong.push(case.to_string());
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn campaigns() {
    let cases = section("campaigns");
    let mut wrong = Vec::new();
    for case in &cases {
        let document = document(case["doc"]["campaigns"].as_array().unwrap().clone());
        let request = request(&case["context"]);
        let outcome = decide::judge(&document, &request, &Work::default(), Some(md5_place));
        let segment = outcome
            .decision
            .as_ref()
            .map(|decision| decision.segment)
            .ok();
        if !is_right(case, segment) {
            wrong.push(format!(
                "{} gave {segment:?}, expected {}",
                case["name"], case["expect"]
            ));
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn experiments() {
    let cases = section("experiments");
    let mut wrong = Vec::new();
    for case in &cases {
        let document = document(case["doc"]["campaigns"].as_array().unwrap().clone());
        let request = request(&case["context"]);
        let decision = decide::decide(&document, &request, &Work::default());
        let arm = decision.ok().map(|decision| decision.segment.to_owned());
        if arm != case["expect"].as_u64().map(|arm| arm.to_string()) {
            wrong.push(format!("{case} gave {arm:?}"));
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn assignments_of_the_published_package() {
    let cases = section("oracle_assign");
    let mut wrong = Vec::new();
    for case in &cases {
        let weights = case["weights"].as_array().unwrap().iter();
        let segments = weights.enumerate().map(|(index, weight)| {
            json!({ "segment": index.to_string(), "weight": weight.as_f64().unwrap() * 100.0 })
        });
        let filters = case
            .get("filters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let filters: Vec<_> = filters
            .map(|filter| {
                assert_eq!(
                    (&filter["hashVersion"], &filter["attribute"]),
                    (&json!(2), &json!("id"))
                );
                json!({ "seed": filter["seed"], "ranges": filter["ranges"] })
            })
            .collect();
        let document = document(vec![json!({
            "rule": "r",
            "segments": segments.collect::<Vec<_>>(),
            "experiment": {
                "key": "exp", "seed": case["seed"], "coverage": case["coverage"], "filters": filters,
            },
        })]);
        let decision = decide::decide(
            &document,
            &request(&json!({ "id": case["id"] })),
            &Work::default(),
        );
        let arm = decision
            .as_ref()
            .ok()
            .map(|decision| decision.segment.to_owned());
        let place = decision.as_ref().ok().and_then(|decision| decision.bucket);
        if arm != case["variation"].as_u64().map(|arm| arm.to_string())
            || place != case["bucket"].as_f64()
        {
            wrong.push(format!("{case} gave {arm:?} at {place:?}"));
        }
    }
    report(&wrong, cases.len());
}

fn place(seed: &str, id: &str, version: u64) -> Option<f64> {
    match version {
        1 => Some(Hash::Fnv1.place(seed, id)),
        2 => Some(Hash::Fnv2.place(seed, id)),
        _ => None,
    }
}

#[needs(shared)]
#[test]
fn hashes() {
    for section_name in ["hash", "oracle_bucket"] {
        for case in section(section_name) {
            let (seed, id) = (case[0].as_str().unwrap(), case[1].as_str().unwrap());
            let found = place(seed, id, case[2].as_u64().unwrap());
            assert_eq!(found, case[3].as_f64(), "{case}");
        }
    }
}

#[test]
fn an_unknown_hash_is_refused() {
    let rule = json!({ "rule": "r", "experiment": { "key": "abc", "hash_version": 99 } });
    let document = document(vec![rule]);
    assert!(
        decide::decide(
            &document,
            &request(&json!({ "id": "def" })),
            &Work::default()
        )
        .is_err()
    );
}

fn close(found: &[bucket::Range], expected: &Value) -> bool {
    let expected = expected.as_array().unwrap();
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            (found.0 - expected[0].as_f64().unwrap()).abs() < 1e-6
                && (found.1 - expected[1].as_f64().unwrap()).abs() < 1e-6
        })
}

#[needs(shared)]
#[test]
fn ranges() {
    for case in section("ranges") {
        let weights = case[1][2].as_array().into_iter().flatten();
        let weights: Vec<_> = weights.map(|weight| weight.as_f64().unwrap()).collect();
        let count = case[1][0].as_u64().unwrap() as usize;
        let found = bucket::ranges(count, case[1][1].as_f64().unwrap(), &weights);
        assert!(close(&found, &case[2]), "{case} gave {found:?}");
    }
}

#[needs(shared)]
#[test]
fn equal_weights() {
    for case in section("equal_weights") {
        let count = case[0].as_i64().unwrap().max(0) as usize;
        let ranges = bucket::ranges(count, 1.0, &[]);
        let weights: Vec<_> = ranges.iter().map(|range| range.1 - range.0).collect();
        let expected = case[1].as_array().unwrap();
        assert_eq!(weights.len(), expected.len());
        for (weight, expected) in weights.iter().zip(expected) {
            assert!((weight - expected.as_f64().unwrap()).abs() < 1e-6, "{case}");
        }
    }
}

#[needs(shared)]
#[test]
fn the_first_range_wins() {
    for case in section("choose") {
        let ranges = case[2].as_array().unwrap().iter();
        let found = ranges
            .map(|range| (range[0].as_f64().unwrap(), range[1].as_f64().unwrap()))
            .position(|range| bucket::contains(&[range], case[1].as_f64().unwrap()));
        let found = found.map_or(-1, |index| index as i64);
        assert_eq!(found, case[3], "{case}");
    }
}

/// Tries GrowthBook's namespaces: the older hash over `id` and `__` and the name.
#[needs(shared)]
#[test]
fn namespaces() {
    for case in section("namespace") {
        let (id, name) = (case[1].as_str().unwrap(), case[2][0].as_str().unwrap());
        let filters = json!([{ "seed": format!("__{name}"), "hash": "fnv1", "ranges": [[case[2][1], case[2][2]]] }]);
        let rule = json!({ "rule": "r", "experiment": { "key": "e", "filters": filters } });
        let document = document(vec![rule]);
        let request = request(&json!({ "id": id }));
        let decision: Option<Decision<'_>> =
            decide::decide(&document, &request, &Work::default()).ok();
        assert_eq!(decision.is_some(), case[3], "{case}");
    }
}
