//! A measurement of the engine, native and in wasmtime, in turns: one JSON object on standard output.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test or a measurement that cannot go on says so and stops"
)]

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use paywall_engine::{Engine, LoadedDocument, Operation};
use paywall_runtime::call;
use paywall_runtime::decide;
use paywall_runtime::load::Document;
use paywall_runtime::request::Request;
use paywall_runtime::work::Work;
use paywall_tests::{engine, real_document, root};
use serde_json::{Value, json};

use paywall_testing::thousand;

#[path = "twelve.rs"]
mod twelve;

/// The number of times that each measurement is taken; the median counts.
const ROUNDS: usize = 31;
/// The time that the calls of one measurement take together, in seconds.
const BATCH: f64 = 0.01;

/// A subject of measurements: a document, and the requests that a customer's device makes of it.
struct Subject {
    name: &'static str,
    document: Vec<u8>,
    launch: Vec<u8>,
    render: Vec<u8>,
}

impl Subject {
    /// Takes the real document if it is at hand, otherwise the stock one.
    fn find() -> Self {
        let file = |path: &str| fs::read(root().join(path)).unwrap();
        let device = json!({ "formFactor": "television", "width": 1920, "height": 1080 });
        let (name, document, products, label, paywall) = match real_document() {
            Ok(document) => {
                let geometry: Value =
                    serde_json::from_slice(&file("../shared/real/geometry.json")).unwrap();
                let paywall = "7f03f50c-0440-4d39-b2b4-330f7b62865e";
                (
                    "real",
                    document,
                    geometry["products"].clone(),
                    "inapp_basic",
                    paywall,
                )
            }
            Err(_) => {
                let products =
                    serde_json::from_slice(&file("paywall-templates/products.json")).unwrap();
                let paywall = "37e63dc7-eeae-4e57-a153-5c75f9809b7e";
                (
                    "stock",
                    file("paywall-templates/document.json"),
                    products,
                    "living_room",
                    paywall,
                )
            }
        };
        let launch = json!({ "launch": { "label": label }, "device": device });
        let mut render = launch.clone();
        render["products"] = products;
        let subject = Self {
            name,
            document,
            launch: bytes(&launch),
            render: bytes(&render),
        };
        subject.assert_shows(paywall);
        subject
    }

    /// Checks that the render request launches a campaign that ends at this paywall.
    fn assert_shows(&self, paywall: &str) {
        let document = call::load(&self.document, 1).0.unwrap();
        let answer = call::answer(&document, Operation::Render as u32, &self.render);
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["ok"]["paywall"]["id"], paywall, "{answer}");
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// Returns the median time of one call of each of `ways`, in microseconds; a round takes one measurement of each.
fn medians(ways: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let counts: Vec<usize> = ways.iter_mut().map(|way| calls_per_batch(*way)).collect();
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..ROUNDS {
        for ((way, &count), times) in ways.iter_mut().zip(&counts).zip(&mut times) {
            times.push(seconds(*way, count) / count as f64 * 1e6);
        }
    }
    times.into_iter().map(median).collect()
}

fn calls_per_batch(way: &mut dyn FnMut()) -> usize {
    seconds(way, 10);
    let one = seconds(way, 10) / 10.0;
    ((BATCH / one) as usize).max(1)
}

fn seconds(way: &mut dyn FnMut(), count: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..count {
        way();
    }
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Makes one row: the same operation, native and in wasmtime.
fn pair(name: &str, native: &mut dyn FnMut(), wasmtime: &mut dyn FnMut()) -> Value {
    let times = medians(&mut [native, wasmtime]);
    json!({ "name": name, "native": times[0], "wasmtime": times[1] })
}

fn call_pair(
    name: &str,
    operation: Operation,
    document: &Document,
    hosted: &LoadedDocument,
    request: &[u8],
) -> Value {
    pair(
        name,
        &mut || {
            drop(black_box(call::answer(
                document,
                operation as u32,
                black_box(request),
            )))
        },
        &mut || {
            drop(black_box(
                hosted.call(operation, black_box(request)).unwrap(),
            ))
        },
    )
}

fn rows(subject: &Subject, engine: &Engine) -> Vec<Value> {
    let document = call::load(&subject.document, 1).0.unwrap();
    let hosted = engine.load(&subject.document).unwrap();
    let request = Request::read(&subject.launch).unwrap();
    let decision = medians(&mut [&mut || {
        drop(black_box(decide::decide(
            &document,
            black_box(&request),
            &Work::default(),
        )))
    }]);
    let snapshot =
        medians(&mut [&mut || drop(black_box(hosted.snapshot(&subject.render).unwrap().ok.html))]);
    vec![
        pair(
            "load",
            &mut || drop(black_box(call::load(black_box(&subject.document), 1))),
            &mut || {
                drop(black_box(
                    engine.load(black_box(&subject.document)).unwrap(),
                ))
            },
        ),
        pair(
            "load and render once",
            &mut || drop(black_box(first(&subject.document, &subject.render))),
            &mut || {
                let hosted = engine.load(black_box(&subject.document)).unwrap();
                drop(black_box(hosted.call(Operation::Render, &subject.render)));
            },
        ),
        json!({ "name": "decision", "native": decision[0] }),
        call_pair(
            "decide",
            Operation::Decide,
            &document,
            &hosted,
            &subject.launch,
        ),
        call_pair(
            "render",
            Operation::Render,
            &document,
            &hosted,
            &subject.render,
        ),
        call_pair(
            "snapshot",
            Operation::Snapshot,
            &document,
            &hosted,
            &subject.render,
        ),
        json!({ "name": "snapshot through the host", "wasmtime": snapshot[0] }),
    ]
}

/// Loads a document and renders a paywall of it.
fn first(document: &[u8], request: &[u8]) -> Vec<u8> {
    let document = call::load(black_box(document), 1).0.unwrap();
    call::answer(&document, Operation::Render as u32, request)
}

/// Measures a decision among a thousand rules of five conditions each: every rule but the last is asked and refuses.
fn thousand_rules(engine: &Engine) -> Vec<Value> {
    let bytes = thousand::document(1_000);
    let (document, hosted) = (
        call::load(&bytes, 1).0.unwrap(),
        engine.load(&bytes).unwrap(),
    );
    let request = self::bytes(&thousand::request(false));
    let answer = hosted.decide(&request).unwrap().ok.decision.unwrap();
    assert_eq!(answer.rule.as_deref(), Some("last"));
    vec![
        pair(
            "load 1,000 rules",
            &mut || drop(black_box(call::load(black_box(&bytes), 1))),
            &mut || drop(black_box(engine.load(black_box(&bytes)).unwrap())),
        ),
        call_pair(
            "decide among 1,000 rules",
            Operation::Decide,
            &document,
            &hosted,
            &request,
        ),
    ]
}

#[allow(clippy::print_stdout, reason = "its output is its purpose")]
fn main() {
    let subject = Subject::find();
    let rules = serde_json::from_slice::<Value>(&subject.document).unwrap();
    let rules = rules["campaign_rules"].as_array().map_or(0, Vec::len);
    let engine = engine();
    let mut rows = rows(&subject, engine);
    rows.extend(thousand_rules(engine));
    let stock =
        |name: &str| fs::read_to_string(root().join("paywall-templates").join(name)).unwrap();
    let products = serde_json::from_str(&stock("products.json")).unwrap();
    rows.extend(twelve::rows(engine, &stock("document.json"), &products));
    println!(
        "{}",
        json!({ "document": subject.name, "rules": rules, "rows": rows })
    );
}
