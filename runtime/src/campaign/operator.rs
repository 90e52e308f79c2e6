//! The operators of conditions, by name.

/// The question of an operator about a value of the request and the values beside the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Test {
    Equals,
    Contains,
    StartsWith,
    EndsWith,
    AllOf,
    InList,
    Number(Order),
    Version(Order),
    Before,
    After,
    WithinLast,
    OlderThan,
    WithinNext,
    Set,
}

/// The order in which two values must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Order {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// From the first value to the second, both included.
    Between,
}

/// An operator of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// The name in documents.
    pub name: &'static str,
    /// The test it makes.
    pub test: Test,
    /// Whether it holds exactly where its test does not.
    pub negated: bool,
    /// Whether upper and lower case are the same.
    pub folded: bool,
}

const fn plain(name: &'static str, test: Test) -> Operator {
    Operator {
        name,
        test,
        negated: false,
        folded: false,
    }
}

const fn not(name: &'static str, test: Test) -> Operator {
    Operator {
        negated: true,
        ..plain(name, test)
    }
}

const fn folded(name: &'static str, test: Test) -> Operator {
    Operator {
        folded: true,
        ..plain(name, test)
    }
}

const fn not_folded(name: &'static str, test: Test) -> Operator {
    Operator {
        folded: true,
        ..not(name, test)
    }
}

/// All operators. The format's own spellings come first where there are two.
pub static OPERATORS: [Operator; 38] = [
    plain("equals", Test::Equals),
    plain("any_of", Test::Equals),
    not("not_equals", Test::Equals),
    not("none_of", Test::Equals),
    folded("i_equals", Test::Equals),
    not_folded("not_i_equals", Test::Equals),
    plain("contains", Test::Contains),
    not("not_contains", Test::Contains),
    folded("i_contains", Test::Contains),
    not_folded("not_i_contains", Test::Contains),
    plain("starts_with", Test::StartsWith),
    folded("i_starts_with", Test::StartsWith),
    plain("ends_with", Test::EndsWith),
    folded("i_ends_with", Test::EndsWith),
    plain("all_of", Test::AllOf),
    folded("i_all_of", Test::AllOf),
    plain("in_list", Test::InList),
    not("not_in_list", Test::InList),
    plain("gt", Test::Number(Order::Greater)),
    plain("gte", Test::Number(Order::GreaterOrEqual)),
    plain("lt", Test::Number(Order::Less)),
    plain("lte", Test::Number(Order::LessOrEqual)),
    plain("between", Test::Number(Order::Between)),
    plain("version_equals", Test::Version(Order::Equal)),
    not("version_not_equals", Test::Version(Order::Equal)),
    plain("version_gt", Test::Version(Order::Greater)),
    plain("version_gte", Test::Version(Order::GreaterOrEqual)),
    plain("version_lt", Test::Version(Order::Less)),
    plain("version_lte", Test::Version(Order::LessOrEqual)),
    plain("version_between", Test::Version(Order::Between)),
    plain("before", Test::Before),
    plain("after", Test::After),
    plain("within_last", Test::WithinLast),
    plain("older_than", Test::OlderThan),
    plain("within_next", Test::WithinNext),
    plain("set", Test::Set),
    not("notSet", Test::Set),
    not("not_set", Test::Set),
];

/// Returns the operator of a name.
pub fn named(name: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| operator.name == name)
}
