//! Finds what paywalls show of their products that the details of an app do not have.
//!
//! The module shows nothing in the place of a price that it was not given, and says nothing: a store may be slow.

use std::collections::BTreeSet;

use paywall_runtime::product::Details;
use paywall_schema::data;
use serde_json::Value;

use super::{Finding, Findings, at, paywall, suggest, text};

/// The variables that a product has without any details.
const OWN: &[&str] = &["name", "title", "description", "invalid", "unavailable"];

/// The names of variables of products.
type Shown<'a> = BTreeSet<&'a str>;

/// Lists what the products of a document lack in the details that an app passes on: those of one paywall, or of all.
/// A document that cannot be read has no findings: the module says why.
pub fn prices(document: &[u8], details: &[Value], of: Option<&str>) -> Vec<Finding> {
    let mut out = Findings::default();
    let Some(json) = super::parse(document) else {
        return out.0;
    };
    let details: Vec<_> = details
        .iter()
        .filter_map(|value| Details::from_json(value, "", &mut Vec::new()))
        .collect();
    let by_key = json.get("texts").map(Value::to_string).unwrap_or_default();
    for (paywall, path) in paywall::paywalls(&json) {
        if of.is_none_or(|id| text(paywall, "id") == Some(id)) {
            one(paywall, &path, &by_key, &details, &mut out);
        }
    }
    out.0
}

/// Checks the products of one paywall.
fn one(paywall: &Value, path: &str, by_key: &str, details: &[Details], out: &mut Findings) {
    let parts = ["template", "sku_menus"].map(|part| paywall.get(part).map(Value::to_string));
    let texts = parts.iter().flatten().map(String::as_str);
    let shown = shown(texts.chain([by_key]));
    let products: Vec<_> = paywall::products(paywall, path).collect();
    if shown.is_empty() || products.is_empty() {
        return;
    }
    if details.is_empty() {
        let what = tokens(&shown);
        let message = format!("no details of any product, so nothing is shown for {what}");
        out.warning("missing_details", at(path, "sku_menus"), message);
        return;
    }
    for (product, path) in products {
        lacks(product, &at(&path, "sku_ref_id"), &shown, details, out);
    }
}

/// Lists the variables of products in texts that are made of details.
fn shown<'a>(texts: impl Iterator<Item = &'a str>) -> Shown<'a> {
    let known: Shown<'_> = data::VARIABLES
        .get("sku")
        .into_iter()
        .flat_map(|words| words.names())
        .filter(|name| !OWN.contains(name))
        .collect();
    let names = texts.flat_map(|text| text.split("sku.").skip(1));
    let names = names.filter_map(|rest| {
        let is_other = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
        rest.split(is_other).next()
    });
    names.filter(|name| known.contains(name)).collect()
}

/// Says what the details of a product lack.
fn lacks(product: &Value, path: &str, shown: &Shown<'_>, details: &[Details], out: &mut Findings) {
    let Some(id) = text(product, "sku_ref_id") else {
        return;
    };
    let Some(found) = details.iter().find(|details| details.product_ref_id == id) else {
        let hint = suggest::hint(id, details.iter().map(|details| &*details.product_ref_id));
        let what = tokens(shown);
        let message = format!(
            "no details have the product_ref_id \"{id}\": nothing is shown for {what}{hint}"
        );
        out.warning("missing_details", path, message);
        return;
    };
    let repeats = found.product_type.as_deref() == Some("subscription");
    for (code, what, is_missing, starts) in [
        (
            "missing_price",
            "offer of the type \"default\" with a price",
            found.base_price().is_none(),
            ["price", "percentagePrice"].as_slice(),
        ),
        (
            "missing_period",
            "subscription_period",
            repeats && found.subscription_period.is_none(),
            &["duration", "period", "pricePer", "iso_"],
        ),
    ] {
        let is_made_of_it = |name: &&&str| starts.iter().any(|start| name.starts_with(start));
        let lost: Shown<'_> = shown.iter().filter(is_made_of_it).copied().collect();
        if is_missing && !lost.is_empty() {
            let lost = tokens(&lost);
            let message =
                format!("the details of \"{id}\" have no {what}: nothing is shown for {lost}");
            out.warning(code, path, message);
        }
    }
}

/// Writes the tokens of variables, at most three of them, in the order of the table.
fn tokens(names: &Shown<'_>) -> String {
    let known = data::VARIABLES.get("sku").into_iter();
    let known = known.flat_map(|words| words.names());
    let first = known.filter(|name| names.contains(name)).take(3);
    let first: Vec<_> = first.map(|name| format!("${{sku.{name}}}")).collect();
    let more = if names.len() > first.len() {
        " and others"
    } else {
        ""
    };
    first.join(", ") + more
}
