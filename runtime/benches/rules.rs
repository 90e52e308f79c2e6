//! The time of a decision among a thousand rules of five conditions each, and of reading them: one JSON object.
//! `cargo bench -p paywall-runtime`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unsafe_code,
    reason = "a measurement that cannot go on stops; its output is its purpose; it counts what is allocated"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use paywall_runtime::call::Request;
use paywall_runtime::campaign;
use paywall_runtime::document::Document;
use serde_json::{Value, json};

const ROUNDS: usize = 31;
const RULES: usize = 1_000;

/// Counts allocations.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: it does what the system's allocator does, and counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// `rules` rules of one placement, of which the last is for everyone.
/// All conditions of the others but the last of each hold, so that all of them are tried.
fn document(rules: usize) -> Vec<u8> {
    let leaf = |identifier: &str, operator: &str, values: Value| json!({ "identifier": identifier, "operator": operator, "values": values });
    let segments =
        json!([{ "segment": "s", "paywall": "p", "form_factors": [{ "form_factor": "phone" }] }]);
    let mut list: Vec<_> = (0..rules - 1)
        .map(|index| {
            json!({
                "rule": format!("rule-{index}"), "type": "label", "value": "here", "segments": segments,
                "conditions": [
                    leaf("Customer.journey_state.former_subscriber", "equals", json!(["true"])),
                    leaf("Device.country", "any_of", json!(["CA", "GB", "AU", "NZ"])),
                    leaf("Device.appVersion", "version_gte", json!(["2.10.0"])),
                    leaf("Entitlements.active", "none_of", json!(["premium"])),
                    leaf("UserTags.plan", "i_equals", json!([format!("Plan {index}")])),
                ],
            })
        })
        .collect();
    list.push(json!({ "rule": "last", "type": "label", "value": "here", "segments": segments }));
    json!({ "campaign_rules": list, "paywalls": [{ "id": "p", "template": {} }] })
        .to_string()
        .into_bytes()
}

fn request(trace: bool) -> Request {
    Request::from_json(json!({
        "launch": { "label": "here" },
        "device": { "formFactor": "phone", "appVersion": "2.11.3", "country": "NZ" },
        "customer": {
            "id": "3f2b6c1a-9d4e-4c7b-8a15-0e6f7d2c9b31",
            "journeyState": { "formerSubscriber": true },
            "entitlements": ["basic"],
            "attributes": { "plan": "Plan X" },
        },
        "trace": trace,
    }))
    .unwrap()
}

/// The median time of one call, in microseconds.
fn median(calls: usize, call: &mut dyn FnMut()) -> f64 {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..calls {
                call();
            }
            start.elapsed().as_secs_f64() / calls as f64 * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn decision(document: &Document, request: &Request) -> f64 {
    let outcome = campaign::decide(document, request).unwrap();
    assert_eq!(outcome.rule, "last");
    let calls = if request.trace { 2 } else { 200 };
    median(calls, &mut || {
        drop(black_box(campaign::decide(document, black_box(request))))
    })
}

fn allocations(document: &Document, request: &Request) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    drop(black_box(campaign::decide(document, request)));
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

fn main() {
    let (bytes, few) = (document(RULES), document(10));
    let (many, few) = (
        Document::load(&bytes).unwrap().0,
        Document::load(&few).unwrap().0,
    );
    let request_without_trace = request(false);
    let per_decision = allocations(&many, &request_without_trace);
    assert_eq!(
        per_decision,
        allocations(&few, &request_without_trace),
        "rules that do not match allocate"
    );
    println!(
        "{}",
        json!({
            "rules": RULES,
            "load, ms": median(1, &mut || drop(black_box(Document::load(black_box(&bytes))))) / 1e3,
            "decision, µs": decision(&many, &request_without_trace),
            "decision with trace, µs": decision(&many, &request(true)),
            "allocations": per_decision,
        })
    );
}
