//! Tests of sources: people write one thing anew, and operations on the parts that they changed come of it.

use fastrand::Rng;
use paywall_control::{Content, Name, Operation, Section, rewrite, source};
use serde_json::{Value, json};

use super::{content, document, on_a, part, random};

/// The paywall that is written.
fn a() -> Name {
    Name::new(Section::Paywalls, "a")
}

/// Writes another version of a thing, and returns the operations with what they make of the content.
fn written(base: &Content, id: &str, change: impl FnOnce(&mut Value)) -> (Vec<Operation>, Value) {
    let before = source(&part(base, Section::Paywalls, "a"), id).unwrap();
    let mut after = before.clone();
    change(&mut after);
    let operations = rewrite(&a(), id, &before, &after).unwrap();
    let mut content = base.clone();
    content.apply(&operations).unwrap();
    let found = source(&part(&content, Section::Paywalls, "a"), id).unwrap();
    assert_eq!(found, after);
    (operations, found)
}

#[test]
fn an_attribute_that_is_written_is_the_only_one_that_is_set() {
    let base = content(document());
    let (operations, _) = written(&base, "box", |source| {
        source["components"][1]["onTap"]["function"] = json!("namiClosePaywall");
    });
    let set = json!({ "op": "set", "id": "buy", "path": ["onTap", "function"], "value": "namiClosePaywall" });
    assert_eq!(operations, [on_a(set)]);
}

#[test]
fn things_are_inserted_moved_and_removed_by_their_ids() {
    let base = content(document());
    let (operations, _) = written(&base, "", |source| {
        let around = &mut source["template"]["pages"][0]["contentContainer"]["components"];
        let inner = around[1]["components"].as_array_mut().unwrap().remove(0);
        around[1]["components"][0]["id"] = json!("other");
        around[0] = json!({ "component": "container", "id": "wrap", "components": [inner] });
    });
    let kinds: Vec<String> = operations
        .iter()
        .map(|one| serde_json::to_value(one).unwrap()["op"].to_string())
        .collect();
    assert_eq!(
        kinds,
        ["remove", "remove", "insert", "move", "insert"].map(|op| format!("\"{op}\""))
    );
}

#[test]
fn what_stands_alone_in_its_place_is_changed_for_another() {
    let base = content(document());
    written(&base, "page:main", |source| {
        let inner = source["contentContainer"]["components"][1].take();
        source["contentContainer"] = inner;
        source["header"] = json!([]);
        source
            .as_object_mut()
            .unwrap()
            .remove("backgroundContainer");
    });
    written(&base, "menu:main", |source| {
        source["products"].as_array_mut().unwrap().reverse();
        source["products"][0]["name"] = json!("Best");
    });
}

#[test]
fn what_others_did_meanwhile_stays() {
    let base = content(document());
    let before = source(&part(&base, Section::Paywalls, "a"), "box").unwrap();
    let mut after = before.clone();
    after["components"][0]["text"] = json!("Mine");
    let operations = rewrite(&a(), "box", &before, &after).unwrap();
    let mut theirs = base.clone();
    let other = json!({ "op": "set", "id": "inner", "path": "fontSize", "value": 9 });
    theirs.apply(&[on_a(other)]).unwrap();
    theirs.apply(&operations).unwrap();
    let found = source(&part(&theirs, Section::Paywalls, "a"), "inner").unwrap();
    assert_eq!(
        found,
        json!({ "component": "text", "id": "inner", "text": "Mine", "fontSize": 9 })
    );
}

#[test]
fn an_id_that_stands_twice_is_refused() {
    let base = content(document());
    let before = source(&part(&base, Section::Paywalls, "a"), "box").unwrap();
    let mut after = before.clone();
    after["components"][0]["id"] = json!("buy");
    let error = rewrite(&a(), "box", &before, &after).unwrap_err();
    assert_eq!(error.code, "doubled_id");
}

#[test]
fn any_version_of_a_paywall_becomes_any_other() {
    for seed in 0..60 {
        let mut random = Rng::with_seed(seed);
        let base = content(document());
        let (mut one, mut other) = (base.clone(), base.clone());
        random::edit(&mut one, &mut random, 12);
        random::edit(&mut other, &mut random, 12);
        let has = |content: &Content| content.manifest.get(&a()).is_some();
        if !has(&one) || !has(&other) {
            continue;
        }
        let [before, after] = [&one, &other].map(|it| part(it, Section::Paywalls, "a"));
        let operations = rewrite(&a(), "", &before, &after).unwrap();
        let inverses = one.apply(&operations).unwrap_or_else(|error| {
            panic!("seed {seed}: {error:?}\n{operations:#?}");
        });
        assert_eq!(part(&one, Section::Paywalls, "a"), after, "seed {seed}");
        one.apply(&inverses).unwrap();
        assert_eq!(part(&one, Section::Paywalls, "a"), before, "seed {seed}");
    }
}
