//! Drawers: a header that is always shown, and children that are shown while the drawer is open.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, BOOL, TEXT, Value as Raw, own_attributes};
use crate::document::component::{Component, ComponentReader, Reading, Section};
use crate::document::initial::Start;
use crate::json::text;
use crate::paywall::element::{block, inside, label, mark, piece, start};
use crate::paywall::event::object;
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::scope::drawer_key;
use crate::paywall::tap::{Acting, Change};
use crate::reader::Fields;
use crate::style::write::{is_vertical, write_flex, write_rule, write_spacing};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::{Element, Node, Tag, Value};

own_attributes! {
    OPEN "open" BOOL | TEXT, Content;
    "collapseHeader" FIELD;
}

/// The rules that all drawers need.
const RULES: &str = "\
.collapseContainer{position:relative;max-width:100%}
.drawer-header{display:flex;align-items:center;list-style:none;cursor:pointer}
.drawer-header::-webkit-details-marker{display:none}
.drawer-header>*{flex:1}
.drawer{display:flex;flex-direction:column;align-items:center;justify-content:center}
";

/// The kind of drawers.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "collapseContainer",
        attributes: ATTRIBUTES,
        read,
        start: start_state,
    },
    looks: Looks {
        class: "collapseContainer",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    tap,
    ..Kind::BOX
};

/// Reads the header, which is one component or a list of them, as a section.
fn read(reader: &mut ComponentReader<'_>, fields: &Fields<'_>, component: &mut Component) {
    let name = "collapseHeader";
    let header = match fields.get(name) {
        Some(value) if value.is_object() => reader.one(fields, name),
        _ => reader.list(fields, name),
    };
    component.sections.push(Section::of(header));
    reader.usual(fields, component);
}

/// Adds the drawer to the state if it starts open. Inside products there is one drawer for each product,
/// and all are open.
fn start_state(component: &Component, start: &mut Start) {
    let is_open = match component.attributes.get(OPEN) {
        Some(Raw::Bool(open)) => *open,
        Some(Raw::Text(word)) => matches!(&**word, "open" | "true"),
        _ => false,
    };
    if is_open {
        let id = component.id.as_deref().unwrap_or_default();
        start.open.push(id.into());
        for product in &start.products {
            start.open.push([id, "_", product].concat().into());
        }
    }
}

/// Builds the browser's own element for drawers, which opens without script, too.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let scope = &shown.place.scope;
    let id = shown.component.id.as_deref().unwrap_or_default();
    let open = scope
        .view
        .state
        .is_open(&drawer_key(id, scope.product.map(|(_, product)| product)));
    let mut element = start(resolver, shown, Tag::Details);
    mark(&mut element, "open", open);
    let mut summary = piece(Tag::Summary, "drawer-header");
    label(&mut summary, shown);
    let tap = resolver.tap(shown, shown.component.tap.as_ref(), open);
    summary.attributes.push(("data-tap", Value::Shared(tap)));
    for header in &shown.component.sections {
        resolver.components(&header.children, inside(shown), &mut summary.children);
    }
    let mut body = piece(block(shown), "drawer");
    let around = resolver.folded;
    resolver.folded |= !open;
    resolver.components(&shown.component.children, shown.place, &mut body.children);
    resolver.folded = around;
    element.children = vec![Node::Element(summary), Node::Element(body)];
    element
}

/// Opens the drawer or closes it. Its `onTap` follows.
fn tap(acting: &mut Acting<'_, '_>, _: &Json) -> bool {
    let tap = acting.tap;
    let id = tap.component.id.as_deref().unwrap_or_default();
    let key = drawer_key(id, tap.scope.product.map(|(_, product)| product));
    let mut open = Vec::new();
    let list = acting.view.state.value("openHeaderIds");
    for other in list.and_then(Json::as_array).map_or(&[][..], Vec::as_slice) {
        if other.as_str() != Some(&key) {
            open.push(other.clone());
        }
    }
    if !tap.on {
        open.push(text(&key));
    }
    let action = if tap.on {
        "COLLAPSIBLE_DRAWER_CLOSE"
    } else {
        "COLLAPSIBLE_DRAWER_OPEN"
    };
    acting.change(Change::Set("openHeaderIds", Json::Array(open)));
    acting.tell_of(action, "componentChange", object(&[("id", &text(&key))]));
    false
}

/// Writes the layout of the drawer's inside. Without a direction it is a column.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    let mut inner = String::new();
    write_flex(&mut draft.children, &mut inner, of, false);
    let vertical = of.get(A::DIRECTION).is_none() || is_vertical(of);
    if !vertical {
        inner.push_str("flex-direction:row;");
    }
    write_rule(&mut draft.after, ">.drawer", &inner);
    let side = if vertical { "top" } else { "inline-start" };
    write_spacing(&mut draft.children, of, side, ">.drawer>*+*");
}
