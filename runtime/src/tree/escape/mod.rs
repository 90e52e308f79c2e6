//! The one home of escaping URLs and CSS values. Text and attributes are escaped by their writer, `paywall_output`.

use std::fmt::Write;

use crate::number;
use crate::string::find;

#[cfg(test)]
mod tests;

/// Schemes that an image, a video, a poster or a font may be loaded from.
const MEDIA_SCHEMES: [&str; 3] = ["https", "http", "blob"];
/// Schemes that a link may lead to.
const LINK_SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Returns `url` when it is safe to load an image, a video or a font from: a relative URL, one of http(s) or `blob:`,
/// or inline data of these kinds. Returns `None` otherwise.
pub fn media_url(url: &str) -> Option<&str> {
    let url = url.trim();
    match scheme(url) {
        None => Some(url),
        Some(scheme) if scheme.eq_ignore_ascii_case("data") => {
            // The five letters of `data:`.
            let rest = url.get(5..).unwrap_or_default();
            ["image/", "font/", "video/"]
                .iter()
                .any(|kind| starts_with_ignoring_case(rest, kind))
                .then_some(url)
        }
        Some(scheme) => MEDIA_SCHEMES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then_some(url),
    }
    .filter(|url| !url.is_empty())
}

/// Returns `url` when it is safe to follow: http(s), `mailto:` or `tel:`. Returns `None` otherwise.
pub fn link_url(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = scheme(url)?;
    LINK_SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        .then_some(url)
}

/// Returns the scheme of a URL as a browser would read it.
/// A browser drops tabs, newlines and leading control characters and reads `\` as `/`, so a URL that holds any of these
/// gets a scheme that nothing allows.
fn scheme(url: &str) -> Option<&str> {
    if url
        .bytes()
        .any(|byte| byte < 0x20 || byte == 0x7F || byte == b'\\')
    {
        return Some("");
    }
    let end = url.find([':', '/', '?', '#'])?;
    (url.as_bytes().get(end) == Some(&b':')).then(|| &url[..end])
}

/// Returns whether a text begins with a prefix, in any letter case.
fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// CSS functions that a value may call; `url()` and the like are written by [`write_css_url`] only.
const CSS_FUNCTIONS: [&str; 17] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "calc",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
];

/// Returns `value` when it can stand as the value of one CSS declaration and do nothing else. Returns `None` otherwise.
pub fn css_value(value: &str) -> Option<&str> {
    let value = value.trim();
    // No `;`, `:`, `{`, `}`, quotes, `\`, `@` or `<`: without them a value can neither end
    // its declaration nor load anything.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"#(),.%+-/* _\n".contains(&byte);
    if value.is_empty()
        || value.len() > 1_024
        || !value.bytes().all(allowed)
        || find(value, "/*").is_some()
    {
        return None;
    }
    // Every function must be known and every parenthesis closed, or the value could reach beyond its declaration.
    let mut depth = 0_i32;
    let mut name_from = 0;
    for (at, c) in value.char_indices() {
        match c {
            '(' => {
                depth += 1;
                let name = &value[name_from..at];
                if !name.is_empty()
                    && !CSS_FUNCTIONS
                        .iter()
                        .any(|known| name.eq_ignore_ascii_case(known))
                {
                    return None;
                }
                name_from = at + 1;
            }
            ')' => {
                depth -= 1;
                name_from = at + 1;
            }
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' => {}
            _ => name_from = at + 1,
        }
        if depth < 0 {
            return None;
        }
    }
    (depth == 0).then_some(value)
}

/// Returns whether a text is a number with a unit, `calc(…)` and its like, or a word in place of a length.
pub fn is_length(text: &str) -> bool {
    matches!(text, "auto" | "fitContent" | "")
        || text.ends_with(')')
        || text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'))
}

/// Writes a CSS string in double quotes that reads back as `text`.
pub fn write_css_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            // `<` too, so that no style sheet can end its `<style>` element.
            '"' | '\\' | '<' | '\0'..='\x1f' | '\x7f' => {
                let _ = write!(out, "\\{:x} ", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes `url("…")`. The URL must have passed [`media_url`].
pub fn write_css_url(out: &mut String, url: &str) {
    out.push_str("url(");
    write_css_string(out, url);
    out.push(')');
}

/// Writes a number as CSS does: at most four decimals, no exponent.
pub fn css_number(number: f64) -> String {
    let rounded = (number.clamp(-1e7, 1e7) * 10_000.0).round() / 10_000.0;
    // Adding zero turns -0 into 0.
    number::text(rounded + 0.0)
}
