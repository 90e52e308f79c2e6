//! Tests that no input makes the engine panic, trap, or take long:
//! native code and the module in wasmtime, side by side.

use std::fs;
use std::time::{Duration, Instant};

use paywall_engine::{Engine, Error, Operation};
use paywall_runtime::call;
use paywall_testing::needs;
use paywall_tests::{engine, real_document, root};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// The time that one document with all its calls may take at most in a build without optimisation.
const TIME: Duration = Duration::from_secs(20);

fn stock_document() -> Vec<u8> {
    fs::read(root().join("paywall-templates/document.json")).unwrap()
}

/// Reads a document of custom components, right and wrong ones.
fn components() -> Vec<u8> {
    fs::read(root().join("tests/documents/components.json")).unwrap()
}

/// Makes calls that walk through a document, whatever it turned out to be.
fn requests(document: &[u8]) -> Vec<(Operation, Vec<u8>)> {
    let mut requests = vec![(Operation::Describe, b"{}".to_vec())];
    for form_factor in ["phone", "television"] {
        let device = json!({ "formFactor": form_factor, "width": 1920, "height": 1080 });
        let request = json!({ "device": device }).to_string().into_bytes();
        requests.push((Operation::Decide, request.clone()));
        requests.push((Operation::Snapshot, request));
        let document: Value = serde_json::from_slice(document).unwrap_or_default();
        for paywall in document["paywalls"]
            .as_array()
            .into_iter()
            .flatten()
            .take(8)
        {
            let request = json!({ "paywall": paywall["id"], "device": device });
            requests.push((Operation::Render, request.to_string().into_bytes()));
            let tap = json!({ "paywall": paywall["id"], "device": device, "act": { "tap": "3" } });
            requests.push((Operation::Act, tap.to_string().into_bytes()));
        }
    }
    requests
}

fn native(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (loaded, answer) = call::load(document, 1);
    assert!(
        serde_json::from_slice::<Value>(&answer).is_ok(),
        "the answer is JSON"
    );
    let loaded = loaded?;
    let ask = |(operation, request): &(Operation, Vec<u8>)| {
        call::answer(&loaded, *operation as u32, request)
    };
    Some(requests(document).iter().map(ask).collect())
}

fn in_wasmtime(engine: &Engine, document: &[u8]) -> Result<Option<Vec<Vec<u8>>>, Error> {
    let loaded = match engine.load(document) {
        Ok(loaded) => loaded,
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let ask = |(operation, request): &(Operation, Vec<u8>)| loaded.call(*operation, request);
    requests(document)
        .iter()
        .map(ask)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Checks that both ways give the same answers, in time.
fn check(engine: &Engine, document: &[u8]) {
    let start = Instant::now();
    let answers = native(document);
    // Documents that the host itself unpacks or refuses never reach the module.
    if !document.starts_with(&[0x1f, 0x8b]) {
        assert_eq!(answers, in_wasmtime(engine, document).unwrap());
    }
    assert!(start.elapsed() < TIME, "took {:?}", start.elapsed());
}

fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(strategy, |value| {
        test(value);
        Ok(())
    });
    outcome.unwrap();
}

/// Makes values that stand where a document's author would never put them.
fn hostile() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e308..1e308_f64).prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null, [], {}, "", -1])),
        Just(
            json!({ "component": "container", "components": [{ "component": "text", "text": "${sku.price}" }] })
        ),
        Just(json!("${state.currentPage}${state.${state.a}.b}${}${")),
        Just(json!("</style><script>alert(1)</script>\"'&\u{0}\u{2028}")),
        Just(json!("x".repeat(70_000))),
        ".{0,40}".prop_map(Value::from),
    ]
}

/// Puts `value` in place of the `number`-th value inside `tree`,
/// counted in document order. Returns the rest of the count.
fn replace(tree: &mut Value, number: usize, value: &Value) -> usize {
    if number == 0 {
        *tree = value.clone();
        return 0;
    }
    let mut left = number;
    let inside: Vec<&mut Value> = match tree {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for part in inside {
        let count = size(part);
        if left <= count {
            return replace(part, left - 1, value);
        }
        left -= count;
    }
    left
}

/// Counts the values in a tree, the tree itself included.
fn size(tree: &Value) -> usize {
    match tree {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn random_bytes() {
    let engine = engine();
    run(200, &prop::collection::vec(any::<u8>(), 0..2000), |bytes| {
        check(engine, &bytes)
    });
}

#[test]
fn truncated_documents() {
    let engine = engine();
    let document = stock_document();
    run(40, &(0..document.len()), |end| {
        check(engine, &document[..end])
    });
}

#[test]
fn documents_with_wrong_bytes() {
    let engine = engine();
    for document in [stock_document(), components()] {
        let changes = prop::collection::vec((0..document.len(), any::<u8>()), 1..4);
        run(40, &changes, |changes| {
            let mut changed = document.clone();
            for (at, byte) in changes {
                changed[at] = byte;
            }
            check(engine, &changed);
        });
    }
}

/// Puts hostile values into a document, again and again.
fn check_with_hostile_values(document: &[u8]) {
    let engine = engine();
    let document: Value = serde_json::from_slice(document).unwrap();
    let changes = prop::collection::vec((1..size(&document), hostile()), 1..12);
    run(40, &changes, |changes| {
        let mut changed = document.clone();
        for (number, value) in changes {
            replace(&mut changed, number, &value);
        }
        check(engine, changed.to_string().as_bytes());
    });
}

#[test]
fn documents_with_hostile_values() {
    check_with_hostile_values(&stock_document());
    check_with_hostile_values(&components());
}

#[needs(shared)]
#[test]
fn the_real_document_with_hostile_values() {
    check_with_hostile_values(&real_document().unwrap());
}

#[test]
fn ten_thousand_levels() {
    let engine = engine();
    let levels = |open: &str, close: &str| open.repeat(10_000) + &close.repeat(10_000);
    check(engine, levels("[", "]").as_bytes());
    check(engine, levels("{\"a\":", "}").as_bytes());
    let inside = levels("{\"component\":\"container\",\"components\":[", "]}");
    let frame = "{\"paywalls\":[{\"id\":\"p\",\"template\":{\"pages\":[{\"name\":\"a\",\"contentContainer\":";
    check(engine, format!("{frame}{inside}}}]}}}}]}}").as_bytes());
}

#[test]
fn a_hundred_megabytes_are_refused_with_their_own_error() {
    let long = "x".repeat(100_000_000);
    let document = format!("{{\"paywalls\":\"{long}\"}}");
    let (loaded, answer) = call::load(document.as_bytes(), 1);
    assert!(loaded.is_none());
    assert!(String::from_utf8_lossy(&answer).contains("\"document_too_large\""));

    let engine = engine();
    let error = engine.load(document.as_bytes()).err().unwrap();
    assert_eq!(error.code(), "document_too_large");

    let stock = engine.load(&stock_document()).unwrap();
    let request = format!("{{\"locale\":\"{long}\"}}");
    let error = stock
        .call(Operation::Decide, request.as_bytes())
        .err()
        .unwrap();
    assert_eq!(error.code(), "request_too_large");
    let (document, _) = call::load(&stock_document(), 1);
    let answer = call::answer(
        &document.unwrap(),
        Operation::Decide as u32,
        request.as_bytes(),
    );
    assert!(String::from_utf8_lossy(&answer).contains("\"request_too_large\""));
}
