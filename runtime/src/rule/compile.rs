//! The state of compiling a document's rules: the lists, audiences, layers and identifiers that they share.

use crate::string::concat;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::condition;
use super::condition::{Node, Size};
use super::identifier::Identifier;
use super::leaf::{Leaf, List};
use super::strict::Flaws;
use crate::json::put;
use crate::limits;
use crate::reader::{Fields, Path};

/// A compiler for the rules of one document.
#[derive(Debug)]
pub struct Compiler<'a> {
    root: Fields<'a>,
    /// The count of comparisons and groups compiled so far.
    pub nodes: usize,
    identifiers: Vec<Identifier>,
    slots: Names,
    /// The comparisons compiled so far, each once.
    pub leaves: Vec<Leaf>,
    /// The numbers of the comparisons by their text.
    pub leaf_names: Names,
    lists: Vec<Rc<List>>,
    list_names: Names,
    audiences: Vec<(Rc<Node>, Size)>,
    audience_names: Names,
    /// The names of the audiences that are being compiled, one inside the other.
    open: Vec<String>,
}

/// The identifiers that the conditions of a document read, and the comparisons they make.
#[derive(Debug, Default)]
pub struct Targets {
    /// The identifiers by their slots.
    pub identifiers: Vec<Identifier>,
    /// The comparisons by their numbers.
    pub leaves: Vec<Leaf>,
}

/// Numbers for names, counted from 0 in the order of first use.
#[derive(Debug, Default)]
pub struct Names(Map<String, Json>);

impl Names {
    /// Returns the number of a name, if it has one.
    // One copy for all callers: inlined, each would bring the map's search along.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<usize> {
        Some(self.0.get(name)?.as_u64()? as usize)
    }

    /// Gives a new name the next number.
    // One copy, as for `get`.
    #[inline(never)]
    pub fn add(&mut self, name: &str) -> usize {
        let number = self.0.len();
        put(&mut self.0, name, number.into());
        number
    }
}

impl<'a> Compiler<'a> {
    /// Makes a compiler for the rules of the document `root`.
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

    /// Ends compiling, and returns the identifiers and comparisons.
    pub fn finish(self) -> Targets {
        Targets {
            identifiers: self.identifiers,
            leaves: self.leaves,
        }
    }

    /// Returns the slot of an identifier, a new one at its first use.
    pub fn slot(&mut self, name: &str) -> u32 {
        let slot = self.slots.get(name).unwrap_or_else(|| {
            self.identifiers.push(Identifier::new(name));
            self.slots.add(name)
        });
        slot as u32
    }

    /// Returns the entry `name` of the object `section` of the document; a missing entry is a flaw.
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

    /// Returns a named list, compiled at its first use.
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

    /// Returns a named condition, compiled at its first use, and its size.
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
        // An audience inside itself would never end.
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
        // A failure is not kept: it may come from the depth at which this rule uses the audience.
        if flaws.is_empty() {
            self.audiences.push(compiled.clone());
            self.audience_names.add(name);
        }
        Some(compiled)
    }
}

/// Reads the entries of a named list. Texts become keys of a map, which makes looking one up fast.
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
