//! Tests of the editor's model: the edits of `edits.json`, which `tests/node/model.test.mjs` plays as WebAssembly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

use paywall_control_web::Model;
use serde_json::{Value, json};

/// The document, and the edits with what is expected of each.
const EDITS: &str = include_str!("../edits.json");

#[test]
fn edits_give_the_hashes_and_inverses_that_the_file_lists() {
    let mut file: Value = serde_json::from_str(EDITS).unwrap();
    let mut model = Model::new(&file["document"].to_string()).unwrap();
    let begun = model.hash();
    let mut backwards = Vec::new();
    for edit in file["edits"].as_array_mut().unwrap() {
        let expected = edit["expected"].take();
        let found = match model.apply(&edit["operations"].to_string()) {
            Ok(inverses) => {
                backwards.push(inverses.clone());
                let inverses: Value = serde_json::from_str(&inverses).unwrap();
                json!({ "hash": model.hash(), "inverses": inverses })
            }
            Err(error) => {
                json!({ "error": serde_json::from_str::<Value>(&error).unwrap()["code"] })
            }
        };
        if std::env::var_os("BLESS").is_none() {
            assert_eq!(found, expected, "{}", edit["operations"]);
        }
        edit["expected"] = found;
    }
    if std::env::var_os("BLESS").is_some() {
        let text = serde_json::to_string_pretty(&file).unwrap() + "\n";
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/edits.json"),
            text,
        )
        .unwrap();
    }
    for inverses in backwards.iter().rev() {
        model.apply(inverses).unwrap();
    }
    assert_eq!(model.hash(), begun, "undo to the beginning");
    assert_eq!(
        model.document().unwrap(),
        Model::new(&file["document"].to_string())
            .unwrap()
            .document()
            .unwrap()
    );
}

#[test]
fn what_is_written_for_the_editor_can_be_read_as_what_the_server_reads() {
    let file: Value = serde_json::from_str(EDITS).unwrap();
    for edit in file["edits"].as_array().unwrap() {
        let written = edit["expected"]["inverses"].clone();
        if written.is_array() {
            serde_json::from_value::<Vec<paywall_control::Operation>>(written.clone())
                .unwrap_or_else(|error| panic!("{written}: {error}"));
        }
    }
}

#[test]
fn things_are_listed_with_their_places_and_without_what_stands_in_them() {
    let file: Value = serde_json::from_str(EDITS).unwrap();
    let model = Model::new(&file["document"].to_string()).unwrap();
    let things: Value = serde_json::from_str(&model.things("paywalls", "a")).unwrap();
    let find = |id: &str| {
        things
            .as_array()
            .unwrap()
            .iter()
            .find(|thing| thing["id"] == id)
            .unwrap()
    };
    assert_eq!(find("")["place"], Value::Null);
    assert_eq!(
        find("page:main")["place"],
        json!({ "parent": "", "slot": ["template", "pages"] })
    );
    assert_eq!(find("content")["single"], true);
    assert_eq!(
        find("buy")["place"],
        json!({ "parent": "box", "slot": ["components"] })
    );
    assert_eq!(
        find("box")["attributes"],
        json!({ "component": "container", "id": "box" })
    );
    assert_eq!(model.things("paywalls", "nobody"), "[]");
    assert_eq!(model.ids("paywalls"), r#"["a","b"]"#);
}

#[test]
fn the_source_of_a_thing_that_is_written_becomes_operations() {
    let file: Value = serde_json::from_str(EDITS).unwrap();
    let mut model = Model::new(&file["document"].to_string()).unwrap();
    let before = model.source("paywalls", "a", "box").unwrap();
    let mut after: Value = serde_json::from_str(&before).unwrap();
    after["components"][0]["text"] = json!("Written");
    let operations = model
        .rewrite("paywalls", "a", "box", &before, &after.to_string())
        .unwrap();
    model.apply(&operations).unwrap();
    let written = model.source("paywalls", "a", "box").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), after);
    assert_eq!(model.source("paywalls", "a", "nobody"), None);
}
