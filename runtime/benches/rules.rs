//! Measures a decision among a thousand rules of five conditions each, and reading them; prints one JSON object.
//! Run it by `cargo bench -p paywall-runtime`.
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

use paywall_runtime::decide;
use paywall_runtime::load::Document;
use paywall_runtime::request::Request;
use paywall_runtime::work::Work;
use paywall_testing::thousand::{document, request};
use serde_json::json;

const ROUNDS: usize = 31;
const RULES: usize = 1_000;

/// An allocator that counts allocations.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the median time of one call, in microseconds.
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
    let outcome = decide::decide(document, request, &Work::default()).unwrap();
    assert_eq!(outcome.rule, "last");
    let calls = if request.trace { 2 } else { 200 };
    median(calls, &mut || {
        drop(black_box(decide::decide(
            document,
            black_box(request),
            &Work::default(),
        )))
    })
}

fn allocations(document: &Document, request: &Request) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    drop(black_box(decide::decide(
        document,
        request,
        &Work::default(),
    )));
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

fn main() {
    let (bytes, few) = (document(RULES), document(10));
    let (many, few) = (
        Document::load(&bytes).unwrap().0,
        Document::load(&few).unwrap().0,
    );
    let read = |trace| Request::from_json(request(trace)).unwrap();
    let request_without_trace = read(false);
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
            "decision with trace, µs": decision(&many, &read(true)),
            "allocations": per_decision,
        })
    );
}
