//! Campaign rules: which placement they answer, and their segments.

use serde_json::{Map, Value as Json};

use crate::campaign::compile::{Compiler, Targets};
use crate::campaign::terms::{self, Terms};
use crate::flow::Flow;
use crate::json::put;
use crate::reader::{Fields, Path, Warnings};
use crate::string::{Shared, concat};

/// A campaign rule.
#[derive(Debug)]
pub struct Campaign {
    /// Its id.
    pub rule: Shared,
    /// Its name, for people and events.
    pub name: Shared,
    /// Which kind of placement it answers.
    pub kind: Kind,
    /// The label or URL it answers.
    pub value: Shared,
    /// The audience it belongs to outside, where it does.
    pub external_segment: Option<Shared>,
    /// What it shows to whom.
    pub segments: Vec<Segment>,
    /// Rules of a placement are asked from the highest priority to the lowest, those of one in document order.
    pub priority: i32,
    /// What it asks beyond its placement and form factors.
    pub terms: Option<Box<Terms>>,
}

/// The kind of placement a rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Kind {
    Default,
    Label,
    Url,
    /// Not known: answers nothing.
    Unknown,
}

impl Kind {
    /// The name in the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Label => "label",
            Self::Url => "url",
            Self::Unknown => "unknown",
        }
    }
}

/// One arm of a rule.
#[derive(Debug)]
pub struct Segment {
    /// Its id.
    pub segment: Shared,
    /// Its share (a weight, or an upper bound; see [`crate::campaign`]), 0 to 100.
    pub split: f64,
    /// The form factors it is for.
    pub form_factors: Vec<Shared>,
    /// The paywall it shows.
    pub paywall: Option<Shared>,
    /// The flow it runs.
    pub flow: Option<Box<Flow>>,
    /// What counts as a conversion, and where it is to be seen.
    pub conversion_event_type: Option<Shared>,
    /// See `conversion_event_type`.
    pub conversion_event_url: Option<Shared>,
}

/// All campaigns, found by kind and value.
#[derive(Debug, Default)]
pub struct Campaigns {
    /// The rules in document order.
    pub rules: Vec<Campaign>,
    /// What conditions read and compare.
    pub targets: Targets,
    /// Whether some rule depends on what was shown before.
    pub remember: bool,
    /// The numbers of the rules, by kind, value, priority and number.
    index: Vec<u32>,
    /// The numbers of the rules by their ids, where some rule depends on what was shown before.
    ids: Map<String, Json>,
}

impl Campaigns {
    /// The rules with their index.
    pub fn new(rules: Vec<Campaign>, targets: Targets) -> Self {
        let mut out = Self {
            rules,
            targets,
            ..Self::default()
        };
        for (number, rule) in (0..).zip(&out.rules) {
            // Behind those of the same placement and priority: document order is kept.
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

    /// The rule with this id; only where some rule depends on what was shown before.
    pub fn by_id(&self, id: &str) -> Option<&Campaign> {
        self.rules.get(self.ids.get(id)?.as_u64()? as usize)
    }

    /// The rules that answer this placement, by priority and in document order.
    pub fn answering<'a>(
        &'a self,
        kind: Kind,
        value: &str,
    ) -> impl Iterator<Item = &'a Campaign> + use<'a> {
        let from = self.before((kind, value), i64::MIN);
        let to = self.before((kind, value), i64::MAX);
        self.index[from..to]
            .iter()
            .filter_map(|number| self.rules.get(*number as usize))
    }

    /// How many rules of the index are before this rank of this placement.
    #[inline(never)]
    fn before(&self, placement: (Kind, &str), rank: i64) -> usize {
        self.index.partition_point(|number| {
            let rule = self.rules.get(*number as usize);
            rule.is_some_and(|rule| (rule.placement(), rule.rank()) < (placement, rank))
        })
    }
}

impl Campaign {
    /// What it answers. A rule of type default answers nothing but the launch without a name, whatever its value.
    pub fn placement(&self) -> (Kind, &str) {
        (
            self.kind,
            if self.kind == Kind::Default {
                ""
            } else {
                &self.value
            },
        )
    }

    /// Its place among the rules of its placement: those of higher priority are before it.
    fn rank(&self) -> i64 {
        -i64::from(self.priority)
    }

    /// Reads a rule: the form with segments, or the flattened one the server sends to identified devices.
    pub fn read(
        value: &Json,
        path: &Path<'_>,
        compiler: &mut Compiler<'_>,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let kind = read_kind(&fields, warnings);
        let mut segments = Vec::new();
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

fn read_kind(fields: &Fields<'_>, warnings: &mut Warnings) -> Kind {
    match fields.required_text("type", warnings).as_str() {
        "default" => Kind::Default,
        "label" => Kind::Label,
        "url" => Kind::Url,
        other => {
            if other != "unknown" {
                warnings.add(
                    "unknown_campaign_type",
                    &fields.path.key("type"),
                    concat(&["\"", other, "\" answers no launch"]),
                );
            }
            Kind::Unknown
        }
    }
}

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

/// Each entry is `{form_factor, supports_portrait, supports_landscape}`; a bare name is taken, too.
fn read_form_factors(fields: &Fields<'_>, warnings: &mut Warnings) -> Vec<Shared> {
    let mut out = Vec::new();
    for entry in fields.list("form_factors", warnings) {
        if let Some(name) = entry.get("form_factor").unwrap_or(entry).as_str() {
            out.push(name.into());
        }
    }
    out
}
