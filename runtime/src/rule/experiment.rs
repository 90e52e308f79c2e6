//! Experiments as documents define them: the customers who take part, and the segment that each of them sees.

use serde_json::Value as Json;

use super::bucket;
use super::bucket::Range;
use super::compile::Compiler;
use super::hash::Hash;
use super::strict::Object;
use crate::limits;
use crate::string::Shared;

/// An experiment over the segments of a rule.
#[derive(Debug)]
pub struct Experiment {
    /// The name in assignments; rules with one key are one experiment.
    pub key: Shared,
    /// The text that is hashed together with the customer's id.
    pub seed: Shared,
    /// The hash function.
    pub hash: Hash,
    /// The name of the id that is hashed.
    pub unit: Shared,
    /// The name of the id that is hashed when the customer lacks the first.
    pub fallback: Option<Shared>,
    /// The filters and the part of a layer that take part; a customer must be in all of them.
    pub slices: Vec<Slice>,
    /// The name and the part of the customers who see nothing at all.
    pub holdout: Option<(Shared, Slice)>,
    /// True if customers keep their segment.
    pub sticky: bool,
    /// The version under which segments are kept.
    pub version: f64,
    /// Customers who were in an earlier version than this do not take part.
    pub min_version: f64,
    /// The parts of the segments, in the order of the rule's segments.
    pub arms: Vec<Arm>,
}

/// The part of the customers who belong to one segment.
#[derive(Debug, Default)]
pub struct Arm {
    /// The ranges of the experiment's hash; `None` when the slices alone decide.
    pub ranges: Option<Vec<Range>>,
    /// Further hashes, all of which must fall into their ranges.
    pub slices: Vec<Slice>,
}

/// A part of the customers, chosen by a hash of its own.
#[derive(Debug)]
pub struct Slice {
    /// The text that is hashed together with the id.
    pub seed: Shared,
    /// The hash function.
    pub hash: Hash,
    /// The name of the id that is hashed; `None` for that of the experiment.
    pub unit: Option<Shared>,
    /// The ranges of the hash that belong to the part.
    pub ranges: Vec<Range>,
}

impl Experiment {
    /// Compiles the `experiment` of a rule.
    pub fn compile(compiler: &Compiler<'_>, fields: &Object<'_>, rule: &Object<'_>) -> Self {
        let key = fields.required("key");
        let unit = fields.shared("unit");
        let mut fallback = fields.shared("fallback_unit");
        if unit.is_none() && fallback.is_none() {
            // The id of the user or else of the device, as for plain splits.
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

/// Reads the filters of an experiment, and its part of a layer.
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

/// Reads the holdout: a part of the customers by its own seed, so that it is the same for all
/// experiments of one holdout.
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

/// Reads the filters of an experiment or a segment.
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

/// Reads a part of the customers.
fn slice(fields: &Object<'_>, seed: Shared) -> Slice {
    Slice {
        seed,
        hash: hash(fields),
        unit: fields.shared("unit"),
        ranges: ranges(fields),
    }
}

/// Reads the part of each segment: from `filters`, else from `ranges`, else from `weight`, else from `split`.
fn arms(rule: &Object<'_>, coverage: f64) -> Vec<Arm> {
    let mut list = rule.list("segments");
    let path = rule.path.key("segments");
    if list.is_empty() || list.len() > limits::SEGMENTS {
        rule.wrong("segments", "segments, and not too many");
        // The rule is invalid, but the reading goes on to its end.
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

/// Reads `hash`, the name of a hash function, or else GrowthBook's `hash_version`.
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

/// Reads `ranges`: a list of `[from, to]`.
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
