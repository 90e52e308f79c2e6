//! Stacks: what is in them lies on top of each other.

use super::base::Kind;
use crate::document::component::Reading;
use crate::style::Looks;

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
