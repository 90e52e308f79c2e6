//! The three-way merge: two contents that come from one base, put together by ids.
//!
//! A change of one side alone is taken. Two changes of the same thing are a conflict with both
//! sides, and the result keeps what the base had, or the thing where one side removed it. So the result is the same
//! whoever comes first, and somebody who has to choose finds nothing chosen.

mod conflict;
mod fields;
mod order;
mod part;
mod places;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::canonical::{self, Hash};
use crate::content::{Content, Entry, Name};
use crate::error::Error;
use crate::section::Section;

pub use conflict::{Conflict, Kind, Side};
pub(crate) use order::moved;

/// A merged content.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The content, with all its parts that were needed.
    pub content: Content,
    /// The changes that exclude each other; nobody is asked where there are none.
    pub conflicts: Vec<Conflict>,
}

/// Merges two contents that come from one base.
///
/// Each content must hold the parts that differ in it.
///
/// # Errors
/// `missing_part`, and those of writing canonical JSON.
pub fn merge(base: &Content, ours: &Content, theirs: &Content) -> Result<Merged, Error> {
    let mut merged = Merged {
        content: Content::default(),
        conflicts: Vec::new(),
    };
    for content in [base, ours, theirs] {
        let parts = content.parts.iter();
        let parts = parts.map(|(hash, part)| (*hash, part.clone()));
        merged.content.parts.extend(parts);
    }
    for section in Section::ALL {
        merged.section(section, base, ours, theirs)?;
    }
    Ok(merged)
}

impl Merged {
    /// Merges a section.
    fn section(
        &mut self,
        section: Section,
        base: &Content,
        ours: &Content,
        theirs: &Content,
    ) -> Result<(), Error> {
        let contents = [base, ours, theirs];
        let lists = contents.map(|content| content.manifest.section(section));
        let ids = lists.map(|list| list.iter().map(|entry| entry.0.clone()).collect::<Vec<_>>());
        let all: BTreeSet<&String> = ids.iter().flatten().collect();
        let mut kept = BTreeSet::new();
        let mut hashes = std::collections::BTreeMap::new();
        for id in all {
            let name = Name::new(section, id);
            let [base, ours, theirs] = contents.map(|content| content.manifest.get(&name));
            if let Some(hash) = self.one(&name, base, ours, theirs)? {
                kept.insert(id.clone());
                hashes.insert(id.clone(), hash);
            }
        }
        let [base, ours, theirs] = &ids;
        let is_first = ours <= theirs;
        let order = order::merge(base, ours, theirs, &kept, is_first);
        if order.is_in_conflict && section.key().is_some() {
            let name = Name::new(section, "");
            self.conflicts.push(Conflict::of_order(
                name,
                None,
                ids.map(|ids| ids.into_iter().filter(|id| kept.contains(id)).collect()),
            ));
        }
        let entries = order.keys.into_iter().filter_map(|id| {
            let hash = hashes.get(&id)?;
            Some(Entry(id, *hash))
        });
        self.content
            .manifest
            .put_section(section, entries.collect());
        Ok(())
    }

    /// Merges one part; returns its hash, unless it is gone.
    fn one(
        &mut self,
        name: &Name,
        base: Option<Hash>,
        ours: Option<Hash>,
        theirs: Option<Hash>,
    ) -> Result<Option<Hash>, Error> {
        if ours == theirs || theirs == base {
            return Ok(ours);
        }
        if ours == base {
            return Ok(theirs);
        }
        let (Some(our), Some(their)) = (ours, theirs) else {
            // One side removed what the other changed: it stays until somebody says so.
            let values =
                [base, ours, theirs].map(|hash| hash.map(|hash| self.value(hash)).transpose());
            let [base, our, their] = values;
            self.conflicts.push(Conflict::of_removal(
                name.clone(),
                None,
                [base?, our?, their?],
            ));
            return Ok(ours.or(theirs));
        };
        let base = base.map(|hash| self.value(hash)).transpose()?;
        let (our_value, their_value) = (self.value(our)?, self.value(their)?);
        let is_first = canonical::write(&our_value)? <= canonical::write(&their_value)?;
        let sides = part::Sides {
            name,
            base: base.as_ref(),
            ours: &our_value,
            theirs: &their_value,
            is_first,
        };
        let (value, mut conflicts) = part::merge(&sides);
        self.conflicts.append(&mut conflicts);
        self.content.keep(value).map(Some)
    }

    /// Returns the part with a hash.
    fn value(&self, hash: Hash) -> Result<Value, Error> {
        Ok(self.content.part(hash)?.as_ref().clone())
    }
}
