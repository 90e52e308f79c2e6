//! Stacks: boxes whose children lie on top of each other.

use super::base::Kind;
use crate::document::component::Reading;
use crate::style::Looks;

/// The kind of stacks.
pub(super) static KIND: Kind = Kind {
    reading: Reading {
        names: &["stack"],
        ..Reading::USUAL
    },
    looks: Looks {
        class: "stack",
        ..Looks::USUAL
    },
    ..Kind::BOX
};
