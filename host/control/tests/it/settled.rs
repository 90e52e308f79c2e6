//! Merges that are settled by choices, and the operations that lead to them.

use fastrand::Rng;
use paywall_control::merge::{Kind, Side};
use paywall_control::{Choice, Content, Section, merge, steps};
use serde_json::{Value, json};

use super::{bytes, content, document, edited, find, part, random};

/// Chooses one side of all conflicts.
fn choose(merged: &paywall_control::Merged, side: Side) -> Vec<Choice> {
    let conflicts = merged.conflicts.iter();
    conflicts.map(|it| Choice::of(it, side)).collect()
}

#[test]
fn a_choice_names_its_conflict_and_the_side_holds() {
    let base = content(document());
    let set = |text: &str| json!({ "op": "set", "id": "title", "path": "text", "value": text });
    let (ours, theirs) = (
        edited(&base, &[set("Ours")]),
        edited(&base, &[set("Theirs")]),
    );
    let mut merged = merge(&base, &ours, &theirs).unwrap();
    let choice = json!({ "section": "paywalls", "part": "a", "kind": "attribute", "id": "title", "path": "text", "side": "theirs" });
    let choice: Choice = serde_json::from_value(choice).unwrap();
    merged.settle(std::slice::from_ref(&choice)).unwrap();
    assert!(merged.conflicts.is_empty());
    assert_eq!(bytes(&merged.content), bytes(&theirs));
    let error = merged.settle(&[choice]).unwrap_err();
    assert_eq!(error.code, "unknown_choice");
}

#[test]
fn where_there_is_room_for_one_the_chosen_one_stands() {
    let base = content(document());
    let put = |id: &str| {
        json!({ "op": "insert", "into": { "parent": "title", "slot": "badge", "single": true },
            "value": { "component": "text", "id": id } })
    };
    let (ours, theirs) = (edited(&base, &[put("o")]), edited(&base, &[put("t")]));
    for (side, stays, goes) in [(Side::Ours, "o", "t"), (Side::Theirs, "t", "o")] {
        let mut merged = merge(&base, &ours, &theirs).unwrap();
        assert_eq!(merged.conflicts[0].kind, Kind::Crowded);
        merged.settle(&choose(&merged, side)).unwrap();
        let paywall = part(&merged.content, Section::Paywalls, "a");
        assert_eq!(find(&paywall, "title").unwrap()["badge"]["id"], stays);
        assert!(find(&paywall, goes).is_none());
    }
}

#[test]
fn all_conflicts_of_random_histories_are_settled_for_one_side_and_an_attribute_is_as_that_side_has_it()
 {
    let start = content(document());
    let (mut settled, mut refused) = (0, 0);
    for seed in 0..1_000 {
        let mut random = Rng::with_seed(seed);
        let (mut ours, mut theirs) = (start.clone(), start.clone());
        random::edit(&mut ours, &mut random, 5);
        random::edit(&mut theirs, &mut random, 5);
        for side in [Side::Ours, Side::Theirs] {
            let mut merged = merge(&start, &ours, &theirs).unwrap();
            let conflicts = merged.conflicts.clone();
            match merged.settle(&choose(&merged, side)) {
                Ok(()) => settled += conflicts.len(),
                // Things that both sides put into each other may need other choices.
                Err(_) => refused += 1,
            }
            let whose = if side == Side::Ours { &ours } else { &theirs };
            if let [conflict] = conflicts.as_slice()
                && conflict.kind == Kind::Attribute
                && conflict.name.section == Section::Paywalls
            {
                assert!(merged.conflicts.is_empty());
                let value = |content: &Content| -> Option<Value> {
                    let paywall = part(content, Section::Paywalls, "a");
                    let thing = find(&paywall, conflict.id.as_deref()?)?.clone();
                    let path = conflict.path.clone()?;
                    thing.pointer(&format!("/{}", path.0.join("/"))).cloned()
                };
                assert_eq!(value(&merged.content), value(whose), "seed {seed}");
            }
        }
    }
    assert!(settled > 200, "{settled}");
    assert!(refused * 20 < settled, "{refused} of {settled}");
}

#[test]
fn steps_lead_from_one_content_to_the_other() {
    let start = content(document());
    for seed in 0..1_000 {
        let mut random = Rng::with_seed(seed);
        let (mut before, mut after) = (start.clone(), start.clone());
        random::edit(&mut before, &mut random, 8);
        random::edit(&mut after, &mut random, 8);
        let operations = steps(&before, &after).unwrap();
        before.apply(&operations).unwrap();
        assert_eq!(bytes(&before), bytes(&after), "seed {seed}");
    }
    assert!(steps(&start, &start).unwrap().is_empty());
}
