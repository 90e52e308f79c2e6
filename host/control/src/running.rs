//! Experiments that run: a content that changes what one of them measures, and goes on in its phase, would mix the numbers
//! before and after.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::content::{Content, Manifest, Name};
use crate::policy::{SAME_PHASE, Warning};
use crate::section::Section;

/// The fields of an experiment that say who gets which variant.
const DRAWN: [&str; 3] = ["seed", "hash", "bucket_version"];
/// The fields of a segment that say who gets it, and what they see.
const SHOWN: [&str; 6] = [
    "segment",
    "split",
    "weight",
    "ranges",
    "paywall",
    "form_factors",
];

/// Warns of each experiment that runs in `live` and changes in `next` without a new phase: the variants, their shares, how
/// they are drawn, or a paywall that one of them shows. Both need the parts of their rules alone. The warning names the
/// phase, so that one who ticks it off does so for this phase.
pub fn mixed(live: &Content, next: &Content) -> BTreeSet<Warning> {
    let rules = live.manifest.section(Section::Rules).iter();
    let both = rules.filter_map(|entry| {
        let name = Name::new(Section::Rules, &entry.0);
        Some((&entry.0, part(live, &name)?, part(next, &name)?))
    });
    let changed = both.filter(|(_, before, after)| {
        let manifests = [&live.manifest, &next.manifest];
        is_running(before, after) && measured(before, manifests[0]) != measured(after, manifests[1])
    });
    let warning = |(id, before, _): (&String, &Value, &Value)| Warning {
        code: SAME_PHASE.to_owned(),
        path: format!("$.campaign_rules[{id}].experiment.phase={}", phase(before)),
    };
    changed.map(warning).collect()
}

/// Returns true if a rule measures something else than before, whatever its paywalls look like.
pub fn differs(before: &Value, after: &Value) -> bool {
    let none = Manifest::default();
    measured(before, &none) != measured(after, &none)
}

/// Returns a part of a content.
fn part<'a>(content: &'a Content, name: &Name) -> Option<&'a Value> {
    let hash = content.manifest.get(name)?;
    Some(&**content.parts.get(&hash)?)
}

/// Returns true if a rule has the same experiment in the same phase before and after, and is in force.
fn is_running(before: &Value, after: &Value) -> bool {
    let key = |rule: &Value| rule["experiment"]["key"].as_str().map(str::to_owned);
    let is_on = |rule: &Value| rule["enabled"] != Value::Bool(false);
    key(before).is_some()
        && key(before) == key(after)
        && phase(before) == phase(after)
        && is_on(before)
        && is_on(after)
}

/// Returns the phase of a rule's experiment.
fn phase(rule: &Value) -> i64 {
    rule["experiment"]["phase"].as_i64().unwrap_or(1)
}

/// Collects what the numbers of an experiment are about: how its variants are drawn, and what each shows.
fn measured(rule: &Value, manifest: &Manifest) -> Vec<Value> {
    let drawn = DRAWN.iter().map(|field| rule["experiment"][*field].clone());
    let segments = rule["segments"].as_array().into_iter().flatten();
    let segments = segments.flat_map(|segment| {
        let shown = SHOWN.iter().map(|field| segment[*field].clone());
        let paywall = segment["paywall"].as_str().unwrap_or_default();
        let paywall = manifest.get(&Name::new(Section::Paywalls, paywall));
        shown.chain([Value::from(paywall.map(|hash| hash.to_string()))])
    });
    drawn.chain(segments).collect()
}
