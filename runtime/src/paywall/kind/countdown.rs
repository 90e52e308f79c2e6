//! Countdowns. The page counts; the engine says from which time, in which units, and what the end shows.

use serde_json::Value as Json;

use super::base::Kind;
use super::countdown_box;
use crate::date;
use crate::document::attribute::{
    Attribute as A, BOOL, NUMBER, OBJECT, TEXT, Value as Raw, own_attributes,
};
use crate::document::component::{Component, ComponentReader, Reading};
use crate::number;
use crate::paywall::element::{block, label, mark, piece, set, start};
use crate::paywall::remaining::UNITS as UNITS_OF_TIME;
use crate::paywall::resolve::{Resolver, Shown, Tap, tap_name};
use crate::paywall::tap::{Acting, Change};
use crate::reader::Fields;
use crate::string::{Shared, concat};
use crate::style::css;
use crate::style::write::{is_vertical, write_font, write_length, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::escape::css_number;
use crate::tree::{Element, Node, Tag, Value};

own_attributes! {
    LABEL_FONT_COLOR "labelFontColor" TEXT, Style;
    LABEL_FONT_NAME "labelFontName" TEXT, Style;
    LABEL_FONT_SIZE "labelFontSize" NUMBER, Style;
    LABEL_POSITION "labelPosition" TEXT, Style;
    LABEL_SPACING "labelSpacing" NUMBER, Style;
    LABELS "labels" OBJECT, Content;
    SEPARATOR "separator" TEXT, Content;
    SHOW_WHEN_COMPLETED "showWhenCompleted" TEXT, Content;
    UNITS "units" OBJECT, Content;
    ZERO_PAD "zeroPad" BOOL, Content;
}

/// The rules that all countdowns need. Digits run from the left in every language.
const RULES: &str = "\
.countdownTimerText,.unit{display:flex;align-items:center;justify-content:center;font-variant-numeric:tabular-nums}
.countdownTimerText{flex-wrap:wrap;align-content:center;direction:ltr;height:100%;line-height:1}
.countdownTimerText>*{margin-right:4px}
.unit{flex-direction:column}
.label{margin:2px 0;font-size:12px;line-height:normal}
";

/// The kind of countdowns.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "countdownTimerText",
        attributes: ATTRIBUTES,
        read,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "countdownTimerText",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element,
    tap: |acting, _| {
        end(acting);
        true
    },
    ..Kind::BOX
};

/// Reads a countdown and the action of its end, and warns of a moment that is none.
pub(super) fn read(
    reader: &mut ComponentReader<'_>,
    fields: &Fields<'_>,
    component: &mut Component,
) {
    reader.usual(fields, component);
    component.tap = reader.tap(fields, "onEnd");
    if let Some(Raw::Text(text)) = component.attributes.get(A::TARGET_DATE_TIME)
        && !text.is_empty()
        && date::read_text(text).is_none()
    {
        let path = fields.path.key("targetDateTime");
        let warnings = &mut reader.warnings;
        warnings.add(date::NOT_A_DATE, &path, date::expected(text));
    }
}

/// A countdown at the time of the request.
pub(super) struct Clock {
    /// The name by which the page tells its end.
    tap: Shared,
    /// The attribute that says when it is over, and its value.
    goal: (&'static str, f64),
    /// True if it is over.
    pub over: bool,
    /// The seconds that are left.
    pub left: f64,
}

impl Clock {
    /// Adds what the page must know to go on counting, unless it is over.
    pub fn mark(self, element: &mut Element, shown: &Shown<'_>) {
        if !self.over {
            element
                .attributes
                .push(("data-timer", Value::Shared(self.tap)));
            set(element, self.goal.0, number::text(self.goal.1));
            mark(element, "data-again", shown.flag(A::RESET_ON_REMOUNT));
        }
    }
}

/// Finds out how much is left of a countdown; `None` when it does not say until when it counts.
pub(super) fn begin<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Clock> {
    let request = shown.place.scope.view.request;
    let (name, goal) = goal(shown)?;
    let left = match (name, request.now) {
        ("data-until", Some(now)) => (goal - now) / 1_000.0,
        ("data-until", None) => 0.0,
        _ => goal,
    };
    // The page reports the end, which the state then remembers: another rendering must not count again.
    let state = &shown.place.scope.view.state;
    let over = state
        .entry("timers", &tap_name(shown.key()))
        .is_some_and(|over| *over == Json::Bool(true))
        || (left <= 0.0 && request.now.is_some());
    Some(Clock {
        tap: resolver.tap(shown, shown.component.tap.as_ref(), over),
        goal: (name, goal),
        over,
        left: if over { 0.0 } else { left.max(0.0).ceil() },
    })
}

/// Builds the element of a countdown; `None` when it is over and to be hidden then, or when it has no units.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let clock = begin(resolver, shown)?;
    if clock.over && shown.text(SHOW_WHEN_COMPLETED).as_deref() == Some("hidden") {
        return None;
    }
    let left = clock.left;
    let pad = shown.get(ZERO_PAD).is_none() || shown.flag(ZERO_PAD);
    let mut element = start(resolver, shown, block(shown));
    element.put("role", "timer");
    label(&mut element, shown);
    mark(&mut element, "data-pad", pad && !clock.over);
    clock.mark(&mut element, shown);
    write_units(&mut element, shown, left, pad);
    (!element.children.is_empty()).then_some(element)
}

/// Returns the attribute that says when the countdown is over, and its value: the instant, or the seconds from now on.
fn goal(shown: &Shown<'_>) -> Option<(&'static str, f64)> {
    if shown.text(A::MODE).as_deref() != Some("targetDateTime") {
        return Some(("data-seconds", shown.number(A::DURATION_SECONDS)?));
    }
    let moment = shown.date(A::TARGET_DATE_TIME, "targetDateTime")?;
    let clock = &shown.place.scope.view.request.clock;
    Some(("data-until", clock.instant_of(moment)))
}

/// Writes the units. One that is not shown is part of the next smaller one; a rest below the smallest is dropped.
fn write_units(element: &mut Element, shown: &Shown<'_>, mut left: f64, pad: bool) {
    let units = shown.json(UNITS);
    let labels = shown.json(LABELS);
    let labelled = shown.text(LABEL_POSITION);
    let labelled = labelled.is_some_and(|place| place != "none");
    let separator = shown.text(SEPARATOR);
    for (name, seconds) in UNITS_OF_TIME {
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

/// Puts a text into an element.
fn with_text(mut element: Element, text: &str) -> Node {
    element.children.push(Node::Text(text.into()));
    Node::Element(element)
}

/// The name of the event that tells the end of a countdown.
pub(in crate::paywall) const OVER: &str = "COUNTDOWN_TIMER_COMPLETED";

/// Returns whether a tap belongs to a countdown that is over.
pub(in crate::paywall) fn is_over(tap: &Tap<'_>) -> bool {
    tap.on && (tap.is(&KIND) || tap.is(&countdown_box::KIND))
}

/// Ends the countdown, when the page tells that it has counted to its end, and performs the action of its end. Only the
/// first of such reports counts.
pub(super) fn end(acting: &mut Acting<'_, '_>) {
    if !acting.tap.on {
        let key = tap_name(acting.tap.key).to_string();
        acting.change(Change::Entry("timers", key, Json::Bool(true)));
        acting.tell(OVER);
        if let Some(action) = &acting.tap.component.tap {
            acting.perform(action);
        }
    }
}

/// Writes the style of a countdown and of its labels.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_font(&mut draft.own, of);
    if is_vertical(of) {
        draft.own.push_str("flex-direction:column;");
    }
    if let Some(spacing) = of.number(A::SPACING) {
        let spacing = css::length(spacing);
        write_rule(
            &mut draft.after,
            ">*",
            &concat(&["margin-right:", &spacing]),
        );
    }
    let place = of.text(LABEL_POSITION);
    let above = matches!(place.as_deref(), Some("top" | "above"));
    if above {
        write_rule(&mut draft.after, ">.unit", "flex-direction:column-reverse");
    }
    let mut label = String::new();
    css::write_color(&mut label, of, "color", LABEL_FONT_COLOR);
    write_length(&mut label, of, "font-size", LABEL_FONT_SIZE);
    if let Some(name) = of.text(LABEL_FONT_NAME) {
        css::write_font_family(&mut label, &name);
    }
    let side = if above { "margin-bottom" } else { "margin-top" };
    write_length(&mut label, of, side, LABEL_SPACING);
    write_rule(&mut draft.after, " .label", &label);
}
