//! Conditions: while a condition holds, its children stand in its place. It has no element of its own, and no style.

use super::base::Kind;
use crate::document::component::{Content, Reading};
use crate::document::condition::Condition;
use crate::style::Looks;

/// The kind of conditions.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "condition",
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
