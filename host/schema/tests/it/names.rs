//! The names of the code and those of the data files are the same.

use std::collections::BTreeSet;

use paywall_runtime::document::{action, attribute, condition, paywall, texts};
use paywall_runtime::rule::{flow, operator};
use paywall_runtime::{date, load};
use paywall_schema::data::{self, Field};
use paywall_schema::known;

/// Compares the names that the code knows with those that have words.
fn same<'a>(
    of: &str,
    code: impl IntoIterator<Item = &'a str>,
    described: impl IntoIterator<Item = &'a str>,
) {
    let code: BTreeSet<&str> = code.into_iter().collect();
    let described: BTreeSet<&str> = described.into_iter().collect();
    let missing: Vec<_> = code.difference(&described).collect();
    let surplus: Vec<_> = described.difference(&code).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{of}: in host/schema/data, words are missing for {missing:?}, and the code knows no {surplus:?}"
    );
}

fn words(kind: &str) -> impl Iterator<Item = &'static str> {
    data::words(kind).unwrap().names()
}

/// Lists all texts between quotation marks that stand before `=>` in a source, such as the arms of a `match`.
fn arms(source: &str) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    for line in source.lines().filter_map(|line| line.split_once("=>")) {
        let texts = line.0.split('"').skip(1).step_by(2);
        out.extend(texts.filter(|text| !text.is_empty()));
    }
    out
}

/// Returns a function of a source, from its name to the end of its body.
fn function<'a>(source: &'a str, name: &str) -> &'a str {
    let from = source.find(name).unwrap();
    let rest = &source[from..];
    &rest[..rest.find("\n    }\n").unwrap_or(rest.len())]
}

#[test]
fn every_attribute_and_component_is_described() {
    same("components", known::components(), data::COMPONENTS.names());
    let described = data::ATTRIBUTES.iter().flat_map(|(_, group)| group.names());
    same("attributes", known::attributes(), described);
    for (group, _) in data::ATTRIBUTES.iter() {
        assert!(data::GROUPS.get(group).is_some(), "{group} is no group");
    }
}

#[test]
fn every_field_of_the_document_is_described() {
    for (object, fields) in [
        ("document", load::FIELDS),
        ("texts", texts::FIELDS),
        ("paywall", paywall::FIELDS),
        ("template", paywall::TEMPLATE_FIELDS),
        ("page", paywall::PAGE_FIELDS),
        ("action", action::FIELDS),
    ] {
        same(object, fields.iter().copied(), known::fields(object));
    }
}

#[test]
fn every_word_is_described() {
    same(
        "functions",
        action::NAMES.map(|(name, _)| name),
        words("function"),
    );
    same("comparisons", condition::NAMES, words("comparison"));
    same(
        "flow functions",
        flow::FUNCTIONS.map(|(name, _)| name),
        words("flow function"),
    );
    same(
        "types of steps",
        flow::KINDS.map(|(name, _)| name),
        words("step type"),
    );
    same("days", date::WEEKDAYS, words("weekday"));
    let operators = operator::OPERATORS.iter().map(|operator| operator.name);
    same("operators", operators, words("operator"));
}

#[test]
fn every_field_of_requests_is_described() {
    let request = include_str!("../../../../runtime/src/request/mod.rs");
    let customer = include_str!("../../../../runtime/src/request/customer.rs");
    let device = include_str!("../../../../runtime/src/request/device.rs");
    let act = include_str!("../../../../runtime/src/request/act.rs");
    let part = |name: &str| function(&request[request.find(name).unwrap()..], "fn from_json");
    for (object, source) in [
        ("request", part("impl Request")),
        ("launch", part("impl Launch")),
        ("launch context", part("impl Context")),
        ("page options", part("impl PageOptions")),
        (
            "customer",
            function(
                &customer[customer.find("impl Customer").unwrap()..],
                "fn from_json",
            ),
        ),
        (
            "journey state",
            function(
                &customer[customer.find("impl JourneyState").unwrap()..],
                "fn from_json",
            ),
        ),
        ("act", function(act, "fn from_json")),
    ] {
        let fields = known::fields(object);
        same(
            object,
            arms(source),
            fields.into_iter().filter(|name| *name != "$schema"),
        );
    }
    let facts = paywall_runtime::request::Device::FACTS;
    let own = arms(function(device, "fn from_json"));
    same(
        "device",
        facts.into_iter().chain(own),
        known::fields("device"),
    );
}

#[test]
fn every_variable_of_the_state_is_described() {
    let source = include_str!("../../../../runtime/src/paywall/scope/name.rs");
    let described: BTreeSet<_> = data::VARIABLES.get("state").unwrap().names().collect();
    for name in arms(function(source, "fn derived")) {
        let is_value = ["landscape", "portrait"].contains(&name);
        assert!(
            is_value || described.contains(name),
            "state.{name} has no words"
        );
    }
    let smart = include_str!("../../../../runtime/src/text/smart.rs");
    let spaces = arms(function(smart, "fn named"));
    same("namespaces", spaces, data::VARIABLES.names());
}

#[test]
fn all_words_are_sentences() {
    let sentence = |of: &str, text: &str| {
        let ends = text.ends_with('.') || data::words("weekday").unwrap().get(of).is_some();
        assert!(ends && text.len() > 3, "{of}: {text:?} is no sentence");
        // Tables of Markdown have a column for each.
        assert!(!text.contains('|'), "{of}: {text:?}");
    };
    let fields = |of: &str, fields: &data::Named<Field>| {
        for (name, field) in fields.iter() {
            sentence(&format!("{of}.{name}"), &field.is);
        }
    };
    for (group, attributes) in data::ATTRIBUTES.iter() {
        fields(group, attributes);
    }
    for (name, component) in data::COMPONENTS.iter() {
        sentence(name, &component.is);
        fields(name, &component.about);
    }
    for (name, object) in data::OBJECTS.iter() {
        sentence(name, &object.is);
        fields(name, &object.fields);
    }
    for (_, words) in data::WORDS.iter().chain(data::VARIABLES.iter()) {
        for (name, word) in words.iter() {
            sentence(name, &word.is);
            fields(name, &word.parameters);
        }
    }
}

#[test]
fn components_take_only_what_there_is() {
    for (name, component) in data::COMPONENTS.iter() {
        for group in &component.takes {
            assert!(data::GROUPS.get(group).is_some(), "{name} takes {group}");
        }
        for attribute in component
            .also
            .iter()
            .map(String::as_str)
            .chain(component.about.names())
        {
            assert!(data::attribute(attribute).is_some(), "{name}: {attribute}");
        }
        for needs in &component.needs {
            for attribute in needs.split('|') {
                assert!(
                    data::attribute(attribute).is_some(),
                    "{name} needs {attribute}"
                );
            }
        }
    }
    let only = data::ATTRIBUTES.iter().flat_map(|(_, group)| group.iter());
    for component in only.filter_map(|(_, field)| field.only.as_ref()).flatten() {
        assert!(data::COMPONENTS.get(component).is_some(), "{component}");
    }
    // What only one kind reads is offered for that kind alone.
    assert!(attribute::common().len() > 50);
}
