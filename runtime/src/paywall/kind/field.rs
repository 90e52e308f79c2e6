//! Fields for a line of text: what a customer writes stays on the page. The module sees it in the tap that submits it, tells
//! the app, and keeps nothing but which fields are wrong.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, TEXT, Value as Raw, own_attributes};
use crate::document::component::{Component, Reading};
use crate::json::text;
use crate::paywall::element::{label, mark, piece, set, start};
use crate::paywall::resolve::{Resolver, Shown, Tap, tap_name};
use crate::paywall::tap::{ERRORS, Entered};
use crate::string::concat;
use crate::style::css;
use crate::style::write::{write_font, write_rule};
use crate::style::{Cascade, Draft, Focus, Looks};
use crate::tree::{Element, Key, Node, Tag, Value};

own_attributes! {
    AUTOCOMPLETE "autocomplete" TEXT, Content;
    INVALID_TEXT "invalidText" TEXT, Content;
    PLACEHOLDER "placeholder" TEXT, Content;
}

/// The rules that all fields need. Below 16 pixels, phones would zoom in on a field.
pub(super) const RULES: &str = "\
.field{display:flex;flex-direction:column;align-items:center;width:100%;max-width:100%}
.fieldError{align-self:stretch;margin-top:4px;font-size:14px;text-align:start;color:#c00}
.input{width:100%;min-width:0;margin:0;padding:12px 16px;border:1px solid #888;border-radius:8px;background:transparent;font:inherit;color:inherit;text-align:start;-webkit-appearance:none;appearance:none}
.input::placeholder{color:inherit;opacity:.65}
.input[aria-invalid]{border-color:#c00}
";

/// The kind of fields for a line of text.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "textField",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "input",
        rules: RULES,
        focus: Focus::Own,
        style,
        ..Looks::USUAL
    },
    element,
    tap: |_, _| true,
    entered,
};

/// The most bytes of a field, and the most characters that browsers take.
const LENGTH: usize = 500;

/// Builds the field. A button, which takes all taps itself, can have none inside.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    if shown.place.in_button {
        return None;
    }
    let mut input = start(resolver, shown, Tag::Input);
    let is_email = shown.text(A::MODE).as_deref() == Some("email");
    input.put("type", if is_email { "email" } else { "text" });
    set(&mut input, "maxlength", LENGTH.to_string());
    label(&mut input, shown);
    if let Some(words) = shown.text(PLACEHOLDER) {
        set(&mut input, "placeholder", words);
    }
    match shown.text(AUTOCOMPLETE) {
        Some(what) => set(&mut input, "autocomplete", what),
        None if is_email => input.put("autocomplete", "email"),
        None => {}
    }
    mark(&mut input, "required", shown.flag(A::REQUIRED));
    mark(&mut input, "disabled", shown.flag(A::DISABLED));
    Some(framed(resolver, shown, input, INVALID_TEXT))
}

/// Puts a field into its frame, with the words about what is wrong with it behind it.
pub(super) fn framed<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    mut inner: Element,
    invalid: A,
) -> Element {
    let tap = resolver.tap(shown, None, shown.flag(A::REQUIRED));
    let mut frame = piece(Tag::Div, "field");
    frame.key = inner.key.take();
    let state = &shown.place.scope.view.state;
    let wrong = state.entry(ERRORS, &name(shown.component, shown.key()));
    let mut error = None;
    if let Some(code) = wrong.and_then(Json::as_str) {
        inner.put("aria-invalid", "true");
        error = shown.text(if code == MISSING {
            A::REQUIRED_TEXT
        } else {
            invalid
        });
    }
    let id = concat(&["error", &tap]);
    frame.attributes.push(("data-field", Value::Shared(tap)));
    if error.is_some() {
        set(&mut inner, "aria-describedby", &*id);
    }
    frame.children.push(Node::Element(inner));
    if let Some(words) = error {
        let mut error = piece(Tag::Span, "fieldError");
        set(&mut error, "id", id);
        error.put("role", "alert");
        error.children.push(Node::Text(words.into()));
        frame.children.push(Node::Element(error));
    }
    frame
}

/// The word for a field that is empty and must not be.
pub(super) const MISSING: &str = "required";

/// Returns the name under which the app hears of a field.
pub(super) fn name(component: &Component, key: Key) -> String {
    match (component.attributes.get(A::FORM_ID), &component.id) {
        (Some(Raw::Text(form)), _) => form.to_string(),
        (_, Some(id)) => id.to_string(),
        _ => tap_name(key).to_string(),
    }
}

/// Reads the text of a field, and says what is wrong with it.
fn entered(tap: &Tap<'_>, given: Option<&Json>) -> Option<Entered> {
    let value = bounded(given);
    let mode = tap.component.attributes.get(A::MODE);
    let is_email = matches!(mode, Some(Raw::Text(mode)) if **mode == *"email");
    let error = match value {
        "" if tap.on => MISSING,
        "" => "",
        address if is_email && !is_address(address) => "invalid",
        _ => "",
    };
    Some(Entered {
        name: name(tap.component, tap.key),
        value: text(value),
        error,
    })
}

/// Returns what was written, without blanks around it and no more of it than a field takes.
pub(super) fn bounded(given: Option<&Json>) -> &str {
    let written = given.and_then(Json::as_str).unwrap_or_default().trim();
    let mut end = written.len().min(LENGTH);
    while !written.is_char_boundary(end) {
        end -= 1;
    }
    written.get(..end).unwrap_or_default()
}

/// Returns whether a text can be the address of a mailbox: one sign `@`, something before it, and behind it names with dots
/// between them. Whether the mailbox is there, only a letter to it can tell.
fn is_address(text: &str) -> bool {
    let Some((mailbox, host)) = text.split_once('@') else {
        return false;
    };
    // Neither blanks nor signs that separate addresses.
    let is_plain = |text: &str| {
        !text
            .bytes()
            .any(|byte| byte <= b' ' || b"@,;<>\"".contains(&byte))
    };
    let mut labels = host.split('.');
    !mailbox.is_empty()
        && is_plain(mailbox)
        && is_plain(host)
        && host.contains('.')
        && !labels.any(str::is_empty)
}

/// Writes the style of a field: its font, and the colour of what is wrong.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_font(&mut draft.own, of);
    if of.get(A::FONT_SIZE).is_none() {
        draft.own.push_str("font-size:calc(16px*var(--s));");
    }
    write_invalid(draft, of, "[aria-invalid]");
}

/// Writes the colour of what is wrong with a field.
pub(super) fn write_invalid(draft: &mut Draft, of: &Cascade<'_>, state: &str) {
    let mut color = String::new();
    css::write_color(&mut color, of, "border-color", A::INVALID_COLOR);
    write_rule(&mut draft.after, state, &color);
    write_rule(
        &mut draft.after,
        "+.fieldError",
        color.trim_start_matches("border-"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for good in [
            "ada@example.com",
            "ada+news@mail.example.co.uk",
            "\u{fc}@b\u{fc}cher.example",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "ada@example.",
            "ada@.com",
            "ada@a..b",
            "a b@example.com",
            "a@b@c.d",
            "a@b.c,d@e.f",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
