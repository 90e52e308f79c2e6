//! The kinds of facts: which operators fit each, and what its values are.

/// The kind of a fact's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Flag,
    Text,
    Number,
    Version,
    Date,
    Country,
    Language,
    Weekday,
    FormFactor,
    Entitlements,
    Journey,
    Groups,
    /// A value of the app's own, of any type.
    Any,
}

const FLAG: &[&str] = &["equals", "not_equals"];
const CHOICE: &[&str] = &["any_of", "none_of", "in_list", "not_in_list"];
const LIST: &[&str] = &["any_of", "none_of", "all_of"];
const TEXT: &[&str] = &[
    "equals",
    "not_equals",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "in_list",
    "not_in_list",
    "set",
    "notSet",
];
const NUMBER: &[&str] = &[
    "gte",
    "gt",
    "lte",
    "lt",
    "between",
    "equals",
    "not_equals",
    "set",
    "notSet",
];
const VERSION: &[&str] = &[
    "version_gte",
    "version_gt",
    "version_lte",
    "version_lt",
    "version_between",
    "version_equals",
    "version_not_equals",
];
const DATE: &[&str] = &[
    "within_last",
    "older_than",
    "within_next",
    "before",
    "after",
    "set",
    "notSet",
];
const ANY: &[&str] = &[
    "equals",
    "not_equals",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "in_list",
    "not_in_list",
    "gte",
    "lte",
    "between",
    "version_gte",
    "version_lt",
    "within_last",
    "older_than",
    "before",
    "after",
    "set",
    "notSet",
];

impl Kind {
    /// All kinds, those of single facts first.
    pub const ALL: [Self; 13] = [
        Self::Flag,
        Self::Text,
        Self::Number,
        Self::Version,
        Self::Date,
        Self::Country,
        Self::Language,
        Self::Weekday,
        Self::FormFactor,
        Self::Entitlements,
        Self::Journey,
        Self::Groups,
        Self::Any,
    ];

    /// Returns the name, by which pages choose an input.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Text => "text",
            Self::Number => "number",
            Self::Version => "version",
            Self::Date => "date",
            Self::Country => "country",
            Self::Language => "language",
            Self::Weekday => "weekday",
            Self::FormFactor => "form factor",
            Self::Entitlements => "entitlement",
            Self::Journey => "journey",
            Self::Groups => "group",
            Self::Any => "any",
        }
    }

    /// Lists the operators that fit, the usual one first.
    pub const fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Flag => FLAG,
            Self::Text => TEXT,
            Self::Number => NUMBER,
            Self::Version => VERSION,
            Self::Date => DATE,
            Self::Country | Self::Language | Self::Weekday | Self::FormFactor => CHOICE,
            Self::Entitlements | Self::Journey | Self::Groups => LIST,
            Self::Any => ANY,
        }
    }

    /// Returns whether the fact is a list.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Entitlements | Self::Journey | Self::Groups)
    }

    /// Lists the values that are possible, where there are few.
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Weekday => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            Self::FormFactor => &["phone", "tablet", "desktop", "television"],
            Self::Journey => &[
                "former_subscriber",
                "in_grace_period",
                "in_trial_period",
                "in_intro_offer_period",
                "is_cancelled",
                "in_pause",
                "in_account_hold",
            ],
            _ => &[],
        }
    }
}
