//! What the rules of one document share while they are compiled: lists, audiences, layers and identifiers.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::condition::{self, Node, Size};
use super::identifier::Identifier;
use super::leaf::List;
use super::strict::{Invalid, invalid, unexpected};
use crate::document::reader::{Fields, Path};
use crate::limits;

/// Compiles the rules of one document.
#[derive(Debug)]
pub struct Compiler<'a> {
    root: Fields<'a>,
    /// Comparisons and groups compiled so far.
    pub nodes: usize,
    identifiers: Vec<Identifier>,
    slots: Names,
    lists: Vec<Rc<List>>,
    list_names: Names,
    audiences: Vec<(Rc<Node>, Size)>,
    audience_names: Names,
    /// The audiences that are being compiled, one inside the other.
    open: Vec<String>,
}

/// Numbers of names, from 0 in the order of their first use.
#[derive(Debug, Default)]
struct Names(Map<String, Json>);

impl Names {
    fn get(&self, name: &str) -> Option<usize> {
        Some(self.0.get(name)?.as_u64()? as usize)
    }

    fn add(&mut self, name: &str) -> usize {
        let number = self.0.len();
        self.0.insert(name.into(), number.into());
        number
    }
}

impl<'a> Compiler<'a> {
    /// A compiler for the rules of the document `root`.
    pub fn new(root: Fields<'a>) -> Self {
        Self {
            root,
            nodes: 0,
            identifiers: Vec::new(),
            slots: Names::default(),
            lists: Vec::new(),
            list_names: Names::default(),
            audiences: Vec::new(),
            audience_names: Names::default(),
            open: Vec::new(),
        }
    }

    /// The identifiers that conditions read, by their slots.
    pub fn finish(self) -> Vec<Identifier> {
        self.identifiers
    }

    /// The slot of an identifier.
    pub fn slot(&mut self, name: &str, path: &Path<'_>) -> Result<u32, Invalid> {
        if let Some(slot) = self.slots.get(name) {
            return Ok(slot as u32);
        }
        if name.len() > limits::CONDITION_TEXT {
            return Err(invalid("expected a shorter identifier", path));
        }
        self.identifiers.push(Identifier::new(name));
        Ok(self.slots.add(name) as u32)
    }

    /// The entry `name` of the object `section` of the document.
    pub fn entry(&self, section: &str, name: &str, path: &Path<'_>) -> Result<&'a Json, Invalid> {
        let entry = self.root.get(section).and_then(|entries| entries.get(name));
        entry.ok_or_else(|| {
            let detail = ["expected ", name, " in `", section, "` of the document"];
            invalid(&detail.concat(), path)
        })
    }

    /// A named list.
    pub fn list(&mut self, name: &str, path: &Path<'_>) -> Result<Rc<List>, Invalid> {
        let known = self.list_names.get(name);
        if let Some(list) = known.and_then(|at| self.lists.get(at)) {
            return Ok(Rc::clone(list));
        }
        let value = self.entry("lists", name, path)?;
        let sections = self.root.path.key("lists");
        let list = Rc::new(read_list(value, &sections.key(name))?);
        self.lists.push(Rc::clone(&list));
        self.list_names.add(name);
        Ok(list)
    }

    /// A named condition, and what it counts.
    pub fn audience(&mut self, name: &str, path: &Path<'_>) -> Result<(Rc<Node>, Size), Invalid> {
        let known = self.audience_names.get(name);
        if let Some((node, size)) = known.and_then(|at| self.audiences.get(at)) {
            return Ok((Rc::clone(node), *size));
        }
        let value = self.entry("audiences", name, path)?;
        let opened = self.open.iter().any(|open| open == name);
        if opened || self.open.len() >= limits::CONDITION_DEPTH {
            let detail = "expected fewer audiences inside audiences, and none inside itself";
            return Err(invalid(detail, path));
        }
        let sections = self.root.path.key("audiences");
        self.open.push(name.into());
        let compiled = condition::compile(self, value, &sections.key(name));
        self.open.pop();
        // What cannot be compiled is tried again by the next rule: whether it can depends on where it stands.
        let (node, size) = compiled?;
        let node = Rc::new(node);
        self.audiences.push((Rc::clone(&node), size));
        self.audience_names.add(name);
        Ok((node, size))
    }
}

fn read_list(value: &Json, path: &Path<'_>) -> Result<List, Invalid> {
    let entries = value.as_array().map_or(&[][..], Vec::as_slice);
    if !value.is_array() || entries.len() > limits::CONDITION_VALUES {
        return Err(unexpected("a list that is not too long", value, path));
    }
    let mut list = List::default();
    for (index, entry) in entries.iter().enumerate() {
        match entry {
            Json::String(text) => drop(list.texts.insert(text.clone(), Json::Null)),
            Json::Number(_) | Json::Bool(_) => list.others.push(entry.clone()),
            _ => {
                let expected = "a string, a number, true or false";
                return Err(unexpected(expected, entry, &path.index(index)));
            }
        }
    }
    Ok(list)
}
