//! The words that conditions are written with, for pages: facts, their operators, and what stands behind these.

use serde_json::{Map, Value};

use super::fact::{FACTS, PATTERNS};
use super::kind::Kind;
use super::object;
use super::operator::OPERATORS;

/// The groups of conditions, as people read them.
const GROUPS: [(&str, &str); 4] = [
    ("and", "All of these hold"),
    ("or", "One of these holds"),
    ("not", "Not all of these hold"),
    ("nor", "None of these holds"),
];

/// Tells all words: `{facts, patterns, kinds, operators, groups}`.
pub fn vocabulary() -> Value {
    let facts = FACTS.iter().map(|fact| {
        object([
            ("identifier", fact.identifier.into()),
            ("title", fact.title.into()),
            ("opposite", fact.opposite.into()),
            ("kind", fact.kind.name().into()),
        ])
    });
    let patterns = PATTERNS.iter().map(|pattern| {
        let before = format!("{}.{}", pattern.space, pattern.before);
        object([
            ("before", before.into()),
            ("behind", pattern.behind.into()),
            ("names", pattern.names.into()),
            ("title", pattern.title.to_vec().into()),
            ("opposite", pattern.opposite.into()),
            ("kind", pattern.kind.name().into()),
        ])
    });
    let kinds = Kind::ALL.iter().map(|kind| {
        let told = object([
            ("operators", kind.operators().to_vec().into()),
            ("choices", kind.choices().to_vec().into()),
            ("list", kind.is_list().into()),
        ]);
        (kind.name().to_owned(), told)
    });
    let operators = OPERATORS.iter().map(|operator| {
        let told = object([
            ("words", operator.say(Kind::Any, 2).into()),
            ("of_list", operator.say(Kind::Groups, 2).into()),
            ("of_date", operator.say(Kind::Date, 2).into()),
            ("takes", operator.takes.name().into()),
        ]);
        (operator.name.to_owned(), told)
    });
    let groups = GROUPS.map(|(name, title)| (name.to_owned(), Value::from(title)));
    object([
        ("facts", facts.collect()),
        ("patterns", patterns.collect()),
        ("kinds", Value::Object(kinds.collect::<Map<_, _>>())),
        ("operators", Value::Object(operators.collect::<Map<_, _>>())),
        (
            "groups",
            Value::Object(groups.into_iter().collect::<Map<_, _>>()),
        ),
    ])
}
