//! The operators of conditions in words, and what stands behind each.

use super::kind::Kind;

/// The values behind an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// No value at all.
    None,
    /// One value alone.
    One,
    /// Any number of values, of which one suffices.
    Many,
    /// Two bounds, both included.
    Two,
    /// A span of time.
    Span,
    /// A date, with or without a time.
    Date,
    /// The names of lists.
    Lists,
}

impl Takes {
    /// Returns the name, by which pages choose an input.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::One => "one",
            Self::Many => "many",
            Self::Two => "two",
            Self::Span => "span",
            Self::Date => "date",
            Self::Lists => "lists",
        }
    }
}

/// An operator of conditions, in words.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// The name in documents.
    pub name: &'static str,
    /// The words before one value, and before several.
    pub(super) words: [&'static str; 2],
    /// The same for a fact that is a list; empty where they are the same.
    pub(super) of_list: [&'static str; 2],
    /// The words behind a date, whose title has a verb; empty where they are the same.
    pub(super) of_date: &'static str,
    /// The values behind it.
    pub(super) takes: Takes,
}

const fn one(name: &'static str, words: &'static str, takes: Takes) -> Operator {
    Operator {
        name,
        words: [words, words],
        of_list: ["", ""],
        of_date: "",
        takes,
    }
}

const fn date(
    name: &'static str,
    words: &'static str,
    of_date: &'static str,
    takes: Takes,
) -> Operator {
    Operator {
        of_date,
        ..one(name, words, takes)
    }
}

const fn many(
    name: &'static str,
    words: [&'static str; 2],
    of_list: [&'static str; 2],
) -> Operator {
    Operator {
        name,
        words,
        of_list,
        of_date: "",
        takes: Takes::Many,
    }
}

const IS: [&str; 2] = ["is", "is one of"];
const IS_NOT: [&str; 2] = ["is not", "is none of"];
const INCLUDE: [&str; 2] = ["include", "include one of"];
const INCLUDE_NO: [&str; 2] = ["do not include", "include none of"];

/// All operators, with the names that mean the same.
pub static OPERATORS: &[Operator] = &[
    many("equals", IS, INCLUDE),
    many("any_of", IS, INCLUDE),
    many("not_equals", IS_NOT, INCLUDE_NO),
    many("none_of", IS_NOT, INCLUDE_NO),
    many(
        "i_equals",
        ["is, in any case,", "is, in any case, one of"],
        INCLUDE,
    ),
    many(
        "not_i_equals",
        ["is not, in any case,", "is, in any case, none of"],
        INCLUDE_NO,
    ),
    many("contains", ["contains", "contains one of"], INCLUDE),
    many(
        "not_contains",
        ["does not contain", "contains none of"],
        INCLUDE_NO,
    ),
    many(
        "i_contains",
        ["contains, in any case,", "contains, in any case, one of"],
        INCLUDE,
    ),
    many(
        "not_i_contains",
        [
            "does not contain, in any case,",
            "contains, in any case, none of",
        ],
        INCLUDE_NO,
    ),
    many(
        "starts_with",
        ["begins with", "begins with one of"],
        ["", ""],
    ),
    many(
        "i_starts_with",
        [
            "begins, in any case, with",
            "begins, in any case, with one of",
        ],
        ["", ""],
    ),
    many("ends_with", ["ends with", "ends with one of"], ["", ""]),
    many(
        "i_ends_with",
        ["ends, in any case, with", "ends, in any case, with one of"],
        ["", ""],
    ),
    many(
        "all_of",
        ["has", "has all of"],
        ["include", "include all of"],
    ),
    many(
        "i_all_of",
        ["has, in any case,", "has, in any case, all of"],
        ["include", "include all of"],
    ),
    Operator {
        takes: Takes::Lists,
        ..many(
            "in_list",
            ["is in the list", "is in one of the lists"],
            ["", ""],
        )
    },
    Operator {
        takes: Takes::Lists,
        ..many(
            "not_in_list",
            ["is not in the list", "is in none of the lists"],
            ["", ""],
        )
    },
    one("gt", "is more than", Takes::One),
    one("gte", "is at least", Takes::One),
    one("lt", "is less than", Takes::One),
    one("lte", "is at most", Takes::One),
    one("between", "is from", Takes::Two),
    many("version_equals", IS, ["", ""]),
    many("version_not_equals", IS_NOT, ["", ""]),
    one("version_gt", "is later than", Takes::One),
    one("version_gte", "is at least", Takes::One),
    one("version_lt", "is earlier than", Takes::One),
    one("version_lte", "is at most", Takes::One),
    one("version_between", "is from", Takes::Two),
    date("before", "is before", "before", Takes::Date),
    date("after", "is after", "after", Takes::Date),
    date(
        "within_last",
        "lies in the last",
        "in the last",
        Takes::Span,
    ),
    date(
        "older_than",
        "is longer ago than",
        "longer ago than",
        Takes::Span,
    ),
    date(
        "within_next",
        "lies in the next",
        "in the next",
        Takes::Span,
    ),
    date("set", "is known", "at a known time", Takes::None),
    date("notSet", "is not known", "at no known time", Takes::None),
    date("not_set", "is not known", "at no known time", Takes::None),
];

impl Operator {
    /// Returns the words before so many values.
    pub(super) fn say(&self, kind: Kind, values: usize) -> &'static str {
        if kind == Kind::Date && !self.of_date.is_empty() {
            return self.of_date;
        }
        let of_list = kind.is_list() && !self.of_list[0].is_empty();
        let [one, several] = if of_list { self.of_list } else { self.words };
        if values > 1 { several } else { one }
    }
}

/// Returns the operator of a name.
pub(super) fn named(name: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| operator.name == name)
}
