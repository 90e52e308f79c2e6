//! Exposures: what an impression says of the experiment that it belongs to, and that a customer was held out of one.
//!
//! The host writes an exposure beside the rule that a device gets, and the device hands it back with the impression. Held
//! out customers see nothing, so their devices report the exposure alone: without them, nothing could be compared.

use serde_json::{Map, Value, json};

use super::content::{Content, Rule};
use super::error::Error;

/// The fields that are texts.
const TEXTS: [&str; 6] = [
    "experiment",
    "variant",
    "holdout",
    "rule",
    "paywall",
    "paywall_revision",
];
/// The length of the longest text, in bytes.
const LONGEST: usize = 256;

/// Writes the exposure of a decision. None outside of experiments.
pub(super) fn exposure(content: &Content, rule: &Rule, decision: &Value) -> Option<Value> {
    let experiment = decision["experiment"].as_str()?;
    if decision["forced"] == true {
        // A look, by somebody who tests.
        return None;
    }
    let mut out = json!({"experiment": experiment, "phase": phase(rule), "rule": rule.rule});
    if let Some(holdout) = decision["heldOut"].as_str() {
        out["holdout"] = json!(holdout);
        return Some(out);
    }
    out["variant"] = decision["segment"].clone();
    if let Some(paywall) = decision["paywall"].as_str() {
        out["paywall"] = json!(paywall);
        out["paywall_revision"] = json!(content.revisions.get(paywall));
    }
    Some(out)
}

/// Returns the phase of a rule's experiment: 1 unless the document says another.
fn phase(rule: &Rule) -> u64 {
    let phase = rule.experiment.get("phase").and_then(Value::as_u64);
    phase.unwrap_or(1)
}

/// Reads the exposure of a report in place: fields that are not known are dropped.
pub(super) fn tidy(body: &mut Value) -> Result<(), Error> {
    let Some(given) = body.get("exposure").filter(|it| !it.is_null()) else {
        return Ok(());
    };
    let mut kept = Map::new();
    for name in TEXTS {
        match given.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.len() <= LONGEST => {
                kept.insert(name.into(), json!(text));
            }
            Some(_) => {
                let expected =
                    format!("exposure.{name}: expected a text of at most {LONGEST} bytes");
                return Err(Error::Invalid(expected));
            }
        }
    }
    if !kept.contains_key("experiment") {
        let expected = "exposure.experiment: expected the key of an experiment";
        return Err(Error::Invalid(expected.into()));
    }
    let phase = given.get("phase").and_then(Value::as_u64);
    kept.insert("phase".into(), json!(phase.unwrap_or(1)));
    body["exposure"] = Value::Object(kept);
    Ok(())
}

/// Returns the rule of a report by somebody who was held out.
pub(super) fn held_out(body: &Value) -> Option<&str> {
    let exposure = body.get("exposure")?;
    exposure.get("holdout")?.as_str()?;
    exposure.get("rule")?.as_str()
}
