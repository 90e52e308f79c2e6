//! The description of a document: the paywalls, campaigns and products it offers, for pickers and other tools.

use serde_json::Value as Json;

use crate::document::paywall::{Menu, Paywall};
use crate::error::Warning;
use crate::json::Writer;
use crate::load::Document;
use crate::rule::campaign::{Campaign, Segment};

/// Writes the description of `document`, for which all paywalls are read. Returns all warnings of the document.
pub fn write(out: &mut Writer, document: &Document) -> Vec<Warning> {
    out.open(b'{');
    out.key("paywalls");
    out.open(b'[');
    let warnings = document.survey(&mut |paywall| write_paywall(out, paywall));
    out.close(b']');
    list(
        out,
        "campaigns",
        &document.campaigns().rules,
        write_campaign,
    );
    list(out, "products", &document.products(), Writer::value);
    out.close(b'}');
    warnings
}

/// Writes a paywall with its pages and product groups.
fn write_paywall(out: &mut Writer, paywall: &Paywall) {
    out.open(b'{');
    out.text_field("id", &paywall.id);
    out.text_field("name", &paywall.name);
    list(out, "pages", &paywall.pages, |out, page| {
        out.text(&page.name)
    });
    out.value_field("components", &Json::from(paywall.components));
    list(out, "groups", &paywall.menus, write_group);
    out.close(b'}');
}

/// Writes a product group with the store's ids of its products.
fn write_group(out: &mut Writer, menu: &Menu) {
    out.open(b'{');
    out.text_field("id", &menu.id);
    out.text_field("ref", &menu.reference);
    out.text_field("name", &menu.name);
    list(out, "products", &menu.products, |out, product| {
        out.text(&product.sku_ref_id);
    });
    out.close(b'}');
}

/// Writes a campaign rule with its segments.
fn write_campaign(out: &mut Writer, campaign: &Campaign) {
    out.open(b'{');
    out.text_field("rule", &campaign.rule);
    out.text_field("name", &campaign.name);
    out.text_field("type", campaign.kind.name());
    out.text_field("value", &campaign.value);
    list(out, "segments", &campaign.segments, write_segment);
    out.close(b'}');
}

/// Writes a segment, and whether it runs a flow.
fn write_segment(out: &mut Writer, segment: &Segment) {
    out.open(b'{');
    out.text_field("segment", &segment.segment);
    out.value_field("split", &Json::from(segment.split));
    list(out, "formFactors", &segment.form_factors, |out, name| {
        out.text(name)
    });
    out.option_field("paywall", segment.paywall.as_deref());
    out.value_field("flow", &Json::Bool(segment.flow.is_some()));
    out.close(b'}');
}

/// Writes a field with a list. The entries are written by a function pointer, so that each type of entry has one copy of
/// the loop.
fn list<T>(out: &mut Writer, name: &str, entries: &[T], write: fn(&mut Writer, &T)) {
    out.key(name);
    out.open(b'[');
    for entry in entries {
        write(out, entry);
    }
    out.close(b']');
}
