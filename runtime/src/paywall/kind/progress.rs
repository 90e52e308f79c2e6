//! Progress: the share of a whole, or a bar that fills by itself.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, LENGTH, NUMBER, own_attributes};
use crate::document::component::{Component, Reading};
use crate::number;
use crate::paywall::element::{add_class, block, label, piece, set, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::string::{concat, push};
use crate::style::states::{ACTIVE, INACTIVE, write_family};
use crate::style::write::{write_length, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::escape::css_number;
use crate::tree::{Element, Node, Tag};

own_attributes! {
    ACTIVE_WIDTH "activeWidth" LENGTH, Style;
    DELAY "delay" NUMBER, Style;
    DURATION "duration" LENGTH, Style;
    PERCENTAGE "percentage" LENGTH, Content;
}

/// The rules that all progress needs.
const RULES: &str = "\
.progress{display:block;position:relative;overflow:hidden;width:100%;max-width:100%;height:calc(8px*var(--s))}
.bar{display:block;height:100%;transition:width .8s}
@keyframes fill{to{width:100%}}
@keyframes run{from{translate:-100%}to{translate:var(--way)}}
";

/// The kind of progress: `progressIndicator` and, as its second variant, `progressBar`.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "progressIndicator|progressBar",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "progress",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Returns whether the component is a bar that may fill by itself.
fn is_bar(component: &Component) -> bool {
    component.variant == 1
}

/// Builds a track with a bar in it, as wide as its share of the whole.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let bar = is_bar(shown.component);
    let given = shown.number(PERCENTAGE);
    let share = match given {
        // A whole number of a bar is a percentage even if it is 1; of an indicator, 1 is all of it.
        Some(number) if (bar && number.fract() == 0.0) || number > 1.0 => number / 100.0,
        Some(number) => number,
        None if bar => 0.0,
        // The share of a flow. A paywall outside of flows is the whole way.
        None => of_flow(shown, "progress")
            .and_then(Json::as_f64)
            .unwrap_or(1.0),
    };
    let thousandths = (share.clamp(0.0, 1.0) * 1_000.0).round();
    let mut element = start(resolver, shown, block(shown));
    if shown.text(A::SCREENREADER_TEXT).is_none() {
        // Without a text, a screen reader could not say what makes progress.
        element.put("aria-hidden", "true");
    } else {
        element.put("role", "progressbar");
        label(&mut element, shown);
    }
    if !bar {
        set(
            &mut element,
            "aria-valuenow",
            css_number(thousandths / 10.0),
        );
    }
    let mut inner = piece(Tag::Span, "bar");
    if shown.text(A::MODE).as_deref() != Some("indeterminate") {
        let percent = concat(&["width:", &css_number(thousandths / 10.0), "%"]);
        add_rule(resolver, &mut inner, "w", thousandths, &percent);
        let wait = auto_advance(shown);
        if bar && wait > 0.0 && shown.text(DURATION).as_deref() == Some("auto") {
            let fill = concat(&["animation:fill ", &css_number(wait), "ms linear forwards"]);
            add_rule(resolver, &mut inner, "d", wait, &fill);
        }
    }
    element.children.push(Node::Element(inner));
    element
}

/// Gives the element a class of this name and number, which has one declaration.
fn add_rule(
    resolver: &mut Resolver<'_>,
    element: &mut Element,
    name: &str,
    number: f64,
    css: &str,
) {
    let class = concat(&[name, &css_number(number)]);
    let rule = concat(&[".", &class, "{", css, "}"]);
    // Bars of the same share have the same class, so its rule is written once.
    if !resolver.css.contains(&rule) {
        resolver.css.push_str(&rule);
    }
    add_class(element, &class);
}

/// Returns the milliseconds until the flow goes on by itself, which is the end of the step's longest wait.
fn auto_advance(shown: &Shown<'_>) -> f64 {
    let mut longest: f64 = 0.0;
    let timers = of_flow(shown, "timers").and_then(Json::as_object);
    for milliseconds in timers.into_iter().flat_map(serde_json::Map::values) {
        longest = longest.max(milliseconds.as_f64().unwrap_or(0.0));
    }
    longest
}

/// Returns a field of the customer's place in a flow.
fn of_flow<'s>(shown: &'s Shown<'_>, name: &str) -> Option<&'s Json> {
    shown.place.scope.view.state.entry("flow", name)
}

/// Writes the style of the track and the bar.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    let bar = is_bar(of.component);
    write_length(&mut draft.own, of, "padding", A::INNER_PADDING);
    write_family(&mut draft.own, of, &INACTIVE);
    let mut inner = String::new();
    write_family(&mut inner, of, &ACTIVE);
    let seconds = of.number(DURATION);
    if bar && of.text(A::MODE).as_deref() == Some("indeterminate") {
        let width = running_width(of);
        // It runs from the left in every language.
        let place = "%;margin-right:auto;--way:";
        push(&mut inner, &["width:", &css_number(width), place]);
        push(&mut inner, &[&css_number(10_000.0 / width), "%;"]);
        let seconds = css_number(seconds.unwrap_or(2.0));
        push(
            &mut inner,
            &["animation:run ", &seconds, "s linear infinite;"],
        );
    } else if let (true, Some(seconds)) = (bar, seconds) {
        let delay = css_number(of.number(DELAY).unwrap_or(0.0));
        let seconds = css_number(seconds);
        push(
            &mut inner,
            &[
                "animation:fill ",
                &seconds,
                "s linear ",
                &delay,
                "s forwards;",
            ],
        );
    }
    write_rule(&mut draft.after, ">.bar", &inner);
}

/// Returns the width of a running bar in percent of its track. The document gives a share or a percentage.
fn running_width(of: &Cascade<'_>) -> f64 {
    let width = match of.number(ACTIVE_WIDTH) {
        Some(number) if number > 1.0 => number,
        Some(number) => number * 100.0,
        None => of
            .text(ACTIVE_WIDTH)
            .and_then(|text| number::parse(text.strip_suffix('%')?))
            .unwrap_or(30.0),
    };
    width.clamp(1.0, 100.0)
}
