//! Operations, applied: each gives the operations that take it back.

mod thing;

use std::sync::Arc;

use serde_json::Value;

use crate::content::{Content, Entry, Name, check_id};
use crate::error::Error;
use crate::limits;
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::{Path, Tree};

impl Content {
    /// Applies an edit's operations in their order, and returns those that take them back, in theirs.
    ///
    /// The content must hold the parts that the operations name. If one of them fails, nothing is changed.
    ///
    /// # Errors
    /// `too_many_operations`, `unknown_part`, `unknown_id`, `doubled_id`, `missing_id`, `no_attribute`, `wrong_place`,
    /// `changes_ids`, `inexact_number`, `missing_part`; the message says which operation failed.
    pub fn apply(&mut self, operations: &[Operation]) -> Result<Vec<Operation>, Error> {
        if operations.len() > limits::OPERATIONS {
            let message = format!("expected at most {} operations", limits::OPERATIONS);
            return Err(Error::new("too_many_operations", message));
        }
        let mut changed = self.clone();
        let mut inverses = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            let mut inverse = changed.step(operation).map_err(|error| {
                let message = format!("operation {}: {}", index + 1, error.message);
                Error {
                    operation: Some(index),
                    ..Error::new(error.code, message)
                }
            })?;
            inverse.append(&mut inverses);
            inverses = inverse;
        }
        *self = changed;
        Ok(inverses)
    }

    /// Applies one operation, and returns what takes it back.
    fn step(&mut self, operation: &Operation) -> Result<Vec<Operation>, Error> {
        let name = operation.part();
        match operation {
            Operation::Set {
                id, path, value, ..
            } if id.is_empty() && path.0.is_empty() => {
                let old = self.replace(&name, value.clone())?;
                Ok(vec![set(name, String::new(), Path::default(), old)])
            }
            Operation::Insert {
                into: None,
                after,
                value,
                ..
            } => self.insert_part(&name, after.as_deref(), value),
            Operation::Remove { id, .. } if id.is_empty() => self.remove_part(&name),
            Operation::Move { id, after, .. } if id.is_empty() => {
                self.move_part(&name, after.as_deref())
            }
            Operation::Rename { id, to, .. } if id.is_empty() => self.rename_part(&name, to),
            _ => self.inside(&name, operation),
        }
    }

    /// Applies an operation to something inside a part.
    fn inside(&mut self, name: &Name, operation: &Operation) -> Result<Vec<Operation>, Error> {
        let old = Arc::clone(self.known(name)?);
        let mut tree = Tree::read(&old);
        let inverse = thing::apply(&mut tree, name, operation)?;
        let new = tree.write();
        if let Operation::Rename { .. } = operation {
            // The addresses of what stands below may have changed with it.
        } else if !tree.is_alike(&Tree::read(&new)) {
            let message = "expected that ids and places of all else stay; insert, move, rename or remove things one by one, and give each an id of its own";
            return Err(Error::new("changes_ids", message));
        }
        self.replace(name, new)?;
        if tree.has_doubled && !matches!(operation, Operation::Set { .. } | Operation::Unset { .. })
        {
            // Addresses of doubled ids depend on their order, so only the old part surely takes it back.
            let old = old.as_ref().clone();
            return Ok(vec![set(name.clone(), String::new(), Path::default(), old)]);
        }
        Ok(inverse)
    }

    /// Returns a part that must be there.
    fn known(&self, name: &Name) -> Result<&Arc<Value>, Error> {
        let unknown = || {
            let message = format!(
                "expected the id of a {}, found \"{}\"",
                name.section.noun(),
                name.part
            );
            Error::new("unknown_part", message)
        };
        self.find(name)?.ok_or_else(unknown)
    }

    /// Replaces the value of a part, and returns the old one.
    fn replace(&mut self, name: &Name, value: Value) -> Result<Value, Error> {
        let old = self.known(name)?.as_ref().clone();
        check_part(name, &value)?;
        let hash = self.keep(value)?;
        let mut entries = self.manifest.section(name.section).to_vec();
        for entry in entries.iter_mut().filter(|entry| entry.0 == name.part) {
            entry.1 = hash;
        }
        self.manifest.put_section(name.section, entries);
        Ok(old)
    }

    /// Inserts a new part.
    fn insert_part(
        &mut self,
        name: &Name,
        after: Option<&str>,
        value: &Value,
    ) -> Result<Vec<Operation>, Error> {
        check_id(name.section, &name.part)?;
        check_part(name, value)?;
        if self.manifest.get(name).is_some() {
            return Err(taken(name.section.noun(), &name.part));
        }
        let mut entries = self.manifest.section(name.section).to_vec();
        let at = position(&entries, after)?;
        entries.insert(at, Entry(name.part.clone(), self.keep(value.clone())?));
        self.manifest.put_section(name.section, entries);
        let Name { section, part } = name.clone();
        let id = String::new();
        Ok(vec![Operation::Remove { section, part, id }])
    }

    /// Removes a part.
    fn remove_part(&mut self, name: &Name) -> Result<Vec<Operation>, Error> {
        if name.section == Section::Rest {
            return Err(Error::new(
                "wrong_place",
                "expected a part that can be removed",
            ));
        }
        let value = self.known(name)?.as_ref().clone();
        let (mut entries, at) = self.placed(name);
        let after = before(&entries, at);
        entries.remove(at);
        self.manifest.put_section(name.section, entries);
        let Name { section, part } = name.clone();
        Ok(vec![Operation::Insert {
            section,
            part,
            into: None,
            after,
            value,
        }])
    }

    /// Moves a part in its section.
    fn move_part(&mut self, name: &Name, after: Option<&str>) -> Result<Vec<Operation>, Error> {
        self.known(name)?;
        if after == Some(name.part.as_str()) {
            return Err(Error::new(
                "wrong_place",
                "expected another part to stand after",
            ));
        }
        let (mut entries, at) = self.placed(name);
        let was = before(&entries, at);
        let entry = entries.remove(at);
        entries.insert(position(&entries, after)?, entry);
        self.manifest.put_section(name.section, entries);
        let Name { section, part } = name.clone();
        let (id, into) = (String::new(), None);
        Ok(vec![Operation::Move {
            section,
            part,
            id,
            into,
            after: was,
        }])
    }

    /// Gives a part another id.
    fn rename_part(&mut self, name: &Name, to: &str) -> Result<Vec<Operation>, Error> {
        let mut value = self.known(name)?.as_ref().clone();
        let new = Name::new(name.section, to);
        check_id(name.section, to)?;
        if name.section == Section::Rest || self.manifest.get(&new).is_some() {
            return Err(taken(name.section.noun(), to));
        }
        if let (Some(key), Some(fields)) = (name.section.key(), value.as_object_mut()) {
            fields.insert(key.to_owned(), Value::from(to));
        }
        let hash = self.keep(value)?;
        let (mut entries, at) = self.placed(name);
        if let Some(entry) = entries.get_mut(at) {
            *entry = Entry(to.to_owned(), hash);
        }
        self.manifest.put_section(name.section, entries);
        let Name { section, part } = new;
        let (id, to) = (String::new(), name.part.clone());
        Ok(vec![Operation::Rename {
            section,
            part,
            id,
            to,
        }])
    }

    /// Returns the entries of a part's section, and the part's position among them.
    fn placed(&self, name: &Name) -> (Vec<Entry>, usize) {
        let entries = self.manifest.section(name.section).to_vec();
        let at = entries.iter().position(|entry| entry.0 == name.part);
        let at = at.unwrap_or_default();
        (entries, at)
    }
}

/// Makes the operation that sets an attribute.
fn set(name: Name, id: String, path: Path, value: Value) -> Operation {
    let Name { section, part } = name;
    Operation::Set {
        section,
        part,
        id,
        path,
        value,
    }
}

/// Checks that a value is one of a part with this id.
fn check_part(name: &Name, value: &Value) -> Result<(), Error> {
    let Some(key) = name.section.key() else {
        return Ok(());
    };
    if value.get(key).and_then(Value::as_str) != Some(&name.part) {
        let message = format!(
            "expected a {} whose \"{key}\" is \"{}\"",
            name.section.noun(),
            name.part
        );
        return Err(Error::new("wrong_id", message));
    }
    Ok(())
}

/// Returns the position after a part; the first without one.
fn position(entries: &[Entry], after: Option<&str>) -> Result<usize, Error> {
    let Some(after) = after else { return Ok(0) };
    let found = entries.iter().position(|entry| entry.0 == after);
    let unknown = || {
        Error::new(
            "unknown_part",
            format!("expected a part to stand after, found \"{after}\""),
        )
    };
    Ok(found.ok_or_else(unknown)? + 1)
}

/// Returns the id of the part before a position.
fn before(entries: &[Entry], at: usize) -> Option<String> {
    let before = at.checked_sub(1).and_then(|at| entries.get(at));
    before.map(|entry| entry.0.clone())
}

/// Makes the error that an id is another's.
fn taken(noun: &str, id: &str) -> Error {
    let message = format!("expected an id that no other {noun} has, found \"{id}\"");
    Error::new("doubled_id", message)
}
