//! Colours and gradients, as browsers read them.

/// The functions that make colours.
const FUNCTIONS: [&str; 7] = ["rgb", "rgba", "hsl", "hsla", "hwb", "oklch", "oklab"];
/// The words for colours that are not fixed.
const WORDS: [&str; 4] = ["currentcolor", "inherit", "initial", "unset"];

/// Reads a colour or a gradient.
///
/// # Errors
/// The part that is no colour.
pub(super) fn read(text: &str) -> Result<(), &str> {
    let text = text.trim();
    if text.is_empty() || WORDS.contains(&&*text.to_lowercase()) {
        return Ok(());
    }
    match text.split_once('(') {
        Some((function, inside)) if function.trim_end().ends_with("gradient") => {
            let inside = inside.strip_suffix(')').ok_or(text)?;
            gradient(inside).map_err(|part| if part.is_empty() { text } else { part })
        }
        _ => color(text).then_some(()).ok_or(text),
    }
}

/// Reads the parts of a gradient: the first may be its direction, the others have colours.
fn gradient(inside: &str) -> Result<(), &str> {
    let parts = parts(inside);
    if parts.len() < 2 {
        return Err("");
    }
    for (index, part) in parts.into_iter().enumerate() {
        let first = part.split(' ').next().unwrap_or_default();
        let is_direction = index == 0
            && (first.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
                || [
                    "to",
                    "circle",
                    "ellipse",
                    "closest-side",
                    "farthest-corner",
                    "at",
                    "from",
                ]
                .contains(&first));
        let is_stop = || match part.find(')') {
            Some(end) => color(&part[..=end]),
            None => color(first) || first.ends_with('%'),
        };
        if !is_direction && !is_stop() {
            return Err(part);
        }
    }
    Ok(())
}

/// Splits a text at the commas outside of parentheses.
fn parts(text: &str) -> Vec<&str> {
    let (mut out, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                out.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(text[from..].trim());
    out
}

/// Returns true for one colour. The module writes `rgba(1 2 3 / .5)` in the form that old engines read, too.
fn color(text: &str) -> bool {
    let text = text.trim();
    // The library reads hex digits without their sign, and browsers do not.
    let bare = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let function = text
        .split_once('(')
        .map(|(name, _)| name.trim().to_lowercase());
    let written = match function {
        Some(name) if !FUNCTIONS.contains(&&*name) => return false,
        Some(_) => text.replace(['\n', '\t'], " "),
        None => text.to_owned(),
    };
    !bare && csscolorparser::parse(&written.to_lowercase()).is_ok()
}

/// Returns true for a shadow: two to four numbers, and a colour behind them.
pub(super) fn is_shadow(text: &str) -> bool {
    let starts = ["rgb", "hsl", "#"]
        .iter()
        .filter_map(|start| text.find(start));
    let Some(at) = starts.min() else {
        return text == "none";
    };
    let (numbers, rest) = text.split_at(at);
    let numbers: Vec<_> = numbers.split_whitespace().collect();
    let is_number = |text: &&str| text.trim_end_matches("px").parse::<f64>().is_ok();
    (2..=4).contains(&numbers.len()) && numbers.iter().all(is_number) && color(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_told_from_what_is_none() {
        for fine in [
            "#fff",
            "#ffffff80",
            "transparent",
            "red",
            "RGBA(0 79 255 / 1)",
            "rgba(57 62 74 / 1)",
            "rgb(1,2,3)",
            "hsl(120 50% 50%)",
            "currentColor",
            "linear-gradient(45deg,   rgba(0 79 255 / 1) 0%, rgba(51 114 255 / 1) 100%)",
            "linear-gradient(to right, #fff, red 50%, #00000000)",
            "radial-gradient(circle at 50% 50%, #fff 0%, #000 100%)",
        ] {
            assert_eq!(read(fine), Ok(()), "{fine}");
        }
        for (wrong, part) in [
            ("#ggg", "#ggg"),
            ("rgb(300", "rgb(300"),
            ("fff", "fff"),
            ("ffffff", "ffffff"),
            ("rde", "rde"),
            ("#12345", "#12345"),
            ("rgbx(1 2 3)", "rgbx(1 2 3)"),
            ("linear-gradient(45deg, #fff, blu)", "blu"),
            ("linear-gradient(45deg)", "linear-gradient(45deg)"),
        ] {
            assert_eq!(read(wrong), Err(part), "{wrong}");
        }
    }

    #[test]
    fn shadows_are_told_from_what_is_none() {
        for fine in [
            "0 4 8 rgba(0 0 0 / 0.25)",
            "0px 2px 8px 1px #00000040",
            "0 2 #000",
        ] {
            assert!(is_shadow(fine), "{fine}");
        }
        for wrong in ["4 #000", "0 4 8", "big", "0 4 8 #ggg", "0, 4 8 #000"] {
            assert!(!is_shadow(wrong), "{wrong}");
        }
    }
}
