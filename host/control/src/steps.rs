//! The operations that lead from one content to another, a whole part each.

use crate::content::{Content, Entry, Name};
use crate::error::Error;
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::{Key, Path};

/// Returns the operations by which one content becomes another. There may be more than one edit has room for.
///
/// `after` must hold the parts that differ in it.
///
/// # Errors
/// `missing_part`.
pub fn steps(before: &Content, after: &Content) -> Result<Vec<Operation>, Error> {
    let mut steps = Vec::new();
    for section in Section::ALL {
        let mut ids: Vec<&String> = Vec::new();
        for Entry(id, hash) in before.manifest.section(section) {
            let name = Name::new(section, id);
            match after.manifest.get(&name) {
                None => steps.push(remove(name)),
                Some(new) => {
                    if new != *hash {
                        steps.push(set(name, after.part(new)?.as_ref().clone()));
                    }
                    ids.push(id);
                }
            }
        }
        arrange(section, ids, after, &mut steps)?;
    }
    Ok(steps)
}

/// Adds the operations that insert what a section has not yet, and bring it into its order.
fn arrange<'a>(
    section: Section,
    mut ids: Vec<&'a String>,
    after: &'a Content,
    steps: &mut Vec<Operation>,
) -> Result<(), Error> {
    let mut previous: Option<Key> = None;
    for (at, Entry(id, hash)) in after.manifest.section(section).iter().enumerate() {
        let before = previous.replace(id.clone());
        if ids.get(at) == Some(&id) {
            continue;
        }
        let after_it = before.filter(|_| section.key().is_some());
        let part = id.clone();
        match ids.iter().position(|known| *known == id) {
            Some(from) => {
                ids.remove(from);
                steps.push(Operation::Move {
                    section,
                    part,
                    id: Key::new(),
                    into: None,
                    after: after_it,
                });
            }
            None => steps.push(Operation::Insert {
                section,
                part,
                into: None,
                after: after_it,
                value: after.part(*hash)?.as_ref().clone(),
            }),
        }
        ids.insert(at.min(ids.len()), id);
    }
    Ok(())
}

/// Makes the operation that removes a part.
fn remove(name: Name) -> Operation {
    let Name { section, part } = name;
    Operation::Remove {
        section,
        part,
        id: Key::new(),
    }
}

/// Makes the operation that replaces a part.
fn set(name: Name, value: serde_json::Value) -> Operation {
    Operation::attribute(name, Key::new(), Path::default(), Some(value))
}
