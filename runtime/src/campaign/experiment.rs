//! Experiments as documents define them: who takes part, and which part of them sees which segment.

use serde_json::Value as Json;

use super::bucket::{self, Range};
use super::compile::Compiler;
use super::hash::Hash;
use super::strict::Object;
use crate::limits;
use crate::string::Shared;

/// An experiment over the segments of a rule.
#[derive(Debug)]
pub struct Experiment {
    /// Its name in assignments; rules of one key are one experiment.
    pub key: Shared,
    /// What is hashed with the id.
    pub seed: Shared,
    /// How.
    pub hash: Hash,
    /// The id that is hashed.
    pub unit: Shared,
    /// The id that is hashed where there is no other.
    pub fallback: Option<Shared>,
    /// The parts of layers that take part; all must hold the customer.
    pub slices: Vec<Slice>,
    /// Who sees nothing at all.
    pub holdout: Option<(Shared, Slice)>,
    /// Whether customers keep their segment.
    pub sticky: bool,
    /// The version under which segments are kept.
    pub version: f64,
    /// Customers who were in an earlier version than this do not take part.
    pub min_version: f64,
    /// What belongs to each segment.
    pub arms: Vec<Arm>,
}

/// What belongs to a segment.
#[derive(Debug, Default)]
pub struct Arm {
    /// The ranges of the hash; none when the slices alone decide.
    pub ranges: Option<Vec<Range>>,
    /// Further hashes that must fall into their ranges.
    pub slices: Vec<Slice>,
}

/// A part of the customers, by a hash of its own.
#[derive(Debug)]
pub struct Slice {
    /// What is hashed with the id.
    pub seed: Shared,
    /// How.
    pub hash: Hash,
    /// The id that is hashed; that of the experiment without one.
    pub unit: Option<Shared>,
    /// The ranges of the part.
    pub ranges: Vec<Range>,
}

impl Experiment {
    /// Compiles the `experiment` of a rule.
    pub fn compile(compiler: &Compiler<'_>, fields: &Object<'_>, rule: &Object<'_>) -> Self {
        let key = fields.required("key");
        let unit = fields.shared("unit");
        let mut fallback = fields.shared("fallback_unit");
        if unit.is_none() && fallback.is_none() {
            // As plain splits do it.
            fallback = Some("device_id".into());
        }
        let number = |name, without| fields.number(name).unwrap_or(without);
        Self {
            seed: fields.shared("seed").unwrap_or_else(|| key.clone()),
            key,
            hash: hash(fields),
            unit: unit.unwrap_or_else(|| "id".into()),
            fallback,
            slices: slices(compiler, fields),
            holdout: holdout(fields),
            sticky: fields.flag("sticky", false),
            version: number("bucket_version", 0.0),
            min_version: number("min_bucket_version", 0.0),
            arms: arms(rule, number("coverage", 1.0)),
        }
    }
}

/// The filters of an experiment, and its layer.
fn slices(compiler: &Compiler<'_>, fields: &Object<'_>) -> Vec<Slice> {
    let mut out = filters(fields);
    if let Some(layer) = fields.get("layer") {
        let path = fields.path.key("layer");
        let fields = Object::of(layer, &path, fields.flaws);
        let id = fields.required("id");
        if let Some(shared) = compiler.entry("layers", &id, &path, fields.flaws) {
            let shared = Object::of(shared, &path, fields.flaws);
            out.push(slice(&fields, shared.required("seed")));
        }
    }
    out
}

fn holdout(fields: &Object<'_>) -> Option<(Shared, Slice)> {
    let path = fields.path.key("holdout");
    let fields = Object::of(fields.get("holdout")?, &path, fields.flaws);
    let id = fields.required("id");
    let percent = fields.number("percent");
    if percent.is_none() {
        fields.wrong("percent", "a number");
    }
    let seed = fields.shared("seed");
    let mut slice = slice(&fields, seed.unwrap_or_else(|| id.clone()));
    slice
        .ranges
        .push((0.0, percent.unwrap_or_default() / 100.0));
    Some((id, slice))
}

fn filters(fields: &Object<'_>) -> Vec<Slice> {
    let path = fields.path.key("filters");
    let mut out = Vec::new();
    for (index, value) in fields.list("filters").iter().enumerate() {
        let path = path.index(index);
        let fields = Object::of(value, &path, fields.flaws);
        out.push(slice(&fields, fields.required("seed")));
    }
    out
}

fn slice(fields: &Object<'_>, seed: Shared) -> Slice {
    Slice {
        seed,
        hash: hash(fields),
        unit: fields.shared("unit"),
        ranges: ranges(fields),
    }
}

/// What belongs to which segment: by `filters`, else by `ranges`, else by `weight`, else by `split`.
fn arms(rule: &Object<'_>, coverage: f64) -> Vec<Arm> {
    let mut list = rule.list("segments");
    let path = rule.path.key("segments");
    if list.is_empty() || list.len() > limits::SEGMENTS {
        rule.wrong("segments", "segments, and not too many");
        list = &[];
    }
    let (mut weights, mut splits) = (Vec::new(), Vec::new());
    let (mut out, mut by_filters) = (Vec::new(), false);
    for (index, segment) in list.iter().enumerate() {
        let path = path.index(index);
        let fields = Object::of(segment, &path, rule.flaws);
        if let Some(weight) = fields.number("weight") {
            weights.push(weight);
        }
        if let Some(split) = fields.number("split") {
            splits.push(split);
        }
        by_filters |= fields.get("filters").is_some();
        let given = fields.get("ranges").map(|_| ranges(&fields));
        out.push(Arm {
            ranges: given,
            slices: filters(&fields),
        });
    }
    if !by_filters {
        let shares = bucket::shares(list.len(), coverage, &weights, &splits);
        for (arm, share) in out.iter_mut().zip(shares) {
            arm.ranges.get_or_insert_with(|| vec![share]);
        }
    }
    out
}

/// `hash` by its name, or GrowthBook's `hash_version`.
fn hash(fields: &Object<'_>) -> Hash {
    let version = fields.number("hash_version").unwrap_or(2.0);
    match fields.text("hash") {
        None if version == 1.0 => return Hash::Fnv1,
        None if version == 2.0 => {}
        Some("fnv2") => {}
        Some("fnv1") => return Hash::Fnv1,
        Some("murmur3") => return Hash::Murmur3,
        _ => fields.wrong("hash", "\"fnv2\", \"murmur3\" or \"fnv1\""),
    }
    Hash::Fnv2
}

/// `ranges`: a list of `[from, to]`.
fn ranges(fields: &Object<'_>) -> Vec<Range> {
    let mut out = Vec::new();
    for range in fields.list("ranges") {
        let end = |index: usize| range.get(index).and_then(Json::as_f64);
        match (end(0), end(1)) {
            (Some(from), Some(to)) => out.push((from, to)),
            _ => fields.wrong("ranges", "ranges such as [[0, 0.4]]"),
        }
    }
    out
}
