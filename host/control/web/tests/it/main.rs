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
    assert_eq!(
        (&find("box")["holds"], &find("inner")["holds"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(find("box")["forms"], json!({}));
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
        .rewrite("paywalls", "a", "box", &before, &after.to_string(), 1)
        .unwrap();
    model.apply(&operations).unwrap();
    let written = model.source("paywalls", "a", "box").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), after);
    assert_eq!(model.source("paywalls", "a", "nobody"), None);
}

/// The deeds with things of the document, and what is expected of each.
const DEEDS: &str = include_str!("../deeds.json");

#[test]
fn deeds_give_the_operations_that_the_file_lists_and_the_document_takes_them() {
    let file: Value = serde_json::from_str(EDITS).unwrap();
    let mut deeds: Value = serde_json::from_str(DEEDS).unwrap();
    for deed in deeds.as_array_mut().unwrap() {
        let mut model = Model::new(&file["document"].to_string()).unwrap();
        if let Some(first) = deed.get("first") {
            model.apply(&first.to_string()).unwrap();
        }
        let expected = deed["expected"].take();
        let name = deed["deed"].as_str().unwrap();
        let found: Value = match model.act("a", name, &deed["with"].to_string()) {
            Ok(done) => serde_json::from_str(&done).unwrap(),
            Err(error) => {
                json!({ "error": serde_json::from_str::<Value>(&error).unwrap()["code"] })
            }
        };
        if found.get("error").is_none() {
            let applied = model.apply(&found["operations"].to_string());
            applied.unwrap_or_else(|error| panic!("{deed}: {error}"));
        }
        if std::env::var_os("BLESS").is_none() {
            assert_eq!(found, expected, "{deed}");
        }
        deed["expected"] = found;
    }
    if std::env::var_os("BLESS").is_some() {
        let text = serde_json::to_string_pretty(&deeds).unwrap() + "\n";
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deeds.json"),
            text,
        )
        .unwrap();
    }
}

#[test]
fn what_is_copied_is_written_with_all_that_it_holds_and_once() {
    let file: Value = serde_json::from_str(EDITS).unwrap();
    let model = Model::new(&file["document"].to_string()).unwrap();
    let ids = ["inner", "box", "page:main"].map(str::to_owned).to_vec();
    let copied: Value = serde_json::from_str(&model.copied("a", ids)).unwrap();
    let boxed: Value =
        serde_json::from_str(&model.source("paywalls", "a", "box").unwrap()).unwrap();
    assert_eq!(
        copied,
        json!([]),
        "a page is no component, and holds the others"
    );
    let copied: Value =
        serde_json::from_str(&model.copied("a", vec!["inner".to_owned(), "box".to_owned()]))
            .unwrap();
    assert_eq!(copied, json!([boxed]));
}

/// The answers for panels about the document after some operations, and what is expected of each.
const TOLD: &str = include_str!("../told.json");
/// The shares of a rule's segments, and edits of them.
const SPLITS: &str = include_str!("../splits.json");

/// Asks a model what a case names.
fn told(model: &Model, call: &str, with: &[Value]) -> Value {
    let text = |at: usize| with[at].as_str().unwrap();
    let number = |at: usize| usize::try_from(with[at].as_u64().unwrap()).unwrap();
    let read = |text: String| serde_json::from_str(&text).unwrap();
    match call {
        "theme" => read(model.theme(text(0))),
        "slice" => read(model.slice(text(0), text(1))),
        "uses" => read(model.uses(text(0), text(1))),
        "owner" => model.owner(text(0), text(1)).map_or(Value::Null, read),
        "meant" => {
            let known = with[1].as_array().unwrap().iter();
            let known = known.map(|one| one.as_str().unwrap().to_owned());
            model.meant(text(0), known.collect()).into()
        }
        "told" => {
            let all: Value = read(model.campaigns(0.0, 0.0));
            let rule = &all["placements"][0]["rules"][0];
            json!({ "groups": rule["groups"], "parts": rule["parts"], "layer": rule["layer"] })
        }
        "resize" => read(model.resize(text(0), number(1), number(2), with[3].as_f64().unwrap())),
        "even" => read(model.even(text(0), number(1))),
        "add_variant" => read(model.add_variant(text(0), number(1))),
        "remove_variant" => read(model.remove_variant(text(0), number(1), number(2))),
        "join" => read(model.join(text(0), text(1))),
        other => panic!("{other}"),
    }
}

/// Holds what is told to what a file expects, and applies it where it is a list of operations.
fn play(file: &str, text: &str) {
    let document = &serde_json::from_str::<Value>(EDITS).unwrap()["document"];
    let mut cases: Value = serde_json::from_str(text).unwrap();
    for case in cases.as_array_mut().unwrap() {
        let mut model = Model::new(&document.to_string()).unwrap();
        if let Some(first) = case.get("first") {
            model.apply(&first.to_string()).unwrap();
        }
        let expected = case["expected"].take();
        let call = case["call"].as_str().unwrap();
        let found = told(&model, call, case["arguments"].as_array().unwrap());
        if found[0].get("op").is_some() {
            model.apply(&found.to_string()).unwrap();
        }
        if std::env::var_os("BLESS").is_none() {
            assert_eq!(found, expected, "{case}");
        }
        case["expected"] = found;
    }
    if std::env::var_os("BLESS").is_some() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let text = serde_json::to_string_pretty(&cases).unwrap() + "\n";
        std::fs::write(folder.join(file), text).unwrap();
    }
}

#[test]
fn panels_tell_what_the_file_lists() {
    play("told.json", TOLD);
}

#[test]
fn shares_sum_to_a_hundred_after_every_edit_of_them() {
    play("splits.json", SPLITS);
}

#[test]
fn a_rule_measures_something_else_once_its_variants_change() {
    let rule =
        json!({ "experiment": { "key": "e" }, "segments": [{ "segment": "a", "split": 50 }] });
    let mut other = rule.clone();
    other["name"] = "Renamed".into();
    assert_eq!(
        Model::differs(&rule.to_string(), &other.to_string()),
        Ok(false)
    );
    other["segments"][0]["split"] = 60.into();
    assert_eq!(
        Model::differs(&rule.to_string(), &other.to_string()),
        Ok(true)
    );
    assert!(Model::differs("{", "{}").is_err());
}
