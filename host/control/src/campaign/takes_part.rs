//! The people who take part in an experiment: its part of a layer, its coverage, its holdout.

use serde_json::{Value, json};

use super::listing::rules;
use super::{entries, object, text};
use crate::content::{Content, Name};
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::{Key, Path};

/// Parts of a layer, from 0 to 1.
type Ranges = Vec<[f64; 2]>;

/// The part of a layer that an experiment has.
struct Claim<'a> {
    key: &'a str,
    name: &'a str,
    ranges: Ranges,
}

/// Tells whom of all who come an experiment takes, in parts that sum to 1: `[{words, part, kind}]`.
pub(super) fn parts(rule: &Value) -> Value {
    let Some(experiment) = rule.get("experiment").filter(|one| one.is_object()) else {
        return json!([]);
    };
    let number = |value: Option<&Value>, usual: f64| value.and_then(Value::as_f64).unwrap_or(usual);
    let layer = experiment.get("layer").filter(|layer| layer.is_object());
    let in_layer = layer.map_or(1.0, |layer| length(&ranges(layer)).min(1.0));
    let covered = in_layer * number(experiment.get("coverage"), 1.0).min(1.0);
    let percent = number(experiment.pointer("/holdout/percent"), 0.0);
    let held_out = covered * percent / 100.0;
    let parts = [
        ("takes part", covered - held_out, "in"),
        ("held out: sees nothing", held_out, "held"),
        (
            "not covered: the next rule is asked",
            in_layer - covered,
            "out",
        ),
        ("in another part of the layer", 1.0 - in_layer, "other"),
    ];
    let some = parts.into_iter().filter(|(_, part, _)| *part > 0.0);
    some.map(|(words, part, kind)| {
        object([
            ("words", words.into()),
            ("part", part.into()),
            ("kind", kind.into()),
        ])
    })
    .collect()
}

/// Tells what experiments have of the layer of a rule's, its own first: `[{name, own, ranges, common, said}]`.
pub(super) fn layer(content: &Content, id: &str, rule: &Value) -> Value {
    let layer = rule
        .pointer("/experiment/layer")
        .and_then(|layer| text(layer, "id"));
    let Some(layer) = layer else {
        return json!([]);
    };
    let mut claims: Vec<Claim<'_>> = Vec::new();
    for (id, rule) in std::iter::once((id, rule)).chain(rules(content)) {
        if let Some(claim) = claim(id, rule, layer)
            && claims.iter().all(|known| known.key != claim.key)
        {
            claims.push(claim);
        }
    }
    let own = claims
        .first()
        .map(|claim| claim.ranges.clone())
        .unwrap_or_default();
    let told = claims.into_iter().enumerate().map(|(at, claim)| {
        let common = if at == 0 {
            Ranges::new()
        } else {
            overlap(&own, &claim.ranges)
        };
        object([
            ("name", claim.name.into()),
            ("own", (at == 0).into()),
            ("said", said(&claim.ranges, &common).into()),
            ("ranges", json!(claim.ranges)),
            ("common", json!(common)),
        ])
    });
    told.collect()
}

/// Puts the experiment of a rule into a layer, which comes into being with its first one; no layer takes it out.
pub fn join(content: &Content, rule: &str, layer: &str) -> Vec<Operation> {
    let (section, part, id) = (Section::Rules, rule.to_owned(), Key::new());
    let path = Path(["experiment", "layer"].map(str::to_owned).to_vec());
    if layer.is_empty() {
        return vec![Operation::Unset {
            section,
            part,
            id,
            path,
        }];
    }
    let found = rules(content).find(|(known, _)| *known == rule);
    let former = found.and_then(|(_, rule)| rule.pointer("/experiment/layer"));
    let ranges = former.map_or_else(|| vec![[0.0, 1.0]], ranges);
    let value = json!({ "id": layer, "ranges": ranges });
    let claim = Operation::Set {
        section,
        part,
        id,
        path,
        value,
    };
    if content
        .manifest
        .get(&Name::new(Section::Layers, layer))
        .is_some()
    {
        return vec![claim];
    }
    let insert = Operation::Insert {
        section: Section::Layers,
        part: layer.to_owned(),
        into: None,
        after: None,
        value: json!({ "seed": format!("layer_{layer}") }),
    };
    vec![insert, claim]
}

/// Reads what a rule's experiment has of a layer.
fn claim<'a>(id: &'a str, rule: &'a Value, layer: &str) -> Option<Claim<'a>> {
    let experiment = rule.get("experiment")?;
    let own = experiment.get("layer")?;
    (text(own, "id") == Some(layer)).then(|| Claim {
        key: text(experiment, "key").unwrap_or_default(),
        name: text(rule, "name").unwrap_or(id),
        ranges: ranges(own),
    })
}

/// Reads the ranges of a claim; without any, it is the whole layer.
fn ranges(layer: &Value) -> Ranges {
    if layer.get("ranges").is_none_or(Value::is_null) {
        return vec![[0.0, 1.0]];
    }
    let read = entries(layer, "ranges").iter();
    let read = read.filter_map(|range| Some([range.get(0)?.as_f64()?, range.get(1)?.as_f64()?]));
    read.collect()
}

/// Lists the parts of two claims that are in both.
fn overlap(one: &Ranges, other: &Ranges) -> Ranges {
    let pairs = one
        .iter()
        .flat_map(|one| other.iter().map(move |other| (one, other)));
    let common = pairs.map(|([from, to], [low, high])| [from.max(*low), to.min(*high)]);
    common.filter(|[from, to]| to - from > 1e-9).collect()
}

/// Sums the lengths of ranges up.
fn length(ranges: &Ranges) -> f64 {
    ranges.iter().map(|[from, to]| (to - from).max(0.0)).sum()
}

/// Says what a claim has, and what it has in common with another.
fn said(ranges: &Ranges, common: &Ranges) -> String {
    let written = ranges
        .iter()
        .map(|[from, to]| format!("{} to {} %", percent(*from), percent(*to)));
    let written = written.collect::<Vec<_>>().join(", ");
    match common.is_empty() {
        true => written,
        false => {
            let common = percent(length(common));
            format!("{written}; {common} % in common: make them disjoint")
        }
    }
}

/// Writes a part as percent, to a tenth.
fn percent(part: f64) -> f64 {
    (part * 1000.0).round() / 10.0
}
