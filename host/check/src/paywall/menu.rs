//! The product groups of a paywall, and the products in them, with their paths.

use serde_json::Value;

use crate::list;

/// Lists the groups of a paywall with their paths.
pub(super) fn menus<'a>(paywall: &'a Value, path: &str) -> Vec<(&'a Value, String)> {
    let menus = list(paywall.get("sku_menus")).unwrap_or_default();
    let rows = menus.iter().enumerate();
    rows.map(|(index, menu)| (menu, format!("{path}.sku_menus[{index}]")))
        .collect()
}

/// Lists the products of a group with their paths.
pub(super) fn products_of<'a>(menu: &'a Value, path: &str) -> Vec<(&'a Value, String)> {
    let products = list(menu.get("products")).unwrap_or_default();
    let rows = products.iter().enumerate();
    rows.map(|(index, product)| (product, format!("{path}.products[{index}]")))
        .collect()
}

/// Lists the products of all groups of a paywall with their paths.
pub(crate) fn products<'a>(
    paywall: &'a Value,
    path: &str,
) -> impl Iterator<Item = (&'a Value, String)> {
    let menus = menus(paywall, path).into_iter();
    menus.flat_map(|(menu, path)| products_of(menu, &path))
}
