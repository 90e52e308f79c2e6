//! Tests of experiments that run: a change of what they measure needs a new phase.

use paywall_control::Content;
use paywall_control::policy::Warning;
use paywall_control::running::mixed;
use serde_json::{Value, json};

/// Returns a document with an experiment of two variants.
fn document() -> Value {
    let segment =
        |id: &str, paywall: &str| json!({ "segment": id, "split": 50, "paywall": paywall });
    let paywall = |id: &str| json!({ "id": id, "name": id, "template": { "id": id } });
    json!({
        "paywalls": [paywall("one"), paywall("two"), paywall("other")],
        "campaign_rules": [
            { "rule": "offer", "experiment": { "key": "offer", "phase": 2 },
              "segments": [segment("a", "one"), segment("b", "two")] },
            { "rule": "plain", "segments": [segment("all", "other")] },
        ],
    })
}

/// Returns the warnings about a change of the document.
fn warned(change: impl FnOnce(&mut Value)) -> Vec<Warning> {
    let mut after = document();
    change(&mut after);
    let content = |document| Content::import(document).unwrap().0;
    mixed(&content(document()), &content(after))
        .into_iter()
        .collect()
}

#[test]
fn what_an_experiment_measures_does_not_change_within_a_phase() {
    let expected = [Warning {
        code: "same_phase".into(),
        path: "$.campaign_rules[offer].experiment.phase=2".into(),
    }];
    let rule = "/campaign_rules/0";
    for (path, value) in [
        ("/segments/0/split", json!(60)),
        ("/segments/1/paywall", json!("other")),
        ("/segments/1/segment", json!("c")),
        ("/experiment/seed", json!("another")),
    ] {
        let found = warned(|after| {
            let (parent, field) = path.rsplit_once('/').unwrap();
            after.pointer_mut(&format!("{rule}{parent}")).unwrap()[field] = value;
        });
        assert_eq!(found, expected, "{path}");
    }
    let found = warned(|after| after["paywalls"][1]["name"] = json!("Another"));
    assert_eq!(found, expected, "a paywall that a variant shows");
    let found = warned(|after| {
        let segments = after["campaign_rules"][0]["segments"]
            .as_array_mut()
            .unwrap();
        segments.pop();
    });
    assert_eq!(found, expected, "a variant that goes");
}

#[test]
fn what_moves_no_number_needs_no_new_phase() {
    assert_eq!(warned(|_| {}), []);
    let found = warned(|after| {
        after["paywalls"][2]["name"] = json!("Another");
        after["campaign_rules"][0]["name"] = json!("A new name");
        after["campaign_rules"][0]["experiment"]["coverage"] = json!(25);
        after["campaign_rules"][0]["segments"][0]["name"] = json!("A new name");
        after["campaign_rules"][1]["segments"][0]["paywall"] = json!("one");
    });
    assert_eq!(found, []);
}

#[test]
fn a_new_phase_an_end_and_a_beginning_are_no_mixture() {
    let rule = |after: &mut Value, change: &dyn Fn(&mut Value)| {
        after["campaign_rules"][0]["segments"][0]["split"] = json!(60);
        change(&mut after["campaign_rules"][0]);
    };
    for change in [
        &(|it: &mut Value| it["experiment"]["phase"] = json!(3)) as &dyn Fn(&mut Value),
        &|it| it["experiment"]["key"] = json!("another"),
        &|it| it["enabled"] = json!(false),
        &|it| drop(it.as_object_mut().unwrap().remove("experiment")),
        &|it| it["rule"] = json!("another"),
    ] {
        assert_eq!(warned(|after| rule(after, change)), []);
    }
}
