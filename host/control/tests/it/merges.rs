//! Merges that people meet: who changed what, and what becomes of it.

use paywall_control::merge::{Kind, Side};
use paywall_control::{Content, Merged, Operation, Section, merge};
use serde_json::{Value, json};

use super::{content, document, edited, find, part};

/// Merges what two authors made of paywall `a`.
fn both(ours: &[Value], theirs: &[Value]) -> Merged {
    let base = content(document());
    merge(&base, &edited(&base, ours), &edited(&base, theirs)).unwrap()
}

/// Returns a component of paywall `a`.
fn component(merged: &Content, id: &str) -> Option<Value> {
    find(&part(merged, Section::Paywalls, "a"), id).cloned()
}

/// Returns the ids of a component's children.
fn children(merged: &Content, id: &str) -> Vec<String> {
    let component = component(merged, id).unwrap();
    let children = component["components"].as_array().unwrap().iter();
    children
        .map(|child| child["id"].as_str().unwrap().to_owned())
        .collect()
}

fn set(id: &str, path: &str, value: impl Into<Value>) -> Value {
    json!({ "op": "set", "id": id, "path": path, "value": value.into() })
}

fn shift(id: &str, parent: &str, after: Option<&str>) -> Value {
    json!({ "op": "move", "id": id, "into": { "parent": parent, "slot": "components" }, "after": after })
}

fn insert(parent: &str, after: Option<&str>, value: Value) -> Value {
    json!({ "op": "insert", "into": { "parent": parent, "slot": "components" }, "after": after, "value": value })
}

fn text(id: &str) -> Value {
    json!({ "component": "text", "id": id, "text": id })
}

#[test]
fn different_attributes_and_components_merge_without_a_question() {
    let merged = both(
        &[set("title", "text", "Ours"), set("inner", "fontSize", 9)],
        &[set("title", "fontSize", 30)],
    );
    assert!(merged.conflicts.is_empty());
    let title = component(&merged.content, "title").unwrap();
    assert_eq!(
        (&title["text"], &title["fontSize"]),
        (&json!("Ours"), &json!(30))
    );
}

#[test]
fn the_same_attribute_is_a_conflict_with_both_sides_and_is_settled_by_one_choice() {
    let merged = both(
        &[set("title", "text", "Ours")],
        &[set("title", "text", "Theirs")],
    );
    let [conflict] = merged.conflicts.as_slice() else {
        panic!("{:?}", merged.conflicts)
    };
    assert_eq!(conflict.kind, Kind::Attribute);
    assert_eq!(conflict.base, Some(json!("Title")));
    assert_eq!(
        (&conflict.ours, &conflict.theirs),
        (&Some(json!("Ours")), &Some(json!("Theirs")))
    );
    assert_eq!(
        component(&merged.content, "title").unwrap()["text"],
        "Title"
    );
    let mut settled = merged.content.clone();
    settled.apply(&conflict.settle(Side::Theirs)).unwrap();
    assert_eq!(component(&settled, "title").unwrap()["text"], "Theirs");
}

#[test]
fn what_one_side_removed_and_the_other_changed_stays_until_somebody_says_so() {
    let remove = json!({ "op": "remove", "id": "box" });
    let merged = both(
        std::slice::from_ref(&remove),
        &[set("inner", "text", "Changed")],
    );
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].kind, Kind::Removed);
    assert_eq!(merged.conflicts[0].id.as_deref(), Some("box"));
    assert_eq!(
        component(&merged.content, "inner").unwrap()["text"],
        "Changed"
    );
    assert!(
        component(&merged.content, "buy").is_some(),
        "the whole box stays"
    );
    let mut settled = merged.content.clone();
    settled
        .apply(&merged.conflicts[0].settle(Side::Ours))
        .unwrap();
    assert!(component(&settled, "box").is_none());
    let merged = both(&[remove], &[set("title", "text", "Changed")]);
    assert!(merged.conflicts.is_empty());
    assert!(component(&merged.content, "box").is_none());
}

#[test]
fn inserts_of_both_sides_at_one_place_stand_beside_each_other() {
    let ours = [
        insert("content", Some("title"), text("o1")),
        insert("content", Some("o1"), text("o2")),
    ];
    let theirs = [
        insert("content", Some("title"), text("t1")),
        insert("content", None, text("first")),
    ];
    let merged = both(&ours, &theirs);
    assert!(merged.conflicts.is_empty());
    assert_eq!(
        children(&merged.content, "content"),
        ["first", "title", "o1", "o2", "t1", "box"]
    );
}

#[test]
fn a_move_and_a_change_of_the_same_component_go_together() {
    let merged = both(
        &[shift("title", "box", Some("inner"))],
        &[set("title", "text", "Theirs")],
    );
    assert!(merged.conflicts.is_empty());
    assert_eq!(children(&merged.content, "box"), ["inner", "title", "buy"]);
    assert_eq!(
        component(&merged.content, "title").unwrap()["text"],
        "Theirs"
    );
}

#[test]
fn two_moves_of_one_component_are_a_conflict_about_its_place() {
    let merged = both(
        &[shift("inner", "content", None)],
        &[shift("inner", "buy", None)],
    );
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].kind, Kind::Moved);
    assert_eq!(children(&merged.content, "box"), ["inner", "buy"]);
    let mut settled = merged.content.clone();
    settled
        .apply(&merged.conflicts[0].settle(Side::Theirs))
        .unwrap();
    assert_eq!(children(&settled, "buy"), ["inner"]);
}

#[test]
fn moves_into_each_other_make_no_circle() {
    let wrap = [insert(
        "content",
        None,
        json!({ "component": "container", "id": "other", "components": [] }),
    )];
    let base = edited(&content(document()), &wrap);
    let ours = edited(&base, &[shift("box", "other", None)]);
    let theirs = edited(&base, &[shift("other", "box", None)]);
    let merged = merge(&base, &ours, &theirs).unwrap();
    assert!(
        merged
            .conflicts
            .iter()
            .all(|conflict| conflict.kind == Kind::Moved)
    );
    assert_eq!(merged.conflicts.len(), 2);
    assert_eq!(
        children(&merged.content, "content"),
        ["other", "title", "box"]
    );
}

#[test]
fn what_was_put_into_something_removed_keeps_it() {
    let merged = both(
        &[json!({ "op": "remove", "id": "box" })],
        &[shift("title", "box", None)],
    );
    assert_eq!(merged.conflicts[0].kind, Kind::Removed);
    assert_eq!(children(&merged.content, "box"), ["title", "inner", "buy"]);
}

#[test]
fn orders_merge_unless_both_moved_the_same_one() {
    let four = [
        insert("box", Some("buy"), text("c")),
        insert("box", Some("c"), text("d")),
    ];
    let base = edited(&content(document()), &four);
    let order = |ours: &Value, theirs: &Value| {
        let (ours, theirs) = (
            edited(&base, std::slice::from_ref(ours)),
            edited(&base, std::slice::from_ref(theirs)),
        );
        merge(&base, &ours, &theirs).unwrap()
    };
    let merged = order(&shift("d", "box", None), &shift("buy", "box", Some("d")));
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    assert_eq!(children(&merged.content, "box"), ["d", "inner", "c", "buy"]);
    let merged = order(&shift("d", "box", None), &shift("d", "box", Some("inner")));
    assert_eq!(merged.conflicts[0].kind, Kind::Order);
    assert_eq!(children(&merged.content, "box"), ["inner", "buy", "c", "d"]);
    let mut settled = merged.content.clone();
    settled
        .apply(&merged.conflicts[0].settle(Side::Ours))
        .unwrap();
    assert_eq!(children(&settled, "box"), ["d", "inner", "buy", "c"]);
}

#[test]
fn two_that_wrap_the_content_of_a_page_are_told_of_it() {
    let wrap = |id: &str| {
        let page = json!({ "parent": "page:main", "slot": "contentContainer", "single": true });
        let wrapper = json!({ "component": "container", "id": id });
        [
            json!({ "op": "move", "id": "content", "into": { "parent": "background", "slot": "components" } }),
            json!({ "op": "insert", "into": page, "value": wrapper }),
            shift("content", id, None),
        ]
    };
    let alone = both(&wrap("mine"), &[set("title", "text", "Theirs")]);
    assert!(alone.conflicts.is_empty());
    assert_eq!(
        component(&alone.content, "title").unwrap()["text"],
        "Theirs"
    );
    let merged = both(&wrap("mine"), &wrap("yours"));
    let crowded = merged
        .conflicts
        .iter()
        .find(|conflict| conflict.kind == Kind::Crowded)
        .unwrap();
    assert_eq!(crowded.ours.as_ref().unwrap()["id"], "mine");
    assert_eq!(crowded.theirs.as_ref().unwrap()["id"], "yours");
    assert!(component(&merged.content, "title").is_some());
}

#[test]
fn rules_of_both_sides_merge_by_id_and_keep_their_order() {
    let base = content(document());
    let apply = |operations: &[Value]| {
        let mut content = base.clone();
        let read = operations
            .iter()
            .map(|operation| serde_json::from_value::<Operation>(operation.clone()).unwrap());
        content.apply(&read.collect::<Vec<_>>()).unwrap();
        content
    };
    let rule = |id: &str| json!({ "rule": id, "name": id });
    let ours = apply(&[
        json!({ "op": "insert", "section": "campaign_rules", "part": "o", "after": "one", "value": rule("o") }),
        json!({ "op": "set", "section": "campaign_rules", "part": "two", "path": "enabled", "value": false }),
        json!({ "op": "remove", "section": "campaign_rules", "part": "three" }),
    ]);
    let theirs = apply(&[
        json!({ "op": "move", "section": "campaign_rules", "part": "two" }),
        json!({ "op": "set", "section": "campaign_rules", "part": "two", "path": "name", "value": "Second" }),
        json!({ "op": "set", "section": "campaign_rules", "part": "three", "path": "name", "value": "Third" }),
    ]);
    let merged = merge(&base, &ours, &theirs).unwrap();
    let order: Vec<_> = merged
        .content
        .manifest
        .section(Section::Rules)
        .iter()
        .map(|entry| entry.0.as_str())
        .collect();
    assert_eq!(order, ["two", "one", "o", "three"]);
    let two = part(&merged.content, Section::Rules, "two");
    assert_eq!(
        (&two["enabled"], &two["name"]),
        (&json!(false), &json!("Second"))
    );
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(
        (
            merged.conflicts[0].kind,
            merged.conflicts[0].name.part.as_str()
        ),
        (Kind::Removed, "three")
    );
}
