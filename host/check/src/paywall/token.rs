//! Tokens whose name is that of no variable, such as `${sku.prise}`: nothing is shown for them.
//!
//! Namespaces that are not known are told by the module.

use std::collections::BTreeSet;

use paywall_schema::{data, known};
use serde_json::Value;

use super::menu::products;
use crate::within::within;
use crate::{Findings, at, suggest, text};

/// The names that tokens of one paywall may have.
struct Names<'a> {
    sku: BTreeSet<&'a str>,
    state: BTreeSet<&'a str>,
    forms: BTreeSet<&'a str>,
}

/// Checks all tokens of a paywall.
pub(super) fn check(paywall: &Value, path: &str, out: &mut Findings) {
    let names = Names::of(paywall);
    for part in ["template", "sku_menus"] {
        if let Some(value) = paywall.get(part) {
            walk(value, &at(path, part), &names, out);
        }
    }
}

/// Checks the tokens of texts by key, which may name what any of the paywalls has.
pub(crate) fn check_texts<'a>(
    paywalls: impl Iterator<Item = &'a Value>,
    texts: &Value,
    path: &str,
    out: &mut Findings,
) {
    let all = paywalls.map(Names::of).reduce(Names::and);
    if let Some(names) = all {
        walk(texts, path, &names, out);
    }
}

impl<'a> Names<'a> {
    /// Puts the names of two paywalls together.
    fn and(mut self, other: Self) -> Self {
        self.sku.extend(other.sku);
        self.state.extend(other.state);
        self.forms.extend(other.forms);
        self
    }

    fn of(paywall: &'a Value) -> Self {
        let mut names = Self {
            sku: variables("sku").collect(),
            state: variables("state").collect(),
            forms: BTreeSet::new(),
        };
        names.sku.extend(known::fields("menu product"));
        names.state.extend(known::fields("initial state"));
        let template = paywall.get("template");
        let start = template.and_then(|template| template.get("initialState"));
        let part = |name| start.and_then(|start| start.get(name));
        names.state.extend(keys(start));
        names.forms.extend(keys(part("formStates")));
        let contexts = template.and_then(|template| template.get("skuContexts"));
        let contexts = contexts.and_then(Value::as_object).into_iter().flatten();
        names
            .sku
            .extend(contexts.flat_map(|(_, context)| keys(Some(context))));
        for (product, _) in products(paywall, "") {
            names.sku.extend(keys(Some(product)));
            names.sku.extend(keys(product.get("variables")));
        }
        if let Some(template) = template {
            names.add_forms(template);
        }
        names
    }

    /// Adds the forms that components and actions set.
    fn add_forms(&mut self, value: &'a Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|entry| self.add_forms(entry)),
            Value::Object(fields) => {
                self.forms.extend(text(value, "formId"));
                let named = text(value, "component").unwrap_or_default();
                if ["toggleSwitch", "toggleButton", "formSegmentPicker"].contains(&named) {
                    self.forms.extend(text(value, "id"));
                }
                fields.values().for_each(|value| self.add_forms(value));
            }
            _ => {}
        }
    }

    /// Returns what a token's author perhaps meant, if its name is that of no variable. It is empty where nothing is near.
    fn hint(&self, token: &str) -> Option<String> {
        let steps: Vec<&str> = token.split('.').collect();
        let meant = |name: &str, known: &BTreeSet<&str>, meant: Option<&str>| {
            meant
                .filter(|_| !known.contains(name))
                .map(|meant| said(token, name, meant))
        };
        let near = |name: &str, known: &BTreeSet<&str>| {
            meant(name, known, suggest::slip(name, known.iter().copied()))
        };
        match *steps.as_slice() {
            ["sku", name, ..] => {
                let name = name.split(':').next().unwrap_or(name);
                let known = &self.sku;
                // All variables of products are known, so the words of others are no names of somebody's own.
                let found = suggest::nearest(name, known.iter().copied());
                meant(name, known, found).or_else(|| (!known.contains(name)).then(String::new))
            }
            // An app may set values of its own, so only a slip is told.
            ["state", "formStates", form, ..] => near(form, &self.forms),
            ["state", name, ..] => near(name, &self.state),
            [space @ ("launch" | "flow"), name, ..] => {
                let known = variables(space).collect();
                near(name, &known).or_else(|| (!known.contains(name)).then(String::new))
            }
            _ => None,
        }
    }
}

/// Lists the variables of a namespace.
fn variables(space: &str) -> impl Iterator<Item = &'static str> {
    let words = data::VARIABLES.get(space);
    words.into_iter().flat_map(|words| words.names())
}

/// Lists the names of an object's fields.
fn keys(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let fields = value.and_then(Value::as_object);
    fields.into_iter().flatten().map(|(name, _)| name.as_str())
}

/// Writes the question with the whole token.
fn said(token: &str, name: &str, meant: &str) -> String {
    let token = token.replacen(name, meant, 1);
    format!("; did you mean \"${{{token}}}\"?")
}

/// Checks the tokens of all texts inside a value.
fn walk(value: &Value, path: &str, names: &Names<'_>, out: &mut Findings) {
    for token in value.as_str().into_iter().flat_map(tokens) {
        if let Some(hint) = names.hint(token) {
            let message =
                format!("no variable is named \"${{{token}}}\"; nothing is shown for it{hint}");
            out.warning("unknown_variable", path, message);
        }
    }
    within(value, path, &[], |value, path| {
        walk(value, path, names, out)
    });
}

/// Lists the tokens of a text that have no tokens inside, without their signs.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| {
        let token = rest.split_once('}')?.0.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
        token.chars().all(is_name).then_some(token)
    })
}
