//! A paywall of a design, taken into the document of an app: with the app's products, and with its texts in the app's
//! languages.

use std::collections::{BTreeMap, BTreeSet};

use paywall_control::{Content, Error, Name, Operation, Path, Section};
use serde_json::{Map, Value, json};

/// The parts of a text's token around its key.
const TOKEN: (&str, char) = ("${text.", '}');

/// The fields of a menu's product that say which product it is.
const IDENTITY: [&str; 4] = ["id", "sku_ref_id", "sku_type", "entitlements"];

/// The words by which a product of a design is found among those of an app.
const PERIODS: [(&str, &[&str]); 4] = [
    ("yearly", &["year", "annual"]),
    ("monthly", &["month"]),
    ("weekly", &["week"]),
    ("lifetime", &["life", "forever", "once"]),
];

/// A paywall that is ready to be put into an app's document.
pub(crate) struct Taken {
    /// The id that it has there.
    pub(crate) id: String,
    /// The edit that puts it there.
    pub(crate) operations: Vec<Operation>,
}

/// Takes a paywall out of a design; none if the design has no paywall of this id.
///
/// # Errors
/// Fails if the design cannot be read.
pub(crate) fn take(
    design: Value,
    name: &str,
    paywall: &str,
    app: &Value,
) -> Result<Option<Taken>, Error> {
    let texts = design.get("texts").cloned().unwrap_or_default();
    let (content, _) = Content::import(design)?;
    let hash = content.manifest.get(&Name::new(Section::Paywalls, paywall));
    let Some(part) = hash.and_then(|hash| content.parts.get(&hash)) else {
        return Ok(None);
    };
    let mut value = Value::clone(part);
    let id = free(app, "id", paywall, "-");
    let title = value.get("name").and_then(Value::as_str).unwrap_or(paywall);
    let title = free(app, "name", title, " ");
    if let Some(fields) = value.as_object_mut() {
        fields.insert("id".to_owned(), json!(id));
        fields.insert("name".to_owned(), json!(title));
    }
    offer(&mut value, app);
    let keys = keys(&value);
    let names: BTreeMap<&str, String> = keys
        .iter()
        .map(|key| (key.as_str(), format!("{name}-{key}")))
        .collect();
    rename(&mut value, &names);
    let mut operations = speak(&texts, &names, app);
    let last = list(app, "paywalls").last().and_then(|it| it.get("id"));
    operations.push(Operation::Insert {
        section: Section::Paywalls,
        part: id.clone(),
        into: None,
        after: last.and_then(Value::as_str).map(str::to_owned),
        value,
    });
    Ok(Some(Taken { id, operations }))
}

/// Returns the entries of a list of a document.
fn list<'a>(document: &'a Value, field: &str) -> &'a [Value] {
    document
        .get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Returns a word that no paywall of the app has in this field: the word itself, or with a number behind it.
fn free(app: &Value, field: &str, wanted: &str, between: &str) -> String {
    let all = list(app, "paywalls").iter();
    let taken: BTreeSet<&str> = all.filter_map(|it| it.get(field)?.as_str()).collect();
    let numbered = (2..).map(|number| format!("{wanted}{between}{number}"));
    std::iter::once(wanted.to_owned())
        .chain(numbered)
        .find(|word| !taken.contains(word.as_str()))
        .unwrap_or_else(|| wanted.to_owned())
}

/// Puts the app's products into the menus, in place of the design's.
fn offer(paywall: &mut Value, app: &Value) {
    let products = list(app, "products");
    let menus = paywall.get_mut("sku_menus").and_then(Value::as_array_mut);
    for menu in menus.into_iter().flatten() {
        let Some(Value::Array(offered)) = menu.get_mut("products") else {
            continue;
        };
        for (place, product) in offered.iter_mut().enumerate() {
            let Some(own) = like(product, products).or_else(|| products.get(place)) else {
                continue;
            };
            for field in IDENTITY {
                if let (Some(fields), Some(value)) = (product.as_object_mut(), own.get(field)) {
                    fields.insert(field.to_owned(), value.clone());
                }
            }
        }
    }
}

/// Finds the app's product of the same period, by its name.
fn like<'a>(product: &Value, products: &'a [Value]) -> Option<&'a Value> {
    let id = product.get("id")?.as_str()?;
    let (_, words) = PERIODS.iter().find(|(period, _)| *period == id)?;
    products.iter().find(|own| {
        let said = format!("{} {}", own["name"], own["sku_ref_id"]).to_lowercase();
        words.iter().any(|word| said.contains(word))
    })
}

/// Lists the keys of all texts that a value shows.
fn keys(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each_text(&mut value.clone(), &mut |text| {
        for after in text.split(TOKEN.0).skip(1) {
            found.extend(after.split_once(TOKEN.1).map(|(key, _)| key.to_owned()));
        }
    });
    found
}

/// Gives all texts other keys.
fn rename(value: &mut Value, names: &BTreeMap<&str, String>) {
    each_text(value, &mut |text| {
        for (key, name) in names {
            *text = text.replace(
                &format!("{}{key}{}", TOKEN.0, TOKEN.1),
                &format!("{}{name}{}", TOKEN.0, TOKEN.1),
            );
        }
    });
}

/// Calls `change` with every text of a value.
fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|item| each_text(item, change)),
        _ => {}
    }
}

/// Makes the operations that add the texts, in the languages that the app has; in all of the design's if it has none.
fn speak(texts: &Value, names: &BTreeMap<&str, String>, app: &Value) -> Vec<Operation> {
    let set = |path: &[&str], value: Value| Operation::Set {
        section: Section::Rest,
        part: String::new(),
        id: String::new(),
        path: Path(path.iter().map(|&field| field.to_owned()).collect()),
        value,
    };
    let said = |locale: &str| -> Map<String, Value> {
        let all = texts["locales"].get(locale).and_then(Value::as_object);
        let text = |(key, name): (&&str, &String)| Some((name.clone(), all?.get(*key)?.clone()));
        names.iter().filter_map(text).collect()
    };
    let languages = |texts: &Value| -> Vec<String> {
        let locales = texts.get("locales").and_then(Value::as_object);
        locales
            .map(|locales| locales.keys().cloned().collect())
            .unwrap_or_default()
    };
    let own = app.get("texts").map(languages).unwrap_or_default();
    if own.is_empty() {
        let locales: Map<String, Value> = languages(texts)
            .into_iter()
            .map(|it| (it.clone(), json!(said(&it))))
            .collect();
        return vec![set(
            &["texts"],
            json!({ "default": texts["default"], "locales": locales }),
        )];
    }
    let each = own.iter().flat_map(|locale| {
        said(locale)
            .into_iter()
            .map(move |(key, text)| (locale, key, text))
    });
    each.map(|(locale, key, text)| set(&["texts", "locales", locale, &key], text))
        .collect()
}
