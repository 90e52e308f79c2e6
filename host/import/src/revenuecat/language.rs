//! Texts in all languages of a paywall: a document has them by key.

use std::cell::RefCell;

use super::code;
use super::context::Context;
use crate::object::Object;

/// A text in the languages of its paywall, the default one first: the key, and for each locale what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    key: String,
    said: Vec<(String, String)>,
}

/// Returns what stands in a component for a text: `own`, or a token where other languages say something else. `say` writes the
/// text in the language of a context.
pub fn in_all(
    cx: &Context<'_>,
    name: &str,
    own: String,
    say: &dyn Fn(&Context<'_>) -> Option<String>,
) -> String {
    let mut said = vec![(tag(cx.locale), own.clone())];
    for (locale, strings) in &cx.others {
        // What is found in the default language is told for it alone.
        let untold = RefCell::default();
        let (ui, at) = (cx.ui.clone(), (*locale, cx.menu));
        let other = Context::new(cx.options, ui, strings.clone(), at, &untold, cx.node);
        match say(&other) {
            Some(text) if text.trim().is_empty() && !own.trim().is_empty() => {
                let message =
                    format!("the text is empty in {locale}; the default language's is shown");
                cx.note(code::TEXT_EMPTY, &strings.path_of(name), message);
            }
            Some(text) => said.push((tag(locale), text)),
            None => {}
        }
        let variables = other.needs.into_inner().variables;
        cx.needs.borrow_mut().variables.extend(variables);
    }
    if said.iter().all(|(_, text)| *text == own) {
        return own;
    }
    let key = keep(cx, &key(&format!("{}.{name}", cx.menu)), said);
    format!("${{text.{key}}}")
}

/// Keeps a text and returns its key. Two texts that were written of one in different ways have two.
fn keep(cx: &Context<'_>, base: &str, said: Vec<(String, String)>) -> String {
    let texts = &mut cx.needs.borrow_mut().texts;
    let mut key = base.to_owned();
    let mut number = 2;
    while let Some(known) = texts.iter().find(|text| text.key == key) {
        if known.said == said {
            return key;
        }
        key = format!("{base}-{number}");
        number += 1;
    }
    texts.push(Text {
        key: key.clone(),
        said,
    });
    key
}

/// Makes a key of a name: other signs than tokens may have become dashes.
fn key(name: &str) -> String {
    let sign = |sign: char| {
        let is_plain = sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.');
        if is_plain { sign } else { '-' }
    };
    name.chars().map(sign).collect()
}

/// Writes a locale as BCP 47 has it.
fn tag(locale: &str) -> String {
    locale.replace('_', "-")
}

/// Writes the texts of all paywalls as the document has them; `None` without any. The default language is that of the first paywall;
/// a text that it lacks is there in the default language of its own paywall.
pub fn section(texts: &[Text]) -> Option<Object> {
    let default = &texts.first()?.said.first()?.0;
    let mut locales = Object::default();
    for locale in texts
        .iter()
        .flat_map(|text| &text.said)
        .map(|(locale, _)| locale)
    {
        if locales.get(locale).is_none() {
            let mut own = Object::default();
            for text in texts {
                let said = text.said.iter().find(|(known, _)| known == locale);
                let usual = text.said.first().filter(|_| locale == default);
                own.set_some(&text.key, said.or(usual).map(|(_, text)| text.as_str()));
            }
            locales.set(locale, own);
        }
    }
    Some(
        Object::default()
            .with("default", default.as_str())
            .with("locales", locales),
    )
}
