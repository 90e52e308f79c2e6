//! The events that the app hears of a paywall, each with the paywall and the campaign it belongs to.

use serde_json::{Map, Value as Json};

use super::scope::Scope;
use super::view::View;
use crate::document::paywall::{Paywall, Product};
use crate::json::{Writer, text};
use crate::rule::decision::Decision;

/// An event for the app. `docs/events.md` lists its fields; fields that do not apply are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The name of the event: `SELECT_SKU`, `BUY_SKU`, `PAGE_CHANGE`, …
    pub action: &'static str,
    fields: Vec<(&'static str, Json)>,
}

impl Event {
    /// Returns a field's text, if the field has one.
    pub fn text(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.0 == name);
        field.and_then(|field| field.1.as_str())
    }

    /// Adds a field behind the others.
    pub fn set(&mut self, name: &'static str, value: Json) {
        self.fields.push((name, value));
    }

    /// Adds a field with a text.
    pub(super) fn set_text(&mut self, name: &'static str, value: &str) {
        self.set(name, text(value));
    }
}

/// Writes a list of events as answers carry it.
pub fn write(out: &mut Writer, events: &[Event]) {
    out.open(b'[');
    for event in events {
        out.open(b'{');
        out.text_field("action", event.action);
        for (name, value) in &event.fields {
            out.value_field(name, value);
        }
        out.close(b'}');
    }
    out.close(b']');
}

/// Makes a JSON object of a few fields.
pub(super) fn object(fields: &[(&str, &Json)]) -> Json {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert((*name).into(), (*value).clone());
    }
    Json::Object(object)
}

/// Makes an event about the paywall as a whole.
pub fn event(decision: Option<&Decision<'_>>, paywall: &Paywall, action: &'static str) -> Event {
    let mut event = Event {
        action,
        // Most events have about a dozen fields.
        fields: Vec::with_capacity(12),
    };
    if let Some(decision) = decision {
        event.set_text("campaignId", decision.rule);
        event.set_text("campaignName", decision.name);
        event.set_text("campaignType", decision.kind);
        event.set_text("campaignLabel", decision.value);
        event.set_text("segmentId", decision.segment);
        let outside = decision.external_segment.unwrap_or_default();
        event.set_text("externalSegmentId", outside);
    }
    event.set_text("paywallId", &paywall.id);
    event.set_text("paywallName", &paywall.name);
    event
}

/// Returns a text among an action's parameters, when it is there and not empty.
pub(super) fn named<'a>(parameters: &'a Json, name: &str) -> Option<&'a str> {
    parameters
        .get(name)?
        .as_str()
        .filter(|text| !text.is_empty())
}

/// Returns a product as events carry it: `{id, skuId, name, type, entitlements, productDetails, promoId}`.
pub(super) fn sku(view: &View<'_>, product: &Product, promo: Option<&str>) -> Json {
    let details = view.details(product);
    let name = details.and_then(|details| details.name.as_deref());
    let own = Scope::new(view).by_key(&product.name).to_text();
    let is_of = |details: &&Json| named(details, "product_ref_id") == Some(&product.sku_ref_id);
    let given = view.request.products.iter().find(is_of);
    let mut sku = object(&[
        ("id", &text(&product.id)),
        ("skuId", &text(&product.sku_ref_id)),
        ("name", &text(name.unwrap_or(&own))),
        (
            "type",
            product.fields.get("sku_type").unwrap_or(&text("unknown")),
        ),
        (
            "entitlements",
            product
                .fields
                .get("entitlements")
                .unwrap_or(&Json::Array(Vec::new())),
        ),
        ("productDetails", given.unwrap_or(&Json::Null)),
    ]);
    if let (Some(promo), Json::Object(fields)) = (promo, &mut sku) {
        fields.insert("promoId".into(), text(promo));
    }
    sku
}
