//! The module's answers, typed. `docs/abi.md` is the contract.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

pub use crate::refusal::Warning;
use crate::{Error, Refusal};

/// A result and what was passed over on the way.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The result.
    pub ok: T,
    /// What was passed over; the rest still works.
    pub warnings: Vec<Warning>,
}

/// Which paywall to show, and by which rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Id of the campaign rule.
    pub rule: Option<String>,
    /// Name of the campaign.
    pub name: Option<String>,
    /// `default`, `label` or `url`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The label or URL.
    pub value: Option<String>,
    /// Id of the segment.
    pub segment: Option<String>,
    /// The segment's id elsewhere.
    pub external_segment: Option<Value>,
    /// The customer's split position, from 0 to 100.
    pub position: Option<f64>,
    /// Id of the paywall to show; of a flow, its first screen.
    pub paywall: Option<String>,
    /// The flow, where the rule leads to one.
    pub flow: Option<Value>,
    /// What to report when the customer buys.
    pub conversion_event_type: Option<Value>,
    /// Where to report it.
    pub conversion_event_url: Option<Value>,
    /// The key of the experiment that the segment is of.
    pub experiment: Option<String>,
    /// Where the customer falls in the experiment, 0 to 1.
    pub bucket: Option<f64>,
    /// Whether the segment was kept from before.
    #[serde(default)]
    pub sticky: bool,
    /// Whether the segment was forced: no exposure is to be logged.
    #[serde(default)]
    pub forced: bool,
    /// The holdout that the customer belongs to: nothing is shown, the exposure is to be logged.
    pub held_out: Option<String>,
    /// Whether a condition asked for entitlements that the request does not know yet.
    #[serde(default)]
    pub entitlements_unknown: bool,
    /// What to remember once it is shown: `record`, a list of rules, and `assignments`.
    pub remember: Option<Value>,
}

/// The result of `decide`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Decided {
    /// Which paywall, and why.
    pub decision: Option<Decision>,
}

/// The result of `render` and `act`: a fragment.
#[derive(Debug, Clone, Deserialize)]
pub struct Rendered {
    /// Which paywall, and why; none when the request named the paywall.
    pub decision: Option<Decision>,
    /// The paywall that is shown.
    pub paywall: Shown,
    /// One element `<div class="paywall …">`.
    pub html: String,
    /// All rules that `html` needs.
    pub css: String,
    /// Fonts that `css` names.
    pub fonts: Vec<Font>,
    /// Where the customer is inside the paywall: goes back as `state` of the next request.
    pub state: Box<RawValue>,
    /// What the app must hear.
    pub events: Vec<Value>,
}

/// The paywall that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The page that is open.
    pub page: Option<String>,
    /// `data-tap` of the element that takes the focus.
    pub focus: Option<String>,
}

/// A font to load.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Font {
    /// The family's name in the style sheet.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// The result of `snapshot`: a whole page.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Snapshot {
    /// Which paywall, and why; none when the request named the paywall.
    pub decision: Option<Decision>,
    /// The page, from `<!doctype html>` on.
    pub html: String,
}

/// The result of `describe`: what the document offers, for pickers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Description {
    /// The paywalls.
    pub paywalls: Vec<Value>,
    /// The campaign rules.
    pub campaigns: Vec<Value>,
    /// The products.
    pub products: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Envelope<T> {
    ok: Option<T>,
    error: Option<ErrorBody>,
    #[serde(default)]
    warnings: Vec<Warning>,
}

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

/// The error in an answer, read without its result.
pub fn refusal(bytes: &[u8]) -> Option<Error> {
    // Both forms begin with their one telling key, so a good answer is not parsed here.
    if bytes.starts_with(br#"{"ok""#) {
        return None;
    }
    parse::<serde::de::IgnoredAny>(bytes).err()
}
