//! Texts by key: tokens that name no variable, and templates that cannot be read.
//!
//! The module reads a text by key when a page first wants it, so it tells nothing of them at load.

use paywall_runtime::text::smart::Smart;
use paywall_runtime::text::words::Words;
use serde_json::Value;

use super::language::section;
use super::paywall::{paywalls, template, token};
use super::{Findings, at};

/// Checks the texts of all languages.
pub(super) fn check(json: &Value, out: &mut Findings) {
    let Some((path, section)) = section(json) else {
        return;
    };
    let Some(locales) = section.get("locales").filter(|it| it.is_object()) else {
        return;
    };
    let path = at(path, "locales");
    token::check_texts(
        paywalls(json).iter().map(|(paywall, _)| *paywall),
        locales,
        &path,
        out,
    );
    template::check(locales, &path, out);
    for (locale, texts) in locales.as_object().into_iter().flatten() {
        let path = at(&path, locale);
        for (key, text) in texts.as_object().into_iter().flatten() {
            if let Some(text) = text.as_str() {
                readable(text, &at(&path, key), out);
            }
        }
    }
}

/// Checks that a text is what it looks like: a template, or one with tokens.
fn readable(text: &str, path: &str, out: &mut Findings) {
    if text.contains("{{")
        && let Err(error) = Words::compile(text)
    {
        let message = format!("{}; it is shown as it is written", error.detail());
        out.error("invalid_template", path, message);
    }
    let broken = Smart::compile_text(text).and_then(|smart| smart.nameless(&[]));
    let is_name = |c: char| c.is_alphanumeric() || "_.:-".contains(c);
    if let Some(token) = broken.filter(|it| !it.chars().all(is_name)) {
        let message = format!(
            "\"{}\" begins like a token and is none; it is not shown",
            &*token
        );
        out.error("unknown_variable", path, message);
    }
}
