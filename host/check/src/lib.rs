//! Authoring checks: they find parts of a document's campaign rules, paywalls and custom
//! components that can be read but are hardly what the author meant.
//!
//! The module reports what it passes over ([`paywall_engine::LoadedDocument::describe`]); these
//! checks look at what it would carry out.
//! Nothing here decides for a customer: rules are compared with each other and with the things they name.
//! `docs/campaigns.md` lists the codes.

mod by_key;
mod called;
mod component;
mod condition;
#[cfg(feature = "results")]
pub mod declared;
mod experiment;
mod finding;
mod flow;
pub mod gate;
mod identifier;
mod language;
mod meant;
mod names;
mod paywall;
mod place;
mod placement;
mod prices;
mod reach;
mod schedule;
mod segment;
mod shadow;
pub mod share;
pub mod simulate;
mod span;
mod subject;
mod suggest;
mod synonym;
mod variable;
mod within;
mod witness;

pub use called::{Names, before_id};
pub(crate) use finding::Findings;
pub use finding::{Finding, Severity};
pub use meant::Hints;
pub use place::{with_ids, with_positions};
pub use prices::prices;
pub use span::{Place, Source, at as place_at};
pub(crate) use subject::{Rule, Subject, at, list, text};

use paywall_runtime::load::Document;
use paywall_runtime::rule::operator;
use serde_json::{Map, Value};

/// Checks the campaign rules, the paywalls and the custom components of a document. `now` is in epoch milliseconds, for schedules.
/// A document that cannot be read has no findings: the module says why.
pub fn check(document: &[u8], now: f64) -> Vec<Finding> {
    let Some(json) = parse(document) else {
        return Vec::new();
    };
    let Ok((document, _)) = Document::load(json.to_string().as_bytes()) else {
        return Vec::new();
    };
    let subject = Subject {
        rules: subject::rules(&json, &document),
        json: &json,
        document: &document,
        now,
    };
    let mut out = Findings::default();
    names::check(&subject, &mut out);
    component::check(&subject, &mut out);
    paywall::check(&subject, &mut out);
    language::check(&subject, &mut out);
    by_key::check(subject.json, &mut out);
    placement::check(&subject, &mut out);
    schedule::check(&subject, &mut out);
    condition::check(&subject, &mut out);
    segment::check(&subject, &mut out);
    flow::check(&subject, &mut out);
    share::check(&subject, &mut out);
    experiment::check(&subject, &mut out);
    shadow::check(&subject, &mut out);
    out.0
}

/// Parses the document; in the deprecated form it is a text that holds it. An app's own components are added to it.
fn parse(bytes: &[u8]) -> Option<Value> {
    let mut whole: Value = serde_json::from_slice(bytes).ok()?;
    let apps = whole.get("customComponents").cloned();
    let wrapped = whole.get_mut("document").map(Value::take);
    let mut document = match wrapped.clone().unwrap_or(whole) {
        Value::String(text) => serde_json::from_str(&text).ok()?,
        other => other,
    };
    if let (Some(_), Some(Value::Object(apps)), Some(fields)) =
        (wrapped, apps, document.as_object_mut())
    {
        let own = fields.entry("customComponents");
        if let Value::Object(own) = own.or_insert_with(|| Value::Object(Map::new())) {
            for (name, definition) in apps {
                own.entry(name).or_insert(definition);
            }
        }
    }
    Some(document)
}

/// Returns the instant that a number stands for where conditions read a date, in epoch milliseconds.
pub fn instant(number: &Value) -> Option<f64> {
    let moment = paywall_runtime::date::read(number).filter(|_| number.is_number());
    moment.map(|moment| moment.time)
}

/// Returns true for operators that compare points in time or ages, such as `before`.
pub fn compares_times(operator: &str) -> bool {
    operator::named(operator).is_some_and(|operator| operator.test.operand().is_time())
}
