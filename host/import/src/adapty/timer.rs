//! Timers: a text that counts down, for a span or to an instant.
//!
//! A timer may have several texts, each from some time left on. Such a timer is countdowns inside each other: the outer
//! one ends where the next text begins. That needs the spans between them, so a timer to an instant shows its last text
//! from the beginning on.

use super::button::at_the_end;
use super::code;
use super::context::{Context, Place};
use super::rich::{Timer, rich};
use super::text::looks;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// The most texts of a timer.
const TEXTS: usize = 10;

/// The time that a timer counts.
enum Span<'a> {
    /// So many seconds.
    Seconds(f64),
    /// To an instant.
    Until(&'a str),
}

/// Translates a timer.
pub fn timer(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let mut texts = texts(of);
    let span = match of.text("end_time") {
        Some(end) => {
            if texts.len() > 1 {
                let message = "the text of its last part is shown from the beginning on";
                cx.note(code::COUNTDOWN_BENT, &of.path_of("format"), message);
                texts.drain(..texts.len() - 1);
            }
            Span::Until(end)
        }
        None => Span::Seconds(of.number("duration").unwrap_or_default().max(0.0)),
    };
    note_behaviour(cx, of);
    let end = at_the_end(cx, of, place);
    if !end.is_empty() && matches!(span, Span::Until(_)) {
        let message = "nothing follows where it was over before the paywall is shown";
        cx.note(code::COUNTDOWN_BENT, &of.path_of("action"), message);
    }
    nested(cx, of, span, &texts, &end)
}

/// Lists the texts with the seconds that are left when each gives way to the next one.
fn texts<'a>(of: &Fields<'a>) -> Vec<(f64, &'a str)> {
    let mut out = Vec::new();
    if let Some(one) = of.text("format") {
        out.push((0.0, one));
    }
    for part in of.objects("format").iter().take(TEXTS) {
        if let Some(id) = part.text("string_id") {
            out.push((part.number("from").unwrap_or_default().max(0.0), id));
        }
    }
    out.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    out
}

/// Writes the countdown of the first text, inside of one that ends where the next text begins.
/// `end` has what follows at the end of the innermost.
fn nested(
    cx: &Context<'_>,
    of: &Fields<'_>,
    span: Span<'_>,
    texts: &[(f64, &str)],
    end: &Object,
) -> Object {
    let (until, id, later) = match texts {
        [] => (0.0, "", texts),
        [(until, id), later @ ..] => (*until, *id, later),
    };
    match span {
        Span::Seconds(seconds) if !later.is_empty() => {
            // A text that would be left before the timer begins is never shown.
            if until >= seconds {
                return nested(cx, of, span, later, end);
            }
            let own = counting(cx, of, &Span::Seconds(seconds), id, &Object::default());
            let rest = nested(cx, of, Span::Seconds(until), later, end);
            frame(of, &Span::Seconds(seconds - until))
                .with("components", vec![own])
                .with("endComponents", vec![rest])
        }
        span => counting(cx, of, &span, id, end),
    }
}

/// Writes a countdown with one text, and what follows at its end.
fn counting(cx: &Context<'_>, of: &Fields<'_>, span: &Span<'_>, id: &str, end: &Object) -> Object {
    let timer = Timer::default();
    let words = cx.string(id).map(|entry| rich(cx, entry, Some(&timer)));
    if words.is_none() {
        let message = format!("no text has the id {}", quote(id));
        cx.note(code::TEXT_MISSING, &of.path_of("format"), message);
    }
    if timer.is_torn() {
        let message = "what counts all the time and what counts a part of it count alike";
        cx.note(code::COUNTDOWN_BENT, &of.path_of("format"), message);
    }
    let mut text = Object::component("text")
        .with("text", words.unwrap_or_default())
        .with("width", "fitContent");
    looks(cx, of, &mut text);
    let mut out = frame(of, span);
    out.set_some("countFrom", timer.largest());
    out.merge(end.clone());
    out.with("components", vec![text])
}

/// Begins a countdown.
fn frame(of: &Fields<'_>, span: &Span<'_>) -> Object {
    let out = Object::component("countdown").with("direction", "vertical");
    match span {
        Span::Until(end) => {
            let is_utc = of.text("behaviour") == Some("end_at_utc_time");
            let zone = if is_utc { "Z" } else { "" };
            out.with("mode", "targetDateTime")
                .with("targetDateTime", format!("{}{zone}", end.replace(' ', "T")))
        }
        Span::Seconds(seconds) => {
            let anew = of.text("behaviour") == Some("start_at_every_appear");
            let out = out
                .with("mode", "duration")
                .with("durationSeconds", *seconds);
            if anew {
                out.with("resetOnRemount", true)
            } else {
                out
            }
        }
    }
}

/// Notes where a timer begins anew though it would not there.
fn note_behaviour(cx: &Context<'_>, of: &Fields<'_>) {
    let message = match of.text("behaviour") {
        Some("start_at_first_appear_persisted") => {
            "it begins anew when the app or the page is started anew"
        }
        Some("custom") => "it begins when it is first shown, and the app cannot say its end",
        _ => return,
    };
    cx.note(code::COUNTDOWN_BENT, &of.path_of("behaviour"), message);
}
