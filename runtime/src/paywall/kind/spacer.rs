//! Spacers: empty boxes, as large as the document says, or as there is room.

use super::base::Kind;
use crate::document::attribute::Attribute as A;
use crate::document::component::Reading;
use crate::paywall::element::{block, start};
use crate::style::{Cascade, Draft, Looks};

const BASE: &str = ".spacer{flex-shrink:1}\n";

/// The kind of spacers.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "spacer",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "spacer",
        base: BASE,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(start(resolver, shown, block(shown))),
    ..Kind::BOX
};

/// Lets a spacer without a size grow into the room there is.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    if of.get(A::WIDTH).is_none() && of.get(A::HEIGHT).is_none() {
        draft.own.push_str("flex-grow:1;");
    }
}
