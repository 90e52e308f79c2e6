//! Lists of all that an app has to use (products, entitlements, audiences, texts), and the paywalls and rules that name each.

use serde_json::Value;

use crate::content::{Content, Name};
use crate::object::object;
use crate::section::Section;

/// A paywall or a rule, with the page on which it is opened, as JSON.
struct User {
    title: String,
    path: String,
    json: String,
}

/// Lists what can be used, by its kind: `[{kind, list: [{id, title, by: [{title, path}]}]}]`. Of the texts, those are listed
/// that a paywall names, as they are in a language.
pub fn uses(content: &Content, paywall: &str, language: &str) -> Value {
    let users: Vec<User> = [
        (Section::Paywalls, "paywalls"),
        (Section::Rules, "campaigns"),
    ]
    .into_iter()
    .flat_map(|(section, page)| {
        content
            .held(section)
            .map(move |(id, part)| user(id, part, page))
    })
    .collect();
    let audiences = content.held(Section::Audiences);
    let audiences = audiences.map(|(id, _)| used(&users, id, id, &[quoted(id)], Vec::new()));
    let kinds = [
        ("Products", products(content, &users)),
        ("Entitlements", entitlements(content, &users)),
        ("Audiences", audiences.collect()),
        (
            "Texts of this paywall",
            texts(content, &users, paywall, language),
        ),
    ];
    let kinds = kinds
        .into_iter()
        .map(|(kind, list)| object([("kind", kind.into()), ("list", Value::Array(list))]));
    kinds.collect()
}

/// Makes a user of a part.
fn user(id: &str, part: &Value, page: &str) -> User {
    let title = text(part, "title").or(text(part, "name"));
    User {
        title: title.unwrap_or(id).to_owned(),
        path: format!("{page}/{id}"),
        json: part.to_string(),
    }
}

/// Lists the products.
fn products(content: &Content, users: &[User]) -> Vec<Value> {
    let products = content.held(Section::Products).map(|(id, product)| {
        let reference = text(product, "sku_ref_id");
        let title = text(product, "name").or(reference).unwrap_or(id);
        used(users, id, title, &names(id, reference), Vec::new())
    });
    products.collect()
}

/// Lists the entitlements of the products, each once; products use them, too.
fn entitlements(content: &Content, users: &[User]) -> Vec<Value> {
    let mut known: Vec<&str> = Vec::new();
    let mut listed = Vec::new();
    for entitlement in content
        .held(Section::Products)
        .flat_map(|(_, product)| given(product))
    {
        let id = text(entitlement, "id").unwrap_or_default();
        if known.contains(&id) {
            continue;
        }
        known.push(id);
        let has = |product: &Value| given(product).any(|one| text(one, "id") == Some(id));
        let also = content
            .held(Section::Products)
            .filter(|(_, product)| has(product));
        let also = also.map(|(id, product)| {
            let title = text(product, "name").unwrap_or(id);
            object([("title", format!("{title} (product)").into())])
        });
        let names = names(id, text(entitlement, "entitlement_ref_id"));
        let title = text(entitlement, "name").unwrap_or(id);
        listed.push(used(users, id, title, &names, also.collect()));
    }
    listed
}

/// Lists the texts by key that a paywall names.
fn texts(content: &Content, users: &[User], paywall: &str, language: &str) -> Vec<Value> {
    let found = |section, name: &str| content.find(&Name::new(section, name)).ok().flatten();
    let part = found(Section::Paywalls, paywall).map(|part| part.to_string());
    let rest = found(Section::Rest, "").map_or(&Value::Null, |rest| &**rest);
    let usual = rest["texts"]["default"].as_str().unwrap_or_default();
    let locales = &rest["texts"]["locales"];
    let mut keys: Vec<&str> = Vec::new();
    let part = part.unwrap_or_default();
    for behind in part.split("${text.").skip(1) {
        let key = behind.split('}').next().unwrap_or_default();
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
        if !key.is_empty() && key.chars().all(is_plain) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let listed = keys.into_iter().map(|key| {
        let said = locales[language][key]
            .as_str()
            .or(locales[usual][key].as_str());
        let names = [format!("${{text.{key}}}")];
        used(users, key, said.unwrap_or(key), &names, Vec::new())
    });
    listed.collect()
}

/// Lists the entitlements that a product gives.
fn given(product: &Value) -> impl Iterator<Item = &Value> {
    let list = product.get("entitlements").and_then(Value::as_array);
    list.into_iter().flatten()
}

/// Writes something that is used with those whose JSON has one of its names, and others.
fn used(users: &[User], id: &str, title: &str, names: &[String], also: Vec<Value>) -> Value {
    let by = users
        .iter()
        .filter(|user| names.iter().any(|name| user.json.contains(name)));
    let by = by.map(|user| {
        object([
            ("title", user.title.as_str().into()),
            ("path", user.path.as_str().into()),
        ])
    });
    object([
        ("id", id.into()),
        ("title", title.into()),
        ("by", by.chain(also).collect()),
    ])
}

/// Lists the names of a thing as JSON has them: its id, and what a store calls it.
fn names(id: &str, reference: Option<&str>) -> Vec<String> {
    let names = [Some(id), reference].into_iter().flatten();
    names.filter(|name| !name.is_empty()).map(quoted).collect()
}

/// Writes a text as JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns a text of an object; none if it is empty.
fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str().filter(|text| !text.is_empty())
}
