//! Containers: boxes that lay out their children.

use super::base::Kind;
use crate::document::component::Reading;
use crate::style::Looks;
use crate::style::write::write_box;

/// The kind of containers.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "container|formContainer",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "container",
        style: write_box,
        ..Looks::USUAL
    },
    ..Kind::BOX
};
