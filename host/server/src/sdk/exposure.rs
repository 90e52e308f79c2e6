//! Exposures: what an impression says of the experiment that it belongs to, and that a customer was held out of one.
//!
//! The host writes an exposure beside the rule that a device gets, and the device hands it back with the impression. Held
//! out customers see nothing, so their devices report the exposure alone: without them, nothing could be compared.

use serde_json::{Map, Value, json};

use super::content::{Content, Rule};
use super::error::Error;
use paywall_database::UserState;
use paywall_database::results::Exposed;
use paywall_ledger::{PlatformId, Time};
use paywall_results::{Exposure, holdout, variant};

/// The fields that are texts.
pub(super) const TEXTS: [&str; 6] = [
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

/// Reads the exposure of a report in place: fields that are not known are dropped. What a page does not know, because the
/// module decides there and not the host, is what is served now.
pub(super) fn tidy(content: &Content, body: &mut Value) -> Result<(), Error> {
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
    let told = given.get("phase").and_then(Value::as_u64);
    let served = rule_of(content, &kept).map_or(1, phase);
    kept.insert("phase".into(), json!(told.unwrap_or(served)));
    let paywall = kept.get("paywall").and_then(Value::as_str);
    let revision = paywall.and_then(|it| content.revisions.get(it));
    if let Some(revision) = revision.filter(|_| !kept.contains_key("paywall_revision")) {
        kept.insert("paywall_revision".into(), json!(revision));
    }
    body["exposure"] = Value::Object(kept);
    Ok(())
}

/// Finds the rule of an exposure among those that are served.
fn rule_of<'a>(content: &'a Content, exposure: &Map<String, Value>) -> Option<&'a Rule> {
    let mut rules = content.read_rules.iter();
    rules.find(|it| {
        let named = exposure.get("rule").is_some_and(|rule| *rule == *it.rule);
        named && exposure.get("experiment") == it.experiment.get("key")
    })
}

/// The circumstances of a report.
pub(super) struct Reported<'a> {
    /// The customer who reports.
    pub state: &'a UserState,
    /// The device's description of itself.
    pub profile: Option<&'a Value>,
    /// The platform that it came on.
    pub platform: &'a PlatformId,
    /// The time of the report.
    pub at: Time,
}

/// Returns what a report adds to the results of an experiment. None outside of the experiments that are served, with
/// their variants, in their present phase or the one before: nobody can make up others, and devices may be late.
pub(super) fn exposed(content: &Content, body: &Value, of: &Reported<'_>) -> Option<Exposed> {
    let told = body.get("exposure")?.as_object()?;
    let rule = rule_of(content, told)?;
    let number = told.get("phase")?.as_u64()?;
    let served = phase(rule);
    if number > served || number.saturating_add(1) < served {
        return None;
    }
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
    let arm = match told.get("holdout").and_then(Value::as_str) {
        Some(id) => {
            let own = rule.experiment.get("holdout")?.get("id")?;
            (own == id).then(|| holdout(id))?
        }
        None => {
            let mut segments = rule.segments.iter();
            let id = text("variant");
            segments
                .any(|it| it.get("segment").is_some_and(|it| it == id))
                .then(|| variant(id))?
        }
    };
    Some(Exposed {
        user: of.state.user.clone(),
        experiment: text("experiment").to_owned(),
        phase: i64::try_from(number).ok()?,
        exposure: Exposure {
            arm,
            crossed: false,
            at: of.at,
            platform: of.platform.to_string(),
            country: country(of.profile),
            rule: text("rule").to_owned(),
            paywall: text("paywall").to_owned(),
            revision: text("paywall_revision").to_owned(),
        },
    })
}

/// Returns the country that a device says: two letters, so that there are only so many.
fn country(profile: Option<&Value>) -> String {
    let said = profile.and_then(|it| it.get("country")?.as_str());
    let code = said.filter(|it| it.len() == 2 && it.bytes().all(|it| it.is_ascii_alphabetic()));
    code.map(str::to_ascii_uppercase).unwrap_or_default()
}

/// Returns the rule of a report by somebody who was held out.
pub(super) fn held_out(body: &Value) -> Option<&str> {
    let exposure = body.get("exposure")?;
    exposure.get("holdout")?.as_str()?;
    exposure.get("rule")?.as_str()
}
