//! Containers: boxes that lay out what is in them.

use super::base::Kind;
use crate::document::component::Reading;
use crate::style::Looks;
use crate::style::write::write_box;

pub(super) static KIND: Kind = Kind {
    reading: Reading {
        names: &["container", "formContainer"],
        ..Reading::USUAL
    },
    looks: Looks {
        class: "container",
        style: write_box,
        ..Looks::USUAL
    },
    ..Kind::BOX
};
