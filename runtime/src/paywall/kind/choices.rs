//! Fields of several choices: each choice is a box that can be ticked. As with fields for text, what is ticked stays on the
//! page.

use serde_json::Value as Json;

use super::base::Kind;
use super::field::{MISSING, RULES as FIELD_RULES, bounded, framed, name, write_invalid};
use crate::document::attribute::Attribute as A;
use crate::document::component::Reading;
use crate::json::text;
use crate::paywall::element::{inside, label, mark, markdown_nodes, piece, set, start};
use crate::paywall::resolve::{Resolver, Shown, Tap};
use crate::paywall::tap::Entered;
use crate::string::concat;
use crate::style::css::{self, Border};
use crate::style::states::{ACTIVE, INACTIVE, write_family};
use crate::style::write::{write_box, write_flex, write_font, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::{Element, Node, Tag};

/// The rules that all choices need. The tick is drawn, and the browser's own box lies unseen over the choice.
const RULES: &str = "\
.choices{display:flex;flex-direction:column;align-items:stretch;gap:8px;width:100%}
.choice{display:flex;position:relative;max-width:100%;cursor:pointer}
.check{position:absolute;top:0;left:0;width:100%;height:100%;margin:0;opacity:0;cursor:inherit}
.face{display:flex;align-items:center;flex:auto;min-width:0;padding:12px 16px;border:1px solid #888;border-radius:8px}
.face::before{content:\"\";box-sizing:border-box;flex:none;width:20px;height:20px;margin-inline-end:12px;padding:3px;border:1.5px solid;border-radius:4px;background-clip:content-box}
:checked+.face::before{background-color:currentColor}
:focus+.face{outline:2px solid;outline-offset:2px}
:focus:not(:focus-visible)+.face{outline:0}
:disabled+.face{opacity:.5}
";

/// The kind of fields of several choices: the box around them.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "choiceField",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "choices",
        rules: FIELD_RULES,
        style: |draft, of| {
            // Choices stand below each other, unless the document says otherwise.
            if of.text(A::DIRECTION).as_deref() == Some("horizontal") {
                draft.own.push_str("flex-direction:row;");
            }
            write_box(draft, of);
            write_invalid(draft, of, "[aria-invalid]>*>.face");
        },
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        if shown.place.in_button {
            return None;
        }
        let mut element = start(resolver, shown, Tag::Div);
        element.put("role", "group");
        label(&mut element, shown);
        resolver.components(
            &shown.component.children,
            shown.place,
            &mut element.children,
        );
        Some(framed(resolver, shown, element, A::REQUIRED_TEXT))
    },
    tap: |_, _| true,
    entered,
};

/// The most choices of a field.
const CHOICES: usize = 100;

/// Reads which choices are ticked.
fn entered(tap: &Tap<'_>, given: Option<&Json>) -> Option<Entered> {
    let mut chosen = Vec::new();
    if let Some(Json::Array(list)) = given {
        for value in list {
            if chosen.len() < CHOICES {
                chosen.push(text(bounded(Some(value))));
            }
        }
    }
    let is_wrong = tap.on && chosen.is_empty();
    Some(Entered {
        name: name(tap.component, tap.key),
        value: Json::Array(chosen),
        error: if is_wrong { MISSING } else { "" },
    })
}

/// The kind of choices.
pub(super) const ITEM: Kind = Kind {
    reading: Reading {
        names: "choiceFieldItem",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "choice",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| (!shown.place.in_button).then(|| item(resolver, shown)),
    ..Kind::BOX
};

/// Builds a choice: the browser's own box, and the face behind it, which follows that box.
fn item<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut choice = start(resolver, shown, Tag::Label);
    let mut check = piece(Tag::Input, "check");
    check.put("type", "checkbox");
    let value = shown
        .text(A::VALUE)
        .or_else(|| shown.component.id.as_deref().map(String::from));
    set(&mut check, "value", value.unwrap_or_default());
    label(&mut check, shown);
    mark(&mut check, "checked", shown.flag(A::CHECKED));
    mark(&mut check, "disabled", shown.flag(A::DISABLED));
    let mut face = piece(Tag::Span, "face");
    if let Some(words) = shown.get(A::TEXT) {
        face.children.push(Node::Element(Element {
            children: markdown_nodes(shown, words, true),
            ..Element::new(Tag::Span)
        }));
    }
    resolver.components(&shown.component.children, inside(shown), &mut face.children);
    choice.children = vec![Node::Element(check), Node::Element(face)];
    choice
}

/// Writes the style of a choice, which is on its face: off, on, and with the focus.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_font(&mut draft.own, of);
    if of.get(A::FONT_SIZE).is_none() {
        draft.own.push_str("font-size:calc(16px*var(--s));");
    }
    let mut layout = String::new();
    write_flex(&mut draft.children, &mut layout, of, false);
    for (state, family) in [("", &INACTIVE), (":checked+", &ACTIVE)] {
        let mut face = layout.clone();
        layout.clear();
        write_family(&mut face, of, family);
        write_rule(&mut draft.after, &concat(&[">", state, ".face"]), &face);
    }
    let mut focus = String::new();
    css::write_border(&mut focus, of, &Border::FOCUSED);
    write_rule(&mut draft.after, ">:focus+.face", &focus);
}
