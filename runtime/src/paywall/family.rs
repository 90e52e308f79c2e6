//! Styles of states and pieces: active, inactive and disabled; plates and handles; indicators; animations.

use serde_json::Value as Json;

use super::css::{self, Border, length};
use super::style::{
    CLASS, Cascade, Rules, is_vertical, write_flex, write_font, write_rule, write_spacing,
};
use crate::document::attribute::Attribute as A;
use crate::document::component::Kind;
use crate::number;
use crate::string::{concat, push};
use crate::tree::escape::{self, css_number};

/// The attributes that say how a state or a piece looks.
struct Family {
    fill: (A, A),
    border: Border,
    shadow: A,
    font: [A; 3],
}

const ACTIVE: Family = Family {
    fill: (A::ActiveFillColor, A::ActiveFillColorFallback),
    border: Border {
        width: A::ActiveBorderWidth,
        color: A::ActiveBorderColor,
        radius: A::ActiveBorderRadius,
        sides: A::Borders,
        corners: A::ActiveRoundBorders,
    },
    shadow: A::ActiveDropShadow,
    font: [A::ActiveFontColor, A::ActiveFontSize, A::ActiveFontName],
};
const INACTIVE: Family = Family {
    fill: (A::InactiveFillColor, A::InactiveFillColorFallback),
    border: Border {
        width: A::InactiveBorderWidth,
        color: A::InactiveBorderColor,
        radius: A::InactiveBorderRadius,
        sides: A::Borders,
        corners: A::InactiveRoundBorders,
    },
    shadow: A::InactiveDropShadow,
    font: [
        A::InactiveFontColor,
        A::InactiveFontSize,
        A::InactiveFontName,
    ],
};
const DISABLED: Family = Family {
    fill: (A::DisabledFillColor, A::DisabledFillColor),
    border: Border {
        width: A::DisabledBorderWidth,
        color: A::DisabledBorderColor,
        radius: A::BorderRadius,
        sides: A::Borders,
        corners: A::RoundBorders,
    },
    shadow: A::DisabledDropShadow,
    font: [A::DisabledFontColor, A::DisabledFontSize, A::FontName],
};

/// Fill, border width, border colour, radius of a switch's plate and handle, off and on.
const SWITCH: [(&str, [A; 4]); 4] = [
    (
        "",
        [
            A::InactivePlateFillColor,
            A::InactivePlateBorderWidth,
            A::InactivePlateBorderColor,
            A::InactivePlateBorderRadius,
        ],
    ),
    (
        "::after",
        [
            A::InactiveHandleFillColor,
            A::InactiveHandleBorderWidth,
            A::InactiveHandleBorderColor,
            A::BorderRadius,
        ],
    ),
    (
        "[data-on]",
        [
            A::ActivePlateFillColor,
            A::ActivePlateBorderWidth,
            A::ActivePlateBorderColor,
            A::ActivePlateBorderRadius,
        ],
    ),
    (
        "[data-on]::after",
        [
            A::ActiveHandleFillColor,
            A::ActiveHandleBorderWidth,
            A::ActiveHandleBorderColor,
            A::BorderRadius,
        ],
    ),
];

const ON: &str = "[data-on]";

/// Adds what a kind has besides the attributes of all.
pub(super) fn write(rules: &mut Rules, own: &mut String, kind: &Kind, of: &Cascade<'_, '_>) {
    match kind {
        Kind::ToggleButton | Kind::PickerItem { .. } => {
            write_family(own, of, &INACTIVE);
            write_state(rules, ON, of, &ACTIVE);
        }
        Kind::Button => write_disabled(rules, of),
        Kind::Switch => write_switch(rules, own, of),
        Kind::Radio => write_radio(rules, own, of),
        Kind::Progress { bar } => write_progress(rules, own, of, *bar),
        Kind::Collapse { .. } => write_drawer(rules, of),
        Kind::Carousel(_) => write_carousel(rules, of),
        Kind::Countdown => write_countdown(rules, own, of),
        Kind::Grid(_) => {
            write_flex(rules, own, of, false);
            write_length(own, of, "gap", A::Spacing);
        }
        Kind::Picker => write_length(own, of, "gap", A::Spacing),
        Kind::SvgImage => css::write_color(own, of, "color", A::FontColor),
        Kind::ProductContainer { .. } => write_size_classes(rules, of),
        _ => {}
    }
    write_animation(rules, of);
}

fn write_length(out: &mut String, of: &Cascade<'_, '_>, name: &str, attribute: A) {
    if let Some(number) = of.number(attribute) {
        push(out, &[name, ":", &length(number), ";"]);
    }
}

fn write_family(out: &mut String, of: &Cascade<'_, '_>, family: &Family) {
    css::write_fill(out, of, family.fill, None);
    css::write_border(out, of, &family.border);
    css::write_shadow(out, of, family.shadow);
    let [color, size, name] = family.font;
    css::write_color(out, of, "color", color);
    write_length(out, of, "font-size", size);
    if let (true, Some(name)) = (name != A::FontName, of.text(name)) {
        css::write_font_family(out, &name);
    }
}

fn write_state(rules: &mut Rules, state: &str, of: &Cascade<'_, '_>, family: &Family) {
    let mut out = String::new();
    write_family(&mut out, of, family);
    write_rule(&mut rules.own, state, &out);
}

/// Texts have a colour of their own: one for while they are disabled must name them.
fn write_disabled(rules: &mut Rules, of: &Cascade<'_, '_>) {
    let mut font = String::new();
    css::write_color(&mut font, of, "color", A::DisabledFontColor);
    write_length(&mut font, of, "font-size", A::DisabledFontSize);
    let mut link = String::new();
    css::write_color(&mut link, of, "color", A::DisabledLinkColor);
    let mut own = String::new();
    write_family(&mut own, of, &DISABLED);
    for (what, declarations) in [
        ("", &own),
        (" .text", &font),
        (" .symbol", &font),
        (" .text .link", &link),
    ] {
        // A button inside another is no button of the browser's.
        let states = ["[disabled]", what, ",", CLASS, "[aria-disabled]", what];
        write_rule(&mut rules.own, &concat(&states), declarations);
    }
}

fn write_switch(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>) {
    write_length(own, of, "padding", A::InnerPadding);
    for (piece, [fill, width, color, radius]) in SWITCH {
        let mut out = String::new();
        css::write_fill(&mut out, of, (fill, fill), None);
        let border = Border {
            width,
            color,
            radius,
            sides: A::Borders,
            corners: A::RoundBorders,
        };
        css::write_border(&mut out, of, &border);
        write_rule(&mut rules.own, piece, &out);
    }
}

/// The dot in the middle has the fill, the ring around it the border.
fn write_radio(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>) {
    write_length(own, of, "padding", A::InnerPadding);
    for (state, dot, family) in [
        ("", "::before", &INACTIVE),
        (ON, "[data-on]::before", &ACTIVE),
    ] {
        let mut ring = String::new();
        css::write_border(&mut ring, of, &family.border);
        css::write_shadow(&mut ring, of, family.shadow);
        write_rule(&mut rules.own, state, &ring);
        let mut fill = String::new();
        css::write_fill(&mut fill, of, family.fill, None);
        write_rule(&mut rules.own, dot, &fill);
    }
}

fn write_progress(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>, bar: bool) {
    write_length(own, of, "padding", A::InnerPadding);
    write_family(own, of, &INACTIVE);
    let mut inner = String::new();
    write_family(&mut inner, of, &ACTIVE);
    let seconds = of.number(A::Duration);
    let delay = css_number(of.number(A::Delay).unwrap_or(0.0));
    if bar && of.text(A::Mode).as_deref() == Some("indeterminate") {
        let width = match of.number(A::ActiveWidth) {
            Some(number) if number > 1.0 => number,
            Some(number) => number * 100.0,
            None => of
                .text(A::ActiveWidth)
                .and_then(|text| number::parse(text.strip_suffix('%')?))
                .unwrap_or(30.0),
        };
        let width = width.clamp(1.0, 100.0);
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
    write_rule(&mut rules.own, ">.bar", &inner);
}

fn write_drawer(rules: &mut Rules, of: &Cascade<'_, '_>) {
    let mut inner = String::new();
    write_flex(rules, &mut inner, of, false);
    let vertical = of.get(A::Direction).is_none() || is_vertical(of);
    if !vertical {
        inner.push_str("flex-direction:row;");
    }
    write_rule(&mut rules.own, ">.drawer", &inner);
    let side = if vertical { "top" } else { "inline-start" };
    write_spacing(&mut rules.children, of, side, ">.drawer>*+*");
}

fn write_carousel(rules: &mut Rules, of: &Cascade<'_, '_>) {
    let mut window = String::new();
    write_length(&mut window, of, "gap", A::SlideSpacing);
    for (side, attribute) in [
        ("inline-start", A::PreviousSlidePadding),
        ("inline-end", A::NextSlidePadding),
    ] {
        for name in ["padding-", "scroll-padding-"] {
            write_length(&mut window, of, &concat(&[name, side]), attribute);
        }
    }
    write_rule(&mut rules.own, ">.slides", &window);
    if let Some(scale) = of
        .number(A::InactiveSlideScale)
        .filter(|scale| *scale > 0.0)
    {
        let scale = concat(&["scale:", &css_number(scale)]);
        write_rule(&mut rules.own, ">.slides>:not([data-on])>*", &scale);
    }
    for (piece, color, form) in [
        (">.indicators>*", A::IndicatorColor, A::Indicator),
        (
            ">.indicators>[aria-current]",
            A::ActiveIndicatorColor,
            A::ActiveIndicator,
        ),
    ] {
        let mut dot = String::new();
        css::write_color(&mut dot, of, "background", color);
        let form = of.json(form);
        for (name, field) in [
            ("width", "width"),
            ("height", "height"),
            ("border-radius", "borderRadius"),
        ] {
            if let Some(number) = form.get(field).and_then(Json::as_f64) {
                push(&mut dot, &[name, ":", &length(number), ";"]);
            }
        }
        write_json_color(&mut dot, "background:", &form, "fillColor", "");
        write_rule(&mut rules.own, piece, &dot);
    }
}

/// A colour of an object, else another.
fn write_json_color(out: &mut String, name: &str, object: &Json, field: &str, other: &str) {
    let color = object.get(field).and_then(Json::as_str);
    let color = color.and_then(escape::css_value).unwrap_or(other);
    if !color.is_empty() {
        push(out, &[name, &css::color_value(color), ";"]);
    }
}

fn write_countdown(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>) {
    write_font(own, of);
    if is_vertical(of) {
        own.push_str("flex-direction:column;");
    }
    let place = of.text(A::LabelPosition);
    let above = matches!(place.as_deref(), Some("top" | "above"));
    if above {
        write_rule(&mut rules.own, ">.unit", "flex-direction:column-reverse");
    }
    let mut label = String::new();
    css::write_color(&mut label, of, "color", A::LabelFontColor);
    write_length(&mut label, of, "font-size", A::LabelFontSize);
    if let Some(name) = of.text(A::LabelFontName) {
        css::write_font_family(&mut label, &name);
    }
    let side = if above { "margin-bottom" } else { "margin-top" };
    write_length(&mut label, of, side, A::LabelSpacing);
    write_rule(&mut rules.own, " .label", &label);
}

/// The direction per size class. The limits are those of common phones, tablets and laptops.
fn write_size_classes(rules: &mut Rules, of: &Cascade<'_, '_>) {
    if of.get(A::FlexDirection).is_none() {
        return;
    }
    let mut gap = String::new();
    write_length(&mut gap, of, "gap", A::Spacing);
    write_rule(&mut rules.own, "", &gap);
    let directions = of.json(A::FlexDirection);
    for (class, from) in [
        ("small", ""),
        ("medium", "826px"),
        ("large", "1200px"),
        ("xlarge", "1600px"),
    ] {
        let direction = match directions.get(class).and_then(Json::as_str) {
            Some("vertical") => "flex-direction:column",
            Some(_) => "flex-direction:row",
            None => continue,
        };
        if from.is_empty() {
            write_rule(&mut rules.own, "", direction);
        } else {
            push(&mut rules.own, &["@media(min-width:", from, "){"]);
            write_rule(&mut rules.own, "", direction);
            rules.own.push('}');
        }
    }
}

/// Pulse and wave, for those who did not ask for less motion.
fn write_animation(rules: &mut Rules, of: &Cascade<'_, '_>) {
    let given = of.json(A::Animation);
    let name = of.text(A::Animation);
    let name = name.as_deref().or(given.get("type").and_then(Json::as_str));
    let number = |field: &str, default: f64| {
        css_number(given.get(field).and_then(Json::as_f64).unwrap_or(default))
    };
    let duration = number("duration", 2.0);
    let mut out = String::new();
    match name {
        Some("pulse") => {
            let scale = number("scale", 1.15);
            push(&mut out, &["--pulse:", &scale, ";animation:pulse "]);
            push(&mut out, &[&duration, "s ease-in-out infinite;"]);
            write_moving(rules, "", &out);
        }
        Some("wave") => {
            for (piece, color, delay) in [
                ("::before", "circle1Color", "0"),
                ("::after", "circle2Color", &number("delay", 0.3)),
            ] {
                out.clear();
                out.push_str("content:\"\";position:absolute;inset:0;border-radius:inherit;pointer-events:none;border:");
                push(&mut out, &[&number("lineWidth", 4.0), "px solid"]);
                write_json_color(&mut out, " ", &given, color, "currentColor");
                push(
                    &mut out,
                    &["animation:wave ", &duration, "s ease-out ", delay],
                );
                out.push_str("s infinite both;");
                write_moving(rules, piece, &out);
            }
        }
        _ => {}
    }
}

fn write_moving(rules: &mut Rules, piece: &str, declarations: &str) {
    rules
        .own
        .push_str("@media(prefers-reduced-motion:no-preference){");
    write_rule(&mut rules.own, piece, declarations);
    rules.own.push('}');
}
