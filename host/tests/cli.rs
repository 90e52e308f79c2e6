//! The command line, as its users run it.

mod common;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn paywall(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("paywall")
        .unwrap()
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn write(folder: &Path, name: &str, text: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn check_reports_an_unreadable_document_and_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &common::stub());
    let bad = write(folder.path(), "bad.json", b"!");
    let (code, out, _) = paywall(&["check", &bad, "--module", &module]);
    assert_eq!(code, 2);
    assert!(
        out.starts_with("error[invalid_document] $: not JSON\n"),
        "{out}"
    );
    let (code, out, _) = paywall(&["check", &bad, "--module", &module, "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &report["errors"][0]["code"]),
        (2, &Value::from("invalid_document"))
    );
}

#[test]
fn check_of_a_good_document_exits_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &common::stub());
    let good = write(folder.path(), "good.json", b"{}");
    let (code, out, _) = paywall(&["check", &good, "--strict", "--module", &module]);
    assert_eq!(code, 0);
    assert!(
        out.ends_with("good.json: no errors, no warnings\n"),
        "{out}"
    );
}

#[test]
fn a_missing_file_and_a_wrong_flag_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &common::stub());
    let (code, _, err) = paywall(&["check", "/no/such/file.json", "--module", &module]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: cannot read /no/such/file.json: "),
        "{err}"
    );
    assert_eq!(paywall(&["decide", "--form-factor", "watch"]).0, 2);
    assert_eq!(paywall(&["decide", "--journey", "happy"]).0, 2);
    assert_eq!(paywall(&["decide", "--attribute", "noequals"]).0, 2);
}

#[test]
fn a_request_file_that_is_no_object_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &common::stub());
    let document = write(folder.path(), "document.json", b"{}");
    let request = write(folder.path(), "request.json", b"[]");
    let (code, _, err) = paywall(&[
        "decide",
        "--config",
        &document,
        "--request",
        &request,
        "--module",
        &module,
    ]);
    assert_eq!(code, 2);
    assert!(err.contains("request.json is not a JSON object"), "{err}");
    let request = write(folder.path(), "request.json", br#"{"launch": 1}"#);
    let arguments = [
        "decide",
        "--config",
        &document,
        "--request",
        &request,
        "--module",
        &module,
        "--label",
        "x",
    ];
    let (code, _, err) = paywall(&arguments);
    assert_eq!(code, 2);
    assert!(
        err.contains("`launch` in the request is not an object"),
        "{err}"
    );
}
