//! What the rules of one document share while they are compiled: lists, audiences, layers and identifiers.

use crate::string::concat;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::condition::{self, Node, Size};
use super::identifier::Identifier;
use super::leaf::{Leaf, List};
use super::strict::Flaws;
use crate::json::put;
use crate::limits;
use crate::reader::{Fields, Path};

/// Compiles the rules of one document.
#[derive(Debug)]
pub struct Compiler<'a> {
    root: Fields<'a>,
    /// Comparisons and groups compiled so far.
    pub nodes: usize,
    identifiers: Vec<Identifier>,
    slots: Names,
    /// The comparisons so far, each once.
    pub leaves: Vec<Leaf>,
    /// Their numbers.
    pub leaf_names: Names,
    lists: Vec<Rc<List>>,
    list_names: Names,
    audiences: Vec<(Rc<Node>, Size)>,
    audience_names: Names,
    /// The audiences that are being compiled, one inside the other.
    open: Vec<String>,
}

/// What the conditions of a document read and compare.
#[derive(Debug, Default)]
pub struct Targets {
    /// The identifiers, by their slots.
    pub identifiers: Vec<Identifier>,
    /// The comparisons, by their numbers.
    pub leaves: Vec<Leaf>,
}

/// Numbers of names, from 0 in the order of their first use.
#[derive(Debug, Default)]
pub struct Names(Map<String, Json>);

impl Names {
    /// The number of a name.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<usize> {
        Some(self.0.get(name)?.as_u64()? as usize)
    }

    /// The number of a new name.
    #[inline(never)]
    pub fn add(&mut self, name: &str) -> usize {
        let number = self.0.len();
        put(&mut self.0, name, number.into());
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
            leaves: Vec::new(),
            leaf_names: Names::default(),
            lists: Vec::new(),
            list_names: Names::default(),
            audiences: Vec::new(),
            audience_names: Names::default(),
            open: Vec::new(),
        }
    }

    /// What conditions read and compare.
    pub fn finish(self) -> Targets {
        Targets {
            identifiers: self.identifiers,
            leaves: self.leaves,
        }
    }

    /// The slot of an identifier.
    pub fn slot(&mut self, name: &str) -> u32 {
        let slot = self.slots.get(name).unwrap_or_else(|| {
            self.identifiers.push(Identifier::new(name));
            self.slots.add(name)
        });
        slot as u32
    }

    /// The entry `name` of the object `section` of the document.
    pub fn entry(
        &self,
        section: &str,
        name: &str,
        path: &Path<'_>,
        flaws: &Flaws,
    ) -> Option<&'a Json> {
        let entry = self.root.get(section).and_then(|entries| entries.get(name));
        if entry.is_none() {
            let expected = ["\"", name, "\" in `", section, "` of the document"];
            flaws.add(&concat(&expected), path);
        }
        entry
    }

    /// A named list.
    pub fn list(&mut self, name: &str, path: &Path<'_>, flaws: &Flaws) -> Option<Rc<List>> {
        if let Some(at) = self.list_names.get(name) {
            return self.lists.get(at).map(Rc::clone);
        }
        let value = self.entry("lists", name, path, flaws)?;
        let sections = self.root.path.key("lists");
        let list = Rc::new(read_list(value, &sections.key(name), flaws));
        if flaws.is_empty() {
            self.lists.push(Rc::clone(&list));
            self.list_names.add(name);
        }
        Some(list)
    }

    /// A named condition, and what it counts.
    pub fn audience(
        &mut self,
        name: &str,
        path: &Path<'_>,
        flaws: &Flaws,
    ) -> Option<(Rc<Node>, Size)> {
        if let Some(at) = self.audience_names.get(name) {
            return self.audiences.get(at).cloned();
        }
        let value = self.entry("audiences", name, path, flaws)?;
        let opened = self.open.iter().any(|open| open == name);
        if opened || self.open.len() >= limits::CONDITION_DEPTH {
            flaws.add(
                "fewer audiences inside audiences, and none inside itself",
                path,
            );
            return None;
        }
        let sections = self.root.path.key("audiences");
        self.open.push(name.into());
        let (node, size) = condition::compile(self, value, &sections.key(name), flaws);
        self.open.pop();
        let compiled = (Rc::new(node), size);
        // What cannot be compiled is tried again by the next rule: whether it can depends on where it stands.
        if flaws.is_empty() {
            self.audiences.push(compiled.clone());
            self.audience_names.add(name);
        }
        Some(compiled)
    }
}

fn read_list(value: &Json, path: &Path<'_>, flaws: &Flaws) -> List {
    let entries = value.as_array().map_or(&[][..], Vec::as_slice);
    if !value.is_array() || entries.len() > limits::CONDITION_VALUES {
        flaws.unexpected("a list that is not too long", value, path);
    }
    let mut list = List::default();
    for (index, entry) in entries.iter().enumerate() {
        match entry {
            Json::String(text) => put(&mut list.texts, text, Json::Null),
            Json::Number(_) | Json::Bool(_) => list.others.push(entry.clone()),
            _ => {
                let expected = "a string, a number, true or false";
                flaws.unexpected(expected, entry, &path.index(index));
            }
        }
    }
    list
}
