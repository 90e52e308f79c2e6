//! Countdowns. The page counts; the engine says from where, in which units, and what is shown when it is over.

use serde_json::Value as Json;

use super::element::{block, label, set, start};
use super::part::piece;
use super::resolve::{Resolver, Shown, tap_name};
use crate::date;
use crate::document::attribute::Attribute as A;
use crate::number;
use crate::tree::escape::css_number;
use crate::tree::{Element, Node, Tag, Value};

/// The units and their seconds, largest first.
const UNITS: [(&str, f64); 4] = [
    ("days", 86_400.0),
    ("hours", 3_600.0),
    ("minutes", 60.0),
    ("seconds", 1.0),
];

/// The element of a countdown; `None` when it is over and to be hidden then, or has no units.
pub(super) fn countdown<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let request = shown.place.scope.view.request;
    let (name, goal) = goal(shown)?;
    let left = match (name, request.now) {
        ("data-until", Some(now)) => (goal - now) / 1_000.0,
        ("data-until", None) => 0.0,
        _ => goal,
    };
    let state = &shown.place.scope.view.state;
    let over = state
        .entry("timers", &tap_name(shown.key()))
        .is_some_and(|over| *over == Json::Bool(true))
        || (left <= 0.0 && request.now.is_some());
    let tap = resolver.tap(shown, shown.component.tap.as_ref(), over);
    if over && shown.text(A::ShowWhenCompleted).as_deref() == Some("hidden") {
        return None;
    }
    let left = if over { 0.0 } else { left.max(0.0) };
    let pad = shown.get(A::ZeroPad).is_none() || shown.flag(A::ZeroPad);
    let mut element = start(resolver, shown, block(shown));
    element.attributes.push(("role", Value::Static("timer")));
    label(&mut element, shown);
    if !over {
        element.attributes.push(("data-timer", Value::Shared(tap)));
        set(&mut element, name, number::text(goal));
        for (name, holds) in [
            ("data-pad", pad),
            ("data-again", shown.flag(A::ResetOnRemount)),
        ] {
            super::element::mark(&mut element, name, holds);
        }
    }
    write_units(&mut element, shown, left.ceil(), pad);
    (!element.children.is_empty()).then_some(element)
}

/// The attribute that says when it is over, and its value: the instant, or the seconds from now on.
fn goal(shown: &Shown<'_>) -> Option<(&'static str, f64)> {
    let target = shown.text(A::TargetDateTime);
    if shown.text(A::Mode).as_deref() != Some("targetDateTime") {
        return Some(("data-seconds", shown.number(A::DurationSeconds)?));
    }
    let written = date::written(&target?)?;
    // A time without an offset is one on the customer's clock.
    let offset = shown.place.scope.view.request.utc_offset.unwrap_or(0.0);
    let offset = written.offset.unwrap_or(offset);
    Some(("data-until", written.wall - offset * date::MINUTE))
}

/// Units that are not shown are part of the next smaller one; what is left below the smallest is dropped.
fn write_units(element: &mut Element, shown: &Shown<'_>, mut left: f64, pad: bool) {
    let units = shown.json(A::Units);
    let labels = shown.json(A::Labels);
    let labelled = shown.text(A::LabelPosition);
    let labelled = labelled.is_some_and(|place| place != "none");
    let separator = shown.text(A::Separator);
    for (name, seconds) in UNITS {
        if units.get(name) != Some(&Json::Bool(true)) {
            continue;
        }
        let count = (left / seconds).floor();
        left -= count * seconds;
        let mut digits = css_number(count);
        if pad && count < 10.0 {
            digits.insert(0, '0');
        }
        if !element.children.is_empty() {
            let separator = separator.as_deref().unwrap_or(":");
            element
                .children
                .push(with_text(piece(Tag::Span, "separator"), separator));
        }
        let mut number = piece(Tag::Span, "number");
        set(&mut number, "data-unit", css_number(seconds));
        let mut unit = piece(Tag::Span, "unit");
        unit.children.push(with_text(number, &digits));
        if let (true, Some(label)) = (labelled, labels.get(name).and_then(Json::as_str)) {
            unit.children
                .push(with_text(piece(Tag::Span, "label"), label));
        }
        element.children.push(Node::Element(unit));
    }
}

fn with_text(mut element: Element, text: &str) -> Node {
    element.children.push(Node::Text(text.into()));
    Node::Element(element)
}
