//! Tests of limits and traps: each has its own error, and the instance in which it happened is not used again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use paywall_engine::{Engine, EngineOptions, Error, ModuleSource, Operation};
use paywall_host_testing::engine::{stub_document, stub_options};
use serde::Deserialize;

/// The count of the calls of one instance.
#[derive(Deserialize)]
struct Count {
    n: u32,
}

fn count(document: &paywall_engine::LoadedDocument) -> u32 {
    document
        .ask::<Count>(Operation::Decide, b"{}")
        .unwrap()
        .ok
        .n
}

#[test]
fn an_instance_is_used_again_after_a_good_call() {
    let document = stub_document(stub_options());
    assert_eq!(
        [count(&document), count(&document), count(&document)],
        [1, 2, 3]
    );
}

#[test]
fn a_refusal_is_data_and_keeps_the_instance() {
    let document = stub_document(stub_options());
    count(&document);
    let Err(Error::Refused(refusal)) = document.decide(b"?") else {
        panic!("expected a refusal")
    };
    assert_eq!(refusal.code, "paywall_not_found");
    assert_eq!(refusal.path.as_deref(), Some("request.paywall"));
    assert_eq!(count(&document), 2);
}

#[test]
fn a_trap_has_its_error_and_costs_the_instance() {
    let document = stub_document(stub_options());
    count(&document);
    assert!(
        matches!(document.call(Operation::Act, b"{}"), Err(Error::Trap(text)) if text.contains("unreachable"))
    );
    assert_eq!(count(&document), 1);
}

#[test]
fn a_call_without_end_is_stopped_in_time_and_costs_the_instance() {
    let document = stub_document(stub_options());
    count(&document);
    let start = Instant::now();
    let result = document.call(Operation::Render, b"{}");
    assert!(
        matches!(result, Err(Error::Time { limit }) if limit == Duration::from_millis(100)),
        "{result:?}"
    );
    assert!(start.elapsed() >= Duration::from_millis(100));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(count(&document), 1);
}

#[test]
fn memory_beyond_the_limit_has_its_error_and_costs_the_instance() {
    let document = stub_document(stub_options());
    count(&document);
    let result = document.call(Operation::Snapshot, b"{}");
    assert!(
        matches!(result, Err(Error::Memory { limit }) if limit == 4 << 20),
        "{result:?}"
    );
    assert_eq!(count(&document), 1);
}

#[test]
fn an_answer_beyond_the_limit_has_its_error_and_costs_the_instance() {
    let document = stub_document(stub_options());
    count(&document);
    let result = document.call(Operation::Describe, b"#");
    assert!(
        matches!(result, Err(Error::AnswerTooLarge { bytes, .. }) if bytes == 64 << 20),
        "{result:?}"
    );
    assert_eq!(count(&document), 1);
}

#[test]
fn an_answer_outside_of_the_memory_is_a_broken_contract() {
    let document = stub_document(EngineOptions {
        answer_bytes: 128 << 20,
        ..stub_options()
    });
    assert!(matches!(
        document.call(Operation::Describe, b"#"),
        Err(Error::Contract(_))
    ));
}

#[test]
fn a_request_beyond_the_limit_does_not_reach_the_module() {
    let document = stub_document(stub_options());
    let result = document.call(Operation::Decide, &vec![b' '; 60_001]);
    assert!(
        matches!(result, Err(Error::RequestTooLarge { limit: 60_000 })),
        "{result:?}"
    );
    assert_eq!(count(&document), 1);
}

#[test]
fn documents_have_the_same_limits() {
    let engine = Engine::new(stub_options()).unwrap();
    assert!(matches!(
        engine.load(&vec![b' '; 60_001]),
        Err(Error::DocumentTooLarge { limit: 60_000 })
    ));
    assert!(matches!(engine.load(b"~"), Err(Error::Time { .. })));
    assert!(
        matches!(engine.load(b"!"), Err(Error::Refused(refusal)) if refusal.code == "invalid_document")
    );
    // None of them kept the only place in the pool.
    assert!(engine.load(b"{}").is_ok());
}

#[test]
fn calling_the_browser_is_a_trap() {
    let engine = Engine::new(stub_options()).unwrap();
    assert!(matches!(engine.load(b"@"), Err(Error::Trap(text)) if text.contains("alert")));
}

#[test]
fn documents_in_turn_are_read_once_by_an_instance() {
    let engine = Engine::new(stub_options()).unwrap();
    let documents: Vec<_> = (0..4).map(|_| engine.load(b"{}").unwrap()).collect();
    // With one place, the count of its instance goes on whatever document is asked.
    let counts: Vec<u32> = documents.iter().chain(&documents).map(count).collect();
    assert_eq!(counts, [1, 2, 3, 4, 5, 6, 7, 8]);
    drop(documents);
    let new = engine.load(b"{}").unwrap();
    assert_eq!(count(&new), 1, "documents that are gone hold no instance");
}

#[test]
fn a_document_that_is_refused_costs_the_others_nothing() {
    let engine = Engine::new(stub_options()).unwrap();
    let document = engine.load(b"{}").unwrap();
    assert_eq!(count(&document), 1);
    assert!(matches!(engine.load(b"!"), Err(Error::Refused(_))));
    assert_eq!(count(&document), 2);
}

#[test]
fn an_instance_that_calls_made_too_large_is_replaced() {
    let document = stub_document(EngineOptions {
        memory_bytes: 512 << 20,
        ..stub_options()
    });
    assert_eq!(count(&document), 1);
    document.call(Operation::Decide, b"+").unwrap();
    assert_eq!(count(&document), 1);
    assert_eq!(count(&document), 2);
}

#[tokio::test]
async fn an_owner_with_many_calls_does_not_keep_others_out() {
    let engine = Engine::new(EngineOptions {
        wait_time: Duration::from_secs(20),
        ..stub_options()
    })
    .unwrap();
    let (many, few) = (engine.share(), engine.share());
    let (many, few) = (many.load(b"{}").unwrap(), few.load(b"{}").unwrap());
    let (mut calls, done) = (tokio::task::JoinSet::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..40 {
        let (many, done) = (many.clone(), Arc::clone(&done));
        // Each of them takes its whole time.
        calls.spawn(async move {
            let call = many.offload(|it| it.call(Operation::Render, b"{}"));
            done.fetch_add(usize::from(call.await.is_err()), Relaxed);
        });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    few.offload(|it| it.decide(b"{}")).await.unwrap();
    let before = done.load(Relaxed);
    assert!(before <= 5, "{before} of the others were before it");
    calls.shutdown().await;
}

#[test]
fn a_call_waits_for_an_instance_but_not_for_ever() {
    let document = stub_document(EngineOptions {
        call_time: Duration::from_secs(2),
        ..stub_options()
    });
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| document.call(Operation::Render, b"{}"));
        // Answered until the slow call has the only instance.
        let mut waits = || document.call(Operation::Decide, b"{}");
        let refused = std::iter::repeat_with(&mut waits).find_map(Result::err);
        assert!(matches!(refused, Some(Error::Busy { .. })), "{refused:?}");
        assert!(matches!(slow.join().unwrap(), Err(Error::Time { .. })));
    });
    assert_eq!(count(&document), 1);
}

#[test]
fn calls_from_many_threads_share_few_instances() {
    let document = stub_document(EngineOptions {
        instances: 2,
        wait_time: Duration::from_secs(20),
        ..stub_options()
    });
    let firsts = AtomicUsize::new(0);
    let call_often = || {
        for _ in 0..50 {
            firsts.fetch_add(usize::from(count(&document) == 1), Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(call_often);
        }
    });
    // An instance answers 1 only once, so this counts how many were made.
    assert!((1..=2).contains(&firsts.into_inner()));
}

#[tokio::test]
async fn work_can_be_offloaded() {
    let document = stub_document(stub_options());
    let decided = document
        .offload(|document| document.decide(b"{}"))
        .await
        .unwrap();
    assert_eq!(decided.ok.decision, None);
}

#[test]
fn what_is_no_module_of_ours_is_said_so() {
    let new = |wat: &str| {
        let module = ModuleSource::Bytes(wat::parse_str(wat).unwrap());
        Engine::new(EngineOptions {
            module,
            ..stub_options()
        })
        .and_then(|engine| engine.load(b"{}"))
    };
    assert!(matches!(new("(module)"), Err(Error::Module(_))));
    let newer = r#"(module (func (export "paywall_abi_version") (result i32) (i32.const 3)))"#;
    assert!(matches!(new(newer), Err(Error::Module(text)) if text.contains("version 3")));
    let module = ModuleSource::Bytes(b"not WebAssembly".to_vec());
    assert!(matches!(
        Engine::new(EngineOptions {
            module,
            ..stub_options()
        }),
        Err(Error::Module(_))
    ));
    let module = ModuleSource::File("/no/such/file.wasm".into());
    assert!(matches!(
        Engine::new(EngineOptions {
            module,
            ..stub_options()
        }),
        Err(Error::File { .. })
    ));
}
