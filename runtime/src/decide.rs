//! Launch: finds the campaign rule of a placement and the segment of a customer.

use serde_json::{Map, Value as Json};

use crate::error::{Error, ErrorKind};
use crate::json;
use crate::load::Document;
use crate::request::Request;
use crate::rule::campaign::{Campaign, PlacementKind, Segment};
use crate::rule::choose::{Choice, Chooser};
use crate::rule::compile::Targets;
use crate::rule::decision::Decision;
use crate::rule::hash::HashFn;
use crate::rule::position::position;
use crate::rule::reason;
use crate::rule::trace::Trace;
use crate::string::{Shared, concat};
use crate::work::Work;

/// A decision, and its explanation.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The decision, or the reason for which there is none.
    pub decision: Result<Decision<'a>, Error>,
    /// One entry for each rule, when the request asks for a trace: `rule`, `reason` (see [`reason`])
    /// and the facts behind it.
    pub trace: Vec<Json>,
}

/// Decides which paywall `request` shows.
///
/// The rules of the placement are asked by priority and in document order. The first one wins whose terms the customer
/// meets, that has a segment for the form factor, and whose paywall (or every screen of its flow) is in the document.
///
/// # Errors
/// `default_campaign_not_found`, `labeled_campaign_not_found`, `url_campaign_not_found`; `campaign_data_not_found` and
/// `flow_screen_data_unavailable` when only the paywall or a screen was missing.
pub fn decide<'a>(
    document: &'a Document,
    request: &Request,
    work: &Work,
) -> Result<Decision<'a>, Error> {
    judge(document, request, work, None).decision
}

/// Decides, and explains the decision when the request asks for it.
/// `hash` takes the place of the document's hashes, for tests against other systems.
pub fn judge<'a>(
    document: &'a Document,
    request: &Request,
    work: &Work,
    hash: Option<HashFn>,
) -> Outcome<'a> {
    let (kind, value) = placement(request);
    let customer = &request.customer;
    let id = customer.id.as_deref().or(customer.device_id.as_deref());
    let position = id.and_then(position);
    // A forced position is for previews: it shows any segment without an id made up for it.
    let forced = request.qa.get("splitPosition").and_then(Json::as_f64);
    let position = forced.or(position);
    // A trace names all rules.
    let campaigns = if request.trace {
        document.campaigns()
    } else {
        document.campaigns_for(kind, value)
    };
    let mut chooser = Chooser::new(campaigns, request, work, position);
    chooser.hash = hash;
    chooser.judge.trace = request.trace.then(Trace::default);
    let (mut decision, mut missing) = (None, None);
    for rule in campaigns.answering(kind, value) {
        // The trace also names the rules that were not asked any more; without a trace they are not visited.
        if decision.is_some() {
            chooser.end_rule(rule, reason::UNEVALUATED);
            if chooser.judge.trace.is_none() {
                break;
            }
            continue;
        }
        let reason = match choose(document, &mut chooser, rule, &mut missing) {
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
        chooser.end_rule(rule, reason);
    }
    if chooser.judge.trace.is_some() {
        for rule in &campaigns.rules {
            if rule.placement() != (kind, value) {
                chooser.end_rule(rule, reason::PLACEMENT);
            }
        }
    }
    let decision = decision.ok_or_else(|| {
        missing.unwrap_or_else(|| not_found(kind, value, request, chooser.judge.waits))
    });
    Outcome {
        // Out of steps, conditions were not all asked, so whatever was decided may be wrong.
        decision: work.check().and(decision),
        trace: chooser.judge.trace.map(Trace::finish).unwrap_or_default(),
    }
}

/// Returns the decision that the rule leads to, or the reason for which it leads to none.
// Inlined, the large decision would be copied for each rule that leads to none.
#[inline(never)]
fn choose<'a>(
    document: &'a Document,
    chooser: &mut Chooser<'a, '_>,
    rule: &'a Campaign,
    missing: &mut Option<Error>,
) -> Result<Decision<'a>, &'static str> {
    let choice = chooser.choose(rule)?;
    let mut paywall = None;
    if let Some(segment) = choice.segment {
        paywall = match shown(document, segment) {
            Ok(id) => Some(id),
            Err(error) => {
                // The first such error is the one to report: without it the rule would have been shown.
                missing.get_or_insert(error);
                return Err(reason::PAYWALL);
            }
        };
    }
    let mut decision = decision(rule, choice, paywall, &chooser.campaigns.targets);
    decision.position = chooser.position;
    decision.entitlements_unknown = chooser.judge.waits;
    // Only documents with caps or prerequisites make callers remember anything, and a forced decision is only a look.
    if chooser.campaigns.remember && !decision.forced {
        let record = Json::Array(vec![json::text(decision.rule)]);
        remember(&mut decision, "record", record);
    }
    Ok(decision)
}

/// Adds a field to the memory that the caller must keep.
fn remember(decision: &mut Decision<'_>, name: &str, value: Json) {
    let known = decision.remember.get_or_insert_with(|| Map::new().into());
    if let Some(known) = known.as_object_mut() {
        json::put(known, name, value);
    }
}

/// Returns the placement that a request launches.
/// A label wins over a URL; a label that reads as a URL is one; empty texts count as not given.
fn placement(request: &Request) -> (PlacementKind, &str) {
    fn given(text: Option<&String>) -> Option<&str> {
        text.map(String::as_str).filter(|text| !text.is_empty())
    }
    match (
        given(request.launch.label.as_ref()),
        given(request.launch.url.as_ref()),
    ) {
        (Some(label), _) if reads_as_url(label) => (PlacementKind::Url, label),
        (Some(label), _) => (PlacementKind::Label, label),
        (None, Some(url)) => (PlacementKind::Url, url),
        (None, None) => (PlacementKind::Default, ""),
    }
}

/// Returns whether a browser's `URL` parser takes the text without a base, which means that it starts with a scheme.
/// A scheme that needs a host is refused with an empty one.
pub fn reads_as_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim().split_once(':') else {
        return false;
    };
    let mut bytes = scheme.bytes();
    let named = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    // The schemes that the URL standard calls special.
    let special = ["http", "https", "ws", "wss", "ftp"]
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name));
    named && (!special || !rest.trim_start_matches(['/', '\\']).is_empty())
}

/// Returns the paywall that a segment shows: its own, or its flow's first screen.
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
            .has(id)
            .then_some(id)
            .ok_or_else(|| Error::new(ErrorKind::CampaignDataNotFound, detail()));
    }
    let screens = segment.flow.as_ref().map_or(&[][..], |flow| &flow.screens);
    let lacks = |id: &&Shared| !document.has(id);
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

/// Puts a decision together from the rule, its choice and the paywall.
fn decision<'a>(
    rule: &'a Campaign,
    choice: Choice<'a>,
    paywall: Option<&'a str>,
    targets: &'a Targets,
) -> Decision<'a> {
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
        targets,
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

/// Makes the error for a placement that no rule answers for this customer.
fn not_found(kind: PlacementKind, value: &str, request: &Request, waits: bool) -> Error {
    let form_factor = &request.device.form_factor;
    let (kind, what) = match kind {
        PlacementKind::Label => (
            ErrorKind::LabeledCampaignNotFound,
            concat(&["campaign with the label \"", value, "\""]),
        ),
        PlacementKind::Url => (
            ErrorKind::UrlCampaignNotFound,
            concat(&["campaign with the URL \"", value, "\""]),
        ),
        PlacementKind::Default | PlacementKind::Unknown => (
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
