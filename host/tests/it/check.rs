//! Tests of `paywall check` and `paywall new`, as authors and other programs use them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use paywall_host_testing::needs;
use serde_json::Value;

/// A document with a misspelt attribute on its fourth line.
const SLIP: &str = r#"{"paywalls": [{"id": "p", "template": {"min_sdk_version": "3.3.0", "pages": [
  {"name": "main", "contentContainer": {"component": "container", "components": [
    {"component": "text", "text": "a",
     "fontSise": 12}
  ]}}
]}}]}
"#;

/// Runs the program in a folder.
fn paywall(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut program = Command::cargo_bin("paywall").unwrap();
    let output = program
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text + &told)
}

fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[needs(module)]
#[test]
fn a_finding_shows_its_line() {
    let folder = folder_with("plans.json", SLIP);
    let (code, out) = paywall(folder.path(), &["check", "plans.json"]);
    assert_eq!(code, 0);
    assert!(out.contains("did you mean \"fontSize\"?"), "{out}");
    let shown = " --> plans.json:4:6\n  |\n4 |      \"fontSise\": 12}\n  |      ^^^^^^^^^^^^^^\n";
    assert!(out.contains(shown), "{out}");
}

#[needs(module)]
#[test]
fn a_text_that_is_no_json_shows_where_it_breaks() {
    let folder = folder_with("broken.json", "{\n  \"paywalls\": [],,\n}\n");
    let (code, out) = paywall(folder.path(), &["check", "broken.json"]);
    assert_eq!(code, 2);
    assert!(out.contains("--> broken.json:2:"), "{out}");
}

#[needs(module)]
#[test]
fn programs_read_the_places_of_findings() {
    let folder = folder_with("plans.json", SLIP);
    let run = |format: &str| paywall(folder.path(), &["check", "plans.json", "--format", format]).1;
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let slip = json["warnings"].as_array().unwrap();
    let slip = slip
        .iter()
        .find(|it| it["code"] == "unknown_field")
        .unwrap();
    assert_eq!(
        (&slip["line"], &slip["column"], &slip["endColumn"]),
        (&4.into(), &6.into(), &20.into())
    );
    let lines = run("github");
    let line = lines
        .lines()
        .find(|line| line.contains("unknown_field"))
        .unwrap();
    assert!(line.starts_with("::warning file=plans.json,line=4,col=6,endLine=4,endColumn=20,title=unknown_field::$.paywalls[0]"), "{line}");
    assert!(lines.lines().all(|line| line.starts_with("::")), "{lines}");
}

#[needs(module)]
#[test]
fn sarif_has_all_that_its_form_requires() {
    let folder = folder_with("a plan.json", SLIP);
    let (_, out) = paywall(
        folder.path(),
        &["check", "a plan.json", "--format", "sarif"],
    );
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert!(run["tool"]["driver"]["name"].is_string());
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert!(result["message"]["text"].is_string());
        assert!(
            ["error", "warning"]
                .iter()
                .any(|level| result["level"] == **level)
        );
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20plan.json");
        for field in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][field].as_u64().unwrap() >= 1, "{result}");
        }
    }
}

#[needs(module)]
#[test]
fn a_new_document_is_without_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out) = paywall(folder.path(), &["new", "plans.json"]);
    assert_eq!(code, 0, "{out}");
    let (code, out) = paywall(folder.path(), &["check", "plans.json", "--strict"]);
    assert_eq!((code, &*out), (0, "plans.json: no errors, no warnings\n"));
    let (code, out) = paywall(
        folder.path(),
        &["render", "--config", "plans.json", "--form-factor", "phone"],
    );
    assert!(code == 0 && out.contains("Continue"), "{out}");
    // What somebody wrote is not written over.
    fs::write(folder.path().join("plans.json"), "mine").unwrap();
    assert_eq!(paywall(folder.path(), &["new", "plans.json"]).0, 2);
    assert_eq!(
        fs::read_to_string(folder.path().join("plans.json")).unwrap(),
        "mine"
    );
}

#[needs(module)]
#[test]
fn a_watched_file_is_checked_again_when_it_changes() {
    let folder = folder_with("plans.json", SLIP);
    let file = folder.path().join("plans.json");
    let mut watching = std::process::Command::new(assert_cmd::cargo::cargo_bin("paywall"))
        .args(["check", "--watch"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut verdict = || {
        lines.find_map(|line| {
            line.ok()
                .filter(|line| line.contains("warning") && line.contains("plans.json: "))
        })
    };
    assert!(verdict().unwrap().ends_with("1 warning"));
    fs::write(&file, SLIP.replace("fontSise", "fontSize")).unwrap();
    assert!(verdict().unwrap().ends_with("no errors, no warnings"));
    watching.kill().unwrap();
    watching.wait().unwrap();
}

#[needs(module)]
#[test]
fn a_label_that_no_rule_answers_is_told_with_the_one_that_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["decide", "render"] {
        let (code, out) = paywall(
            folder.path(),
            &[command, "--label", "settigns", "--form-factor", "phone"],
        );
        assert_eq!(code, 2, "{out}");
        assert!(out.contains("did you mean \""), "{command}: {out}");
    }
}

#[needs(module)]
#[test]
fn a_field_that_requests_do_not_have_is_told_with_the_one_that_was_meant() {
    let folder = folder_with("request.json", r#"{ "customer": { "loggedin": true } }"#);
    let to = ["decide", "--request", "request.json"];
    let (code, out) = paywall(folder.path(), &to);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("did you mean \"loggedIn\"?"), "{out}");
}
