//! Countdowns. RevenueCat's is any stack with texts that count; ours is a row of numbers, so it takes the place of what is in
//! the stack, and the look of its first text.

use super::code;
use super::context::{Context, Place};
use super::font;
use super::layout::Edges;
use super::stack::{Shell, stack};
use crate::fields::Fields;
use crate::object::{Node, Object};

/// The most components that are looked at for the first text.
const LOOKED: usize = 100;

/// Translates a countdown: its stack, with our countdown in the place of what is in it.
pub fn countdown(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("countdown_stack") else {
        return Vec::new();
    };
    let mut timer = Object::component("countdownTimerText");
    timer.set_some("id", fields.text("id"));
    timer.set("mode", "targetDateTime");
    let date = fields
        .object("style")
        .and_then(|style| style.text("date").map(String::from));
    timer.set_some("targetDateTime", date);
    let from = fields.text("count_from").unwrap_or("days");
    let units = Object::default()
        .with("days", from == "days")
        .with("hours", matches!(from, "days" | "hours"))
        .with("minutes", true)
        .with("seconds", true);
    timer.set("units", units);
    if let Some(text) = first_text(&content) {
        timer.set("fontSize", font::size(&text));
        timer.set("fontWeight", font::weight(&text));
        let color = super::paint::color(cx, &text, "color", super::context::Scheme::Light);
        timer.set_some("fontColor", color);
    }
    cx.note(
        code::COUNTDOWN_BENT,
        &fields.path,
        "a row of days, hours, minutes and seconds stands in the place of its texts",
    );
    if fields.get("end_stack").is_some() {
        timer.set("showWhenCompleted", "zero");
        cx.note(
            code::COUNTDOWN_BENT,
            &fields.path_of("end_stack"),
            "at the end it shows zero",
        );
    }
    // The box around is that of the stack, without what is in it.
    let mut out = stack(
        cx,
        &content,
        Place {
            depth: place.depth + 1,
            ..place
        },
        Shell::container(),
    );
    Edges::default().write(&mut timer, "Margin");
    out.set("components", Node::List(vec![timer.into()]));
    vec![out]
}

/// Returns the first text in a stack, whose look the countdown takes.
fn first_text<'a>(content: &Fields<'a>) -> Option<Fields<'a>> {
    let mut waiting = content.objects("components");
    waiting.reverse();
    for _ in 0..LOOKED {
        let next = waiting.pop()?;
        if next.text("type") == Some("text") {
            return Some(next);
        }
        let mut inside = next.objects("components");
        inside.extend(
            next.object("stack")
                .map(|stack| stack.objects("components"))
                .unwrap_or_default(),
        );
        waiting.extend(inside.into_iter().rev());
    }
    None
}
