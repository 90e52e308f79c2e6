//! The menu of an offering: a product for each package.

use super::code;
use super::context::Context;
use super::language;
use super::template;
use crate::fields::Fields;
use crate::object::{Node, Object};
use crate::report::quote;

/// A package, and the product of a store behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// The id of the package, such as `$rc_annual`.
    pub id: String,
    /// The store's id of the product, where a file says it.
    pub product: Option<String>,
    /// The name, where a file says it.
    pub name: Option<String>,
}

impl Package {
    /// Reads a package as apps get it, or as the API writes it.
    pub fn read(fields: &Fields<'_>) -> Option<Self> {
        let id = fields
            .text("identifier")
            .or_else(|| fields.text("lookup_key"))?;
        let listed = fields
            .object("products")
            .map(|list| list.objects("items"))
            .unwrap_or_default();
        let listed = listed.iter().find_map(|item| {
            let product = item.object("product")?;
            product.text("store_identifier").map(String::from)
        });
        let direct = fields.text("platform_product_identifier").map(|product| {
            match fields.text("platform_product_plan_identifier") {
                // Google's products have plans. Without one, the id is the product alone.
                Some(plan) if !plan.is_empty() => format!("{product}:{plan}"),
                _ => product.into(),
            }
        });
        Some(Self {
            id: id.into(),
            product: direct.or(listed),
            name: fields.text("display_name").map(String::from),
        })
    }
}

/// The packages that RevenueCat names itself, and their names for people.
const NAMED: [(&str, &str); 7] = [
    ("$rc_weekly", "Weekly"),
    ("$rc_monthly", "Monthly"),
    ("$rc_two_month", "2 months"),
    ("$rc_three_month", "3 months"),
    ("$rc_six_month", "6 months"),
    ("$rc_annual", "Annual"),
    ("$rc_lifetime", "Lifetime"),
];

/// Returns the name of a package for people.
fn name(package: &Package) -> String {
    let known = NAMED
        .iter()
        .find(|(id, _)| *id == package.id)
        .map(|(_, name)| *name);
    package
        .name
        .clone()
        .unwrap_or_else(|| known.unwrap_or(&package.id).into())
}

/// Lists the packages of a paywall: those of its offering, and others that components name.
pub fn packages(cx: &Context<'_>, offered: &[Package]) -> Vec<Package> {
    let mut out = offered.to_vec();
    for id in &cx.needs.borrow().packages {
        if !out.iter().any(|known| known.id == *id) {
            out.push(Package {
                id: id.clone(),
                ..Package::default()
            });
        }
    }
    out.retain(|package| !package.id.is_empty());
    out
}

/// Returns the id of the product in the store; for want of one, that of the package.
pub fn store_id(package: &Package) -> &str {
    package.product.as_deref().unwrap_or(&package.id)
}

/// Returns the kind of product, as far as the package's name tells.
pub fn kind(package: &Package) -> &'static str {
    if package.id == "$rc_lifetime" {
        "one_time_purchase"
    } else {
        "subscription"
    }
}

/// Writes the menu.
pub fn menu(cx: &Context<'_>, title: &str, packages: &[Package], path: &str) -> Object {
    let variables = cx.needs.borrow().variables.clone();
    let mut products = Vec::new();
    for package in packages {
        if package.product.is_none() {
            let message = format!(
                "the store's id of the product behind {} is in no file",
                quote(&package.id)
            );
            cx.note(code::STORE_PRODUCT, path, message);
        }
        let mut own = Object::default();
        for name in &variables {
            let say = |cx: &Context<'_>| Some(template::template(cx, name));
            own.set(
                name,
                language::in_all(cx, name, template::template(cx, name), &say),
            );
        }
        products.push(
            product(package)
                .with("featured", false)
                .with("variables", own),
        );
    }
    Object::default()
        .with("id", cx.menu)
        .with("name", title)
        .with("display_name", title)
        .with("ref", cx.menu)
        .with("products", products)
}

/// Writes a product of a menu or of the document.
pub fn product(package: &Package) -> Object {
    Object::default()
        .with("id", package.id.as_str())
        .with("name", name(package))
        .with("sku_ref_id", store_id(package))
        .with("sku_type", kind(package))
        .with("entitlements", Node::List(Vec::new()))
}
