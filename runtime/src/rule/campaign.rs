//! Campaign rules: the placements they answer, and their segments.

use serde_json::{Map, Value as Json};

use super::compile::{Compiler, Targets};
use super::flow::Flow;
use super::terms;
use super::terms::Terms;
use crate::json::put;
use crate::reader::{Fields, Path, Warnings};
use crate::string::{Shared, concat};

/// The form factors of the format.
const FORM_FACTORS: [&str; 4] = ["phone", "tablet", "television", "desktop"];

/// A campaign rule.
#[derive(Debug)]
pub struct Campaign {
    /// The id of the rule.
    pub rule: Shared,
    /// The name of the rule, for people and events.
    pub name: Shared,
    /// The kind of placement that it answers.
    pub kind: PlacementKind,
    /// The label or URL that it answers.
    pub value: Shared,
    /// The audience outside the platform that it belongs to, if it belongs to one.
    pub external_segment: Option<Shared>,
    /// The segments, of which each shows a paywall or a flow to its customers.
    pub segments: Vec<Segment>,
    /// The priority. The rules of a placement are asked from the highest priority to the lowest, and in document order.
    pub priority: i32,
    /// The terms beyond its placement and form factors, if it has any.
    pub terms: Option<Box<Terms>>,
}

/// The kind of placement that a rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum PlacementKind {
    Default,
    Label,
    Url,
    /// A kind that is not known: the rule answers nothing.
    Unknown,
}

impl PlacementKind {
    /// Returns the name in the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Label => "label",
            Self::Url => "url",
            Self::Unknown => "unknown",
        }
    }
}

/// One arm of a rule: a part of the customers, and the paywall they see.
#[derive(Debug)]
pub struct Segment {
    /// The id of the segment.
    pub segment: Shared,
    /// The share from 0 to 100: a weight, or an upper bound (see [`split`](super::split)).
    pub split: f64,
    /// The form factors that it is for.
    pub form_factors: Vec<Shared>,
    /// The paywall that it shows.
    pub paywall: Option<Shared>,
    /// The flow that it runs.
    pub flow: Option<Box<Flow>>,
    /// The event that counts as a conversion.
    pub conversion_event_type: Option<Shared>,
    /// The address at which a conversion is seen.
    pub conversion_event_url: Option<Shared>,
}

/// All campaign rules, found by kind and value of their placement.
#[derive(Debug, Default)]
pub struct Campaigns {
    /// The rules in document order.
    pub rules: Vec<Campaign>,
    /// The identifiers that conditions read, and the comparisons they make.
    pub targets: Targets,
    /// True if some rule depends on what was shown before.
    pub remember: bool,
    /// The numbers of the rules, sorted by kind, value, priority and number.
    index: Vec<u32>,
    /// The numbers of the rules by their ids; empty unless some rule depends on what was shown before.
    ids: Map<String, Json>,
}

impl Campaigns {
    /// Makes the index of the rules.
    pub fn new(rules: Vec<Campaign>, targets: Targets) -> Self {
        let mut out = Self {
            rules,
            targets,
            ..Self::default()
        };
        for (number, rule) in (0..).zip(&out.rules) {
            // After those of the same placement and priority, so that document order is kept.
            let at = out.before(rule.placement(), rule.rank() + 1);
            out.index.insert(at, number);
            out.remember |= rule.terms.as_ref().is_some_and(|terms| terms.remembers());
        }
        if out.remember {
            for (number, rule) in (0_u32..).zip(&out.rules) {
                if !out.ids.contains_key(&*rule.rule) {
                    put(&mut out.ids, &rule.rule, number.into());
                }
            }
        }
        out
    }

    /// Returns the rule with this id; only where some rule depends on what was shown before.
    pub fn by_id(&self, id: &str) -> Option<&Campaign> {
        self.rules.get(self.ids.get(id)?.as_u64()? as usize)
    }

    /// Returns the rules that answer this placement, by priority and in document order.
    pub fn answering<'a>(
        &'a self,
        kind: PlacementKind,
        value: &str,
    ) -> impl Iterator<Item = &'a Campaign> + use<'a> {
        let from = self.before((kind, value), i64::MIN);
        let to = self.before((kind, value), i64::MAX);
        self.index[from..to]
            .iter()
            .filter_map(|number| self.rules.get(*number as usize))
    }

    /// Returns the count of rules in the index that come before this rank of this placement.
    // One copy for the three callers: the bisection and the comparison of placements are long when inlined.
    #[inline(never)]
    fn before(&self, placement: (PlacementKind, &str), rank: i64) -> usize {
        self.index.partition_point(|number| {
            let rule = self.rules.get(*number as usize);
            rule.is_some_and(|rule| (rule.placement(), rule.rank()) < (placement, rank))
        })
    }
}

impl Campaign {
    /// Reads the placement that a rule answers out of its plain fields.
    pub fn read_placement(value: &Json) -> (PlacementKind, Shared) {
        let (path, mut unasked) = (Path::root(""), Warnings::unasked());
        let Some(fields) = Fields::of(value, &path, &mut unasked) else {
            return (PlacementKind::Unknown, Shared::default());
        };
        match read_kind(&fields, &mut unasked) {
            PlacementKind::Default => (PlacementKind::Default, Shared::default()),
            kind => (kind, fields.shared("value", &mut unasked)),
        }
    }

    /// Returns the placement that the rule answers.
    /// A rule of type `default` answers nothing but the launch without a name, whatever its value.
    pub fn placement(&self) -> (PlacementKind, &str) {
        (
            self.kind,
            if self.kind == PlacementKind::Default {
                ""
            } else {
                &self.value
            },
        )
    }

    /// Lets the segments that name no form factor serve all of them.
    pub fn serve_all(&mut self) {
        for segment in &mut self.segments {
            if segment.form_factors.is_empty() {
                segment.form_factors = FORM_FACTORS.map(Shared::from).to_vec();
            }
        }
    }

    /// Returns the rank among the rules of the placement: a higher priority comes first.
    fn rank(&self) -> i64 {
        -i64::from(self.priority)
    }

    /// Reads a rule: the form with segments, or the flattened one that the server sends to identified devices.
    pub fn read(
        value: &Json,
        path: &Path<'_>,
        compiler: &mut Compiler<'_>,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let kind = read_kind(&fields, warnings);
        // Most rules have one, and room for more would stay empty.
        let mut segments = Vec::with_capacity(1);
        let mut add = |value: &Json, path: &Path<'_>, warnings: &mut Warnings| {
            if let Some(segment) = read_segment(value, path, compiler, warnings) {
                segments.push(segment);
            }
        };
        if fields.get("segments").is_some() {
            fields.each("segments", warnings, &mut add);
        } else {
            add(value, path, warnings);
        }
        Some(Self {
            rule: fields.required_text("rule", warnings).into(),
            name: fields.shared("name", warnings),
            kind,
            value: fields.shared("value", warnings),
            external_segment: fields.shared_option("external_segment", warnings),
            segments,
            priority: terms::priority(&fields),
            terms: Terms::read(compiler, value, path, warnings),
        })
    }
}

/// Reads the type of a rule. One with an unknown type answers nothing, but stays in the list.
fn read_kind(fields: &Fields<'_>, warnings: &mut Warnings) -> PlacementKind {
    match fields.required_text("type", warnings).as_str() {
        "default" => PlacementKind::Default,
        "label" => PlacementKind::Label,
        "url" => PlacementKind::Url,
        other => {
            if other != "unknown" {
                warnings.add(
                    "unknown_campaign_type",
                    &fields.path.key("type"),
                    concat(&["\"", other, "\" answers no launch"]),
                );
            }
            PlacementKind::Unknown
        }
    }
}

/// Reads a segment, or the flattened rule that is its own segment.
fn read_segment(
    value: &Json,
    path: &Path<'_>,
    compiler: &mut Compiler<'_>,
    warnings: &mut Warnings,
) -> Option<Segment> {
    let fields = Fields::of(value, path, warnings)?;
    let segment = Segment {
        segment: fields.shared("segment", warnings),
        split: fields.number("split", warnings).unwrap_or(100.0),
        form_factors: read_form_factors(&fields, warnings),
        paywall: fields.shared_option("paywall", warnings),
        flow: fields.get("flow").and_then(|value| {
            let path = path.key("flow");
            Flow::read(value, &path, compiler, warnings)
        }),
        conversion_event_type: fields.shared_option("conversion_event_type", warnings),
        conversion_event_url: fields.shared_option("conversion_event_url", warnings),
    };
    if segment.paywall.is_none() && segment.flow.is_none() {
        warnings.add(
            "missing_field",
            path,
            "expected \"paywall\" or \"flow\"; this segment shows nothing",
        );
    }
    Some(segment)
}

/// Reads form factors. An entry is `{form_factor, supports_portrait, supports_landscape}`, or a bare name.
fn read_form_factors(fields: &Fields<'_>, warnings: &mut Warnings) -> Vec<Shared> {
    let list = fields.list("form_factors", warnings);
    let mut out = Vec::with_capacity(list.len());
    for entry in list {
        if let Some(name) = entry.get("form_factor").unwrap_or(entry).as_str() {
            out.push(name.into());
        }
    }
    out
}
