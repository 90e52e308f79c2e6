//! Conditions of components: `assertions` (all) or `orAssertions` (any), compiled once.

use serde_json::Value as Json;

use super::attribute::Value;
use crate::reader::{Fields, Path, Warnings};
use crate::string::concat;

/// A condition over values of smart text.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Holds when every assertion holds, and when there is none.
    All(Vec<Assertion>),
    /// Holds when some assertion holds, and when there is none.
    Any(Vec<Assertion>),
    /// Never holds, because neither list was given.
    Never,
}

/// One comparison of two values, either of which may be smart text.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// The left side of the comparison.
    pub value: Value,
    /// The right side of the comparison.
    pub expected: Value,
    /// The way in which the sides are compared.
    pub operator: Operator,
}

/// The comparisons of assertions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    Set,
    NotSet,
    Gt,
    Gte,
    Lt,
    Lte,
    /// An operator that is not known: the assertion never holds.
    Unknown,
}

/// The names of the operators in the format.
pub const NAMES: [&str; 10] = [
    "equals",
    "notEquals",
    "contains",
    "notContains",
    "set",
    "notSet",
    "gt",
    "gte",
    "lt",
    "lte",
];

impl Operator {
    /// Returns the operator of a name in the format.
    fn named(name: &str) -> Self {
        match name {
            "equals" => Self::Equals,
            "notEquals" => Self::NotEquals,
            "contains" => Self::Contains,
            "notContains" => Self::NotContains,
            "set" => Self::Set,
            "notSet" => Self::NotSet,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            _ => Self::Unknown,
        }
    }
}

impl Condition {
    /// Reads the condition of a `condition` component or of an entry of `conditionAttributes`.
    pub fn read(fields: &Fields<'_>, warnings: &mut Warnings) -> Self {
        if fields.get("assertions").is_some() {
            Self::All(read_assertions(fields, "assertions", warnings))
        } else if fields.get("orAssertions").is_some() {
            Self::Any(read_assertions(fields, "orAssertions", warnings))
        } else {
            warnings.add(
                "condition_never_holds",
                fields.path,
                "expected `assertions` or `orAssertions`",
            );
            Self::Never
        }
    }
}

impl Condition {
    /// Reads a list of assertions that must all hold; without any, the condition holds.
    pub fn list(fields: &Fields<'_>, name: &str, warnings: &mut Warnings) -> Self {
        Self::All(read_assertions(fields, name, warnings))
    }
}

/// Reads the assertions of a list.
fn read_assertions(fields: &Fields<'_>, name: &str, warnings: &mut Warnings) -> Vec<Assertion> {
    let mut assertions = Vec::new();
    fields.each(name, warnings, &mut |value, path, warnings| {
        assertions.push(read_assertion(value, path, warnings));
    });
    assertions
}

/// Reads an assertion. One that cannot be read never holds: dropped, it would show what its author meant to guard.
fn read_assertion(value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Assertion {
    let name =
        Fields::of(value, path, warnings).map(|fields| fields.required_text("operator", warnings));
    let name = name.unwrap_or_default();
    let operator = Operator::named(&name);
    if operator == Operator::Unknown {
        warnings.add(
            "unknown_operator",
            &path.key("operator"),
            concat(&["expected a known operator, found \"", &name, "\""]),
        );
    }
    let operand = |name| {
        value
            .get(name)
            .map_or(Value::Json(Json::Null.into()), Value::any)
    };
    Assertion {
        value: operand("value"),
        expected: operand("expected"),
        operator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_all_operators() {
        let known = NAMES.map(Operator::named);
        assert!(!known.contains(&Operator::Unknown));
        assert_eq!(known.last(), Some(&Operator::Lte));
        assert_eq!(known.len(), Operator::Unknown as usize);
    }
}
