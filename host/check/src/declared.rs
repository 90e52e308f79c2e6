//! The experiments that a document declares, for those who count their people.

use std::collections::BTreeMap;

use paywall_results::{Experiment, Share};
use paywall_runtime::load::Document;
use paywall_runtime::rule::campaign::Campaign;
use serde_json::Value;

use crate::share::drawn;
use crate::subject::{Rule, rules};
use crate::{parse, text};

/// Lists the experiments of a document, in each of their phases. Rules with one key are one experiment; where they have
/// different variants, or variants are not for the same form factors, nobody can say which parts are to be expected.
pub fn experiments(document: &[u8]) -> Vec<Experiment> {
    let Some(json) = parse(document) else {
        return Vec::new();
    };
    let Ok((document, _)) = Document::load(json.to_string().as_bytes()) else {
        return Vec::new();
    };
    let mut found = BTreeMap::<(String, i64), Experiment>::new();
    for rule in rules(&json, &document).iter().filter(|it| it.is_asked()) {
        let Some(one) = experiment(rule, &json) else {
            continue;
        };
        let key = (one.experiment.clone(), one.phase);
        match found.get_mut(&key) {
            None => {
                found.insert(key, one);
            }
            Some(first) if parts(first) == parts(&one) => {}
            Some(first) => join(first, one),
        }
    }
    found.into_values().collect()
}

/// Returns the parts of an experiment's variants, whatever people call these.
fn parts(experiment: &Experiment) -> Vec<(&str, f64)> {
    let variants = experiment.variants.iter();
    variants.map(|it| (it.id.as_str(), it.share)).collect()
}

/// Reads the experiment of a rule.
fn experiment(rule: &Rule<'_>, document: &Value) -> Option<Experiment> {
    let compiled = rule.rule.terms.as_ref()?.experiment.as_deref()?;
    let fields = rule.json.get("experiment")?;
    let number = |name| fields.get(name).and_then(Value::as_i64);
    let percent = fields
        .get("holdout")
        .and_then(|it| it.get("percent")?.as_f64());
    let parts = drawn(compiled).filter(|_| is_for_the_same(rule.rule));
    let whole: f64 = parts.iter().flatten().sum();
    let share = |index: usize| {
        let part = parts.as_ref().and_then(|parts| parts.get(index));
        part.filter(|_| whole > 0.0)
            .map_or(0.0, |part| part / whole)
    };
    let variants = rule.rule.segments.iter().enumerate();
    let variants = variants.map(|(index, segment)| Share {
        id: segment.segment.to_string(),
        name: named(rule.json, index, document).unwrap_or_default(),
        share: share(index),
    });
    Some(Experiment {
        experiment: compiled.key.to_string(),
        phase: number("phase").unwrap_or(1),
        rule: rule.rule.rule.to_string(),
        name: text(rule.json, "name").unwrap_or_default().to_owned(),
        variants: variants.collect(),
        holdout: compiled.holdout.as_ref().map(|(id, _)| Share {
            id: id.to_string(),
            name: String::new(),
            share: percent.unwrap_or(0.0) / 100.0,
        }),
        horizon: number("horizon").filter(|it| *it > 0),
    })
}

/// Names a variant: by its own name, or by that of the paywall that it shows.
fn named(rule: &Value, index: usize, document: &Value) -> Option<String> {
    let segment = rule.get("segments")?.get(index)?;
    let own = text(segment, "name").filter(|it| !it.is_empty());
    let of_paywall = || {
        let id = text(segment, "paywall")?;
        let mut all = document.get("paywalls")?.as_array()?.iter();
        text(all.find(|it| text(it, "id") == Some(id))?, "name")
    };
    own.or_else(of_paywall).map(str::to_owned)
}

/// Returns true if all segments of a rule are for the same form factors.
fn is_for_the_same(rule: &Campaign) -> bool {
    let factors = |index: usize| rule.segments.get(index).map(|it| &it.form_factors);
    (1..rule.segments.len()).all(|index| factors(index) == factors(0))
}

/// Joins two rules of one experiment.
fn join(first: &mut Experiment, other: Experiment) {
    for variant in other.variants {
        if !first.variants.iter().any(|it| it.id == variant.id) {
            first.variants.push(variant);
        }
    }
    first.variants.iter_mut().for_each(|it| it.share = 0.0);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(id: &str, segments: &[(&str, f64, &str)], experiment: Value) -> Value {
        let segments = segments.iter().map(|(id, split, factor)| {
            json!({"segment": id, "split": split, "paywall": "p", "form_factors": [{"form_factor": factor}]})
        });
        json!({"rule": id, "name": "Offer", "type": "label", "value": id,
            "segments": segments.collect::<Vec<_>>(), "experiment": experiment})
    }

    fn shares(experiment: &Experiment) -> Vec<(&str, f64)> {
        let rounded = |it: f64| (it * 1000.0).round() / 1000.0;
        let variants = experiment.variants.iter();
        variants
            .map(|it| (it.id.as_str(), rounded(it.share)))
            .collect()
    }

    #[test]
    fn a_document_says_its_experiments_with_the_parts_of_their_variants() {
        let holdout = json!({"id": "global", "seed": "h", "percent": 5});
        let of = json!({"key": "offer", "phase": 2, "holdout": holdout, "coverage": 0.5, "horizon": 4000});
        let first = rule("r1", &[("a", 30.0, "phone"), ("b", 70.0, "phone")], of);
        let other = json!({"key": "other"});
        let uneven = rule("r2", &[("a", 50.0, "phone"), ("b", 50.0, "tv")], other);
        let twice = rule(
            "r3",
            &[("c", 50.0, "phone"), ("d", 50.0, "phone")],
            json!({"key": "twice"}),
        );
        let again = rule(
            "r4",
            &[("c", 50.0, "phone"), ("e", 50.0, "phone")],
            json!({"key": "twice"}),
        );
        let plain = json!({"rule": "r5", "type": "default", "segments": []});
        let mut renamed = first.clone();
        renamed["rule"] = json!("r6");
        renamed["segments"][0]["name"] = json!("Other name");
        let paywalls = json!([{"id": "p", "name": "Plans"}]);
        let rules = json!([first, uneven, twice, again, plain, renamed]);
        let document = json!({"paywalls": paywalls, "campaign_rules": rules}).to_string();
        let found = experiments(document.as_bytes());
        let [offer, other, twice] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((offer.experiment.as_str(), offer.phase), ("offer", 2));
        assert_eq!((offer.rule.as_str(), offer.name.as_str()), ("r1", "Offer"));
        assert_eq!(shares(offer), [("a", 0.3), ("b", 0.7)]);
        assert_eq!(offer.variants[0].name, "Plans");
        assert_eq!(offer.holdout.as_ref().map(|it| it.share), Some(0.05));
        assert_eq!((offer.horizon, other.horizon), (Some(4000), None));
        assert_eq!(
            shares(other),
            [("a", 0.0), ("b", 0.0)],
            "not for the same form factors"
        );
        assert_eq!(shares(twice), [("c", 0.0), ("d", 0.0), ("e", 0.0)]);
        assert_eq!(twice.phase, 1);
    }
}
