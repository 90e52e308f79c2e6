//! The parts of a component kind, each with its default: a kind is a box with its children unless
//! its file says otherwise.

use serde_json::Value as Json;

use crate::document::component::Reading;
use crate::paywall::element::{block, start};
use crate::paywall::resolve::{Resolver, Shown, Tap};
use crate::paywall::tap::{Acting, Entered};
use crate::style::Looks;
use crate::tree::Element;

/// A kind of components: everything that sets it apart from other kinds.
#[derive(Debug)]
pub struct Kind {
    /// The reading of its components from the document.
    pub reading: Reading,
    /// The look of its components.
    pub looks: Looks,
    /// Builds the element of a component; `None` when there is nothing to show.
    pub(in crate::paywall) element: for<'a> fn(&mut Resolver<'a>, &Shown<'a>) -> Option<Element>,
    /// Does what a tap on a component does by itself, before its `onTap` is looked at. Returns whether the tap
    /// is done with that.
    /// The JSON is the value that the page sends with the tap.
    pub(in crate::paywall) tap: fn(&mut Acting<'_, '_>, &Json) -> bool,
    /// Reads what the page says was entered; `None` for all that is no field.
    pub(in crate::paywall) entered: fn(&Tap<'_>, Option<&Json>) -> Option<Entered>,
}

impl Kind {
    /// A box with its children in it. A tap on it does no more than its `onTap`.
    pub const BOX: Self = Self {
        reading: Reading::USUAL,
        looks: Looks::USUAL,
        element: filled_box,
        tap: |_, _| false,
        entered: |_, _| None,
    };
}

/// Builds a box with the component's children.
pub(super) fn filled_box<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let mut element = start(resolver, shown, block(shown));
    resolver.components(
        &shown.component.children,
        shown.place,
        &mut element.children,
    );
    Some(element)
}
