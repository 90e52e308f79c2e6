//! Tests of the shared cases, native and in wasmtime. With `BLESS` set, the native answers become the expected ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test or a measurement that cannot go on says so and stops"
)]

use std::fs;

use paywall_tests::{Case, engine, root};

fn cases() -> Vec<Case> {
    let cases = Case::all(&root().join("tests/cases")).unwrap();
    assert!(!cases.is_empty());
    cases
}

#[test]
fn native_answers_are_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let answer = case.native();
        if bless {
            fs::write(case.answer_file(), &answer).unwrap();
        } else if fs::read(case.answer_file()).ok().as_deref() != Some(&answer) {
            wrong.push(format!(
                "{}\n  {}",
                case.file.display(),
                String::from_utf8_lossy(&answer)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "other answers (`cargo xtask bless` accepts them):\n{}",
        wrong.join("\n")
    );
}

#[test]
fn wasmtime_answers_with_the_bytes_of_native_code() {
    let engine = engine().unwrap();
    let mut compared = 0;
    for case in cases() {
        if let Some(answer) = case.wasmtime(&engine).unwrap() {
            assert_eq!(
                String::from_utf8_lossy(&answer),
                String::from_utf8_lossy(&case.native()),
                "{}",
                case.file.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 0);
}
