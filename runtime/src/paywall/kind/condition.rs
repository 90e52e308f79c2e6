//! Conditions: while one holds, its children stand in its place. It is no element itself, and has no style.

use super::base::Kind;
use crate::document::component::{Content, Reading};
use crate::document::condition::Condition;
use crate::style::Looks;

pub(super) static KIND: Kind = Kind {
    reading: Reading {
        names: &["condition"],
        read: |reader, fields, component| {
            component.content = Content::Condition(Condition::read(fields, reader.warnings));
            reader.usual(fields, component);
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "condition",
        ..Looks::USUAL
    },
    ..Kind::BOX
};
