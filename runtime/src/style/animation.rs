//! Animations that components of any kind may have: pulse and wave.

use serde_json::Value as Json;

use super::cascade::Cascade;
use super::write::{write_json_color, write_rule};
use crate::document::attribute::{Attribute as A, Attributes};
use crate::document::component::Component;
use crate::string::push;
use crate::tree::escape::css_number;

/// The rules that animations need.
pub const RULES: &str = "\
@keyframes pulse{50%{scale:var(--pulse)}}
@keyframes wave{from{opacity:1;scale:1}to{opacity:0;scale:1.5}}
@keyframes ring{from{outline-offset:0}to{outline-color:transparent;outline-offset:.6em}}
";

/// Returns whether a component is animated, always or under a condition.
pub fn is_in(component: &Component) -> bool {
    let has = |attributes: &Attributes| attributes.get(A::ANIMATION).is_some();
    let mut overlays = component.overlays.iter();
    has(&component.attributes) || overlays.any(|overlay| has(&overlay.attributes))
}

/// Writes a pulse or a wave, for people who did not ask for less motion.
pub fn write_animation(rules: &mut String, class: &str, of: &Cascade<'_>) {
    let given = of.json(A::ANIMATION);
    let name = of.text(A::ANIMATION);
    let name = name.as_deref().or(given.get("type").and_then(Json::as_str));
    if name.is_none() {
        return;
    }
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
        // A picture can have no circles of its own around it, so its outline is one.
        Some("wave") if matches!(class, "image" | "videoUrl" | "symbol" | "svgImage") => {
            push(
                &mut out,
                &["outline:", &number("lineWidth", 4.0), "px solid"],
            );
            write_json_color(&mut out, " ", &given, "circle1Color", "currentColor");
            push(
                &mut out,
                &["animation:ring ", &duration, "s ease-out infinite;"],
            );
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

/// Writes a rule that holds only for people who did not ask for less motion.
fn write_moving(rules: &mut String, piece: &str, declarations: &str) {
    rules.push_str("@media(prefers-reduced-motion:no-preference){");
    write_rule(rules, piece, declarations);
    rules.push('}');
}
