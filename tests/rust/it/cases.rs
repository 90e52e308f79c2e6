//! Tests of the shared cases, native and in wasmtime. With `BLESS` set, the native answers become the expected ones.

use std::fs;

use paywall_tests::{Case, engine, golden, root};
use serde_json::Value;

fn cases() -> Vec<Case> {
    let cases = Case::all(&root().join("tests/cases")).unwrap();
    assert!(!cases.is_empty());
    cases
}

/// The golden of the sheet that every paywall begins with: all there is of the sheet of a paywall without components.
const BASE: &str = "tests/cases/base.css";

/// The case whose answer has that sheet.
const EMPTY: &str = "bad/empty-paywall.case";

/// Returns the base sheet as it is now.
fn base_now(cases: &[Case]) -> String {
    let empty = cases
        .iter()
        .find(|case| case.file.ends_with(EMPTY))
        .unwrap();
    let answer: Value = serde_json::from_slice(&empty.native()).unwrap();
    answer["ok"]["css"].as_str().unwrap().to_owned()
}

/// Describes the first line in which two texts differ.
fn first_difference(found: &str, expected: &str) -> String {
    let mut expected = expected.lines();
    for (number, line) in found.lines().enumerate() {
        let golden = expected.next().unwrap_or_default();
        if line != golden {
            return format!("line {}\n  is      {line}\n  not     {golden}", number + 1);
        }
    }
    format!("the end lacks {:?}", expected.next().unwrap_or_default())
}

#[test]
fn native_answers_are_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let cases = cases();
    if bless {
        fs::write(root().join(BASE), base_now(&cases)).unwrap();
    }
    let base = fs::read_to_string(root().join(BASE)).unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let answer = String::from_utf8(case.native()).unwrap();
        let readable = golden::readable(&answer, &base);
        assert_eq!(golden::plain(&readable, &base), answer);
        if bless {
            fs::write(case.golden_file(), &readable).unwrap();
            continue;
        }
        let expected = fs::read_to_string(case.golden_file()).unwrap_or_default();
        if golden::plain(&expected, &base) != answer {
            let difference = first_difference(&readable, &expected);
            wrong.push(format!("{}: {difference}", case.file.display()));
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
    let engine = engine();
    let mut compared = 0;
    for case in cases() {
        if let Some(answer) = case.wasmtime(engine).unwrap() {
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
