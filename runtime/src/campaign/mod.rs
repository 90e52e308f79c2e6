//! Launch: finds the campaign rule of a placement and the segment of a customer.

mod position;
mod segment;

#[cfg(test)]
mod tests;

use serde_json::Value as Json;

use crate::call::Request;
use crate::document::Document;
use crate::document::campaign::{Campaign, Kind, Segment};
use crate::error::{Error, ErrorKind};
use crate::json::Writer;
use crate::tree::concat;
pub use position::position;

/// What a launch shows, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'a> {
    /// The rule's id.
    pub rule: &'a str,
    /// The rule's name.
    pub name: &'a str,
    /// The kind of placement it answers.
    pub kind: &'static str,
    /// The label or URL it answers.
    pub value: &'a str,
    /// The chosen segment's id.
    pub segment: &'a str,
    /// The audience outside that the rule belongs to.
    pub external_segment: Option<&'a str>,
    /// The customer's split position, 0 to 100; null when there is no id to take it from.
    pub position: Option<f64>,
    /// The paywall to show; of a flow, its first screen.
    pub paywall: &'a str,
    /// The flow to run.
    pub flow: Option<&'a Json>,
    /// What counts as a conversion.
    pub conversion_event_type: Option<&'a str>,
    /// Where the conversion is to be seen.
    pub conversion_event_url: Option<&'a str>,
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
        out.text_field("paywall", self.paywall);
        out.value_field("flow", self.flow.unwrap_or(&Json::Null));
        out.option_field("conversionEventType", self.conversion_event_type);
        out.option_field("conversionEventUrl", self.conversion_event_url);
        out.close(b'}');
    }
}

/// Decides what `request` shows.
/// The first rule in document order wins that answers the placement, has a segment for the form factor,
/// and whose paywall (or all of whose flow's screens) the document has.
///
/// # Errors
/// `default_campaign_not_found`, `labeled_campaign_not_found`, `url_campaign_not_found`;
/// `campaign_data_not_found` and `flow_screen_data_unavailable` when only the paywall or a screen was missing.
pub fn decide<'a>(document: &'a Document, request: &Request) -> Result<Decision<'a>, Error> {
    let (kind, value) = placement(request);
    let customer = &request.customer;
    let id = customer.id.as_deref().or(customer.device_id.as_deref());
    let position = id.and_then(position::position);
    let mut missing = None;
    for rule in document.campaigns.answering(kind, value) {
        let Some(segment) = segment::choose(rule, &request.device.form_factor, position) else {
            continue;
        };
        match shown(document, segment) {
            Ok(paywall) => return Ok(decision(rule, segment, paywall, position)),
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    Err(missing.unwrap_or_else(|| not_found(kind, value, request)))
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
fn reads_as_url(text: &str) -> bool {
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
    let screens = segment
        .flow
        .as_ref()
        .and_then(|flow| flow.get("object")?.get("screens")?.as_array());
    let screens = screens.map_or(&[][..], Vec::as_slice);
    let lacks = |id: &&Json| id.as_str().is_some_and(|id| document.paywall(id).is_none());
    if let Some(lacking) = screens.iter().find(lacks).and_then(Json::as_str) {
        let detail = concat(&[
            "expected the flow's screen \"",
            lacking,
            "\" among the paywalls",
        ]);
        return Err(Error::new(ErrorKind::FlowScreenDataUnavailable, detail));
    }
    let first = screens.iter().find_map(Json::as_str);
    first.ok_or_else(|| {
        Error::new(
            ErrorKind::CampaignDataNotFound,
            "expected a segment with a paywall or a flow with screens",
        )
    })
}

fn decision<'a>(
    rule: &'a Campaign,
    segment: &'a Segment,
    paywall: &'a str,
    position: Option<f64>,
) -> Decision<'a> {
    Decision {
        rule: &rule.rule,
        name: &rule.name,
        kind: rule.kind.name(),
        value: &rule.value,
        segment: &segment.segment,
        external_segment: rule.external_segment.as_deref(),
        position,
        paywall,
        flow: segment.flow.as_ref(),
        conversion_event_type: segment.conversion_event_type.as_deref(),
        conversion_event_url: segment.conversion_event_url.as_deref(),
    }
}

fn not_found(kind: Kind, value: &str, request: &Request) -> Error {
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
    Error::new(
        kind,
        concat(&[
            "expected a ",
            &*what,
            " for form factor \"",
            form_factor,
            "\"",
        ]),
    )
}
