//! The checks of experiments: some disturb another, some leave nobody in.

use std::collections::BTreeMap;

use paywall_runtime::rule::bucket::Range;
use serde_json::Value;

use super::condition::entry;
use super::{Findings, Rule, Subject, at, text};

/// A draw of customers by a seed.
#[derive(Debug)]
struct Draw<'a> {
    /// The kind and name, for people: `experiment "winback"`.
    what: String,
    seed: &'a str,
    hash: String,
    path: String,
}

/// The part of a layer that an experiment has.
#[derive(Debug)]
struct Part<'a> {
    layer: &'a str,
    key: &'a str,
    ranges: Vec<Range>,
    path: String,
}

/// Checks every experiment by itself, and all of them against each other.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    let (mut draws, mut parts) = (Vec::new(), Vec::new());
    for rule in &subject.rules {
        let Some(experiment) = rule.json.get("experiment") else {
            continue;
        };
        let path = at(&rule.path, "experiment");
        numbers(rule, experiment, &path, out);
        let layer = experiment.get("layer");
        if let Some(name) = layer.and_then(|layer| text(layer, "id")) {
            let path = at(&path, "layer");
            entry(subject, "unknown_layer", "layers", name, &path, out);
            parts.extend(part(rule, layer, name, &path));
        }
        if rule.is_asked() {
            collect(subject, experiment, &path, &mut draws);
        }
    }
    seeds(&draws, out);
    overlaps(&parts, out);
}

/// Checks the coverage and the size of the holdout.
fn numbers(rule: &Rule<'_>, experiment: &Value, path: &str, out: &mut Findings) {
    let coverage = experiment.get("coverage").and_then(Value::as_f64);
    if let Some(coverage) = coverage.filter(|coverage| *coverage <= 0.0) {
        let message = format!(
            "a coverage of {coverage} takes nobody in, so the rule is never shown; raise it, or set `enabled` to false"
        );
        out.error("never_matches", at(path, "coverage"), message);
    }
    if let Some(coverage) = coverage.filter(|coverage| *coverage > 1.0) {
        let message = format!(
            "a coverage goes from 0 to 1 and {coverage} counts as 1; write {} for {coverage} percent",
            coverage / 100.0
        );
        out.error("coverage", at(path, "coverage"), message);
    }
    let terms = rule.rule.terms.as_ref();
    let experiment = terms.and_then(|terms| terms.experiment.as_deref());
    let holdout = experiment.and_then(|experiment| experiment.holdout.as_ref());
    let Some((_, slice)) = holdout else { return };
    let percent = slice.ranges.last().map_or(0.0, |range| range.1 * 100.0);
    let path = at(&at(path, "holdout"), "percent");
    if percent >= 100.0 {
        let message = format!(
            "a holdout of {percent} percent is everybody, so the rule is never shown; lower it"
        );
        out.error("never_matches", path, message);
    } else if percent <= 0.0 {
        let message = "a holdout of nobody: nothing can be measured against it; raise it, or remove the holdout";
        out.warning("holdout", path, message);
    } else if percent < 1.0 {
        let message = format!(
            "a holdout of {percent} percent is less than one customer in a hundred; percent go from 0 to 100, 5 is one in twenty"
        );
        out.warning("holdout", path, message);
    }
}

/// Adds the draws of an experiment: its own, the holdout's and the layer's.
fn collect<'a>(
    subject: &Subject<'a>,
    experiment: &'a Value,
    path: &str,
    draws: &mut Vec<Draw<'a>>,
) {
    let mut add =
        |kind: &str, value: &'a Value, path: String, name: &str, seed: Option<&'a str>| {
            let named = text(value, name).unwrap_or_default();
            let (field, seed) = match text(value, "seed") {
                Some(seed) => ("seed", seed),
                None => (name, seed.unwrap_or(named)),
            };
            let hash = ["hash", "hash_version"].map(|name| value.get(name).map(Value::to_string));
            draws.push(Draw {
                what: format!("{kind} \"{named}\""),
                seed,
                hash: format!("{hash:?}"),
                path: at(&path, field),
            });
        };
    add("experiment", experiment, path.to_owned(), "key", None);
    if let Some(holdout) = experiment.get("holdout") {
        add("holdout", holdout, at(path, "holdout"), "id", None);
    }
    if let Some(layer) = experiment.get("layer") {
        let layers = subject.json.get("layers");
        let shared = text(layer, "id").and_then(|id| text(layers?.get(id)?, "seed"));
        add("layer", layer, at(path, "layer"), "id", shared);
    }
}

/// Checks for different draws with one seed, in which the same customers come first, and for one draw with two seeds.
fn seeds(draws: &[Draw<'_>], out: &mut Findings) {
    let mut first: BTreeMap<(&str, &str), &Draw<'_>> = BTreeMap::new();
    for draw in draws {
        let known = first.entry((draw.seed, &draw.hash)).or_insert(draw);
        if known.what != draw.what {
            let message = format!(
                "{} goes by the seed \"{}\", and so does {} ({}): the same customers come first in both, and neither \
                 can be measured; give it a seed of its own",
                draw.what, draw.seed, known.what, known.path
            );
            out.error("shared_seed", &*draw.path, message);
        }
    }
    let mut by_key: BTreeMap<&str, &Draw<'_>> = BTreeMap::new();
    for draw in draws {
        let known = by_key.entry(&draw.what).or_insert(draw);
        if known.seed != draw.seed {
            let message = format!(
                "{} goes by the seed \"{}\" here and by \"{}\" in {}: a customer may be in two parts of it; use one seed",
                draw.what, draw.seed, known.seed, known.path
            );
            out.error("two_seeds", &*draw.path, message);
        }
    }
}

/// Returns the part of the layer that a rule's experiment claims.
fn part<'a>(
    rule: &Rule<'a>,
    layer: Option<&'a Value>,
    name: &'a str,
    path: &str,
) -> Option<Part<'a>> {
    let key = text(rule.json.get("experiment")?, "key")?;
    let ranges = layer?.get("ranges")?.as_array()?;
    let ranges = ranges
        .iter()
        .filter_map(|range| Some((range.get(0)?.as_f64()?, range.get(1)?.as_f64()?)));
    Some(Part {
        layer: name,
        key,
        ranges: ranges.collect(),
        path: at(path, "ranges"),
    })
}

/// Checks for experiments of one layer that share customers, although the layer is there to keep them apart.
fn overlaps(parts: &[Part<'_>], out: &mut Findings) {
    for (index, part) in parts.iter().enumerate() {
        for other in parts.iter().take(index) {
            let meets = |one: &Range| {
                other
                    .ranges
                    .iter()
                    .any(|other| one.0 < other.1 && other.0 < one.1)
            };
            if part.layer == other.layer && part.key != other.key && part.ranges.iter().any(meets) {
                let message = format!(
                    "the ranges overlap those of experiment \"{}\" ({}) in the layer \"{}\": some customers are in \
                     both; make them disjoint",
                    other.key, other.path, part.layer
                );
                out.warning("layer_overlap", &*part.path, message);
            }
        }
    }
}
