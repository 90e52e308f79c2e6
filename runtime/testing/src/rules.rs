//! Builds documents of rules and asks the engine about them.

use paywall_runtime::Warning;
use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_runtime::request::Request;
use serde_json::{Value, json};

use crate::ask;

/// A loaded document of rules, all of the label `here` and for phones unless they say otherwise.
#[derive(Debug)]
pub struct Rules {
    /// The document, with the rules compiled.
    pub document: Document,
    /// The warnings about the rules.
    pub warnings: Vec<Warning>,
}

impl Rules {
    /// Loads a document of these rules.
    pub fn new(rules: Value) -> Self {
        Self::with(rules, json!({}))
    }

    /// Loads a document of these rules with the sections `rest` beside them.
    pub fn with(mut rules: Value, mut rest: Value) -> Self {
        for (index, rule) in rules.as_array_mut().unwrap().iter_mut().enumerate() {
            let rule = rule.as_object_mut().unwrap();
            rule.entry("rule").or_insert(format!("r{index}").into());
            rule.entry("type").or_insert("label".into());
            rule.entry("value").or_insert("here".into());
            rule.entry("segments")
                .or_insert(json!([{ "segment": "only" }]));
            for segment in rule["segments"].as_array_mut().unwrap() {
                let segment = segment.as_object_mut().unwrap();
                segment.entry("paywall").or_insert("shown".into());
                segment
                    .entry("form_factors")
                    .or_insert(json!([{ "form_factor": "phone" }]));
            }
        }
        rest["campaign_rules"] = rules;
        let ids = ["shown", "pw_half", "pw_free", "pw_home"];
        rest["paywalls"] = ids
            .map(|id| json!({ "id": id, "template": {} }))
            .to_vec()
            .into();
        let (document, mut warnings) = Document::load(rest.to_string().as_bytes()).unwrap();
        warnings.retain(|warning| !warning.path.starts_with("$.paywalls"));
        Self { document, warnings }
    }

    /// Decides and explains, for a request that launches `here` on a phone unless it says otherwise.
    pub fn explain(&self, request: Value) -> Value {
        let mut request = request;
        request["trace"] = true.into();
        self.ask(Operation::Decide, request)["ok"].clone()
    }

    /// Returns the decision; null without one.
    pub fn decide(&self, request: Value) -> Value {
        self.ask(Operation::Decide, request)["ok"]["decision"].clone()
    }

    /// Names the rule that is shown; empty without one.
    pub fn rule(&self, request: Value) -> String {
        self.decide(request)["rule"]
            .as_str()
            .unwrap_or_default()
            .into()
    }

    /// Lists the reasons of all rules of the placement, in the order they were asked.
    pub fn reasons(&self, request: Value) -> Vec<String> {
        let trace = self.explain(request)["trace"].as_array().unwrap().clone();
        let reasons = trace
            .iter()
            .map(|rule| rule["reason"].as_str().unwrap().to_owned());
        reasons.filter(|reason| reason != "placement").collect()
    }

    /// Asks the engine, for a request that launches `here` on a phone unless it says otherwise.
    pub fn ask(&self, operation: Operation, request: Value) -> Value {
        ask(&self.document, operation, &complete(request))
    }
}

/// Completes a request with the placement `here` and a phone.
fn complete(mut request: Value) -> Value {
    let fields = request.as_object_mut().unwrap();
    fields.entry("launch").or_insert(json!({ "label": "here" }));
    fields
        .entry("device")
        .or_insert(json!({ "formFactor": "phone" }));
    request
}

/// Reads a request that launches `here` on a phone unless it says otherwise.
pub fn request(request: Value) -> Request {
    Request::from_json(complete(request)).unwrap()
}

/// Builds a condition that compares.
pub fn leaf(identifier: &str, operator: &str, values: Value) -> Value {
    json!({ "identifier": identifier, "operator": operator, "values": values })
}

/// Returns whether a condition holds for a request.
pub fn holds(condition: Value, request: Value) -> bool {
    let rules = Rules::new(json!([{ "conditions": condition }]));
    assert!(rules.warnings.is_empty(), "{:?}", rules.warnings);
    !rules.rule(request).is_empty()
}
