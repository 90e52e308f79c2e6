//! Conditions: groups, comparisons and named audiences, compiled at load.
//!
//! One part that is not understood makes the whole rule invalid: a comparison that counted as
//! false would hold under `not`.

use std::rc::Rc;

use serde_json::Value as Json;

use super::compile::Compiler;
use super::leaf::{Leaf, text_number};
use super::operator;
use super::operator::{Operand, Operator};
use super::strict::{Flaws, Object};
use super::{fold, version};
use crate::date::{self, Moment};
use crate::json;
use crate::limits;
use crate::reader::{Fields, Path, Warnings};
use crate::string::{Shared, concat};

/// A condition of a rule, an action or an offer, compiled.
#[derive(Debug)]
pub enum Node {
    /// Several conditions in one.
    Group(Group, Vec<Node>),
    /// A comparison: its number among [`super::compile::Targets::leaves`], and the author's name for it.
    Leaf(u32, Option<Shared>),
    /// A named condition.
    Audience(Shared, Rc<Node>),
}

/// The way in which a group combines its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Holds when all hold; an empty group holds.
    And,
    /// Holds when one of them holds; an empty group holds too, as in the format.
    Or,
    /// Holds when not all hold.
    Not,
    /// Holds when [`Group::Or`] does not.
    Nor,
}

impl Group {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "and" | "none" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "nor" => Self::Nor,
            _ => return None,
        })
    }

    /// Returns the name in the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Nor => "nor",
        }
    }
}

/// The size of a condition, to be compared with the limits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    /// The count of comparisons and groups, with those of audiences.
    pub nodes: usize,
    /// The levels of groups inside groups.
    pub depth: usize,
}

/// Compiles a condition, or a list of conditions that all must hold.
pub fn compile(
    compiler: &mut Compiler<'_>,
    value: &Json,
    path: &Path<'_>,
    flaws: &Flaws,
) -> (Node, Size) {
    let mut work = Work {
        compiler,
        flaws,
        size: Size::default(),
    };
    let node = match value {
        Json::Array(list) => Node::Group(Group::And, work.children(list, path, 1)),
        _ => work.node(value, path, 1),
    };
    (node, work.size)
}

/// Reads the `conditions` of something that is not a rule. Conditions that cannot be read never
/// hold, and give a warning.
pub fn read(
    compiler: &mut Compiler<'_>,
    fields: &Fields<'_>,
    warnings: &mut Warnings,
) -> Option<Node> {
    let value = fields.get("conditions")?;
    let flaws = Flaws::default();
    let node = compile(compiler, value, &fields.path.key("conditions"), &flaws).0;
    let Some(error) = flaws.finish() else {
        return Some(node);
    };
    let path = Path::root(error.path().unwrap_or_default());
    warnings.add("invalid_condition", &path, error.detail());
    // An empty `nor` never holds.
    Some(Node::Group(Group::Nor, Vec::new()))
}

/// The compiling of one condition.
struct Work<'w, 'd> {
    compiler: &'w mut Compiler<'d>,
    flaws: &'w Flaws,
    size: Size,
}

impl Work<'_, '_> {
    /// Compiles the conditions of a list.
    fn children(&mut self, list: &[Json], path: &Path<'_>, depth: usize) -> Vec<Node> {
        let mut out = Vec::new();
        for (index, value) in list.iter().enumerate() {
            // After a flaw the rest is of no use, and may be large beyond all limits.
            if self.flaws.is_empty() {
                out.push(self.node(value, &path.index(index), depth));
            }
        }
        out
    }

    /// Compiles one condition: an audience, a comparison, or a group.
    fn node(&mut self, value: &Json, path: &Path<'_>, depth: usize) -> Node {
        let fields = Object::of(value, path, self.flaws);
        self.grow(1, depth, path);
        if let Some(name) = fields.text("audience") {
            let path = path.key("audience");
            if let Some((node, size)) = self.compiler.audience(name, &path, self.flaws) {
                self.grow(size.nodes, depth + size.depth, &path);
                return Node::Audience(name.into(), node);
            }
        }
        if let Some(identifier) = fields.text("identifier") {
            return Node::Leaf(self.leaf(&fields, identifier), fields.shared("id"));
        }
        let group = match fields.text("operator") {
            None => fields.get("filter").map(|_| Group::And),
            Some(name) => Group::named(name),
        };
        let list = fields.list("filter");
        match group {
            Some(group) => Node::Group(group, self.children(list, &path.key("filter"), depth + 1)),
            None => {
                let expected =
                    "an `identifier`, an `audience`, or \"and\", \"or\", \"not\", \"nor\"";
                fields.wrong("operator", expected);
                Node::Group(Group::And, Vec::new())
            }
        }
    }

    /// Counts nodes, and notes a flaw when they exceed the limits.
    fn grow(&mut self, nodes: usize, depth: usize, path: &Path<'_>) {
        self.size.nodes += nodes;
        self.size.depth = self.size.depth.max(depth);
        self.compiler.nodes += nodes;
        if self.size.depth > limits::CONDITION_DEPTH
            || self.size.nodes > limits::CONDITION_NODES
            || self.compiler.nodes > limits::CONDITIONS
        {
            self.flaws
                .add("fewer conditions, or fewer inside one another", path);
        }
    }

    /// Returns the number of a comparison. Equal comparisons share a number, so that a decision makes each only once.
    fn leaf(&mut self, fields: &Object<'_>, identifier: &str) -> u32 {
        let name = fields.text("operator").unwrap_or_default();
        let written = fields.get("values").cloned().unwrap_or_default();
        // Newlines keep the parts apart: they cannot stand in an operator's name or in JSON.
        let key = concat(&[identifier, "\n", name, "\n", &json::written(&written)]);
        if let Some(number) = self.compiler.leaf_names.get(&key) {
            return number as u32;
        }
        let operator = operator::named(name);
        if operator.is_none() {
            fields.wrong("operator", "a known operator");
        }
        let mut leaf = Leaf {
            slot: self.compiler.slot(identifier),
            operator: operator.unwrap_or(&operator::OPERATORS[0]),
            values: Vec::new(),
            times: Vec::new(),
            written,
            lists: Vec::new(),
            entries: 0,
        };
        if leaf.operator.test.operand() != Operand::Nothing {
            self.read_values(&mut leaf, fields);
        }
        if self.flaws.is_empty() {
            self.compiler.leaves.push(leaf);
            self.compiler.leaf_names.add(&key);
        }
        // With a flaw the rule is never asked, so the number does not matter.
        self.compiler.leaves.len().wrapping_sub(1) as u32
    }

    /// Makes the values of a comparison ready, and looks up the lists they name.
    fn read_values(&mut self, leaf: &mut Leaf, fields: &Object<'_>) {
        let list = fields.list("values");
        let fit = if leaf.operator.test.takes_bounds() {
            list.len() == 2
        } else {
            list.len() <= limits::CONDITION_VALUES && fields.get("values").is_some()
        };
        if !fit {
            fields.wrong("values", "a list, of two to be between");
        }
        let path = fields.path.key("values");
        leaf.entries = list.len();
        for (index, value) in list.iter().enumerate() {
            let path = path.index(index);
            let operand = leaf.operator.test.operand();
            if operand.is_time() {
                match moment(operand, value) {
                    Ok(moment) => leaf.times.push(moment),
                    Err(expected) => self.flaws.unexpected(expected, value, &path),
                }
                continue;
            }
            match ready(leaf.operator, value) {
                Ok(value) => {
                    if let (Operand::List, Json::String(name)) = (operand, &value)
                        && let Some(list) = self.compiler.list(name, &path, self.flaws)
                    {
                        leaf.entries += list.count();
                        leaf.lists.push(list);
                    }
                    leaf.values.push(value);
                }
                Err(expected) => self.flaws.unexpected(expected, value, &path),
            }
        }
    }
}

/// Returns the point in time or the length of time that a value stands for, or what was expected in its place.
fn moment(operand: Operand, value: &Json) -> Result<Moment, &'static str> {
    if operand == Operand::Instant {
        return date::read(value).ok_or(date::EXPECTED);
    }
    let length = value.as_str().and_then(date::duration);
    let moment = length.map(|time| Moment { time, wall: false });
    moment.ok_or("a duration such as \"P7D\" or \"PT12H\"")
}

/// Returns a value of a condition in the form it is compared in, or what was expected in its place.
fn ready(operator: &Operator, value: &Json) -> Result<Json, &'static str> {
    let text = value.as_str().unwrap_or_default();
    if text.len() > limits::CONDITION_TEXT {
        return Err("a shorter text");
    }
    let (number, expected) = match operator.test.operand() {
        Operand::Number => (value.as_f64().or_else(|| text_number(text)), "a number"),
        Operand::Version if version::compare(text, text).is_none() => (None, "a version"),
        Operand::List if !value.is_string() => (None, "the name of a list"),
        _ => {
            return match value {
                Json::String(_) if operator.folded => Ok(fold::folded(text).into()),
                Json::String(_) | Json::Number(_) | Json::Bool(_) => Ok(value.clone()),
                _ => Err("a string, a number, true or false"),
            };
        }
    };
    number.map(Json::from).ok_or(expected)
}
