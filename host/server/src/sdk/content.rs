//! A document in the pieces in which SDKs fetch it.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::list::Raw;
use paywall_ledger::{Entitlement, EntitlementId, Product, ProductId, Store};

/// The pieces of a document; those that pass through keep their own bytes.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub config: Value,
    pub products: Vec<Raw>,
    pub paywalls: Vec<Raw>,
    pub rules: Vec<Raw>,
    /// The same rules once more, parsed as far as needed.
    pub read_rules: Vec<Rule>,
    /// The entitlements that products name, one per reference id.
    pub entitlements: Vec<Map<String, Value>>,
}

/// The parts of a document that SDKs fetch.
#[derive(Debug, Deserialize)]
struct Document<'a> {
    #[serde(rename = "appConfig")]
    app_config: Option<Value>,
    platform_config: Option<Value>,
    #[serde(rename = "customComponents")]
    custom_components: Option<Value>,
    #[serde(borrow, default)]
    products: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    paywalls: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    campaign_rules: Option<Vec<&'a RawValue>>,
}

/// A campaign rule, as far as a host needs to know it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rule {
    pub rule: String,
    pub name: Value,
    #[serde(rename = "type")]
    pub kind: String,
    pub value: Option<String>,
    pub external_segment: Value,
    pub segments: Vec<Map<String, Value>>,
}

/// A product, as far as a host needs to know it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sku {
    id: String,
    sku_ref_id: String,
    entitlements: Vec<Map<String, Value>>,
}

impl Content {
    /// Takes a document apart that the module has read. Parts that do not have the expected form are passed over.
    pub(super) fn read(document: &[u8]) -> Self {
        let Ok(document) = serde_json::from_slice::<Document<'_>>(document) else {
            return Self::default();
        };
        let rules = owned(document.campaign_rules);
        let products = owned(document.products);
        let mut entitlements: Vec<Map<String, Value>> = Vec::new();
        for entitlement in skus(&products).flat_map(|sku| sku.entitlements) {
            let id = reference(&entitlement);
            if id.is_some() && !entitlements.iter().any(|known| reference(known) == id) {
                entitlements.push(entitlement);
            }
        }
        let config = document.app_config.or(document.platform_config);
        let mut config = config.unwrap_or_else(|| json!({}));
        // Paywalls use them, and no call of the protocol has a place for them.
        if let (Some(fields), Some(custom)) = (config.as_object_mut(), document.custom_components) {
            fields.insert("customComponents".into(), custom);
        }
        Self {
            config,
            paywalls: owned(document.paywalls),
            read_rules: rules.iter().filter_map(|it| read(it)).collect(),
            rules,
            products,
            entitlements,
        }
    }
}

/// Returns the products that a document sells in `store`, in the
/// ledger's words, and the entitlements that they grant.
pub fn catalogue(document: &[u8], store: Store) -> (Vec<Product>, Vec<Entitlement>) {
    let content = Content::read(document);
    let (mut products, mut entitlements) = (Vec::new(), Vec::<Entitlement>::new());
    for sku in skus(&content.products) {
        let id = ProductId::new(format!("{}/{}", store.name(), sku.id));
        products.push(Product {
            id: id.clone(),
            store,
            sku: sku.sku_ref_id,
            days: None,
        });
        for granted in &sku.entitlements {
            let Some(name) = reference(granted) else {
                continue;
            };
            match entitlements.iter_mut().find(|it| it.id.as_str() == name) {
                Some(known) => known.products.push(id.clone()),
                None => entitlements.push(Entitlement {
                    id: EntitlementId::new(name),
                    name: granted
                        .get("name")
                        .and_then(Value::as_str)
                        .unwrap_or(name)
                        .to_owned(),
                    products: vec![id.clone()],
                }),
            }
        }
    }
    (products, entitlements)
}

/// Returns the id by which apps ask for an entitlement.
pub(super) fn reference(entitlement: &Map<String, Value>) -> Option<&str> {
    entitlement.get("entitlement_ref_id")?.as_str()
}

/// Reads the products that can be read.
fn skus(products: &[Raw]) -> impl Iterator<Item = Sku> {
    products.iter().filter_map(|it| read(it))
}

/// Reads a piece of JSON. None if it does not have the form.
fn read<T: for<'a> Deserialize<'a>>(json: &RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

/// Copies the pieces of a list.
fn owned(list: Option<Vec<&RawValue>>) -> Vec<Raw> {
    let list = list.unwrap_or_default().into_iter();
    list.map(ToOwned::to_owned).collect()
}
