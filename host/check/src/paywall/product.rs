//! The products of a document and of its groups: ids that no store has, ids that two of them have, and types that are none.
//!
//! Prices and purchases go by the id in the group; entitlements and the rest of an app go by the list.

use std::collections::{BTreeMap, BTreeSet};

use paywall_schema::known;
use serde_json::Value;

use super::menu::{menus, products_of};
use super::word;
use crate::{Findings, Subject, at, list, text};

/// The ids in stores, and their paths, of the products in the document's list.
pub(super) type Listed<'a> = BTreeMap<&'a str, (&'a str, String)>;

/// Lists the document's products with their paths.
fn of_document(json: &Value) -> Vec<(&Value, String)> {
    let products = list(json.get("products")).unwrap_or_default();
    let rows = products.iter().enumerate();
    rows.map(|(index, product)| (product, format!("$.products[{index}]")))
        .collect()
}

/// Lists the document's products by their ids.
pub(super) fn listed<'a>(subject: &Subject<'a>) -> Listed<'a> {
    let rows = of_document(subject.json).into_iter();
    let rows = rows.filter_map(|(product, path)| {
        let sku = text(product, "sku_ref_id")?;
        Some((text(product, "id")?, (sku, at(&path, "sku_ref_id"))))
    });
    rows.collect()
}

/// Checks the document's list of products.
pub(super) fn check_list(subject: &Subject<'_>, out: &mut Findings) {
    let products = of_document(subject.json);
    for (product, path) in &products {
        kind(product, "product", path, out);
    }
    same(&products, out);
}

/// Checks the products of a paywall's groups.
pub(super) fn check(paywall: &Value, path: &str, listed: &Listed<'_>, out: &mut Findings) {
    for (group, path) in menus(paywall, path) {
        let products = products_of(group, &path);
        for (product, path) in &products {
            one(product, &at(path, "sku_ref_id"), listed, out);
            kind(product, "menu product", path, out);
        }
        same(&products, out);
    }
}

/// Checks the type of a product.
fn kind(product: &Value, object: &str, path: &str, out: &mut Findings) {
    if let Some(kind) = text(product, "sku_type") {
        let known: Vec<_> = known::words(object, "sku_type")
            .iter()
            .map(String::as_str)
            .collect();
        word::word(kind, &known, &at(path, "sku_type"), out);
    }
}

/// Checks one product.
fn one(product: &Value, path: &str, listed: &Listed<'_>, out: &mut Findings) {
    let Some(sku) = text(product, "sku_ref_id") else {
        return;
    };
    if sku.starts_with('$') {
        let message = format!(
            "\"{sku}\" stands for a product and is none of a store: write the store's id here and in `products`"
        );
        return out.warning("no_store_id", path, message);
    }
    let there = text(product, "id").and_then(|id| listed.get(id));
    if let Some((other, place)) = there.filter(|(other, _)| *other != sku) {
        let message = format!(
            "the store's id is \"{sku}\" here and \"{other}\" in {place}: prices and purchases go by the one here"
        );
        out.warning("two_store_ids", path, message);
    }
}

/// Checks that no two products have one id in a store. Each product is told once.
fn same(products: &[(&Value, String)], out: &mut Findings) {
    let own = |(product, _): &(&Value, String)| product.get("platforms")?.as_object().cloned();
    let own: Vec<_> = products.iter().filter_map(own).collect();
    let platforms: BTreeSet<&str> = own
        .iter()
        .flat_map(|own| own.keys().map(String::as_str))
        .collect();
    let mut told = BTreeSet::new();
    for platform in std::iter::once("").chain(platforms) {
        let mut seen = BTreeMap::new();
        for (product, path) in products {
            let Some((sku, place)) = on(product, path, platform) else {
                continue;
            };
            // Two with one id are told as such, and one that stands in the place of an id by itself.
            let Some(id) = text(product, "id").filter(|_| !sku.is_empty() && !sku.starts_with('$'))
            else {
                continue;
            };
            let first = *seen.entry(sku).or_insert(id);
            if first != id && told.insert(path) {
                let message = format!(
                    "the product \"{first}\" has the store's id \"{sku}\", too: customers who choose either buy the same"
                );
                out.warning("same_store_id", place, message);
            }
        }
    }
}

/// Returns the id of a product in the store of a platform, or in all others, and its path.
fn on<'a>(product: &'a Value, path: &str, platform: &str) -> Option<(&'a str, String)> {
    let field = "sku_ref_id";
    let own = product.get("platforms").and_then(|own| own.get(platform));
    match own.and_then(|own| text(own, field)) {
        Some(sku) => Some((sku, at(&at(&at(path, "platforms"), platform), field))),
        None => Some((text(product, field)?, at(path, field))),
    }
}
