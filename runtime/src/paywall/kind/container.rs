//! Containers: boxes that lay out their children.

use super::base::{Kind, filled_box};
use crate::document::attribute::{BOOL, own_attributes};
use crate::document::component::Reading;
use crate::string::push;
use crate::style::write::{is_vertical, write_box, write_rule};
use crate::style::{Cascade, Draft, Looks};

own_attributes! {
    SCROLL "scroll" BOOL, Style;
}

/// The kind of containers.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "container|formContainer",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "container",
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        let controls = resolver.taps.len();
        let mut element = filled_box(resolver, shown)?;
        // What scrolls must be reachable by keys, too, when nothing inside is.
        let is_alone = controls == resolver.taps.len() && !shown.place.in_button;
        if shown.flag(SCROLL) && is_alone {
            element.put("tabindex", "0");
        }
        Some(element)
    },
    ..Kind::BOX
};

/// Writes the layout of a container. One that scrolls does so along its direction, from the beginning on.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_box(draft, of);
    if of.flag(SCROLL) {
        let own = &mut draft.own;
        let way = if is_vertical(of) { "y" } else { "x" };
        push(
            own,
            &["overflow-", way, ":auto;overscroll-behavior:contain;"],
        );
        // Of centred content that is too long, the beginning could not be reached.
        if !own.contains("justify-content:") {
            own.push_str("justify-content:flex-start;");
        }
        write_rule(&mut draft.children, ">*", "flex-shrink:0");
    }
}
