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

/// The meaning of the values beside an operator, which decides what they are compared with.
///
/// This is the one place that knows it: the compiler of conditions, `paywall check`, `paywall simulate` and the
/// explanation of a decision all ask here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// No values: only the presence of the attribute counts.
    Nothing,
    /// A whole value, like that of the attribute or of an element of its list.
    Whole,
    /// An element of a list, or a part of a text.
    Element,
    /// A part of a text.
    Part,
    /// The name of a list of values.
    List,
    /// A number, or a text that is one.
    Number,
    /// A version, as the module `version` compares it.
    Version,
    /// A point in time.
    Instant,
    /// A length of time, counted from now.
    Duration,
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

impl Test {
    /// Returns the meaning of the values beside the operator.
    pub const fn operand(self) -> Operand {
        match self {
            Self::Set => Operand::Nothing,
            Self::Equals | Self::AllOf => Operand::Whole,
            Self::Contains => Operand::Element,
            Self::StartsWith | Self::EndsWith => Operand::Part,
            Self::InList => Operand::List,
            Self::Number(_) => Operand::Number,
            Self::Version(_) => Operand::Version,
            Self::Before | Self::After => Operand::Instant,
            Self::WithinLast | Self::OlderThan | Self::WithinNext => Operand::Duration,
        }
    }

    /// Returns whether the values are two bounds, rather than several of which one suffices.
    pub const fn takes_bounds(self) -> bool {
        matches!(
            self,
            Self::Number(Order::Between) | Self::Version(Order::Between)
        )
    }
}

impl Operand {
    /// Returns whether the attribute is a point in time.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Instant | Self::Duration)
    }
}

/// An operator of the format. One with two names has two rows, so that a trace shows the name that its author wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// The name in documents.
    pub name: &'static str,
    /// The test it makes.
    pub test: Test,
    /// True if it holds exactly where its test does not.
    pub negated: bool,
    /// True if upper and lower case are the same.
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

/// All operators, one in a row. If an operator has two names, the format's own comes first.
pub static OPERATORS: &[Operator] = &[
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
