//! Every example customer gets the decision that the template promises, from the module itself.

use paywall_campaign::{Example, Names, Template, fill, templates};
use paywall_check::{Finding, check};
use paywall_engine::Engine;
use paywall_engine::answer::Warning;
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::shop::{self, NOW};

/// Completes the request of an example.
fn request(example: &Example, names: &Names<'_>) -> Value {
    let mut request = fill(&example.request, names).unwrap();
    let mut usual = |object: &str, name: &str, value: Value| {
        let object = request.as_object_mut().unwrap().entry(object);
        let object = object.or_insert_with(|| json!({})).as_object_mut().unwrap();
        object.entry(name).or_insert(value);
    };
    usual("device", "formFactor", "phone".into());
    usual("customer", "id", "user-1".into());
    usual("customer", "entitlements", json!([]));
    usual("memory", "history", json!({}));
    let fields = request.as_object_mut().unwrap();
    fields.entry("now").or_insert(NOW.into());
    request
}

/// Returns the fields of the decision that an example is about.
fn decided(engine: &Engine, document: &Value, request: &Value, wanted: &Value) -> Value {
    let document = engine.load(document.to_string().as_bytes()).unwrap();
    let request = request.to_string();
    let answer = document.decide(request.as_bytes()).unwrap().ok;
    let decision = answer.decision.unwrap();
    let mut out =
        json!({ "rule": decision.rule, "paywall": decision.paywall, "heldOut": decision.held_out });
    if wanted.get("group").is_some() {
        let rendered = document.render(request.as_bytes()).unwrap().ok;
        let state: Value = serde_json::from_str(rendered.state.get()).unwrap();
        out["group"] = state["currentGroupId"].clone();
    }
    let wanted = wanted.as_object().unwrap();
    out.as_object_mut()
        .unwrap()
        .retain(|name, _| wanted.contains_key(name));
    out
}

/// Plays an example.
fn play(engine: &Engine, template: &Template, example: &Example) {
    let set = shop::parameters(template, &example.set);
    let document = shop::with(&shop::document(template, &set), template, &set);
    let names = Names::of(&set, &template.template);
    let request = request(example, &names);
    let wanted = fill(&example.gets, &names).unwrap();
    let got = decided(engine, &document, &request, &wanted);
    assert_eq!(
        got, wanted,
        "{}: {}: {document}",
        template.template, example.is
    );
}

#[test]
#[needs(module)]
fn every_example_gets_its_decision() {
    let engine = real_engine();
    for template in templates() {
        for example in &template.examples {
            play(&engine, template, example);
        }
    }
}

#[test]
#[needs(module)]
fn an_empty_document_with_a_template_has_no_findings() {
    let engine = real_engine();
    for template in templates() {
        let document = shop::document(template, &template.set);
        let document = shop::with(&document, template, &template.set);
        let loaded = engine.load(document.to_string().as_bytes()).unwrap();
        let told = loaded.describe().unwrap().warnings;
        let path = |told: &Warning| told.path.clone().unwrap_or_default();
        let told: Vec<_> = told
            .iter()
            .map(path)
            .filter(|path| !path.starts_with("$.paywalls"))
            .collect();
        assert!(told.is_empty(), "{}: {told:?}", template.template);
        assert_eq!(findings(&document), [], "{}", template.template);
    }
}

#[test]
fn all_templates_fit_into_one_document_twice() {
    let mut document = json!({ "campaign_rules": [], "paywalls": [] });
    for template in templates() {
        let new = shop::document(template, &template.set);
        for paywall in new["paywalls"].as_array().unwrap() {
            let known = document["paywalls"].as_array_mut().unwrap();
            if !known.iter().any(|known| known["id"] == paywall["id"]) {
                known.push(paywall.clone());
            }
        }
    }
    for _ in 0..2 {
        for template in templates() {
            document = shop::with(&document, template, &template.set);
        }
    }
    // A template that is there twice with the same parameters stands in its own way, and the first step of the gradual
    // launch is over; nothing else may be wrong.
    let found = findings(&document);
    let others: Vec<_> = found
        .iter()
        .filter(|finding| !["shadowed", "layer_overlap"].contains(&finding.code.as_str()))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// Lists what the authoring checks find in the rules.
fn findings(document: &Value) -> Vec<Finding> {
    let mut found = check(document.to_string().as_bytes(), NOW);
    // The paywalls have no components, and one step of the gradual launch is over.
    found.retain(|finding| {
        let path = finding.path.as_deref().unwrap_or_default();
        !path.starts_with("$.paywalls") && finding.code != "expired"
    });
    found
}
