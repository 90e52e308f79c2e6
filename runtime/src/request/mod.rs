//! The request of a call: one form for all operations. Unknown fields are refused.

mod act;
mod customer;
mod device;
mod reader;

use serde_json::{Map, Value as Json};

use crate::clock::{self, Clock};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::reader::Path;
pub use act::Act;
pub use customer::{Customer, JourneyState};
pub use device::Device;

/// The question of a call: what is asked for, and for whom.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The placement to launch.
    pub launch: Launch,
    /// The paywall to render, whatever the campaigns say.
    pub paywall: Option<String>,
    /// The customer who is asking.
    pub customer: Customer,
    /// The device in the customer's hand.
    pub device: Device,
    /// The customer's language and region as a BCP 47 tag; `en-US` when it is not given.
    pub locale: Option<String>,
    /// The time in epoch milliseconds: the engine has no clock of its own.
    pub now: Option<f64>,
    /// The customer's clock; UTC when nothing is said of it.
    pub clock: Clock,
    /// The app's counters by event: `count`, `first`, `last`, `count_1h`, `count_1d`, `count_7d`, `count_30d`.
    pub events: Option<Map<String, Json>>,
    /// The caller's memory of earlier answers.
    ///
    /// `history` lists by rule the times (epoch milliseconds) at which it was shown; `assignments` has what
    /// [`crate::rule::decision::Decision::remember`] said; `sessionStart` is the time at which the session began.
    pub memory: Map<String, Json>,
    /// Choices forced for tests and previews.
    ///
    /// `forced` names segments by experiment; with `onlyForced`, nobody else takes part in an experiment;
    /// `splitPosition`, from 0 to 100, replaces the position that the customer's id gives.
    pub qa: Map<String, Json>,
    /// True if the decision is to be explained.
    pub trace: bool,
    /// The identifiers whose values must not stand in a trace.
    pub redact: Vec<String>,
    /// Product details as the app has them from the store.
    pub products: Vec<Json>,
    /// The query parameters of the page that asks.
    pub url_params: Map<String, Json>,
    /// The `state` of an earlier answer.
    pub state: Option<Map<String, Json>>,
    /// The tap, or the other event, that happens.
    pub act: Option<Act>,
    /// The wishes for the page of a snapshot.
    pub page: PageOptions,
}

/// The placement of a launch: a label, a URL, or neither for the default campaign.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    /// The label of the placement.
    pub label: Option<String>,
    /// The URL of the placement.
    pub url: Option<String>,
    /// The values that the app passes along.
    pub context: Context,
}

/// The values that the app passes along at launch.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The product groups to offer, by `ref`; all when it is empty.
    pub product_groups: Vec<String>,
    /// The product group to start with, by `ref`.
    pub current_group: Option<String>,
    /// Values for `${launch.customAttributes.…}`.
    pub custom_attributes: Map<String, Json>,
    /// Values for `${launch.customObject.…}`.
    pub custom_object: Map<String, Json>,
}

/// The wishes for the page of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct PageOptions {
    /// The nonce of the page's `<style>`, as the page's Content-Security-Policy names it.
    pub nonce: Option<String>,
    /// The page's title; the paywall's name when it is not given.
    pub title: Option<String>,
    /// The page shell to use in place of the stock one.
    pub template: Option<String>,
}

impl Request {
    /// Reads a request. No bytes at all count as an empty request.
    ///
    /// # Errors
    /// `request_too_large`, `invalid_request`.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > limits::REQUEST_BYTES {
            let kind = ErrorKind::RequestTooLarge;
            let found = Some(bytes.len());
            return Err(Error::beyond(kind, limits::REQUEST_BYTES, "bytes", found));
        }
        // A launch without any facts is the simplest call, and needs no JSON for it.
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let invalid = |error: &dyn std::fmt::Display| {
            Error::new(ErrorKind::InvalidRequest, error.to_string()).at("request")
        };
        let text = std::str::from_utf8(bytes).map_err(|error| invalid(&error))?;
        Self::from_json(serde_json::from_str(text).map_err(|error| invalid(&error))?)
    }

    /// Reads a request that is parsed already.
    ///
    /// # Errors
    /// `invalid_request`, with the path of the field that is not as documented.
    pub fn from_json(json: Json) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, &Path::root("request"), &mut |name, value, path| {
            match name {
                "launch" => out.launch = Launch::from_json(value, path)?,
                "paywall" => out.paywall = Some(reader::text(value, path)?),
                "customer" => out.customer = Customer::from_json(value, path)?,
                "device" => out.device = Device::from_json(value, path)?,
                "locale" => out.locale = Some(reader::text(value, path)?),
                "now" => out.now = Some(reader::number(&value, path)?),
                "utcOffset" => out.clock.offset = reader::number(&value, path)?,
                "offsetChanges" => {
                    let changes = clock::changes(&value).ok_or_else(|| {
                        let expected =
                            "expected a list of [epoch milliseconds, minutes], 64 at most";
                        reader::invalid(expected, path)
                    });
                    out.clock.changes = changes?;
                }
                "events" => out.events = Some(reader::map(value, path)?),
                "memory" => {
                    let fields = [
                        ("history", Map::new().into()),
                        ("assignments", Map::new().into()),
                        ("sessionStart", 0.into()),
                    ];
                    out.memory = reader::object(value, path, &fields)?;
                }
                "qa" => {
                    let fields = [
                        ("forced", Map::new().into()),
                        ("onlyForced", true.into()),
                        ("splitPosition", 0.into()),
                    ];
                    out.qa = reader::object(value, path, &fields)?;
                }
                "trace" => out.trace = reader::flag(&value, path)?,
                "redact" => out.redact = reader::texts(value, path)?,
                "products" => out.products = reader::list(value, path)?,
                "urlParams" => out.url_params = reader::map(value, path)?,
                "state" => out.state = Some(reader::map(value, path)?),
                "act" => out.act = Some(Act::from_json(value, path)?),
                "page" => out.page = PageOptions::from_json(value, path)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }

    /// Returns the times at which rules were shown, by rule.
    pub fn history(&self) -> Option<&Map<String, Json>> {
        self.memory.get("history")?.as_object()
    }

    /// Returns the time on the customer's clock, in milliseconds as if that clock stood in UTC.
    pub fn wall(&self) -> Option<f64> {
        Some(self.clock.wall(self.now?))
    }

    /// Returns the customer's locale, `en-US` when none was given.
    pub fn locale(&self) -> &str {
        self.locale.as_deref().unwrap_or("en-US")
    }
}

impl Launch {
    fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "label" => out.label = Some(reader::text(value, path)?),
                "url" => out.url = Some(reader::text(value, path)?),
                "context" => out.context = Context::from_json(value, path)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }
}

impl Context {
    fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "productGroups" => out.product_groups = reader::texts(value, path)?,
                "currentGroup" => out.current_group = Some(reader::text(value, path)?),
                "customAttributes" => out.custom_attributes = reader::map(value, path)?,
                "customObject" => out.custom_object = reader::map(value, path)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }
}

impl PageOptions {
    fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "nonce" => out.nonce = Some(reader::text(value, path)?),
                "title" => out.title = Some(reader::text(value, path)?),
                "template" => out.template = Some(reader::text(value, path)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }
}
