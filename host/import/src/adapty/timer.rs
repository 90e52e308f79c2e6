//! Countdowns to an instant, or of a fixed length. Those that go on from where they were are kept by the page, as ours are.

use super::code;
use super::context::Context;
use super::paint::color;
use crate::fields::Fields;
use crate::object::Object;

/// Translates a countdown: a row of hours, minutes and seconds.
pub fn timer(cx: &Context<'_>, of: &Fields<'_>) -> Object {
    let mut out = Object::component("countdownTimerText");
    if let Some(end) = of.text("end_time") {
        out.set("mode", "targetDateTime");
        let zone = if of.text("behaviour") == Some("end_at_utc_time") {
            "Z"
        } else {
            ""
        };
        out.set("targetDateTime", format!("{}{zone}", end.replace(' ', "T")));
    } else {
        out.set("mode", "duration");
        out.set(
            "durationSeconds",
            of.number("duration").unwrap_or_default().max(0.0),
        );
        out.set(
            "resetOnRemount",
            of.text("behaviour") == Some("start_at_every_appear"),
        );
    }
    let units = Object::default()
        .with("hours", true)
        .with("minutes", true)
        .with("seconds", true);
    out.set("units", units);
    out.set("fontSize", of.number("size").unwrap_or(15.0).max(0.0));
    out.set_some("fontColor", color(cx, of, "color"));
    cx.note(
        code::COUNTDOWN_BENT,
        &of.path,
        "hours, minutes and seconds stand in a row, whatever its format says",
    );
    if of.get("action").is_some() {
        cx.note(
            code::ACTION_LEFT_OUT,
            &of.path_of("action"),
            "nothing happens at its end",
        );
    }
    out
}
