//! The document that shows one paywall: with the products, the components and the languages that it can show, and no
//! others, as each would cost time with every key that is pressed.

use serde_json::{Map, Value};

use crate::content::{Content, Name};
use crate::section::Section;

/// Languages that had another code once.
const FORMER: [(&str, &str); 7] = [
    ("in", "id"),
    ("iw", "he"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("sh", "sr"),
    ("tl", "fil"),
];

/// Writes the document of one paywall for customers of one language as JSON; a paywall that is not there is left out.
pub fn slice(content: &Content, paywall: &str, locale: &str) -> String {
    let hash = content.manifest.get(&Name::new(Section::Paywalls, paywall));
    let paywall = hash.and_then(|hash| content.parts.get(&hash));
    let paywall = paywall.map(|part| part.to_string()).unwrap_or_default();
    let mut around = paywall.clone();
    let components = within(content, &mut around);
    let products = content.held(Section::Products).filter(|(id, product)| {
        let reference = product.get("sku_ref_id").and_then(Value::as_str);
        let mut names = [Some(*id), reference].into_iter().flatten();
        names.any(|name| !name.is_empty() && around.contains(name))
    });
    let products: Vec<String> = products.map(|(_, product)| product.to_string()).collect();
    let (components, products) = (components.join(","), products.join(","));
    let rest: String = rest(content, locale)
        .map(|(name, value)| format!(",{name}:{value}"))
        .collect();
    format!(
        "{{\"paywalls\":[{paywall}],\"campaign_rules\":[],\"products\":[{products}],\"customComponents\":{{{components}}}{rest}}}"
    )
}

/// Writes the custom components that a text names, and those that these name, by their names, and adds them to the text.
fn within(content: &Content, around: &mut String) -> Vec<String> {
    let (mut found, mut known) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < around.len() {
        let text = around.get(from..).unwrap_or_default();
        let named = content.held(Section::Components).filter(|(id, _)| {
            let name = Value::from(format!("custom:{id}")).to_string();
            !known.contains(id) && text.contains(&name)
        });
        let named: Vec<(&str, &Value)> = named.collect();
        from = around.len();
        for (id, part) in named {
            let part = part.to_string();
            around.push_str(&part);
            found.push(format!("{}:{part}", Value::from(id)));
            known.push(id);
        }
    }
    found
}

/// Writes what the document has beside its parts, with those languages of the texts alone that a customer may read.
fn rest<'a>(content: &'a Content, locale: &'a str) -> impl Iterator<Item = (Value, String)> + 'a {
    let rest = content
        .held(Section::Rest)
        .filter_map(|(_, part)| part.as_object());
    rest.flatten().map(move |(name, value)| {
        let texts = value.as_object().filter(|_| name == "texts");
        let written = texts.map(|texts| some(texts, locale).to_string());
        let written = written.unwrap_or_else(|| value.to_string());
        (Value::from(name.as_str()), written)
    })
}

/// Copies texts in the language of a locale, and in their usual one.
fn some(texts: &Map<String, Value>, locale: &str) -> Value {
    let usual = texts.get("default").and_then(Value::as_str);
    let wanted = [language(locale), language(usual.unwrap_or_default())];
    let copied = texts.iter().map(|(name, value)| {
        let locales = value.as_object().filter(|_| name == "locales");
        let copy = locales.map(|locales| {
            let read = locales
                .iter()
                .filter(|(tag, _)| wanted.contains(&language(tag)));
            let read = read.map(|(tag, texts)| (tag.clone(), texts.clone()));
            Value::Object(read.collect())
        });
        (name.clone(), copy.unwrap_or_else(|| value.clone()))
    });
    Value::Object(copied.collect())
}

/// Returns the language of a tag, whose older names are those of today: `iw` is `he`.
fn language(tag: &str) -> String {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    let first = first.to_ascii_lowercase();
    let known = FORMER.iter().find(|(former, _)| *former == first);
    known.map_or(first, |(_, now)| (*now).to_owned())
}
