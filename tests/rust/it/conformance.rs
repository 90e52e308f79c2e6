//! Tests with the cases of other systems' test suites, inside the module in
//! wasmtime; `runtime/tests/it/conformance.rs` runs them natively.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use paywall_engine::{Engine, Operation};
use paywall_runtime::rule::hash::Hash;
use paywall_testing::needs;
use paywall_testing::outside::{document, is_right, md5_place, report, request, section};
use paywall_tests::engine;
use serde_json::{Value, json};

/// Returns the module's decision; null if it shows nothing.
fn decide(engine: &Engine, document: &Value, request: &Value) -> Value {
    let loaded = engine.load(document.to_string().as_bytes()).unwrap();
    let answer = loaded
        .call(Operation::Decide, request.to_string().as_bytes())
        .unwrap();
    serde_json::from_slice::<Value>(&answer).unwrap()["ok"]["decision"].clone()
}

/// Returns the segment that an id gets in an experiment over these segments.
fn arm(engine: &Engine, segments: &Value, experiment: &Value, id: &str) -> Value {
    let rule = json!({ "segments": segments, "experiment": experiment });
    decide(
        engine,
        &document(vec![rule]),
        &request(&json!({ "id": id })),
    )["segment"]
        .clone()
}

#[needs(shared)]
#[test]
fn conditions() {
    let (engine, cases) = (engine(), section("conditions"));
    let mut wrong = Vec::new();
    for case in &cases {
        let document = document(vec![json!({ "conditions": case["condition"] })]);
        let holds = !decide(engine, &document, &request(&case["context"])).is_null();
        if holds != case["expect"] {
            wrong.push(case.to_string());
        }
    }
    report(&wrong, cases.len());
}

/// Finds a seed for which the module's own hash puts the id at this place.
fn seed_for(id: &str, place: f64) -> String {
    let seeds = (0..).map(|number: u32| number.to_string());
    let mut found = seeds.filter(|seed| Hash::Fnv2.place(seed, id) == place);
    found.next().unwrap()
}

/// The seeds found so far, by the seed they stand for and the id.
type Seeds = BTreeMap<(String, String), String>;

/// Replaces each seed by one whose own hash puts the customer at the same place, because the module has no MD5.
fn reseed(value: &mut Value, unit: &str, context: &Value, known: &mut Seeds) {
    let own = value.get("unit").and_then(Value::as_str).unwrap_or(unit);
    let unit = own.to_owned();
    if let Some(Value::String(seed)) = value.get("seed").cloned() {
        let id = match &context[&unit] {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        };
        let found = known.entry((seed, id));
        let found = found.or_insert_with_key(|(seed, id)| seed_for(id, md5_place(seed, id)));
        value["seed"] = found.clone().into();
    }
    let inside: Vec<&mut Value> = match value {
        Value::Array(entries) => entries.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for part in inside {
        reseed(part, &unit, context, known);
    }
}

#[needs(shared)]
#[test]
fn campaigns() {
    let (engine, cases) = (engine(), section("campaigns"));
    let mut known = Seeds::new();
    let mut wrong = Vec::new();
    for case in &cases {
        let mut rules = case["doc"]["campaigns"].as_array().unwrap().clone();
        for rule in &mut rules {
            reseed(rule, "id", &case["context"], &mut known);
        }
        let decision = decide(engine, &document(rules), &request(&case["context"]));
        let segment = decision["segment"].as_str();
        if !is_right(case, segment) {
            let (name, expected) = (&case["name"], &case["expect"]);
            wrong.push(format!("{name} gave {segment:?}, expected {expected}"));
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn experiments() {
    let (engine, cases) = (engine(), section("experiments"));
    let mut wrong = Vec::new();
    for case in &cases {
        let rules = case["doc"]["campaigns"].as_array().unwrap().clone();
        let decision = decide(engine, &document(rules), &request(&case["context"]));
        let expected = case["expect"].as_u64().map(|arm| arm.to_string());
        if decision["segment"].as_str() != expected.as_deref() {
            wrong.push(format!("{case} gave {decision}"));
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn assignments_of_the_published_package() {
    let (engine, cases) = (engine(), section("oracle_assign"));
    let mut wrong = Vec::new();
    for case in &cases {
        let weights = case["weights"].as_array().unwrap().iter().enumerate();
        let segments: Value = weights
            .map(|(index, weight)| {
                json!({ "segment": index.to_string(), "weight": weight.as_f64().unwrap() * 100.0 })
            })
            .collect();
        let filters = case.get("filters").and_then(Value::as_array).into_iter();
        let filters: Vec<_> = filters
            .flatten()
            .map(|filter| json!({ "seed": filter["seed"], "ranges": filter["ranges"] }))
            .collect();
        let experiment = json!({
            "key": "exp", "seed": case["seed"], "coverage": case["coverage"], "filters": filters,
        });
        let rule = json!({ "segments": segments, "experiment": experiment });
        let request = request(&json!({ "id": case["id"] }));
        let decision = decide(engine, &document(vec![rule]), &request);
        let expected = case["variation"].as_u64().map(|arm| arm.to_string());
        if decision["segment"].as_str() != expected.as_deref()
            || decision["bucket"].as_f64() != case["bucket"].as_f64()
        {
            wrong.push(format!("{case} gave {decision}"));
        }
    }
    report(&wrong, cases.len());
}

#[needs(shared)]
#[test]
fn hashes() {
    let engine = engine();
    for case in section("hash").into_iter().chain(section("oracle_bucket")) {
        let experiment = json!({ "key": "e", "seed": case[0], "hash_version": case[2] });
        let request = request(&json!({ "id": case[1] }));
        let document = document(vec![json!({ "experiment": experiment })]);
        let decision = decide(engine, &document, &request);
        assert_eq!(decision["bucket"].as_f64(), case[3].as_f64(), "{case}");
    }
}

static IDS: LazyLock<BTreeMap<u32, String>> = LazyLock::new(ids);

/// Finds an id for every place of the seed `e`, in parts of 10,000.
fn ids() -> BTreeMap<u32, String> {
    let mut out = BTreeMap::new();
    let ids = (0_u32..).map(|number| number.to_string());
    for id in ids {
        let place = (Hash::Fnv2.place("e", &id) * 10_000.0).round() as u32;
        out.entry(place).or_insert(id);
        if out.len() == 10_000 {
            break;
        }
    }
    out
}

fn range(range: &Value) -> (f64, f64) {
    (range[0].as_f64().unwrap(), range[1].as_f64().unwrap())
}

/// Checks that the module chooses by the ranges, close to each of their
/// ends. At an end itself, the last digit of a sum would decide.
fn assert_ranges(engine: &Engine, segments: &Value, coverage: f64, expected: &[(f64, f64)]) {
    let ids = &*IDS;
    let ends = expected.iter().flat_map(|(from, to)| [from, to]);
    let places = ends.flat_map(|end| [-1.0, 1.0].map(|step| (end * 10_000.0).round() + step));
    for place in places.filter(|place| (0.0..10_000.0).contains(place)) {
        let at = place / 10_000.0;
        let arms = expected.iter();
        let right = arms.clone().position(|(from, to)| *from <= at && at < *to);
        let experiment = json!({ "key": "e", "coverage": coverage });
        let found = arm(engine, segments, &experiment, &ids[&(place as u32)]);
        let right = right.map_or(Value::Null, |arm| arm.to_string().into());
        assert_eq!(found, right, "{segments} at {at}");
    }
}

fn segments(count: usize, weights: Option<&Vec<Value>>) -> Value {
    let segment = |index: usize| json!({ "segment": index.to_string() });
    let mut out: Vec<_> = (0..count).map(segment).collect();
    for (segment, weight) in out.iter_mut().zip(weights.into_iter().flatten()) {
        segment["weight"] = (weight.as_f64().unwrap() * 100.0).into();
    }
    out.into()
}

#[needs(shared)]
#[test]
fn ranges() {
    let engine = engine();
    for case in section("ranges") {
        let parameters = &case[1];
        let weights = parameters[2].as_array();
        let segments = segments(parameters[0].as_u64().unwrap() as usize, weights);
        let expected: Vec<_> = case[2].as_array().unwrap().iter().map(range).collect();
        assert_ranges(
            engine,
            &segments,
            parameters[1].as_f64().unwrap(),
            &expected,
        );
    }
}

#[needs(shared)]
#[test]
fn equal_weights() {
    let engine = engine();
    for case in section("equal_weights") {
        let mut from = 0.0;
        let parts = case[1].as_array().unwrap().iter();
        let expected: Vec<_> = parts
            .map(|part| {
                let range = (from, from + part.as_f64().unwrap());
                from = range.1;
                range
            })
            .collect();
        let segments = segments(expected.len(), None);
        assert_ranges(engine, &segments, 1.0, &expected);
        if expected.is_empty() {
            assert!(arm(engine, &segments, &json!({ "key": "e" }), "1").is_null());
        }
    }
}

#[needs(shared)]
#[test]
fn the_first_range_wins() {
    let (engine, ids) = (engine(), &*IDS);
    for case in section("choose") {
        let ranges = case[2].as_array().unwrap().iter().enumerate();
        let segments: Value = ranges
            .map(|(index, range)| json!({ "segment": index.to_string(), "ranges": [range] }))
            .collect();
        let place = (case[1].as_f64().unwrap() * 10_000.0).round() as u32;
        let found = arm(engine, &segments, &json!({ "key": "e" }), &ids[&place]);
        let expected = u64::try_from(case[3].as_i64().unwrap()).ok();
        let expected = expected.map_or(Value::Null, |arm| arm.to_string().into());
        assert_eq!(found, expected, "{case}");
    }
}

/// Checks GrowthBook's namespaces: the older hash over `id`, `__` and the name.
#[needs(shared)]
#[test]
fn namespaces() {
    let engine = engine();
    for case in section("namespace") {
        let (id, name) = (case[1].as_str().unwrap(), case[2][0].as_str().unwrap());
        let filters = json!([{ "seed": format!("__{name}"), "hash": "fnv1", "ranges": [[case[2][1], case[2][2]]] }]);
        let experiment = json!({ "key": "e", "filters": filters });
        let found = arm(engine, &segments(1, None), &experiment, id);
        assert_eq!(!found.is_null(), case[3], "{case}");
    }
}
