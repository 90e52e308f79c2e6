//! A document in the pieces in which SDKs fetch it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::document::Document;
use super::list::{List, Raw, written};
use crate::built::Built;
use paywall_ledger::{Catalogue, Entitlement, EntitlementId, Product, ProductId, Store};
use paywall_runtime::document::custom::{Customs, FIELD};
use paywall_texts::{Plain, Section};

/// The pieces of a document; those that pass through keep their own bytes.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The whole document with its own bytes, for browsers.
    pub document: Document,
    pub config: Built,
    pub products: List,
    pub paywalls: List,
    pub rules: List,
    /// The same rules once more, parsed as far as needed.
    pub read_rules: Vec<Rule>,
    /// The hashes of the paywalls' canonical JSON, by their ids.
    pub revisions: BTreeMap<String, String>,
    /// The entitlements that products name, one per reference id.
    pub entitlements: Vec<Map<String, Value>>,
}

/// The parts of a document that SDKs fetch.
#[derive(Debug, Deserialize)]
struct Parts<'a> {
    #[serde(rename = "appConfig")]
    app_config: Option<Value>,
    platform_config: Option<Value>,
    #[serde(rename = "customComponents")]
    custom_components: Option<Value>,
    #[serde(borrow, default)]
    texts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    products: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    paywalls: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    campaign_rules: Option<Vec<&'a RawValue>>,
    /// The document itself, where an app's custom components are around it.
    #[serde(borrow, default)]
    document: Option<&'a RawValue>,
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
    pub experiment: Value,
    pub segments: Vec<Map<String, Value>>,
}

/// A product, as far as a host needs to know it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sku {
    id: String,
    sku_ref_id: String,
    name: Value,
    entitlements: Vec<Map<String, Value>>,
}

impl Content {
    /// Takes a document apart that the module has read, and keeps it whole as well.
    pub(super) fn whole(document: &[u8]) -> Self {
        Self {
            document: Document::of(document),
            ..Self::read(document)
        }
    }

    /// Takes a document apart that the module has read. Parts that do not have the expected form are passed over.
    pub(super) fn read(document: &[u8]) -> Self {
        // Some editors put a byte order mark in front, which the module passes over, too.
        let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
        let Ok(mut outer) = serde_json::from_slice::<Parts<'_>>(document) else {
            return Self::default();
        };
        // The document inside may also be a text of JSON.
        let inside = outer.document.map(RawValue::get);
        let text: Option<String> = inside.and_then(|it| serde_json::from_str(it).ok());
        let inner = text.as_deref().or(inside).map(serde_json::from_str);
        match inner {
            None => Self::of(outer, None),
            Some(Ok(inner)) => Self::of(inner, outer.custom_components.take()),
            Some(Err(_)) => Self::default(),
        }
    }

    /// Takes a document apart, with the custom components that the app brings.
    fn of(mut document: Parts<'_>, apps: Option<Value>) -> Self {
        let rules = owned(document.campaign_rules);
        let products = owned(document.products);
        let mut entitlements: Vec<Map<String, Value>> = Vec::new();
        for entitlement in skus(&products).flat_map(|sku| sku.entitlements) {
            let id = reference(&entitlement);
            if id.is_some() && !entitlements.iter().any(|known| reference(known) == id) {
                entitlements.push(entitlement);
            }
        }
        let custom = document.custom_components.take();
        let paywalls = owned(document.paywalls);
        let revisions = paywalls.iter().filter_map(|it| revision(it)).collect();
        let paywalls = plain(paywalls, custom.as_ref(), apps.as_ref());
        let config = document.app_config.or(document.platform_config);
        let paywalls = in_one_language(paywalls, document.texts, config.as_ref());
        let mut config = config.unwrap_or_else(|| json!({}));
        // No call of the protocol has a place for them, and a browser may bring paywalls of its own.
        if let (Some(fields), Some(custom)) = (config.as_object_mut(), merged(custom, apps)) {
            fields.insert("customComponents".into(), custom);
        }
        Self {
            document: Document::default(),
            config: written(&config).map(Built::of).unwrap_or_default(),
            paywalls: List::of(paywalls),
            read_rules: rules.iter().filter_map(|it| read(it)).collect(),
            rules: List::of(rules),
            products: List::of(products),
            revisions,
            entitlements,
        }
    }
}

/// Returns the id of a paywall and the hash of its canonical JSON, by which the Control Center knows it too.
fn revision(paywall: &RawValue) -> Option<(String, String)> {
    let paywall: Value = read(paywall)?;
    let id = paywall.get("id")?.as_str()?.to_owned();
    let hash = paywall_control::canonical::hash(&paywall).ok()?;
    Some((id, hash.to_string()))
}

/// Joins the custom components of an app and of its document. Of two with one name, the document's counts.
fn merged(own: Option<Value>, apps: Option<Value>) -> Option<Value> {
    match (own, apps) {
        (Some(Value::Object(own)), Some(Value::Object(mut apps))) => {
            apps.extend(own);
            Some(Value::Object(apps))
        }
        (own, apps) => own.or(apps),
    }
}

/// Replaces custom components by what they stand for, as the platform's own SDK knows none.
/// Paywalls without any keep their own bytes.
fn plain(mut paywalls: Vec<Raw>, own: Option<&Value>, apps: Option<&Value>) -> Vec<Raw> {
    let holder = |definitions: Option<&Value>| json!({ FIELD: definitions });
    let (own, apps) = (holder(own), holder(apps));
    let mut customs = Customs::new();
    customs.add_all("$", &own);
    customs.add_all("app", &apps);
    for paywall in paywalls
        .iter_mut()
        .filter(|it| it.get().contains("custom:"))
    {
        let Some(mut read) = read::<Value>(paywall) else {
            continue;
        };
        if customs.expand(&mut read)
            && let Ok(written) = serde_json::value::to_raw_value(&read)
        {
            *paywall = written;
        }
    }
    paywalls
}

/// Replaces the keys of texts by the texts of the default language, as the platform's own SDK knows no keys.
/// Paywalls without any keep their own bytes.
fn in_one_language(
    mut paywalls: Vec<Raw>,
    texts: Option<&RawValue>,
    config: Option<&Value>,
) -> Vec<Raw> {
    let holder = json!({ "texts": texts, "platform_config": config }).to_string();
    let Ok(Some(section)) = Section::read(&holder) else {
        return paywalls;
    };
    let plain = Plain::of(&section, section.default());
    for paywall in paywalls.iter_mut().filter(|it| it.get().contains("text.")) {
        let read = read::<Value>(paywall).map(|mut read| {
            plain.put_into(&mut read);
            read
        });
        if let Some(read) = read
            && let Ok(written) = serde_json::value::to_raw_value(&read)
        {
            *paywall = written;
        }
    }
    paywalls
}

/// Returns the products that a document sells in `store`, and the entitlements that they grant, in the ledger's words.
pub fn catalogue(document: &[u8], store: Store) -> Catalogue {
    let content = Content::read(document);
    let mut out = Catalogue::default();
    for sku in skus(content.products.items()) {
        let id = ProductId::new(format!("{}/{}", store.name(), sku.id));
        out.products.push(Product {
            id: id.clone(),
            store,
            sku: sku.sku_ref_id,
            days: None,
        });
        let granted = sku.entitlements.iter().filter_map(|granted| {
            let reference = reference(granted)?;
            let name = granted.get("name").and_then(Value::as_str);
            Some(Entitlement {
                id: EntitlementId::new(reference),
                name: name.unwrap_or(reference).to_owned(),
                products: vec![id.clone()],
            })
        });
        out.grant(granted.collect());
    }
    out
}

/// Returns the display names of the products that a document sells, by the store's product ids.
pub fn product_names(document: &[u8]) -> BTreeMap<String, String> {
    let content = Content::read(document);
    let named = skus(content.products.items()).filter_map(|sku| {
        let name = sku.name.as_str().filter(|name| !name.is_empty())?;
        Some((sku.sku_ref_id, name.to_owned()))
    });
    named.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> String {
        json!({"component": "text", "text": text}).to_string()
    }

    fn document() -> Value {
        json!({
            "customComponents": {"badge": {"template": template("the document's")}},
            "products": [{"id": "p1", "sku_ref_id": "monthly"}],
            "paywalls": [
                {"id": "plain",  "note": "keeps  its own bytes"},
                {"id": "custom", "components": [{"component": "custom:badge"}, {"component": "custom:mine"}]},
            ],
            "campaign_rules": [{"rule": "r"}],
        })
    }

    /// Returns the components of the second paywall.
    fn components(content: &Content) -> Value {
        let paywall: Value = serde_json::from_str(content.paywalls.items()[1].get()).unwrap();
        paywall["components"].clone()
    }

    #[test]
    fn custom_components_are_written_out_for_readers_that_know_none() {
        let json = document().to_string();
        let content = Content::read(json.as_bytes());
        let text = json!({"component": "text", "text": "the document's"});
        // A component that an app brings itself stays for it.
        assert_eq!(
            components(&content),
            json!([text, {"component": "custom:mine"}])
        );
        assert!(
            json.contains(content.paywalls.items()[0].get()),
            "untouched"
        );
        assert_eq!(
            content.config.read()["customComponents"],
            document()["customComponents"]
        );
    }

    #[test]
    fn keys_of_texts_are_the_default_language_for_readers_that_know_none() {
        let texts =
            json!({"default": "de", "locales": {"en": {"a": "Hello"}, "de": {"a": "Hallo"}}});
        let mut document = document();
        document["paywalls"][1]["components"] =
            json!([{"component": "custom:badge", "title": "${text.a}, ${state.b}"}]);
        document["customComponents"]["badge"]["template"] = json!(template("<${text.a}>"));
        for holder in ["texts", "platform_config"] {
            let mut document = document.clone();
            document[holder] = match holder {
                "texts" => texts.clone(),
                _ => json!({ "texts": texts }),
            };
            let content = Content::read(document.to_string().as_bytes());
            let expected =
                json!([{"component": "text", "text": "<Hallo>", "title": "Hallo, ${state.b}"}]);
            assert_eq!(components(&content), expected, "{holder}");
        }
    }

    #[test]
    fn a_document_with_components_of_an_app_or_a_byte_order_mark_comes_in_pieces_too() {
        let apps = json!({"badge": {"template": template("the app's")}, "mine": {"template": template("mine")}});
        let around =
            |document: Value| json!({"customComponents": apps, "document": document}).to_string();
        let (json, text) = (around(document()), around(json!(document().to_string())));
        for json in [format!("\u{feff}{json}"), json, text] {
            let content = Content::read(json.as_bytes());
            let text = |text: &str| json!({"component": "text", "text": text});
            assert_eq!(
                components(&content),
                json!([text("the document's"), text("mine")])
            );
            assert_eq!(
                (content.products.items().len(), content.rules.items().len()),
                (1, 1)
            );
            let config = &content.config.read()["customComponents"];
            assert_eq!(config["badge"], document()["customComponents"]["badge"]);
            assert_eq!(config["mine"], apps["mine"]);
            assert_eq!(catalogue(json.as_bytes(), Store::Apple).products.len(), 1);
        }
    }
}
