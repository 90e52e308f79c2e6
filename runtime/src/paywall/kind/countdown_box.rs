//! Boxes that count down: any components, whose texts have the time that is left as tokens, and others at the end.

use super::base::Kind;
use super::countdown::{self, begin};
use crate::document::attribute::{TEXT, own_attributes};
use crate::document::component::{Reading, Section};
use crate::paywall::element::{block, start};
use crate::paywall::remaining::{Remaining, UNITS};
use crate::paywall::resolve::{Resolver, Shown};
use crate::style::Looks;
use crate::style::write::write_box;
use crate::tree::Element;

own_attributes! {
    COUNT_FROM "countFrom" TEXT, Content;
    "endComponents" FIELD;
}

/// The kind of boxes that count down.
pub(in crate::paywall) const KIND: Kind = Kind {
    reading: Reading {
        names: "countdown",
        attributes: ATTRIBUTES,
        read: |reader, fields, component| {
            countdown::read(reader, fields, component);
            if fields.get("endComponents").is_some() {
                let end = reader.list(fields, "endComponents");
                component.sections.push(Section::of(end));
            }
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "container",
        style: write_box,
        ..Looks::USUAL
    },
    element,
    tap: |acting, _| {
        countdown::end(acting);
        true
    },
    ..Kind::BOX
};

/// Builds the box with its components, or with those of the end.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let clock = begin(resolver, shown)?;
    let mut element = start(resolver, shown, block(shown));
    let over = clock
        .over
        .then(|| shown.component.sections.first())
        .flatten();
    let children = over.map_or(&shown.component.children, |end| &end.children);
    let from = shown.text(COUNT_FROM);
    let from = UNITS
        .iter()
        .position(|unit| from.as_deref() == Some(unit.0));
    let mut place = shown.place;
    place.scope.remaining = Some(Remaining {
        seconds: clock.left,
        from: from.unwrap_or(0),
    });
    clock.mark(&mut element, shown);
    resolver.components(children, place, &mut element.children);
    (!element.children.is_empty()).then_some(element)
}
