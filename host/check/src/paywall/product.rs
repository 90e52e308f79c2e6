//! The products of groups: ids that no store has, and those that the document's list of products has otherwise.
//!
//! Prices and purchases go by the id in the group; entitlements and the rest of an app go by the list.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{Findings, Subject, list, text};

/// The ids in stores, and their paths, of the products in the document's list.
pub(super) type Listed<'a> = BTreeMap<&'a str, (&'a str, String)>;

/// Lists the document's products by their ids.
pub(super) fn listed<'a>(subject: &Subject<'a>) -> Listed<'a> {
    let products = list(subject.json.get("products")).unwrap_or_default();
    let rows = products.iter().enumerate().filter_map(|(index, product)| {
        let path = format!("$.products[{index}].sku_ref_id");
        Some((text(product, "id")?, (text(product, "sku_ref_id")?, path)))
    });
    rows.collect()
}

/// Checks the products of a paywall's groups.
pub(super) fn check(paywall: &Value, path: &str, listed: &Listed<'_>, out: &mut Findings) {
    let menus = list(paywall.get("sku_menus")).unwrap_or_default();
    for (menu, group) in menus.iter().enumerate() {
        let products = list(group.get("products")).unwrap_or_default();
        for (index, product) in products.iter().enumerate() {
            let path = format!("{path}.sku_menus[{menu}].products[{index}].sku_ref_id");
            one(product, &path, listed, out);
        }
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
