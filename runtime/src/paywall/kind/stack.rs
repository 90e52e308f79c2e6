//! Stacks: boxes whose children lie on top of each other.

use super::base::Kind;
use crate::document::component::Reading;
use crate::style::Looks;

const BASE: &str = ".stack>:not(.text){position:absolute}\n";

/// The kind of stacks.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "stack",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "stack",
        base: BASE,
        ..Looks::USUAL
    },
    ..Kind::BOX
};
