//! Handlebars templates that call helpers that there are not, or that lack parameters.
//!
//! The module finds them when it first writes a template, which is at load, but not those in branches that are not
//! taken then.

use paywall_handlebars::Template;
use serde_json::Value;

use crate::within::within;
use crate::{Findings, suggest};

/// The helpers, with the least and the largest number of their parameters.
pub(crate) const HELPERS: [(&str, usize, usize); 23] = [
    ("plural", 1, 1),
    ("date", 1, 2),
    ("money", 2, 2),
    ("number", 1, 2),
    ("percent", 1, 2),
    ("duration", 2, 2),
    ("default", 1, usize::MAX),
    ("if", 1, 1),
    ("unless", 1, 1),
    ("each", 1, 1),
    ("with", 1, 1),
    ("lookup", 2, 2),
    ("eq", 2, 2),
    ("ne", 2, 2),
    ("gt", 2, 2),
    ("gte", 2, 2),
    ("lt", 2, 2),
    ("lte", 2, 2),
    ("and", 2, usize::MAX),
    ("or", 2, usize::MAX),
    ("not", 1, 1),
    ("len", 1, 1),
    ("log", 0, usize::MAX),
];

/// Checks all texts inside a value.
pub(crate) fn check(value: &Value, path: &str, out: &mut Findings) {
    // One that cannot be read is told by the module.
    if let Some(text) = value.as_str().filter(|text| text.contains("{{"))
        && let Ok(template) = Template::read(&without_tokens(text))
    {
        template.calls(&mut |name, count| helper(name, count, path, out));
    }
    within(value, path, &["customComponents"], |value, path| {
        check(value, path, out);
    });
}

/// Puts a number in place of each token, which may stand in a tag.
fn without_tokens(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        rest = match after.split_once('}') {
            Some((token, after)) if !token.contains('{') => {
                out.push('1');
                after
            }
            _ => {
                out.push('$');
                // The brace belongs to a tag.
                out.push('{');
                after
            }
        };
    }
    out + rest
}

/// Checks the name of a helper, and the number of its parameters.
fn helper(name: &str, count: usize, path: &str, out: &mut Findings) {
    let Some((_, least, most)) = HELPERS.iter().find(|(known, _, _)| *known == name) else {
        let hint = suggest::hint(name, HELPERS.iter().map(|(known, _, _)| *known));
        let message =
            format!("there is no helper \"{name}\"; the text is shown as it is written{hint}");
        return out.warning("unknown_helper", path, message);
    };
    if (*least..=*most).contains(&count) {
        return;
    }
    let expected = match (least, most) {
        (least, most) if least == most => least.to_string(),
        (least, &usize::MAX) => format!("at least {least}"),
        _ => format!("{least} or {most}"),
    };
    let message = format!("\"{name}\" takes {expected} parameters, found {count}");
    out.warning("wrong_parameters", path, message);
}
