//! Campaign rules: which placement they answer, and their segments.

use serde_json::Value as Json;

use super::reader::{Fields, Path, Warnings};
use crate::tree::{Shared, concat};

/// A campaign rule.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its id.
    pub segment: Shared,
    /// Its share (a weight, or an upper bound; see [`crate::campaign`]), 0 to 100.
    pub split: f64,
    /// The form factors it is for.
    pub form_factors: Vec<Shared>,
    /// The paywall it shows.
    pub paywall: Option<Shared>,
    /// The flow it runs, as the document gives it.
    pub flow: Option<Json>,
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
    /// The numbers of the rules, by kind, value and number.
    index: Vec<u32>,
}

impl Campaigns {
    /// The rules with their index.
    pub fn new(rules: Vec<Campaign>) -> Self {
        let mut out = Self {
            rules,
            index: Vec::new(),
        };
        for (number, rule) in (0..).zip(&out.rules) {
            // Behind those of the same placement: document order is kept.
            let at = out
                .index
                .partition_point(|other| out.placement(*other) <= rule.placement());
            out.index.insert(at, number);
        }
        out
    }

    /// The rules that answer this placement, in document order.
    pub fn answering<'a>(
        &'a self,
        kind: Kind,
        value: &str,
    ) -> impl Iterator<Item = &'a Campaign> + use<'a> {
        let from = self
            .index
            .partition_point(|number| self.placement(*number) < (kind, value));
        let to = self
            .index
            .partition_point(|number| self.placement(*number) <= (kind, value));
        self.index[from..to]
            .iter()
            .filter_map(|number| self.rules.get(*number as usize))
    }

    fn placement(&self, number: u32) -> (Kind, &str) {
        self.rules
            .get(number as usize)
            .map_or((Kind::Unknown, ""), Campaign::placement)
    }
}

impl Campaign {
    /// What it answers. A rule of type default answers nothing but the launch without a name, whatever its value.
    fn placement(&self) -> (Kind, &str) {
        (
            self.kind,
            if self.kind == Kind::Default {
                ""
            } else {
                &self.value
            },
        )
    }

    /// Reads a rule: the form with segments, or the flattened one the server sends to identified devices.
    pub fn read(value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let kind = read_kind(&fields, warnings);
        let mut segments = Vec::new();
        let mut add = |value: &Json, path: &Path<'_>, warnings: &mut Warnings| {
            if let Some(segment) = read_segment(value, path, warnings) {
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

fn read_segment(value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Option<Segment> {
    let fields = Fields::of(value, path, warnings)?;
    let segment = Segment {
        segment: fields.shared("segment", warnings),
        split: fields.number("split", warnings).unwrap_or(100.0),
        form_factors: read_form_factors(&fields, warnings),
        paywall: fields.shared_option("paywall", warnings),
        flow: fields.get("flow").cloned(),
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
