//! Experiments as documents define them: who takes part, and which part of them sees which segment.

use serde_json::Value as Json;

use super::bucket::{self, Range};
use super::compile::{Compiler, invalid, text, wrong_type};
use super::hash::Hash;
use crate::document::reader::Path;
use crate::error::Error;
use crate::limits;
use crate::tree::Shared;

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
    pub version: u64,
    /// Customers who were in an earlier version than this do not take part.
    pub min_version: u64,
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
    /// Compiles the `experiment` of a rule with these segments.
    pub fn compile(
        compiler: &Compiler<'_>,
        value: &Json,
        segments: &[Json],
        rule: &Path<'_>,
    ) -> Result<Self, Error> {
        let path = &rule.key("experiment");
        if !value.is_object() {
            return Err(wrong_type("an object", value, path));
        }
        let fields = Object { value, path };
        let Some(key) = fields.text("key")? else {
            return Err(invalid("expected a field \"key\"", path));
        };
        let unit = fields.text("unit")?;
        let fallback = match (fields.text("fallback_unit")?, &unit) {
            // As plain splits do it.
            (None, None) => Some("device_id".into()),
            (given, _) => given,
        };
        let coverage = fields.number("coverage")?.unwrap_or(1.0);
        Ok(Self {
            seed: fields.text("seed")?.unwrap_or_else(|| key.clone()),
            key,
            hash: fields.hash()?,
            unit: unit.unwrap_or_else(|| "id".into()),
            fallback,
            slices: slices(compiler, &fields)?,
            holdout: holdout(&fields)?,
            sticky: fields.flag("sticky")?,
            version: fields.number("bucket_version")?.unwrap_or(0.0) as u64,
            min_version: fields.number("min_bucket_version")?.unwrap_or(0.0) as u64,
            arms: arms(segments, coverage, &rule.key("segments"))?,
        })
    }
}

/// The layer of an experiment, and its filters.
fn slices(compiler: &Compiler<'_>, fields: &Object<'_>) -> Result<Vec<Slice>, Error> {
    let path = fields.path.key("filters");
    let mut out = match fields.get("filters") {
        None => Vec::new(),
        Some(filters) => filter_list(filters, &path)?,
    };
    if let Some(layer) = fields.get("layer") {
        let path = fields.path.key("layer");
        let fields = Object {
            value: layer,
            path: &path,
        };
        let id = fields.text("id")?.unwrap_or_default();
        let shared = compiler.entry("layers", &id);
        let seed = shared.and_then(|layer| layer.get("seed")?.as_str());
        let Some(seed) = fields.text("seed")?.or(seed.map(Shared::from)) else {
            let detail = ["no layer with a seed is called \"", &id, "\""].concat();
            return Err(invalid(&detail, &path));
        };
        out.push(Slice {
            seed,
            hash: Hash::Fnv2,
            unit: None,
            ranges: fields.ranges("ranges")?,
        });
    }
    Ok(out)
}

fn holdout(fields: &Object<'_>) -> Result<Option<(Shared, Slice)>, Error> {
    let Some(value) = fields.get("holdout") else {
        return Ok(None);
    };
    let path = fields.path.key("holdout");
    let fields = Object { value, path: &path };
    let (Some(id), Some(percent)) = (fields.text("id")?, fields.number("percent")?) else {
        return Err(invalid("expected `id` and `percent`", &path));
    };
    let slice = Slice {
        seed: fields.text("seed")?.unwrap_or_else(|| id.clone()),
        hash: Hash::Fnv2,
        unit: None,
        ranges: vec![(0.0, percent / 100.0)],
    };
    Ok(Some((id, slice)))
}

fn filter_list(value: &Json, path: &Path<'_>) -> Result<Vec<Slice>, Error> {
    let Json::Array(list) = value else {
        return Err(wrong_type("a list", value, path));
    };
    let mut out = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let path = path.index(index);
        let fields = Object { value, path: &path };
        out.push(Slice {
            seed: fields.text("seed")?.unwrap_or_default(),
            hash: fields.hash()?,
            unit: fields.text("unit")?,
            ranges: fields.ranges("ranges")?,
        });
    }
    Ok(out)
}

/// What belongs to which segment: by `filters`, else by `ranges`, else by `weight`, else by `split`.
fn arms(segments: &[Json], coverage: f64, path: &Path<'_>) -> Result<Vec<Arm>, Error> {
    if segments.len() > limits::SEGMENTS {
        return Err(invalid("expected fewer segments", path));
    }
    let by_filters = segments
        .iter()
        .any(|segment| segment.get("filters").is_some());
    let shares = shares(segments, coverage, path)?;
    let mut out = Vec::new();
    for (index, (segment, share)) in segments.iter().zip(shares).enumerate() {
        let path = &path.index(index);
        let fields = Object {
            value: segment,
            path,
        };
        let mut arm = Arm::default();
        if fields.get("ranges").is_some() {
            arm.ranges = Some(fields.ranges("ranges")?);
        } else if !by_filters {
            arm.ranges = Some(vec![share]);
        }
        if let Some(filters) = fields.get("filters") {
            arm.slices = filter_list(filters, &path.key("filters"))?;
        }
        out.push(arm);
    }
    Ok(out)
}

fn shares(segments: &[Json], coverage: f64, path: &Path<'_>) -> Result<Vec<Range>, Error> {
    let count = segments.len();
    let weights = numbers(segments, "weight", path)?;
    if !weights.is_empty() {
        return Ok(bucket::ranges(count, coverage, &weights));
    }
    let splits = numbers(segments, "split", path)?;
    let mut sum = 0.0;
    for split in &splits {
        sum += split;
    }
    if splits.len() != count || count > 1 && (sum - 1.0).abs() < 1e-6 {
        return Ok(bucket::ranges(count, coverage, &splits));
    }
    // Upper bounds: each segment owns what lies above the next lower bound.
    let coverage = coverage.clamp(0.0, 1.0);
    let mut out = Vec::new();
    for bound in &splits {
        let mut from = 0.0_f64;
        for other in &splits {
            if other < bound {
                from = from.max(*other);
            }
        }
        out.push((from, from + coverage * (bound - from)));
    }
    Ok(out)
}

/// The percentages that the segments give, as parts of 1.
fn numbers(segments: &[Json], name: &str, path: &Path<'_>) -> Result<Vec<f64>, Error> {
    let mut out = Vec::new();
    for (index, value) in segments.iter().enumerate() {
        let path = &path.index(index);
        let number = Object { value, path }.number(name)?;
        out.extend(number.map(|number| number / 100.0));
    }
    Ok(out)
}

/// An object whose fields are read strictly.
struct Object<'a> {
    value: &'a Json,
    path: &'a Path<'a>,
}

impl Object<'_> {
    fn get(&self, name: &str) -> Option<&Json> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<Shared>, Error> {
        let value = self.get(name);
        let text = value.map(|value| text(value, &self.path.key(name)));
        Ok(text.transpose()?.map(Shared::from))
    }

    fn number(&self, name: &str) -> Result<Option<f64>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value
            .as_f64()
            .filter(|number| *number >= 0.0 || name == "coverage");
        match number {
            Some(_) => Ok(number),
            None => Err(invalid("expected a number from 0 on", &self.path.key(name))),
        }
    }

    fn flag(&self, name: &str) -> Result<bool, Error> {
        match self.get(name) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(other) => Err(wrong_type("true or false", other, &self.path.key(name))),
        }
    }

    /// `hash` by its name, or GrowthBook's `hash_version`.
    fn hash(&self) -> Result<Hash, Error> {
        let version = self.get("hash_version").map(Json::as_u64);
        Ok(match (self.text("hash")?.as_deref(), version) {
            (None, None | Some(Some(2))) | (Some("fnv2"), _) => Hash::Fnv2,
            (None, Some(Some(1))) | (Some("fnv1"), _) => Hash::Fnv1,
            (Some("murmur3"), _) => Hash::Murmur3,
            _ => {
                let detail = "expected \"fnv2\", \"murmur3\" or \"fnv1\"";
                return Err(invalid(detail, &self.path.key("hash")));
            }
        })
    }

    /// A list of `[from, to]`.
    fn ranges(&self, name: &str) -> Result<Vec<Range>, Error> {
        let path = self.path.key(name);
        let detail = "expected a list of ranges such as [[0, 0.4]]";
        let list = self.get(name).and_then(Json::as_array);
        let mut out = Vec::new();
        for range in list.ok_or_else(|| invalid(detail, &path))? {
            let end = |index: usize| range.get(index).and_then(Json::as_f64);
            let ends = end(0).zip(end(1));
            out.push(ends.ok_or_else(|| invalid(detail, &path))?);
        }
        Ok(out)
    }
}
