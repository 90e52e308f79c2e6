//! Operations: what they change, what takes them back, and what they refuse.

use serde_json::{Value, json};

use super::{bytes, content, document, edited, find, on_a, part};
use paywall_control::{Operation, Section};

/// The place inside the box.
fn in_box() -> Value {
    json!({ "parent": "box", "slot": "components" })
}

#[test]
fn each_operation_changes_what_it_names_and_is_taken_back_byte_for_byte() {
    let base = content(document());
    let new = json!({ "component": "text", "id": "new", "text": "New" });
    let page = json!({ "name": "second", "contentContainer": { "component": "container", "id": "second-content" } });
    let cases = [
        json!({ "op": "set", "id": "title", "path": "text", "value": "Other" }),
        json!({ "op": "set", "id": "buy", "path": ["onTap", "parameters", "x"], "value": 1 }),
        json!({ "op": "set", "path": ["template", "version"], "value": "2" }),
        json!({ "op": "set", "path": ["template", "initialState", "currentPage"], "value": "second" }),
        json!({ "op": "unset", "id": "title", "path": "fontSize" }),
        json!({ "op": "unset", "id": "buy", "path": ["onTap", "function"] }),
        json!({ "op": "insert", "into": in_box(), "value": new }),
        json!({ "op": "insert", "into": in_box(), "after": "buy", "value": new }),
        json!({ "op": "insert", "into": { "parent": "buy", "slot": "components" }, "value": new }),
        json!({ "op": "insert", "into": { "parent": "background", "slot": "components" }, "value": new }),
        json!({ "op": "insert", "into": { "parent": "page:main", "slot": "footer" }, "value": new }),
        json!({ "op": "insert", "into": { "parent": "title", "slot": ["deep", "one"], "single": true }, "value": new }),
        json!({ "op": "insert", "into": { "slot": ["template", "pages"] }, "after": "page:main", "value": page }),
        json!({ "op": "remove", "id": "box" }),
        json!({ "op": "remove", "id": "top" }),
        json!({ "op": "remove", "id": "content" }),
        json!({ "op": "remove", "id": "page:main" }),
        json!({ "op": "remove", "id": "menu:main/product:yearly" }),
        json!({ "op": "move", "id": "title", "into": in_box(), "after": "inner" }),
        json!({ "op": "move", "id": "top", "into": { "parent": "buy", "slot": "components" } }),
        json!({ "op": "move", "id": "inner", "into": in_box(), "after": "buy" }),
        json!({ "op": "move", "id": "content", "into": { "parent": "background", "slot": "components" } }),
        json!({ "op": "move", "id": "menu:main/product:yearly", "into": { "parent": "menu:main", "slot": "products" } }),
        json!({ "op": "rename", "id": "title", "to": "headline" }),
        json!({ "op": "rename", "id": "page:main", "to": "first" }),
        json!({ "op": "rename", "id": "menu:main", "to": "plans" }),
    ];
    for case in cases {
        let mut changed = base.clone();
        let inverse = changed
            .apply(&[on_a(case.clone())])
            .unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_ne!(bytes(&changed), bytes(&base), "{case}");
        changed
            .apply(&inverse)
            .unwrap_or_else(|error| panic!("back from {case}: {error}"));
        assert_eq!(bytes(&changed), bytes(&base), "{case}");
        assert_eq!(changed.manifest.hash(), base.manifest.hash(), "{case}");
    }
}

#[test]
fn parts_are_inserted_moved_renamed_and_removed_the_same_way() {
    let base = content(document());
    let rule = json!({ "rule": "four", "name": "Four" });
    let cases = [
        json!({ "op": "insert", "section": "campaign_rules", "part": "four", "after": "one", "value": rule }),
        json!({ "op": "insert", "section": "lists", "part": "countries", "value": ["DE"] }),
        json!({ "op": "remove", "section": "campaign_rules", "part": "two" }),
        json!({ "op": "remove", "section": "audiences", "part": "new" }),
        json!({ "op": "move", "section": "campaign_rules", "part": "three" }),
        json!({ "op": "rename", "section": "campaign_rules", "part": "three", "to": "third" }),
        json!({ "op": "rename", "section": "audiences", "part": "new", "to": "fresh" }),
        json!({ "op": "set", "section": "rest", "path": ["platform_config", "capabilities"], "value": ["sdk"] }),
        json!({ "op": "set", "section": "audiences", "part": "new", "value": [] }),
        json!({ "op": "set", "section": "campaign_rules", "part": "one", "id": "segment:all", "path": "split", "value": 50 }),
    ];
    for case in cases {
        let operation: Operation = serde_json::from_value(case.clone()).unwrap();
        let mut changed = base.clone();
        let inverse = changed
            .apply(&[operation])
            .unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_ne!(bytes(&changed), bytes(&base), "{case}");
        changed.apply(&inverse).unwrap();
        assert_eq!(bytes(&changed), bytes(&base), "{case}");
    }
}

#[test]
fn what_an_operation_cannot_do_is_refused_and_nothing_is_changed() {
    let base = content(document());
    let text = |id: &str| json!({ "component": "text", "id": id });
    let cases = [
        (
            json!({ "op": "set", "id": "nobody", "path": "text", "value": 1 }),
            "unknown_id",
        ),
        (
            json!({ "op": "set", "id": "title", "path": "id", "value": "x" }),
            "no_attribute",
        ),
        (
            json!({ "op": "set", "path": "id", "value": "x" }),
            "no_attribute",
        ),
        (json!({ "op": "set", "value": { "id": "b" } }), "wrong_id"),
        (
            json!({ "op": "set", "id": "box", "path": "components", "value": [] }),
            "no_attribute",
        ),
        (
            json!({ "op": "set", "path": "template", "value": {} }),
            "no_attribute",
        ),
        (
            json!({ "op": "set", "id": "title", "path": ["text", "deep"], "value": 1 }),
            "no_attribute",
        ),
        (
            json!({ "op": "set", "id": "background", "path": "components", "value": [text("x")] }),
            "changes_ids",
        ),
        (
            json!({ "op": "unset", "id": "title", "path": "nothing" }),
            "no_attribute",
        ),
        (
            json!({ "op": "unset", "id": "title", "path": "component" }),
            "changes_ids",
        ),
        (
            json!({ "op": "insert", "into": in_box(), "value": text("title") }),
            "doubled_id",
        ),
        (
            json!({ "op": "insert", "into": in_box(), "value": { "component": "container", "id": "n", "components": [text("title")] } }),
            "doubled_id",
        ),
        (
            json!({ "op": "insert", "into": in_box(), "value": { "component": "text" } }),
            "missing_id",
        ),
        (
            json!({ "op": "insert", "into": in_box(), "value": 7 }),
            "wrong_place",
        ),
        (
            json!({ "op": "insert", "into": in_box(), "after": "title", "value": text("n") }),
            "wrong_place",
        ),
        (
            json!({ "op": "insert", "into": { "parent": "page:main", "slot": "contentContainer", "single": true }, "value": text("n") }),
            "wrong_place",
        ),
        (
            json!({ "op": "move", "id": "box", "into": in_box() }),
            "wrong_place",
        ),
        (
            json!({ "op": "move", "id": "content", "into": in_box() }),
            "wrong_place",
        ),
        (
            json!({ "op": "move", "id": "page:main", "into": in_box() }),
            "wrong_place",
        ),
        (
            json!({ "op": "rename", "id": "title", "to": "inner" }),
            "doubled_id",
        ),
        (
            json!({ "op": "rename", "id": "title", "to": "" }),
            "missing_id",
        ),
    ];
    for (case, code) in cases {
        let mut changed = base.clone();
        let good = json!({ "op": "set", "id": "title", "path": "text", "value": "Other" });
        let error = changed
            .apply(&[on_a(good), on_a(case.clone())])
            .expect_err(&case.to_string());
        assert_eq!(error.code, code, "{case}: {error}");
        assert!(error.message.starts_with("operation 2: "), "{error}");
        assert_eq!(bytes(&changed), bytes(&base), "{case}");
    }
    let too_many = vec![on_a(json!({ "op": "remove", "id": "top" })); 501];
    assert_eq!(
        base.clone().apply(&too_many).unwrap_err().code,
        "too_many_operations"
    );
}

#[test]
fn wrapping_a_component_is_three_operations_that_one_undo_takes_back() {
    let base = content(document());
    let wrapper = json!({ "component": "container", "id": "wrapper" });
    let at_box = json!({ "parent": "content", "slot": "components" });
    let wrapped = edited(
        &base,
        &[
            json!({ "op": "insert", "into": at_box, "after": "title", "value": wrapper }),
            json!({ "op": "move", "id": "box", "into": { "parent": "wrapper", "slot": "components" } }),
        ],
    );
    let paywall = part(&wrapped, Section::Paywalls, "a");
    assert!(find(find(&paywall, "wrapper").unwrap(), "buy").is_some());
}

#[test]
fn a_doubled_id_that_had_to_stay_is_addressed_by_its_number() {
    let mut doubled = document();
    let components =
        &mut doubled["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"];
    components[1]["components"][0]["id"] = json!("title");
    components[1]["components"][0]["text"] = json!("title");
    let base = content(doubled);
    let mut changed = base.clone();
    let rename = json!({ "op": "rename", "id": "title#2", "to": "second" });
    let inverse = changed.apply(&[on_a(rename)]).unwrap();
    assert!(find(&part(&changed, Section::Paywalls, "a"), "second").is_some());
    changed.apply(&inverse).unwrap();
    assert_eq!(bytes(&changed), bytes(&base));
}
