//! The places that something new goes to.

use super::{Selected, is_component};
use crate::outline::{holds, outlined};
use crate::tree::{Key, Place};

impl Selected<'_> {
    /// Finds the place where something new goes, and the sibling that it stands behind.
    pub(super) fn spot(&self) -> Option<(Place, Option<Key>)> {
        let first = self.ids.first().map_or("", String::as_str);
        if self.is_component(first) && !self.is_single(first) {
            let place = self.place(first).cloned();
            if let Some(place) = place {
                return Some((place, Some(first.to_owned())));
            }
        }
        let holder = |around: &str| {
            let mut all = outlined(&self.tree, around).into_iter();
            all.find(|id| {
                self.node(id)
                    .is_some_and(|node| is_component(&node.attributes) && holds(node))
            })
        };
        let found = holder(first).or_else(|| holder(""))?;
        Some(self.end(&found))
    }
}
