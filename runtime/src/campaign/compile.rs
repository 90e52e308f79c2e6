//! What the rules of one document share while they are compiled: lists, audiences, layers and identifiers.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::condition::{self, Node, Size};
use super::identifier::Identifier;
use super::leaf::List;
use crate::document::reader::{Fields, Path, type_name};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::tree::Shared;

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
    pub fn slot(&mut self, name: &str, path: &Path<'_>) -> Result<u32, Error> {
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
    pub fn entry(&self, section: &str, name: &str) -> Option<&'a Json> {
        self.root.get(section)?.get(name)
    }

    /// A named list.
    pub fn list(&mut self, name: &Json, path: &Path<'_>) -> Result<Rc<List>, Error> {
        let name = text(name, path)?;
        if let Some(list) = self.list_names.get(name).and_then(|at| self.lists.get(at)) {
            return Ok(Rc::clone(list));
        }
        let Some(value) = self.entry("lists", name) else {
            return Err(unknown("list", name, path));
        };
        let sections = self.root.path.key("lists");
        let list = Rc::new(read_list(value, &sections.key(name))?);
        self.lists.push(Rc::clone(&list));
        self.list_names.add(name);
        Ok(list)
    }

    /// A named condition, and what it counts.
    pub fn audience(
        &mut self,
        name: &Json,
        path: &Path<'_>,
    ) -> Result<(Shared, Rc<Node>, Size), Error> {
        let name = text(name, path)?;
        let known = self.audience_names.get(name);
        if let Some((node, size)) = known.and_then(|at| self.audiences.get(at)) {
            return Ok((name.into(), Rc::clone(node), *size));
        }
        let Some(value) = self.entry("audiences", name) else {
            return Err(unknown("audience", name, path));
        };
        if self.open.iter().any(|open| open == name) {
            let detail = ["the audience \"", name, "\" contains itself"].concat();
            return Err(invalid(&detail, path));
        }
        if self.open.len() >= limits::CONDITION_DEPTH {
            return Err(invalid("expected fewer audiences inside audiences", path));
        }
        let sections = self.root.path.key("audiences");
        let path = sections.key(name);
        self.open.push(name.into());
        let compiled = condition::compile(self, value, &path);
        self.open.pop();
        // What cannot be compiled is tried again by the next rule: whether it can depends on where it stands.
        let (node, size) = compiled?;
        let node = Rc::new(node);
        self.audiences.push((Rc::clone(&node), size));
        self.audience_names.add(name);
        Ok((name.into(), node, size))
    }
}

fn read_list(value: &Json, path: &Path<'_>) -> Result<List, Error> {
    let Json::Array(entries) = value else {
        return Err(wrong_type("a list", value, path));
    };
    if entries.len() > limits::CONDITION_VALUES {
        return Err(invalid("expected fewer entries", path));
    }
    let mut list = List::default();
    for (index, entry) in entries.iter().enumerate() {
        match entry {
            Json::String(text) => drop(list.texts.insert(text.clone(), Json::Null)),
            Json::Number(_) | Json::Bool(_) => list.others.push(entry.clone()),
            _ => {
                let expected = "a string, a number, true or false";
                return Err(wrong_type(expected, entry, &path.index(index)));
            }
        }
    }
    Ok(list)
}

/// A text, or an error that says what is there.
pub fn text<'a>(value: &'a Json, path: &Path<'_>) -> Result<&'a str, Error> {
    value
        .as_str()
        .ok_or_else(|| wrong_type("a string", value, path))
}

/// Why a rule cannot be understood.
pub fn invalid(detail: &str, path: &Path<'_>) -> Error {
    Error::new(ErrorKind::InvalidDocument, detail).at(path.to_string())
}

/// The same, of a value of another type.
pub fn wrong_type(expected: &str, found: &Json, path: &Path<'_>) -> Error {
    invalid(
        &["expected ", expected, ", found ", type_name(found)].concat(),
        path,
    )
}

fn unknown(what: &str, name: &str, path: &Path<'_>) -> Error {
    invalid(&["no ", what, " is called \"", name, "\""].concat(), path)
}
