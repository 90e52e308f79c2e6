//! `paywall simulate --against`: what a change of a document changes for the same people.

use assert_cmd::Command;
use paywall_host_testing::needs;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Writes a document whose label "home" shows a paywall to some countries, and another one to everybody else.
fn write(folder: &TempDir, name: &str, countries: &[&str]) -> String {
    let paywall = |id: &str| json!({ "id": id, "name": id, "template": { "id": id, "pages": [] } });
    let rule = |id: &str, paywall: &str, conditions: Value| {
        json!({ "rule": id, "name": id, "type": "label", "value": "home", "conditions": conditions,
            "segments": [{ "segment": "all", "name": "all", "form_factors": ["phone"], "paywall": paywall }] })
    };
    let condition =
        json!([{ "identifier": "Device.country", "operator": "any_of", "values": countries }]);
    let document = json!({
        "paywalls": [paywall("special"), paywall("usual")],
        "campaign_rules": [rule("some", "special", condition), rule("everybody", "usual", json!([]))],
    });
    let file = folder.path().join(name);
    std::fs::write(&file, document.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Sends 400 people through a document, and through another one; returns what is said.
fn simulate(folder: &TempDir, now: &str, before: &str, more: &[&str]) -> (i32, String) {
    let people = (0..400).map(|it| {
        let country = ["NZ", "DE", "US", "JP"][it % 4];
        let device = json!({ "formFactor": "phone", "country": country });
        json!({ "device": device, "customer": { "id": it.to_string() } }).to_string() + "\n"
    });
    let population = folder.path().join("people.jsonl");
    std::fs::write(&population, people.collect::<String>()).unwrap();
    let mut command = Command::cargo_bin("paywall").unwrap();
    command.args(["simulate", "--config", now, "--against", before]);
    command.args(["--label", "home", "--population"]);
    let output = command.arg(population).args(more).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

#[needs(module)]
#[test]
fn people_who_get_something_else_by_a_change_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let before = write(&folder, "before.json", &["NZ"]);
    let now = write(&folder, "now.json", &["NZ", "DE"]);
    let (code, said) = simulate(&folder, &now, &before, &[]);
    assert_eq!(code, 0, "{said}");
    let (code, report) = simulate(&folder, &now, &before, &["--json"]);
    assert_eq!(code, 0, "{report}");
    let report: Value = serde_json::from_str(&report).unwrap();
    let compared = &report["compared"];
    assert_eq!(compared["moved"], 100, "{report}");
    let moves = compared["moves"].as_array().unwrap();
    assert_eq!((moves.len(), &moves[0]["count"]), (1, &json!(100)));
    let shown = |side: &str| moves[0][side].to_string();
    assert!(shown("from").contains("usual") && shown("to").contains("special"));
    assert_eq!(compared["unreached"], json!([]));
}

#[needs(module)]
#[test]
fn a_rule_that_nobody_reaches_any_more_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let before = write(&folder, "before.json", &["NZ"]);
    let now = write(&folder, "now.json", &["FR"]);
    let (code, said) = simulate(&folder, &now, &before, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("\"some\""), "{said}");
    let (_, report) = simulate(&folder, &now, &before, &["--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["compared"]["unreached"], json!(["some"]));
}

#[needs(module)]
#[test]
fn the_same_document_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let same = write(&folder, "same.json", &["NZ"]);
    let (code, report) = simulate(&folder, &same, &same, &["--json"]);
    assert_eq!(code, 0, "{report}");
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["compared"]["moved"], 0);
    let (code, said) = simulate(&folder, &same, "none.json", &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("none.json"), "{said}");
}
