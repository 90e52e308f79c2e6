//! Colours and gradients, with their dark twins, names and stops.

use super::code;
use super::context::{Context, Scheme};
use crate::fields::Fields;
use crate::report::quote;

/// A colour or a gradient, as our format writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Paint {
    /// One colour, in hexadecimal digits.
    Color(String),
    /// A gradient, and its first colour.
    Gradient(String, String),
}

impl Paint {
    /// Returns the paint as a fill.
    pub fn fill(self) -> String {
        match self {
            Self::Color(text) | Self::Gradient(text, _) => text,
        }
    }
}

/// The most stops of a gradient.
const STOPS: usize = 50;

/// Reads the paint in a field of a component.
pub fn paint(cx: &Context<'_>, of: &Fields<'_>, name: &str, scheme: Scheme) -> Option<Paint> {
    scheme_of(cx, &of.object(name)?, scheme, 0)
}

/// Reads the paint in a field where only one colour can be shown.
pub fn color(cx: &Context<'_>, of: &Fields<'_>, name: &str, scheme: Scheme) -> Option<String> {
    match paint(cx, of, name, scheme)? {
        Paint::Color(color) => Some(color),
        Paint::Gradient(_, first) => {
            let message = format!("only one colour can stand here; {first} does");
            cx.note(code::GRADIENT_BENT, &of.path_of(name), message);
            Some(first)
        }
    }
}

/// Reads `{light, dark?}`.
pub fn scheme_of(
    cx: &Context<'_>,
    pair: &Fields<'_>,
    scheme: Scheme,
    depth: usize,
) -> Option<Paint> {
    let dark = (scheme == Scheme::Dark)
        .then(|| pair.object("dark"))
        .flatten();
    let info = dark.or_else(|| pair.object("light"))?;
    match info.text("type").unwrap_or("hex") {
        "hex" => Some(Paint::Color(hex(cx, &info, "value")?)),
        "alias" => alias(cx, &info, scheme, depth),
        kind @ ("linear" | "radial") => gradient(cx, &info, kind),
        other => {
            let message = format!("{} is no kind of colour that is known", quote(other));
            cx.note(code::COLOR_UNKNOWN, &info.path, message);
            None
        }
    }
}

/// Looks a colour up by its name.
fn alias(cx: &Context<'_>, info: &Fields<'_>, scheme: Scheme, depth: usize) -> Option<Paint> {
    let name = info.text("value").unwrap_or_default();
    let colors = cx.ui.object("app").and_then(|app| app.object("colors"));
    // A name may lead to another, but not in a circle.
    match colors
        .and_then(|colors| colors.object(name))
        .filter(|_| depth < 8)
    {
        Some(pair) => scheme_of(cx, &pair, scheme, depth + 1),
        None => {
            let message = format!("no colour of ui_config is named {}", quote(name));
            cx.note(code::COLOR_UNKNOWN, &info.path, message);
            None
        }
    }
}

/// Reads a colour of hexadecimal digits.
fn hex(cx: &Context<'_>, of: &Fields<'_>, name: &str) -> Option<String> {
    let text = of.text(name).unwrap_or_default().trim();
    let digits = text.strip_prefix('#').unwrap_or_default();
    let fits = matches!(digits.len(), 3 | 4 | 6 | 8)
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits {
        return Some(text.to_ascii_lowercase());
    }
    let message = format!("expected a colour such as #rrggbbaa, found {}", quote(text));
    cx.note(code::COLOR_UNKNOWN, &of.path_of(name), message);
    None
}

/// Writes a gradient.
fn gradient(cx: &Context<'_>, info: &Fields<'_>, kind: &str) -> Option<Paint> {
    let mut stops = Vec::new();
    for point in info.objects("points").iter().take(STOPS) {
        let color = hex(cx, point, "color")?;
        let percent = point.number("percent").unwrap_or_default();
        stops.push((color, percent));
    }
    let first = stops.first()?.0.clone();
    // One stop is no gradient.
    if stops.len() == 1 {
        return Some(Paint::Color(first));
    }
    let list: Vec<String> = stops
        .iter()
        .map(|(color, percent)| format!("{color} {percent}%"))
        .collect();
    let head = match kind {
        "linear" => format!(
            "linear-gradient({}deg",
            info.number("degrees").unwrap_or_default()
        ),
        _ => "radial-gradient(circle".into(),
    };
    Some(Paint::Gradient(
        format!("{head}, {})", list.join(", ")),
        first,
    ))
}
