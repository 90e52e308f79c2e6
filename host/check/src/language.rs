//! Texts by key: what a language lacks, what nobody uses, what was translated from another text, and what a translation
//! does with the variables of its source.

use std::collections::BTreeSet;

use paywall_schema::known;
use paywall_texts::{Section, Usage, hash, is_tag, marks, usage};
use serde_json::Value;

use super::variable::{Difference, difference};
use super::{Findings, Subject, at, suggest};

/// The most keys that one finding names.
const LISTED: usize = 5;

/// Checks the texts by key.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    let document = subject.json.to_string();
    form(subject.json, out);
    let Ok(usage) = usage(&document) else { return };
    match Section::read(&document) {
        Ok(Some(section)) => {
            locales(&section, out);
            unknown(&section, &usage, out);
            unused(&section, &usage, out);
            for locale in section.locales().filter(|name| *name != section.default()) {
                missing(&section, locale, out);
                translated(&section, locale, out);
            }
        }
        Ok(None) => {
            for (key, paths) in &usage.keys {
                for path in paths {
                    let message = format!(
                        "the document has no \"texts\", so nothing is shown for \"${{text.{key}}}\""
                    );
                    out.error("unknown_text", path, message);
                }
            }
        }
        // What the form says already.
        Err(_) => {}
    }
}

/// Finds the section of texts by key, and its path.
pub(super) fn section(json: &Value) -> Option<(&'static str, &Value)> {
    let inside = |name: &str| json.get(name)?.get("texts");
    let sections = [
        ("$.texts", json.get("texts")),
        ("$.platform_config.texts", inside("platform_config")),
        ("$.appConfig.texts", inside("appConfig")),
    ];
    sections
        .into_iter()
        .find_map(|(path, it)| Some((path, it?)))
}

/// Checks the form of the section: the fields, and that each text is one.
fn form(json: &Value, out: &mut Findings) {
    let Some((path, section)) = section(json) else {
        return;
    };
    let Some(fields) = section.as_object() else {
        out.error(
            "wrong_type",
            path,
            "expected an object with \"default\" and \"locales\"",
        );
        return;
    };
    let fields_known = known::fields("texts");
    for name in fields
        .keys()
        .filter(|name| !fields_known.contains(&&***name))
    {
        let hint = suggest::hint(name, fields_known.iter().copied());
        let message = format!("\"{name}\" is ignored: languages stand in \"locales\"{hint}");
        out.warning("unknown_field", at(path, name), message);
    }
    if !section.get("default").is_some_and(Value::is_string) {
        let message =
            "expected \"default\", the name of the language for everybody whose own lacks a text";
        out.error("missing_field", path, message);
    }
    for field in ["locales", "sources"] {
        let path = at(path, field);
        let Some(languages) = section.get(field).filter(|it| !it.is_null()) else {
            if field == "locales" {
                out.error(
                    "missing_field",
                    &path,
                    "expected \"locales\" with the texts of each language",
                );
            }
            continue;
        };
        languages_form(languages, &path, out);
    }
}

/// Checks that an object holds texts by language and key.
fn languages_form(languages: &Value, path: &str, out: &mut Findings) {
    let Some(languages) = languages.as_object() else {
        out.error("wrong_type", path, "expected an object of languages");
        return;
    };
    for (locale, texts) in languages {
        let path = at(path, locale);
        let Some(texts) = texts.as_object() else {
            out.error("wrong_type", path, "expected an object of texts by key");
            continue;
        };
        for (key, text) in texts {
            if !text.is_string() && !text.is_null() {
                let message = format!("expected a text, found {text}");
                out.error("wrong_type", at(&path, key), message);
            }
        }
    }
}

/// Checks the names of the languages.
fn locales(section: &Section, out: &mut Findings) {
    let path = section.path();
    if !section.locales().any(|name| name == section.default()) {
        let hint = suggest::hint(section.default(), section.locales());
        let message = format!(
            "\"locales\" has no \"{}\": a text that another language lacks is not shown{hint}",
            section.default()
        );
        out.error("unknown_locale", at(path, "default"), message);
    }
    let mut seen: Vec<String> = Vec::new();
    for name in section.locales() {
        let path = at(&at(path, "locales"), name);
        let plain = name.replace('_', "-").to_ascii_lowercase();
        if !is_tag(name) {
            let message = format!(
                "\"{name}\" is no BCP 47 tag, such as \"de\" or \"pt-BR\", so nobody gets this language"
            );
            out.error("bad_locale", path, message);
        } else if seen.contains(&plain) {
            let message =
                format!("\"{name}\" names a language that is there already; the first one counts");
            out.warning("bad_locale", path, message);
        }
        seen.push(plain);
    }
}

/// Checks that the keys that are used are there.
fn unknown(section: &Section, usage: &Usage, out: &mut Findings) {
    for (key, paths) in &usage.keys {
        if section.text(section.default(), key).is_some() {
            continue;
        }
        let others = section
            .locales()
            .filter(|locale| section.text(locale, key).is_some());
        let others: Vec<_> = others.collect();
        let known = section.texts(section.default()).map(|(key, _)| key);
        let (code, message) = if others.is_empty() {
            let hint = suggest::hint(key, known);
            (
                "unknown_text",
                format!("no text has the key \"{key}\", so nothing is shown for it{hint}"),
            )
        } else {
            let only = others.join(", ");
            (
                "missing_text",
                format!(
                    "the default language has no \"{key}\", only {only}: all others are shown nothing"
                ),
            )
        };
        for path in paths {
            out.error(code, path, &message);
        }
    }
}

/// Checks that the keys that are there are used.
fn unused(section: &Section, usage: &Usage, out: &mut Findings) {
    for (key, _) in section.texts(section.default()) {
        if !usage.names(key) {
            let message = format!("nothing names \"${{text.{key}}}\"; remove the text, or use it");
            out.warning(
                "unused_text",
                place(section, section.default(), key),
                message,
            );
        }
    }
}

/// Checks which texts a language lacks: one finding for all of them.
fn missing(section: &Section, locale: &str, out: &mut Findings) {
    let lacking = section.texts(section.default()).map(|(key, _)| key);
    let lacking: Vec<_> = lacking
        .filter(|key| section.text(locale, key).is_none())
        .collect();
    if lacking.is_empty() {
        return;
    }
    let listed: Vec<_> = lacking
        .iter()
        .take(LISTED)
        .map(|key| format!("\"{key}\""))
        .collect();
    let more = match lacking.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "{locale} lacks {}{more}; the nearest language that has them is shown. `paywall texts export --locale {locale}` writes them for translators",
        listed.join(", ")
    );
    out.warning(
        "missing_text",
        at(&at(section.path(), "locales"), locale),
        message,
    );
}

/// Checks the texts that a language has against those they were translated from.
fn translated(section: &Section, locale: &str, out: &mut Findings) {
    for (key, text) in section.texts(locale) {
        let path = place(section, locale, key);
        let Some(source) = section.text(section.default(), key) else {
            let known = section.texts(section.default()).map(|(key, _)| key);
            let hint = suggest::hint(key, known);
            let message = format!(
                "the default language has no \"{key}\": nobody else is shown this text{hint}"
            );
            out.warning("unused_text", path, message);
            continue;
        };
        if section.is_stale(locale, key) {
            let message = format!(
                "\"{key}\" has changed since this was translated; translate it anew, or write \"{}\" at {} if it is still right",
                hash(source),
                at(&at(&at(section.path(), "sources"), locale), key)
            );
            out.warning("stale_text", &path, message);
        }
        if let Some(lost) = lost(text, source, section.default()) {
            out.warning("lost_markup", &path, format!("the translation has {lost}"));
        }
        let Difference { adds, lacks } = difference(text, source);
        let what = match (named(lacks), named(adds)) {
            (None, None) => continue,
            (Some(lacks), None) => format!("lacks {lacks}, which"),
            (None, Some(adds)) => format!("has {adds}, which"),
            (Some(lacks), Some(adds)) => {
                let message = format!(
                    "the translation has {adds} where the text in {} has {lacks}",
                    section.default()
                );
                out.warning("other_variables", path, message);
                continue;
            }
        };
        let there = if what.starts_with("lacks") {
            "has"
        } else {
            "does not have"
        };
        let message = format!(
            "the translation {what} the text in {} {there}",
            section.default()
        );
        out.warning("other_variables", path, message);
    }
}

/// Says which signs of Markdown a translation has lost: links, and bold that is gone or does not end.
fn lost(text: &str, source: &str, default: &str) -> Option<String> {
    let (here, there) = (marks(text), marks(source));
    if here.links < there.links {
        let (few, all) = (here.links, there.links);
        Some(format!(
            "{few} links ([…](…)), the text in {default} has {all}"
        ))
    } else if there.bold > 1 && here.bold < 2 {
        Some(format!(
            "nothing in bold (**…**), which the text in {default} has"
        ))
    } else if here.bold % 2 == 1 && there.bold % 2 == 0 {
        Some("a ** without another one, so it is shown as it is".to_owned())
    } else {
        None
    }
}

/// Writes the names of variables; none of none.
fn named(variables: BTreeSet<String>) -> Option<String> {
    let named: Vec<_> = variables.iter().map(|name| format!("\"{name}\"")).collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// Returns the path of a text.
fn place(section: &Section, locale: &str, key: &str) -> String {
    at(&at(&at(section.path(), "locales"), locale), key)
}
