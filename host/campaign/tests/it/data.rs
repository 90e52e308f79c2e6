//! The rules that every template keeps.

use std::collections::BTreeSet;

use paywall_campaign::{Template, templates};
use serde_json::Value;

/// The keywords of schemas that are understood.
const KEYWORDS: [&str; 15] = [
    "title",
    "description",
    "type",
    "default",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "items",
    "properties",
    "required",
    "format",
];

/// Lists all texts in a value.
fn texts<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => out.push(text),
        Value::Array(entries) => entries.iter().for_each(|entry| texts(entry, out)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, out)),
        _ => {}
    }
}

/// Lists the names in the placeholders of a text.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
}

/// Lists the texts of a template in which placeholders may stand.
fn filled(template: &Template) -> Vec<&str> {
    let mut out = Vec::new();
    for part in [
        &template.rules,
        &template.last,
        &template.lists,
        &template.layers,
    ] {
        part.iter().for_each(|value| texts(value, &mut out));
    }
    for wanted in template.paywalls.iter().chain(&template.products) {
        out.push(&wanted.is);
        wanted.menus.iter().for_each(|value| texts(value, &mut out));
    }
    for named in template.events.iter().chain(&template.attributes) {
        out.extend([&*named.name, &named.is]);
    }
    out
}

/// Looks through a schema for keywords that nothing reads.
fn keywords(schema: &Value, path: &str) {
    for (name, value) in schema.as_object().unwrap() {
        assert!(
            KEYWORDS.contains(&&**name) || name == "x-names",
            "{path}.{name}"
        );
        match name.as_str() {
            "properties" => value.as_object().unwrap().iter().for_each(|(name, value)| {
                keywords(value, &format!("{path}.{name}"));
            }),
            "items" => keywords(value, &format!("{path}[]")),
            _ => {}
        }
    }
}

#[test]
fn there_are_25_with_examples_and_a_last_rule_that_takes_everybody() {
    assert_eq!(templates().len(), 25);
    for template in templates() {
        let name = &template.template;
        let examples = template.examples.len();
        assert!(
            (3..=6).contains(&examples),
            "{name} has {examples} examples"
        );
        assert!(!template.last.is_empty(), "{name}");
        for rule in &template.last {
            for term in [
                "conditions",
                "schedule",
                "frequency",
                "prerequisites",
                "experiment",
                "priority",
            ] {
                assert_eq!(rule.get(term), None, "{name}");
            }
        }
        keywords(&template.parameters, name);
        let gets: BTreeSet<_> = template
            .examples
            .iter()
            .map(|example| example.gets.to_string())
            .collect();
        assert!(gets.len() > 1, "{name}: all examples get the same");
    }
}

#[test]
fn every_placeholder_names_a_parameter_and_every_parameter_is_used() {
    for template in templates() {
        let names: BTreeSet<_> = template.properties().map(|(name, _)| name).collect();
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let all = filled(template);
        for text in &all {
            for placeholder in placeholders(text) {
                let name = placeholder.split(['+', '-', '/', '.']).next().unwrap();
                let built_in = ["id", "item", "index", "share"].contains(&name);
                assert!(
                    built_in || names.contains(name),
                    "{}: ${{{placeholder}}}",
                    template.template
                );
                used.insert(name);
            }
            // The names in `$each` and `$if`.
            used.insert(text);
        }
        used.extend(template.paywalls.iter().map(|wanted| &*wanted.parameter));
        used.extend(template.products.iter().map(|wanted| &*wanted.parameter));
        let unused: Vec<_> = names.difference(&used).collect();
        assert!(unused.is_empty(), "{}: {unused:?}", template.template);
    }
}

#[test]
fn every_event_and_attribute_of_the_rules_is_listed() {
    for template in templates() {
        let mut all = Vec::new();
        template.rules.iter().for_each(|rule| texts(rule, &mut all));
        let events = || template.events.iter().map(|event| &*event.name);
        let attributes = || template.attributes.iter().map(|attribute| &*attribute.name);
        for text in all {
            if let Some((event, _)) = text
                .strip_prefix("Events.")
                .and_then(|rest| rest.rsplit_once('.'))
            {
                assert!(
                    events().any(|known| known == event),
                    "{}: {event}",
                    template.template
                );
            }
            for start in ["UserTags.", "LaunchContext.", "urlParams."] {
                if text.starts_with(start) {
                    assert!(
                        attributes().any(|known| known.contains(text)),
                        "{}: {text}",
                        template.template
                    );
                }
            }
        }
        let until = template
            .rules
            .iter()
            .filter_map(|rule| rule["frequency"].as_array())
            .flatten();
        for event in until.filter_map(|cap| cap["until"].as_str()) {
            assert!(
                events().any(|known| known == event),
                "{}: {event}",
                template.template
            );
        }
    }
}
