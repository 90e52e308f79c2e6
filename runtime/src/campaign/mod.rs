//! Launch: finds the campaign rule of a placement and the segment of a customer.
//!
//! What a rule asks beyond the platform's format ([`terms`]) is compiled at load; `docs/campaigns.md` describes it.

pub mod bucket;
pub mod cap;
pub mod compile;
pub mod condition;
pub mod experiment;
mod fold;
pub mod hash;
pub mod identifier;
pub(crate) mod judge;
pub mod leaf;
pub mod offer;
pub mod operator;
mod path;
mod position;
pub mod reason;
pub mod schedule;
mod segment;
pub mod strict;
pub mod terms;
pub(crate) mod trace;
mod version;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value as Json};

use crate::document::Document;
use crate::document::campaign::{Campaign, Kind, Segment};
use crate::error::{Error, ErrorKind};
use crate::flow::Flow;
use crate::json::{self, Writer};
use crate::request::Request;
use crate::string::{Shared, concat};
use hash::HashFn;
use judge::{Choice, Judge};
pub use position::position;
use trace::Trace;

/// What a launch shows, and why.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The rule's name.
    pub name: &'a str,
    /// The kind of placement it answers.
    pub kind: &'static str,
    /// The label or URL it answers.
    pub value: &'a str,
    /// The chosen segment's id; empty for a customer who is held out.
    pub segment: &'a str,
    /// The audience outside that the rule belongs to.
    pub external_segment: Option<&'a str>,
    /// The customer's split position, 0 to 100; null when there is no id to take it from.
    pub position: Option<f64>,
    /// The paywall to show; of a flow, its first screen. None for a customer who is held out.
    pub paywall: Option<&'a str>,
    /// The flow to run.
    pub flow: Option<&'a Flow>,
    /// What counts as a conversion.
    pub conversion_event_type: Option<&'a str>,
    /// Where the conversion is to be seen.
    pub conversion_event_url: Option<&'a str>,
    /// The experiment that the segment is of.
    pub experiment: Option<&'a str>,
    /// Where the customer falls in the experiment, 0 to 1.
    pub bucket: Option<f64>,
    /// Whether the segment was kept from before.
    pub sticky: bool,
    /// Whether the segment was forced: no exposure is to be logged.
    pub forced: bool,
    /// The holdout that the customer belongs to: nothing is shown, the exposure is to be logged.
    pub held_out: Option<&'a str>,
    /// Whether a condition asked for entitlements that the request does not know yet.
    pub entitlements_unknown: bool,
    /// What the caller must remember once it is shown: `record`, a list of rules, and `assignments`.
    pub remember: Option<Json>,
}

/// A decision and why it is this one.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// What is shown.
    pub decision: Result<Decision<'a>, Error>,
    /// A rule an entry, where the request asks for it: `rule`, `reason` (see [`reason`]) and what explains it.
    pub trace: Vec<Json>,
}

impl Decision<'_> {
    /// Writes it as answers carry it; its kind is the field `type`.
    pub fn write(&self, out: &mut Writer) {
        out.open(b'{');
        out.text_field("rule", self.rule);
        out.text_field("name", self.name);
        out.text_field("type", self.kind);
        out.text_field("value", self.value);
        out.text_field("segment", self.segment);
        out.option_field("externalSegment", self.external_segment);
        out.value_field("position", &self.position.map_or(Json::Null, Json::from));
        out.option_field("paywall", self.paywall);
        out.value_field("flow", self.flow.map_or(&Json::Null, |flow| &flow.written));
        out.option_field("conversionEventType", self.conversion_event_type);
        out.option_field("conversionEventUrl", self.conversion_event_url);
        self.write_terms(out);
        out.close(b'}');
    }

    /// Writes what comes of the terms of rules, where there is anything of it.
    fn write_terms(&self, out: &mut Writer) {
        if let Some(experiment) = self.experiment {
            out.text_field("experiment", experiment);
        }
        if let Some(bucket) = self.bucket {
            out.value_field("bucket", &Json::from(bucket));
        }
        write_if(out, "sticky", self.sticky);
        write_if(out, "forced", self.forced);
        if let Some(held_out) = self.held_out {
            out.text_field("heldOut", held_out);
        }
        write_if(out, "entitlementsUnknown", self.entitlements_unknown);
        if let Some(remember) = &self.remember {
            out.value_field("remember", remember);
        }
    }
}

/// Writes a flag that is set; one that is not is left out.
fn write_if(out: &mut Writer, name: &str, flag: bool) {
    if flag {
        out.value_field(name, &Json::Bool(true));
    }
}

/// Decides what `request` shows.
/// The first rule wins, by priority and in document order, that answers the placement, whose terms the customer meets,
/// that has a segment for the form factor, and whose paywall (or all of whose flow's screens) the document has.
///
/// # Errors
/// `default_campaign_not_found`, `labeled_campaign_not_found`, `url_campaign_not_found`;
/// `campaign_data_not_found` and `flow_screen_data_unavailable` when only the paywall or a screen was missing.
pub fn decide<'a>(document: &'a Document, request: &Request) -> Result<Decision<'a>, Error> {
    judge(document, request, None).decision
}

/// Decides, and explains the decision where the request asks for it.
/// `hash` takes the place of the document's hashes; for tests against other systems.
pub fn judge<'a>(document: &'a Document, request: &Request, hash: Option<HashFn>) -> Outcome<'a> {
    let (kind, value) = placement(request);
    let customer = &request.customer;
    let id = customer.id.as_deref().or(customer.device_id.as_deref());
    let position = id.and_then(position::position);
    let forced = request.qa.get("splitPosition").and_then(Json::as_f64);
    let position = forced.or(position);
    let mut judge = Judge::new(&document.campaigns, request, position);
    judge.hash = hash;
    judge.trace = request.trace.then(Trace::default);
    let mut decision = None;
    for rule in document.campaigns.answering(kind, value) {
        if decision.is_some() {
            judge.end_rule(rule, reason::UNEVALUATED);
            if judge.trace.is_none() {
                break;
            }
            continue;
        }
        let reason = match choose(document, &mut judge, rule) {
            Ok(chosen) => {
                let held_out = chosen.held_out.is_some();
                decision = Some(chosen);
                if held_out {
                    reason::HELD_OUT
                } else {
                    reason::MATCHED
                }
            }
            Err(reason) => reason,
        };
        judge.end_rule(rule, reason);
    }
    if judge.trace.is_some() {
        for rule in &document.campaigns.rules {
            if rule.placement() != (kind, value) {
                judge.end_rule(rule, reason::PLACEMENT);
            }
        }
    }
    let missing = judge.missing.take();
    let decision = decision
        .ok_or_else(|| missing.unwrap_or_else(|| not_found(kind, value, request, judge.waits)));
    Outcome {
        decision: request.work.check().and(decision),
        trace: judge.trace.map(Trace::finish).unwrap_or_default(),
    }
}

/// What the rule shows; else the reason it does not.
// Inlined, a decision would be copied for each rule that gives none.
#[inline(never)]
fn choose<'a>(
    document: &'a Document,
    judge: &mut Judge<'a, '_>,
    rule: &'a Campaign,
) -> Result<Decision<'a>, &'static str> {
    let choice = judge.choose(rule)?;
    let mut paywall = None;
    if let Some(segment) = choice.segment {
        paywall = match shown(document, segment) {
            Ok(id) => Some(id),
            Err(error) => {
                judge.missing.get_or_insert(error);
                return Err(reason::PAYWALL);
            }
        };
    }
    let mut decision = decision(rule, choice, paywall);
    decision.position = judge.position;
    decision.entitlements_unknown = judge.waits;
    if document.campaigns.remember && !decision.forced {
        let record = Json::Array(vec![json::text(decision.rule)]);
        remember(&mut decision, "record", record);
    }
    Ok(decision)
}

fn remember(decision: &mut Decision<'_>, name: &str, value: Json) {
    let known = decision.remember.get_or_insert_with(|| Map::new().into());
    if let Some(known) = known.as_object_mut() {
        json::put(known, name, value);
    }
}

/// A label wins over a URL; a label that reads as a URL is one; empty texts count as nothing.
fn placement(request: &Request) -> (Kind, &str) {
    fn given(text: Option<&String>) -> Option<&str> {
        text.map(String::as_str).filter(|text| !text.is_empty())
    }
    match (
        given(request.launch.label.as_ref()),
        given(request.launch.url.as_ref()),
    ) {
        (Some(label), _) if reads_as_url(label) => (Kind::Url, label),
        (Some(label), _) => (Kind::Label, label),
        (None, Some(url)) => (Kind::Url, url),
        (None, None) => (Kind::Default, ""),
    }
}

/// Whether a browser's `URL` parser takes the text without a base: it starts with a scheme.
/// Schemes that need a host refuse an empty one.
pub fn reads_as_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim().split_once(':') else {
        return false;
    };
    let mut bytes = scheme.bytes();
    let named = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let special = ["http", "https", "ws", "wss", "ftp"]
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name));
    named && (!special || !rest.trim_start_matches(['/', '\\']).is_empty())
}

/// The paywall a segment shows: its own, or its flow's first screen.
fn shown<'a>(document: &'a Document, segment: &'a Segment) -> Result<&'a str, Error> {
    if let Some(id) = segment.paywall.as_deref() {
        let detail = || {
            concat(&[
                "expected a paywall with the id \"",
                &*id,
                "\" in the document",
            ])
        };
        return document
            .paywall(id)
            .map(|_| id)
            .ok_or_else(|| Error::new(ErrorKind::CampaignDataNotFound, detail()));
    }
    let screens = segment.flow.as_ref().map_or(&[][..], |flow| &flow.screens);
    let lacks = |id: &&Shared| document.paywall(id).is_none();
    if let Some(lacking) = screens.iter().find(lacks) {
        let detail = concat(&[
            "expected the flow's screen \"",
            lacking,
            "\" among the paywalls",
        ]);
        return Err(Error::new(ErrorKind::FlowScreenDataUnavailable, detail));
    }
    screens.first().map(|id| &**id).ok_or_else(|| {
        Error::new(
            ErrorKind::CampaignDataNotFound,
            "expected a segment with a paywall or a flow with screens",
        )
    })
}

fn decision<'a>(rule: &'a Campaign, choice: Choice<'a>, paywall: Option<&'a str>) -> Decision<'a> {
    let segment = choice.segment;
    let mut out = Decision {
        rule: &rule.rule,
        name: &rule.name,
        kind: rule.kind.name(),
        value: &rule.value,
        segment: segment.map_or("", |segment| &segment.segment),
        external_segment: rule.external_segment.as_deref(),
        position: None,
        paywall,
        flow: segment.and_then(|segment| segment.flow.as_deref()),
        conversion_event_type: segment.and_then(|segment| segment.conversion_event_type.as_deref()),
        conversion_event_url: segment.and_then(|segment| segment.conversion_event_url.as_deref()),
        experiment: choice.experiment.map(|experiment| &*experiment.key),
        bucket: choice.bucket,
        sticky: choice.sticky,
        forced: choice.forced,
        held_out: choice.held_out,
        entitlements_unknown: false,
        remember: None,
    };
    if let Some(assignments) = choice.assignments {
        remember(&mut out, "assignments", assignments);
    }
    out
}

fn not_found(kind: Kind, value: &str, request: &Request, waits: bool) -> Error {
    let form_factor = &request.device.form_factor;
    let (kind, what) = match kind {
        Kind::Label => (
            ErrorKind::LabeledCampaignNotFound,
            concat(&["campaign with the label \"", value, "\""]),
        ),
        Kind::Url => (
            ErrorKind::UrlCampaignNotFound,
            concat(&["campaign with the URL \"", value, "\""]),
        ),
        Kind::Default | Kind::Unknown => (
            ErrorKind::DefaultCampaignNotFound,
            "campaign of type default".into(),
        ),
    };
    let waits = if waits {
        "; the customer's entitlements are not known yet"
    } else {
        ""
    };
    Error::new(
        kind,
        concat(&[
            "expected a ",
            &*what,
            " for form factor \"",
            form_factor,
            "\"",
            waits,
        ]),
    )
}
