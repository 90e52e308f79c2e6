//! The identifiers of conditions: facts of the customer, the device, the launch, events and the clock.

use serde_json::{Map, Value as Json};

use super::path::{in_map, split};
use super::place::place;
use super::version;
use crate::date;
use crate::json;
use crate::request::Request;
use crate::request::{Customer, Device};
use crate::string::Shared;

/// An identifier, split into its namespace and the name inside it.
#[derive(Debug)]
pub struct Identifier {
    /// The identifier as the document writes it.
    pub name: Shared,
    space: Space,
    /// The offset at which the name inside the namespace begins.
    rest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
/// The namespace of an identifier.
enum Space {
    Device,
    Launch,
    UserTags,
    UrlParams,
    State,
    Customer,
    Entitlements,
    Store,
    Events,
    Clock,
    Flow,
    Product,
    /// A namespace that is not known: its values are always missing.
    Unknown,
}

/// The facts that identifiers name.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The request, which has most of them.
    pub request: &'a Request,
    /// The state that a paywall starts in, for conditions of flows: it stands behind what has changed.
    pub initial_state: Option<&'a Map<String, Json>>,
    /// The fields of `Product.…`, for conditions of products.
    pub product: Option<&'a Map<String, Json>>,
}

impl Identifier {
    /// Splits an identifier into its namespace and the name inside it.
    pub fn new(name: &str) -> Self {
        let (space, rest) = split(name);
        let space = match space {
            "Device" => Space::Device,
            "LaunchContext" => Space::Launch,
            "UserTags" => Space::UserTags,
            "urlParams" => Space::UrlParams,
            "state" => Space::State,
            "Customer" => Space::Customer,
            "Entitlements" => Space::Entitlements,
            "Store" => Space::Store,
            "Events" => Space::Events,
            "Clock" => Space::Clock,
            "Flow" => Space::Flow,
            "Product" => Space::Product,
            _ => Space::Unknown,
        };
        Self {
            name: name.into(),
            space,
            rest: name.len() - rest.len(),
        }
    }

    /// Returns whether the value depends on entitlements that the request does not know yet.
    pub fn waits(&self, request: &Request) -> bool {
        let of_them = self.space == Space::Entitlements && &*self.name != "Entitlements.loaded"
            || &*self.name == "Customer.last_expiry";
        of_them && !request.customer.entitlements_loaded
    }

    /// Returns the value, or null when it is missing.
    pub fn value(&self, facts: &Facts<'_>) -> Json {
        let request = facts.request;
        let name = self.name.get(self.rest..).unwrap_or_default();
        let customer = &request.customer;
        if self.waits(request) {
            return Json::Null;
        }
        match self.space {
            Space::Device => device(request, name),
            Space::Launch => launch(request, name),
            Space::UserTags => in_map(&customer.attributes, name),
            Space::UrlParams => in_map(&request.url_params, name),
            Space::State => match within(request.state.as_ref(), name) {
                Json::Null => within(facts.initial_state, name),
                changed => changed,
            },
            Space::Customer => customer_fact(request, name),
            Space::Entitlements => entitlement(customer, name),
            Space::Store if name == "country" => {
                within(Some(&request.device.facts), "storeCountry")
            }
            Space::Events => event(request, name),
            Space::Clock => clock(request, name),
            Space::Flow => within(place(request), name),
            Space::Product => within(facts.product, name),
            Space::Store | Space::Unknown => Json::Null,
        }
    }
}

impl<'a> Facts<'a> {
    /// The facts of a request alone.
    pub const fn of(request: &'a Request) -> Self {
        Self {
            request,
            initial_state: None,
            product: None,
        }
    }
}

/// Returns a value of an object that may be missing.
fn within(map: Option<&Map<String, Json>>, name: &str) -> Json {
    map.map_or(Json::Null, |map| in_map(map, name))
}

/// Returns a text as JSON, null when it is missing.
fn text(text: Option<&str>) -> Json {
    text.map_or(Json::Null, json::text)
}

/// Returns texts as a JSON list.
fn texts(list: &[String]) -> Json {
    let mut out = Vec::new();
    for entry in list {
        out.push(json::text(entry));
    }
    out.into()
}

/// Returns a fact of the device; a fact that the app gives wins over one that follows from others.
fn device(request: &Request, name: &str) -> Json {
    let device: &Device = &request.device;
    if let Some(given) = device.facts.get(name) {
        return given.clone();
    }
    match name {
        "formFactor" => json::text(&device.form_factor),
        "screenWidth" => device.width.into(),
        "screenHeight" => device.height.into(),
        "tvQuality" => json::text(device.tv_quality()),
        "language" => text(subtag(request.locale(), true)),
        "country" => text(subtag(request.locale(), false)),
        _ => Json::Null,
    }
}

/// Returns the language of a BCP 47 tag, or its region of two letters.
fn subtag(tag: &str, language: bool) -> Option<&str> {
    let mut rest = Some(tag.as_bytes());
    let mut first = true;
    while let Some(text) = rest {
        let (subtag, behind) = version::split(text, b'-');
        if first == language && (language || subtag.len() == 2) {
            return std::str::from_utf8(subtag).ok();
        }
        (first, rest) = (false, behind);
    }
    None
}

/// Returns a value that the app passed along at launch.
fn launch(request: &Request, name: &str) -> Json {
    let context = &request.launch.context;
    if let Some(name) = name.strip_prefix("customAttributes.") {
        return in_map(&context.custom_attributes, name);
    }
    if let Some(name) = name.strip_prefix("customObject.") {
        return in_map(&context.custom_object, name);
    }
    match name {
        "productGroups" => texts(&context.product_groups),
        _ => Json::Null,
    }
}

/// Returns a fact of the customer.
fn customer_fact(request: &Request, name: &str) -> Json {
    let customer = &request.customer;
    let flags = customer.journey_state.flags();
    if let Some(name) = name.strip_prefix("journey_state.") {
        let flag = flags.iter().find(|(flag, _)| *flag == name);
        return flag.map(|(_, holds)| *holds).into();
    }
    if let Some(name) = name.strip_prefix("attributes.") {
        return in_map(&customer.attributes, name);
    }
    match name {
        "id" => text(customer.id.as_deref()),
        "device_id" => text(customer.device_id.as_deref()),
        "logged_in" => customer.logged_in.into(),
        "journey" => {
            let mut active = Vec::new();
            for (name, holds) in flags {
                if holds {
                    active.push(json::text(name));
                }
            }
            active.into()
        }
        "last_expiry" => last_expiry(request),
        _ => Json::Null,
    }
}

/// Returns the latest end among the entitlements that have ended. One that is no date could be any: it is returned then,
/// for no condition on dates holds for it.
fn last_expiry(request: &Request) -> Json {
    let customer = &request.customer;
    let mut last = f64::NEG_INFINITY;
    for (id, expires) in &customer.entitlement_expiry {
        if expires.is_null() || customer.entitlements.iter().any(|active| active == id) {
            continue;
        }
        let Some(time) = request.clock.read(expires) else {
            return expires.clone();
        };
        if request.now.is_none_or(|now| time <= now) {
            last = last.max(time);
        }
    }
    // JSON has no infinity: without any such entitlement this becomes null.
    last.into()
}

/// Returns a fact of the entitlements: `active`, `loaded`, or whether one is active and when it expires.
fn entitlement(customer: &Customer, name: &str) -> Json {
    let active = &customer.entitlements;
    match name {
        "active" => return texts(active),
        "loaded" => return customer.entitlements_loaded.into(),
        _ => {}
    }
    if let Some(id) = name.strip_suffix(".active") {
        return active.iter().any(|active| active == id).into();
    }
    let id = name.strip_suffix(".expires").unwrap_or_default();
    customer.entitlement_expiry.get(id).cloned().into()
}

/// Returns a fact of an event. An event that the app does not count has happened 0 times.
fn event(request: &Request, name: &str) -> Json {
    let Some(events) = &request.events else {
        return Json::Null;
    };
    // The last dot sets the fact apart, for names of events may contain dots.
    let end = name.bytes().rposition(|byte| byte == b'.');
    let (event, fact) = name.split_at(end.unwrap_or(name.len()));
    let fact = fact.get(1..).unwrap_or_default();
    match events.get(event) {
        Some(Json::Object(facts)) => in_map(facts, fact),
        None if fact.starts_with("count") => Json::from(0),
        _ => Json::Null,
    }
}

/// Returns what the customer's clock shows.
fn clock(request: &Request, name: &str) -> Json {
    let Some(wall) = request.wall() else {
        return Json::Null;
    };
    let (day, weekday, minute) = date::local(wall);
    match name {
        "weekday" => text(date::WEEKDAYS.get(weekday).copied()),
        "hour" => (minute / 60).into(),
        "date" => date::date(day).into(),
        _ => Json::Null,
    }
}
