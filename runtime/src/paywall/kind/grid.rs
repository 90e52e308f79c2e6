//! Grids: boxes that repeat their children for each entry of a list.

use super::base::Kind;
use crate::document::attribute::Attribute as A;
use crate::document::component::{Content, Reading};
use crate::document::looped::Loop;
use crate::paywall::element::{block, start};
use crate::style::write::{write_flex, write_length};
use crate::style::{Cascade, Draft, Looks};

/// The rules that all grids need.
const RULES: &str = ".responsiveGrid{display:flex;flex-wrap:wrap;position:relative;align-items:center;justify-content:center;align-self:baseline;max-width:100%}\n";

/// The kind of grids.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "responsiveGrid",
        read: |reader, fields, component| {
            component.content = Content::Loop(Loop::read(fields, "block", reader.warnings));
            reader.usual(fields, component);
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "responsiveGrid",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        let mut element = start(resolver, shown, block(shown));
        for place in resolver.repeated(shown) {
            let children = &shown.component.children;
            resolver.components(children, place, &mut element.children);
        }
        Some(element)
    },
    ..Kind::BOX
};

/// Writes the layout of a grid. It has gaps, for its rows wrap.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_flex(&mut draft.children, &mut draft.own, of, false);
    write_length(&mut draft.own, of, "gap", A::SPACING);
}
