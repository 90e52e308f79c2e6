//! Pickers: a row of choices, each of which sets a form or enters a product group.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::{Component, ComponentReader, Content, Reading};
use crate::document::initial::Start;
use crate::json::text;
use crate::paywall::element::{block, label, markdown_nodes, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::tap::Acting;
use crate::paywall::toggle;
use crate::reader::Fields;
use crate::style::states::write_choice;
use crate::style::write::{write_flex, write_font};
use crate::style::{Focus, Looks};
use crate::tree::{Element, Node, Tag};

/// The rules that all pickers need.
const RULES: &str = "\
.segmentPicker{display:flex;position:relative;align-items:stretch;justify-content:center;max-width:100%}
.segmentPickerItem{flex:1 1 0;min-width:0}
";

/// The kind of pickers: the row around the choices.
pub(super) const PICKER: Kind = Kind {
    reading: Reading {
        names: "segmentPicker|formSegmentPicker",
        read,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "segmentPicker",
        rules: RULES,
        keeps_height: true,
        style: |draft, of| write_flex(&mut draft.children, &mut draft.own, of, false),
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        let mut element = start(resolver, shown, block(shown));
        element.put("role", "radiogroup");
        label(&mut element, shown);
        let children = &shown.component.children;
        resolver.components(children, shown.place, &mut element.children);
        Some(element)
    },
    ..Kind::BOX
};

/// The kind of a picker's items: the choices.
pub(super) const ITEM: Kind = Kind {
    reading: Reading {
        names: "segmentPickerItem",
        read: |reader, fields, component| {
            component.content = Content::Form(None);
            reader.usual(fields, component);
        },
        start: start_state,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "button segmentPickerItem",
        rules: RULES,
        focus: Focus::Own,
        style: |draft, of| {
            write_font(&mut draft.own, of);
            write_choice(draft, of);
            // One without a width shares the row evenly with the others.
            if of.get(A::WIDTH).is_some() {
                draft.own.push_str("flex:initial;");
            }
        },
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(item(resolver, shown)),
    tap,
    ..Kind::BOX
};

/// Reads a picker, and tells its items which form they set, if the picker is one of a form.
fn read(reader: &mut ComponentReader<'_>, fields: &Fields<'_>, component: &mut Component) {
    reader.usual(fields, component);
    if component.variant == 1 {
        let own = fields.shared_option("formId", reader.warnings);
        let own = own.or_else(|| fields.shared_option("id", reader.warnings));
        for child in &mut component.children {
            if let Content::Form(form) = &mut child.content {
                form.clone_from(&own);
            }
        }
    }
}

/// Adds the form's value to the state if the item starts checked. The `formId` of an item is the value it stands for.
fn start_state(component: &Component, start: &mut Start) {
    if let Content::Form(form) = &component.content {
        let value = match component.attributes.get(A::FORM_ID) {
            Some(Raw::Text(text)) => Some(text),
            _ => None,
        };
        toggle::start_as(component, form.as_ref(), value, start);
    }
}

/// Builds a choice, which is on while its form has its value, or while its product group is the current one.
fn item<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let view = shown.place.scope.view;
    let on = match &shown.component.content {
        Content::Form(Some(form)) => {
            let value = view.state.entry("formStates", form).and_then(Json::as_str);
            value.is_some() && value == shown.text(A::FORM_ID).as_deref()
        }
        _ => shown.component.id.as_deref() == Some(view.group()),
    };
    let children = &shown.component.children;
    let mut element = toggle::choice(resolver, shown, Some("radio"), on, children);
    if let Some(text) = shown.get(A::TEXT) {
        let text = Element {
            children: markdown_nodes(shown, text, true),
            ..Element::new(Tag::Span)
        };
        element.children.insert(0, Node::Element(text));
    }
    element
}

/// Picks the value or the group. The item's `onTap` follows.
fn tap(acting: &mut Acting<'_, '_>, _: &Json) -> bool {
    match &acting.tap.component.content {
        Content::Form(Some(form)) => {
            let value = acting.own_text(A::FORM_ID).unwrap_or_default();
            acting.set_form(form, &text(&value));
        }
        _ => acting.enter_group(acting.tap.component.id.as_deref()),
    }
    false
}
