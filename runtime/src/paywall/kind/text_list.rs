//! Lists of texts, each behind a bullet.

use super::base::Kind;
use super::symbol;
use crate::document::attribute::{Attribute as A, LIST, TEXT, Value as Raw, own_attributes};
use crate::document::component::{Component, ComponentReader, Reading, Section};
use crate::paywall::element::{links, markdown_nodes, piece, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::value::Resolved;
use crate::reader::{self, Fields};
use crate::string::{concat, push};
use crate::style::css;
use crate::style::write::{write_font, write_rule, write_spacing};
use crate::style::{Cascade, Draft, Focus, Looks};
use crate::text::markdown;
use crate::tree::escape::css_number;
use crate::tree::{Element, Node, Tag};

own_attributes! {
    TEXTS "texts" LIST | TEXT, Content;
    "bulletComponent" FIELD;
}

const BASE: &str = "\
.text-list{display:grid;margin:0;padding:0;grid-template-columns:minmax(0,max-content);list-style:none;max-width:100%;word-break:break-word}
.text-list-item{display:flex;min-width:0}
.text-list-item>.symbol{height:auto;min-height:calc(.12em + max(1em,1.2*var(--f),.65em + .6*var(--f) + .5px));padding:.12em 0 0;align-self:stretch}
.text-list-text{align-self:center;min-width:0}
";

/// The kind of text lists.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "text-list",
        attributes: ATTRIBUTES,
        read,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "text-list",
        base: BASE,
        focus: Focus::OfButton,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Reads the bullet, a single component, as a section.
fn read(reader: &mut ComponentReader<'_>, fields: &Fields<'_>, component: &mut Component) {
    let bullet = Section::of(reader.one(fields, "bulletComponent"));
    component.sections.push(bullet);
    reader.usual(fields, component);
}

/// Builds the list with a row for each text.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let (list, item) = if shown.place.in_button {
        (Tag::Span, Tag::Span)
    } else {
        (Tag::Ul, Tag::Li)
    };
    let mut element = start(resolver, shown, list);
    let bullet = bullet(resolver, shown);
    for content in texts(shown) {
        let mut row = piece(item, "text-list-item");
        row.children.extend(bullet.clone().map(Node::Element));
        let mut text = piece(Tag::Span, "text-list-text");
        text.children = content;
        row.children.push(Node::Element(text));
        element.children.push(Node::Element(row));
    }
    element
}

/// Builds the bullet once; each row has a copy without a key, because a key must be unique.
fn bullet<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let component = shown.component.sections.first()?.children.first()?;
    if component.is_hidden() {
        return None;
    }
    let shown = Shown {
        component,
        kind: resolver.kind(component)?,
        overlays: Vec::new(),
        place: shown.place,
    };
    let mut icon = symbol::icon(resolver, &shown);
    icon.key = None;
    // It is as high as its row, and must stand beside the first line.
    icon.put("preserveAspectRatio", "xMidYMin");
    Some(icon)
}

/// Resolves the texts of the list, leaving out empty ones.
fn texts<'a>(shown: &Shown<'a>) -> Vec<Vec<Node>> {
    let mut texts = Vec::new();
    let mut add = |nodes: Vec<Node>| {
        if !nodes.is_empty() {
            texts.push(nodes);
        }
    };
    match shown.get(TEXTS) {
        Some(Raw::List(list)) => {
            for text in list.iter() {
                add(markdown_nodes(shown, text, false));
            }
        }
        Some(other) => match shown.place.scope.value(other) {
            Resolved::Json(json) => {
                for text in reader::texts(Some(&json)) {
                    add(markdown::nodes(&text, links(shown, false)));
                }
            }
            _ => add(markdown_nodes(shown, other, false)),
        },
        None => {}
    }
    texts
}

/// Writes the style of a list: the font, and the spacing between rows and behind bullets.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    let size = write_font(&mut draft.own, of);
    // Rows make room for a bullet by its size and that of the text.
    push(&mut draft.own, &["line-height:1.2;--f:", &size, ";"]);
    let side = css::flex_side(of.text(A::ALIGNMENT).as_deref());
    push(&mut draft.own, &["justify-content:", side, ";"]);
    // As in the reference player, the rows' spacing is not scaled on televisions, but the bullets' is.
    if let Some(spacing) = of.number(A::SPACING).filter(|spacing| *spacing != 0.0) {
        let rows = concat(&["margin-top:", &css_number(spacing), "px"]);
        write_rule(&mut draft.children, ">*+*", &rows);
    }
    write_spacing(&mut draft.children, of, "inline-start", ">*>*+*");
}
