//! Toggle buttons: buttons that set a form, alone or as one of several choices.

use super::base::Kind;
use crate::document::attribute::Attribute as A;
use crate::document::component::Reading;
use crate::paywall::toggle;
use crate::style::states::write_choice;
use crate::style::{Focus, Looks};

/// The kind of toggle buttons.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "toggleButton",
        start: toggle::start,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "button toggleButton",
        focus: Focus::Own,
        style: write_choice,
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        let is_radio = shown.text(A::MODE).as_deref() == Some("radio");
        let children = &shown.component.children;
        Some(toggle::element(
            resolver,
            shown,
            is_radio.then_some("radio"),
            children,
        ))
    },
    tap: |acting, _| toggle::tap(acting),
    ..Kind::BOX
};
