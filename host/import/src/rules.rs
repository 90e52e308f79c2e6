//! Campaign rules that show paywalls by name. A launch names them by label, as apps named offerings or placements before;
//! who else should see what is written by hand, because the other's rules are in no file.

use std::cell::RefCell;

use crate::code::DEFAULT_CHOSEN;
use crate::object::{Node, Object};
use crate::report::{Report, quote};

/// The devices for which every rule is.
const FORM_FACTORS: [&str; 4] = ["phone", "tablet", "desktop", "television"];

/// A paywall that a rule shows, and its share.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The id of the paywall.
    pub paywall: &'a str,
    /// The weight among all that the rule shows.
    pub share: f64,
}

impl<'a> Shown<'a> {
    /// Makes the only paywall of a rule.
    pub const fn all(paywall: &'a str) -> Self {
        Self {
            paywall,
            share: 100.0,
        }
    }
}

/// Says that the first of several paywalls became the one that is shown without a label, because no file names another.
pub fn tell_default<'a>(report: &RefCell<Report>, mut paywalls: impl Iterator<Item = &'a str>) {
    if let (Some(first), Some(_)) = (paywalls.next(), paywalls.next()) {
        let message = format!(
            "no file says which paywall is shown without a label, so {} is: change the rule \"default\" in the document",
            quote(first)
        );
        report.borrow_mut().add(DEFAULT_CHOSEN, "$", message);
    }
}

/// Writes a rule that shows paywalls to all, each to its share. Weights become hundredths.
pub fn rule(id: &str, kind: &str, value: &str, shown: &[Shown<'_>]) -> Object {
    let factors = FORM_FACTORS.map(|factor| {
        Object::default()
            .with("form_factor", factor)
            .with("supports_portrait", true)
            .with("supports_landscape", true)
    });
    let total: f64 = shown.iter().map(|shown| shown.share).sum();
    let mut left = 100.0;
    let mut segments = Vec::new();
    for (index, one) in shown.iter().enumerate() {
        let share = if total > 0.0 {
            (one.share / total * 100.0).round()
        } else {
            0.0
        };
        let split = if index + 1 == shown.len() {
            left
        } else {
            share.min(left)
        };
        left -= split;
        let name = if shown.len() == 1 {
            format!("{id}-all")
        } else {
            format!("{id}-{}", index + 1)
        };
        let segment = Object::default()
            .with("segment", name)
            .with("split", split)
            .with("form_factors", factors.to_vec())
            .with("paywall", one.paywall);
        segments.push(segment);
    }
    Object::default()
        .with("rule", id)
        .with("name", id)
        .with("type", kind)
        .with("value", value)
        .with("external_segment", Node::Json(serde_json::Value::Null))
        .with("segments", segments)
}
