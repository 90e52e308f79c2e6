//! The document around the paywalls: products, and the rules that show each by its name.

use super::files::Sources;
use super::language::{self, Text};
use super::menu::{self, Package};
use super::paywall::Translated;
use crate::object::{Node, Object};
use crate::rules::{Shown, rule};

/// Writes the document.
pub fn document(sources: &Sources<'_>, translated: Vec<Translated>) -> Object {
    let mut products: Vec<Object> = Vec::new();
    for package in translated.iter().flat_map(|paywall| &paywall.packages) {
        let product = product(sources, package);
        if !products
            .iter()
            .any(|known| known.get("sku_ref_id") == product.get("sku_ref_id"))
        {
            products.push(product);
        }
    }
    let texts: Vec<Text> = translated
        .iter()
        .flat_map(|paywall| paywall.texts.clone())
        .collect();
    let paywalls: Vec<Object> = translated
        .into_iter()
        .map(|translated| translated.paywall)
        .collect();
    let config = Object::default()
        .with("id", "imported")
        .with("capabilities", Node::List(Vec::new()));
    let mut out = Object::default().with("platform_config", config);
    out.set_some("texts", language::section(&texts));
    out.with("products", products)
        .with("campaign_rules", rules(sources))
        .with("paywalls", paywalls)
}

/// Writes a product with what it unlocks.
fn product(sources: &Sources<'_>, package: &Package) -> Object {
    let store = menu::store_id(package);
    let mut out = menu::product(package).with("id", store);
    let unlocks = sources
        .entitlements
        .iter()
        .filter(|(product, ..)| *product == store);
    let unlocks = unlocks.map(|(_, id, name)| {
        Object::default()
            .with("id", *id)
            .with("entitlement_ref_id", *id)
            .with("name", *name)
    });
    out.set("entitlements", unlocks.collect::<Vec<_>>());
    out
}

/// Writes a rule for each paywall and each placement by name, and the one without a name.
fn rules(sources: &Sources<'_>) -> Vec<Object> {
    let find = |key: &str| sources.paywalls.iter().find(|paywall| paywall.key == key);
    let current = sources
        .current
        .and_then(find)
        .or_else(|| sources.paywalls.first());
    let mut out = Vec::new();
    if let Some(current) = current {
        out.push(rule("default", "default", "", &[Shown::all(&current.key)]));
    }
    for (placement, offering) in &sources.placements {
        if let Some(paywall) = find(offering) {
            out.push(rule(
                &format!("placement-{placement}"),
                "label",
                placement,
                &[Shown::all(&paywall.key)],
            ));
        }
    }
    for paywall in &sources.paywalls {
        if !sources
            .placements
            .iter()
            .any(|(placement, _)| *placement == paywall.key)
        {
            out.push(rule(
                &format!("offering-{}", paywall.key),
                "label",
                &paywall.key,
                &[Shown::all(&paywall.key)],
            ));
        }
    }
    out
}
