//! The module's answers as types. `docs/abi.md` defines them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

pub use crate::refusal::Warning;
use crate::{Error, Refusal};

/// A result, with the warnings that arose on the way.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The result of the operation.
    pub ok: T,
    /// Parts of the document or request that were passed over; the rest still works.
    pub warnings: Vec<Warning>,
}

/// The paywall to show, and the campaign rule by which it was chosen.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The id of the campaign rule.
    pub rule: Option<String>,
    /// The name of the campaign.
    pub name: Option<String>,
    /// The kind of placement: `default`, `label` or `url`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The label or URL that the rule answers.
    pub value: Option<String>,
    /// The id of the segment.
    pub segment: Option<String>,
    /// The segment's id in another system, as the document gives it.
    pub external_segment: Option<Value>,
    /// The customer's split position, from 0 to 100.
    pub position: Option<f64>,
    /// The id of the paywall to show; for a flow, that of its first screen.
    pub paywall: Option<String>,
    /// The flow, if the rule leads to one.
    pub flow: Option<Value>,
    /// The event to report when the customer buys.
    pub conversion_event_type: Option<Value>,
    /// The address to report it to.
    pub conversion_event_url: Option<Value>,
    /// The key of the experiment to which the segment belongs.
    pub experiment: Option<String>,
    /// The customer's place in the experiment, from 0 to 1.
    pub bucket: Option<f64>,
    /// True if the segment was kept from an earlier decision.
    #[serde(default)]
    pub sticky: bool,
    /// True if the request forced the segment: then no exposure is to be logged.
    #[serde(default)]
    pub forced: bool,
    /// The holdout that the customer belongs to: nothing is shown, but the exposure is to be logged.
    pub held_out: Option<String>,
    /// True if a condition asked for entitlements that the request does not know yet.
    #[serde(default)]
    pub entitlements_unknown: bool,
    /// The memory to keep once the paywall is shown: `record`, a list of rules, and `assignments`.
    pub remember: Option<Value>,
}

/// The result of `decide`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Decided {
    /// The decision; None if nothing is shown.
    pub decision: Option<Decision>,
}

/// The result of `render` and `act`: a fragment.
#[derive(Debug, Clone, Deserialize)]
pub struct Rendered {
    /// The decision. None if the request named the paywall.
    pub decision: Option<Decision>,
    /// The paywall that is shown, and its place.
    pub paywall: Shown,
    /// The paywall's HTML: one element `<div class="paywall …">`.
    pub html: String,
    /// The style sheet with all rules that `html` needs.
    pub css: String,
    /// The fonts that `css` names.
    pub fonts: Vec<Font>,
    /// The customer's place inside the paywall: it goes back as `state` of the next request.
    pub state: Box<RawValue>,
    /// The events that the app must hear.
    pub events: Vec<Value>,
}

/// The paywall that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Shown {
    /// The id in the document.
    pub id: String,
    /// The name in the document, for people.
    pub name: Option<String>,
    /// The name of the page that is open.
    pub page: Option<String>,
    /// The attribute `data-tap` of the element that takes the focus.
    pub focus: Option<String>,
}

/// A font to load before the paywall is seen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Font {
    /// The family's name in the style sheet.
    pub name: String,
    /// The address of the font file.
    pub url: String,
}

/// The result of `snapshot`: a whole page.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Snapshot {
    /// The decision. None if the request named the paywall.
    pub decision: Option<Decision>,
    /// The page, from `<!doctype html>` on.
    pub html: String,
}

/// The result of `describe`: the contents of the document, for pickers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Description {
    /// The paywalls with their ids and names.
    pub paywalls: Vec<Value>,
    /// The campaign rules with their placements.
    pub campaigns: Vec<Value>,
    /// The products that the paywalls offer.
    pub products: Vec<Value>,
}

/// The module's answer as it is written.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Envelope<T> {
    ok: Option<T>,
    error: Option<ErrorBody>,
    #[serde(default)]
    warnings: Vec<Warning>,
}

/// The error in an answer.
#[derive(Deserialize)]
struct ErrorBody {
    code: String,
    message: String,
    path: Option<String>,
}

/// Reads the module's answer. An `{"error"}` becomes [`Error::Refused`].
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<Answer<T>, Error> {
    let envelope: Envelope<T> = serde_json::from_slice(bytes)
        .map_err(|error| Error::Contract(format!("unreadable answer: {error}")))?;
    match (envelope.ok, envelope.error) {
        (Some(ok), None) => Ok(Answer {
            ok,
            warnings: envelope.warnings,
        }),
        (
            None,
            Some(ErrorBody {
                code,
                message,
                path,
            }),
        ) => Err(Error::Refused(Refusal {
            code,
            message,
            path,
            warnings: envelope.warnings,
        })),
        _ => Err(Error::Contract(
            "an answer is either `ok` or `error`".into(),
        )),
    }
}

/// Returns the error in an answer, without reading a result.
pub fn refusal(bytes: &[u8]) -> Option<Error> {
    // Both forms begin with their one telling key, so a good answer is not parsed here.
    if bytes.starts_with(br#"{"ok""#) {
        return None;
    }
    parse::<serde::de::IgnoredAny>(bytes).err()
}
