//! The difference of two contents: computed from the parts themselves, never from a list of fields.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::content::{Content, Name};
use crate::error::Error;
use crate::limits;
use crate::section::Section;
use crate::tree::{Key, Node, Path, Tree};

/// A thing that is different in two contents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The part that it is in.
    #[serde(flatten)]
    pub name: Name,
    /// The address of the thing in the part; none where the part as a whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Key>,
    /// The title by which people know it, or its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The change of it.
    #[serde(flatten)]
    pub what: What,
}

/// The way in which a thing is different.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum What {
    /// It is new.
    Added {
        /// The thing, with all that it holds.
        after: Value,
    },
    /// It is gone.
    Removed {
        /// The thing, with all that it held.
        before: Value,
    },
    /// It stands in another place.
    Moved {
        /// The parent that it had; none for a part.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Key>,
        /// The parent that it has.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<Key>,
    },
    /// An attribute has another value.
    Changed {
        /// The fields that lead to the attribute.
        path: Path,
        /// The old value; none if it had none.
        before: Option<Value>,
        /// The new value; none if it has none.
        after: Option<Value>,
    },
}

/// Lists what is different in `after`, in the order of the document: at most 10,000 changes.
///
/// # Errors
/// `missing_part` if a content does not hold a part that differs.
pub fn difference(before: &Content, after: &Content) -> Result<Vec<Change>, Error> {
    let mut found = Found::default();
    for section in Section::ALL {
        found.section(section, before, after)?;
    }
    found.changes.truncate(limits::LISTED);
    Ok(found.changes)
}

/// The changes that were found.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
}

impl Found {
    /// Compares a section.
    fn section(
        &mut self,
        section: Section,
        before: &Content,
        after: &Content,
    ) -> Result<(), Error> {
        let [old, new] = [before, after].map(|content| ids(content, section));
        for id in &old {
            let name = Name::new(section, id);
            if after.manifest.get(&name).is_some() {
                continue;
            }
            if let Some(part) = before.find(&name)? {
                let what = What::Removed {
                    before: part.as_ref().clone(),
                };
                self.tell(&name, None, title(part), what);
            }
        }
        for id in &new {
            let name = Name::new(section, id);
            let (was, is) = (before.manifest.get(&name), after.manifest.get(&name));
            if was == is {
                continue;
            }
            let Some(part) = after.find(&name)? else {
                continue;
            };
            match before.find(&name)? {
                Some(old) => self.part(&name, old, part),
                None => {
                    let what = What::Added {
                        after: part.as_ref().clone(),
                    };
                    self.tell(&name, None, title(part), what);
                }
            }
        }
        if section.key().is_some() {
            for id in moved(&old, &new) {
                let name = Name::new(section, id);
                let title = after
                    .find(&name)
                    .ok()
                    .flatten()
                    .and_then(|part| title(part));
                self.tell(
                    &name,
                    None,
                    title,
                    What::Moved {
                        from: None,
                        to: None,
                    },
                );
            }
        }
        Ok(())
    }

    /// Compares a part.
    fn part(&mut self, name: &Name, before: &Value, after: &Value) {
        if !before.is_object() || !after.is_object() {
            let path = Path::default();
            let (before, after) = (Some(before.clone()), Some(after.clone()));
            self.tell(
                name,
                None,
                None,
                What::Changed {
                    path,
                    before,
                    after,
                },
            );
            return;
        }
        let (old, new) = (Tree::read(before), Tree::read(after));
        for key in old.below("") {
            self.removed(name, &old, &new, &key);
        }
        for key in new.below("") {
            self.thing(name, &old, &new, &key);
        }
    }

    /// Compares a thing of a part that is there now.
    fn thing(&mut self, name: &Name, old: &Tree, new: &Tree, key: &Key) {
        let Some(node) = new.nodes.get(key) else {
            return;
        };
        let id = (!key.is_empty()).then(|| key.clone());
        let title = title(&Value::Object(node.attributes.clone()));
        let parent = |node: &Node| node.place.as_ref().map(|place| place.parent.clone());
        let Some(was) = old.nodes.get(key) else {
            if parent(node).is_none_or(|parent| old.nodes.contains_key(&parent)) {
                let after = new.value(key);
                self.tell(name, id, title, What::Added { after });
            }
            return;
        };
        if was.place != node.place {
            let (from, to) = (parent(was), parent(node));
            self.tell(name, id.clone(), title.clone(), What::Moved { from, to });
        }
        let mut fields = Vec::new();
        compare(
            &was.attributes,
            &node.attributes,
            &Path::default(),
            &mut fields,
        );
        for (path, before, after) in fields {
            let what = What::Changed {
                path,
                before,
                after,
            };
            self.tell(name, id.clone(), title.clone(), what);
        }
        self.order(name, old, new, key);
    }

    /// Tells of a thing that is gone, unless its parent is gone, too.
    fn removed(&mut self, name: &Name, old: &Tree, new: &Tree, key: &Key) {
        let Some(node) = old.nodes.get(key).filter(|_| !new.nodes.contains_key(key)) else {
            return;
        };
        let parent = node.place.as_ref().map(|place| &place.parent);
        if parent.is_none_or(|parent| new.nodes.contains_key(parent)) {
            let title = title(&Value::Object(node.attributes.clone()));
            let what = What::Removed {
                before: old.value(key),
            };
            self.tell(name, Some(key.clone()), title, what);
        }
    }

    /// Tells of the things that stand in another order in the slots of one.
    fn order(&mut self, name: &Name, old: &Tree, new: &Tree, key: &Key) {
        let Some(node) = new.nodes.get(key) else {
            return;
        };
        for (path, slot) in node.slots.iter() {
            let was = old.nodes.get(key).and_then(|node| node.slots.get(path));
            let was = was.map_or(&[][..], |slot| &slot.children);
            for child in moved(was, &slot.children) {
                let what = What::Moved {
                    from: Some(key.clone()),
                    to: Some(key.clone()),
                };
                let title = new
                    .nodes
                    .get(&child)
                    .and_then(|node| title(&Value::Object(node.attributes.clone())));
                self.tell(name, Some(child), title, what);
            }
        }
    }

    /// Notes a change.
    fn tell(&mut self, name: &Name, id: Option<Key>, title: Option<String>, what: What) {
        if self.changes.len() < limits::LISTED {
            let name = name.clone();
            self.changes.push(Change {
                name,
                id,
                title,
                what,
            });
        }
    }
}

/// Lists the ids of a section.
fn ids(content: &Content, section: Section) -> Vec<String> {
    let entries = content.manifest.section(section).iter();
    entries.map(|entry| entry.0.clone()).collect()
}

/// Returns those that stand in another order, of the ones that both lists have.
fn moved(before: &[String], after: &[String]) -> BTreeSet<String> {
    let both = |list: &[String], other: &[String]| {
        let other: BTreeSet<&String> = other.iter().collect();
        list.iter()
            .filter(|key| other.contains(key))
            .cloned()
            .collect::<Vec<_>>()
    };
    let (before, after) = (both(before, after), both(after, before));
    let moved = crate::merge::moved(&before, &after);
    moved.into_iter().collect()
}

/// Compares attributes, field by field as far as both are objects.
pub(crate) fn compare(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    path: &Path,
    out: &mut Vec<(Path, Option<Value>, Option<Value>)>,
) {
    let only_after = after.keys().filter(|name| !before.contains_key(*name));
    for name in before.keys().chain(only_after) {
        let path = path.field(name);
        match (before.get(name), after.get(name)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => compare(old, new, &path, out),
            (old, new) if old != new => out.push((path, old.cloned(), new.cloned())),
            _ => {}
        }
    }
}

/// Returns what people call a thing.
fn title(value: &Value) -> Option<String> {
    let fields = ["title", "name", "text"].iter();
    let mut texts = fields.filter_map(|field| value.get(field)?.as_str());
    let text = texts.find(|text| !text.is_empty())?;
    Some(text.chars().take(60).collect())
}
