//! Campaigns for those who make them: rules in the order in which they are asked, in sentences, with what they name.
//!
//! Nothing here decides: the module does. These are the words around its rules, and the edits that keep their order.

mod arrange;
mod audience;
mod cap;
mod clause;
mod fact;
mod finding;
mod kind;
mod listing;
mod moment;
mod names;
mod operator;
mod span;
mod split;
mod suggest;
mod takes_part;
mod vocabulary;
mod when;

pub use arrange::{Made, begin, duplicate, place};
pub use audience::rename_audience;
pub use cap::caps;
pub use clause::who;
pub use fact::{FACTS, is_known, meant, unknown};
pub use listing::campaigns;
pub use moment::Clock;
pub use names::names;
pub use operator::OPERATORS;
pub use split::{add_variant, even, remove_variant, resize};
pub use suggest::nearest;
pub use takes_part::join;
pub use vocabulary::vocabulary;
pub use when::when;

use serde_json::Value;

use crate::object::object;

/// Returns a text of an object; `None` for an empty one.
fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    let text = value.get(field)?.as_str();
    text.filter(|text| !text.is_empty())
}

/// Lists the entries of a list in an object.
fn entries<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    let list = value.get(field).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// Joins words: commas between all but the last two, which the given word joins.
fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., end] => format!("{}{last}{end}", some.join(", ")),
    }
}

/// Writes a name between the marks that set it off.
fn quoted(name: &str) -> String {
    format!("“{name}”")
}
