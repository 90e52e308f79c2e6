//! What a kind of components is, and what it is unless its file says otherwise: a box with its children in it.

use serde_json::Value as Json;

use crate::document::component::Reading;
use crate::paywall::element::{block, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::tap::Acting;
use crate::style::Looks;
use crate::tree::Element;

/// A kind of components.
#[derive(Debug)]
pub struct Kind {
    /// How its components are read.
    pub reading: Reading,
    /// How they look.
    pub looks: Looks,
    /// Builds the element of a component; nothing when there is nothing to show.
    pub(in crate::paywall) element: for<'a> fn(&mut Resolver<'a>, &Shown<'a>) -> Option<Element>,
    /// Does what a tap on one does by itself, whatever its `onTap` says; answers that this was all.
    /// The JSON is what the page says with it.
    pub(in crate::paywall) tap: fn(&mut Acting<'_, '_>, &Json) -> bool,
}

impl Kind {
    /// A box with its children in it, on which a tap does what its `onTap` says.
    pub const BOX: Self = Self {
        reading: Reading::USUAL,
        looks: Looks::USUAL,
        element: filled_box,
        tap: |_, _| false,
    };
}

fn filled_box<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let mut element = start(resolver, shown, block(shown));
    resolver.components(
        &shown.component.children,
        shown.place,
        &mut element.children,
    );
    Some(element)
}
