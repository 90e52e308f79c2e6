//! Real documents go in and come out with the same meaning.

use std::fs;
use std::path::Path;

use paywall_control::canonical::{read, write};
use paywall_control::{Content, Section};
use paywall_needs::needs;
use serde_json::{Value, json};

use super::{bytes, content, document, part};

/// Reads a file of the repository.
fn file(path: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path),
    )
    .unwrap()
}

/// Removes the ids of components.
fn without_ids(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(without_ids),
        Value::Object(fields) => {
            if fields.contains_key("component") {
                fields.remove("id");
            }
            fields.values_mut().for_each(without_ids);
        }
        _ => {}
    }
}

/// Asserts that a document comes out as it went in, but for ids, and that going in again changes nothing.
fn comes_out_as_it_went_in(text: &str) {
    let mut original = read(text).unwrap();
    let imported = content(original.clone());
    let mut out = imported.write().unwrap();
    let again = content(read(&bytes(&imported)).unwrap());
    assert_eq!(again.manifest.hash(), imported.manifest.hash());
    without_ids(&mut original);
    without_ids(&mut out);
    assert_eq!(write(&out).unwrap(), write(&original).unwrap());
}

#[test]
fn the_stock_document_comes_out_as_it_went_in() {
    comes_out_as_it_went_in(&file("paywall-templates/document.json"));
}

#[needs(shared)]
#[test]
fn the_real_document_comes_out_as_it_went_in() {
    comes_out_as_it_went_in(&file("../shared/real/tv-initial-config.json"));
}

#[test]
fn every_component_has_an_id_of_its_own_afterwards() {
    let imported = content(read(&file("paywall-templates/document.json")).unwrap());
    let mut all = 0;
    for entry in imported.manifest.section(Section::Paywalls) {
        let mut ids = Vec::new();
        collect(&part(&imported, Section::Paywalls, &entry.0), &mut ids);
        all += ids.len();
        let (count, mut known) = (ids.len(), ids);
        known.sort();
        known.dedup();
        assert_eq!(known.len(), count, "{}", entry.0);
        assert!(known.iter().all(|id| !id.is_empty()), "{}", entry.0);
    }
    assert!(all > 500, "{all}");
}

fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, out)),
        Value::Object(fields) => {
            if fields.get("component").is_some_and(Value::is_string) {
                out.push(
                    fields
                        .get("id")
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned(),
                );
            }
            for (_, value) in fields
                .iter()
                .filter(|(name, _)| *name != "conditionAttributes")
            {
                collect(value, out);
            }
        }
        _ => {}
    }
}

#[test]
fn ids_that_are_made_stay_the_same_when_a_text_changes() {
    let mut without = document();
    without_ids(&mut without);
    let first = content(without.clone());
    without["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"][0]["text"] =
        json!("Other");
    let second = content(without);
    let ids = |content: &Content| {
        let mut ids = Vec::new();
        collect(&part(content, Section::Paywalls, "a"), &mut ids);
        ids
    };
    assert_eq!(ids(&first), ids(&second));
    assert_ne!(first.manifest.hash(), second.manifest.hash());
}

#[test]
fn a_doubled_id_is_given_to_the_first_component_unless_something_names_it() {
    let mut doubled = document();
    let components =
        &mut doubled["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"];
    components[1]["components"][0]["id"] = json!("title");
    let (changed, renamed) = Content::import(doubled.clone()).unwrap();
    assert_eq!(renamed.len(), 1);
    assert_eq!(
        (renamed[0].from.as_str(), renamed[0].to.as_str()),
        ("title", "title-2")
    );
    assert!(bytes(&changed).contains("\"title-2\""));
    doubled["campaign_rules"][0]["segments"][0]["flow"] =
        json!({ "object": { "steps": [{ "id": "s", "actions": { "title": [] } }] } });
    let (_, renamed) = Content::import(doubled).unwrap();
    assert!(renamed.is_empty());
}

#[test]
fn older_forms_become_the_form_of_today() {
    let old = json!({ "campaigns": [{ "name": "Unnamed" }], "paywalls": { "count": 1, "results": [{ "id": "a", "template": {} }] } });
    let imported = content(old).write().unwrap();
    assert_eq!(imported["paywalls"][0]["id"], "a");
    assert!(
        imported["campaign_rules"][0]["rule"]
            .as_str()
            .unwrap()
            .starts_with("campaign-rule-")
    );
    let alone = content(json!({ "id": "a", "template": { "pages": [] } }))
        .write()
        .unwrap();
    assert_eq!(alone["paywalls"][0]["id"], "a");
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_place() {
    let refused = |document: Value| Content::import(document).unwrap_err().code;
    assert_eq!(refused(json!([])), "not_a_document");
    assert_eq!(refused(json!({ "results": [] })), "not_a_document");
    assert_eq!(refused(json!({ "paywalls": [7] })), "invalid_entry");
    assert_eq!(
        refused(json!({ "paywalls": [{ "id": "a" }, { "id": "a" }] })),
        "doubled_id"
    );
    assert_eq!(
        refused(json!({ "products": [{ "id": "x".repeat(300) }] })),
        "missing_id"
    );
    assert_eq!(
        refused(json!({ "lists": { "a": [9_007_199_254_740_993_u64] } })),
        "inexact_number"
    );
}

#[test]
fn equal_paywalls_are_one_part_and_an_edit_changes_its_part_alone() {
    let base = content(document());
    let mut edited = base.clone();
    let set = json!({ "op": "set", "section": "campaign_rules", "part": "two", "path": "name", "value": "Second" });
    edited
        .apply(&[serde_json::from_value(set).unwrap()])
        .unwrap();
    let before: Vec<_> = base.manifest.parts().collect();
    let changed = edited
        .manifest
        .parts()
        .filter(|part| !before.contains(part))
        .count();
    assert_eq!(changed, 1);
    assert_eq!(base.manifest.hash(), content(document()).manifest.hash());
}
