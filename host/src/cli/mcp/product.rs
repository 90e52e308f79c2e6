//! Details of products, so that texts have prices to show.

use std::collections::BTreeSet;

use paywall_host::stock_products;
use serde_json::{Value, json};

/// The words in a product's name that tell its period: the period, how many of it, and a price.
const PERIODS: [(&[&str], &str, u32, f64); 3] = [
    (&["annual", "year"], "year", 1, 59.99),
    (&["quarter", "season"], "month", 3, 24.99),
    (&["week"], "week", 1, 2.99),
];
/// The period of others.
const USUAL: (&str, u32, f64) = ("month", 1, 9.99);

/// Makes the details of a document's products: those of the stock document, and examples of others.
pub(super) fn examples(document: &Value) -> Vec<Value> {
    let stock = stock_products().and_then(|bytes| serde_json::from_slice::<Vec<Value>>(bytes).ok());
    let stock = stock.unwrap_or_default();
    let products = document["products"].as_array().into_iter().flatten();
    let mut seen = BTreeSet::new();
    let told = products.filter_map(|product| {
        let sku = product["sku_ref_id"].as_str()?;
        let own = stock.iter().find(|own| own["product_ref_id"] == sku);
        let is_new = seen.insert(sku.to_owned());
        is_new.then(|| own.cloned().unwrap_or_else(|| example(product, sku)))
    });
    told.collect()
}

/// Makes the details of a product by its name.
fn example(product: &Value, sku: &str) -> Value {
    let name = product["name"].as_str().unwrap_or_default();
    let words = format!("{name} {sku}").to_lowercase();
    let found = PERIODS
        .iter()
        .find(|(signs, ..)| signs.iter().any(|sign| words.contains(sign)));
    let (unit, count, price) =
        found.map_or(USUAL, |(_, unit, count, price)| (*unit, *count, *price));
    let kind = product["sku_type"].as_str().unwrap_or("subscription");
    let mut out = json!({
        "product_ref_id": sku,
        "product_type": kind,
        "name": name,
        "offers": [{ "offer_type": "default", "price": price, "currency": "USD" }],
    });
    if kind != "one_time_purchase" {
        out["subscription_period"] = json!({ "type": unit, "count": count });
    }
    out
}
