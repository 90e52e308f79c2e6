//! Conditions: groups, comparisons and named audiences, compiled at load.
//!
//! What is not understood makes the whole rule invalid: a comparison that counted as false would hold under `not`.

use std::rc::Rc;

use serde_json::Value as Json;

use super::compile::Compiler;
use super::leaf::{Leaf, text_number};
use super::operator::{self, Operator, Order, Test};
use super::strict::{Invalid, Object, invalid, unexpected};
use super::{date, fold, version};
use crate::document::reader::Path;
use crate::limits;
use crate::tree::Shared;

/// A condition.
#[derive(Debug)]
pub enum Node {
    /// Several in one.
    Group(Group, Vec<Node>),
    /// A comparison.
    Leaf(Leaf),
    /// A named condition.
    Audience(Shared, Rc<Node>),
}

/// How the conditions of a group are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// All hold; true without any.
    And,
    /// Some hold; true without any, as in the format.
    Or,
    /// Not all hold.
    Not,
    /// Not [`Group::Or`].
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

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Nor => "nor",
        }
    }
}

/// What the compilation of one condition counts, against the limits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    /// Comparisons and groups, those of audiences included.
    pub nodes: usize,
    /// Groups inside groups.
    pub depth: usize,
}

/// Compiles a condition, or a list of conditions that all must hold.
pub fn compile(
    compiler: &mut Compiler<'_>,
    value: &Json,
    path: &Path<'_>,
) -> Result<(Node, Size), Invalid> {
    let mut size = Size::default();
    let node = match value {
        Json::Array(list) => Node::Group(Group::And, children(compiler, list, path, &mut size, 1)?),
        _ => node(compiler, value, path, &mut size, 1)?,
    };
    Ok((node, size))
}

fn children(
    compiler: &mut Compiler<'_>,
    list: &[Json],
    path: &Path<'_>,
    size: &mut Size,
    depth: usize,
) -> Result<Vec<Node>, Invalid> {
    let mut out = Vec::new();
    for (index, value) in list.iter().enumerate() {
        out.push(node(compiler, value, &path.index(index), size, depth)?);
    }
    Ok(out)
}

fn node(
    compiler: &mut Compiler<'_>,
    value: &Json,
    path: &Path<'_>,
    size: &mut Size,
    depth: usize,
) -> Result<Node, Invalid> {
    let fields = Object::of(value, path)?;
    grow(compiler, size, Size { nodes: 1, depth }, path)?;
    if let Some(name) = fields.text("audience")? {
        let (node, inner) = compiler.audience(name, &path.key("audience"))?;
        let inner = Size {
            nodes: inner.nodes,
            depth: depth + inner.depth,
        };
        grow(compiler, size, inner, path)?;
        return Ok(Node::Audience(name.into(), node));
    }
    if let Some(identifier) = fields.text("identifier")? {
        return leaf(compiler, &fields, identifier).map(Node::Leaf);
    }
    let group = match fields.text("operator")? {
        None => fields.get("filter").map(|_| Group::And),
        Some(name) => Group::named(name),
    };
    let Some(group) = group else {
        let expected = "an `identifier`, an `audience`, or \"and\", \"or\", \"not\", \"nor\"";
        return Err(fields.wrong("operator", expected));
    };
    let list = fields.list("filter")?;
    let children = children(compiler, list, &path.key("filter"), size, depth + 1)?;
    Ok(Node::Group(group, children))
}

/// Counts nodes, and refuses those beyond the limits.
fn grow(
    compiler: &mut Compiler<'_>,
    size: &mut Size,
    by: Size,
    path: &Path<'_>,
) -> Result<(), Invalid> {
    size.nodes += by.nodes;
    size.depth = size.depth.max(by.depth);
    compiler.nodes += by.nodes;
    if size.depth > limits::CONDITION_DEPTH {
        return Err(invalid("expected fewer levels of groups", path));
    }
    if size.nodes > limits::CONDITION_NODES || compiler.nodes > limits::CONDITIONS {
        return Err(invalid("expected fewer conditions", path));
    }
    Ok(())
}

fn leaf(
    compiler: &mut Compiler<'_>,
    fields: &Object<'_>,
    identifier: &str,
) -> Result<Leaf, Invalid> {
    let name = fields.text("operator")?.unwrap_or_default();
    let Some(operator) = operator::named(name) else {
        return Err(fields.wrong("operator", "a known operator"));
    };
    let mut leaf = Leaf {
        id: fields.shared("id")?,
        slot: compiler.slot(identifier, fields.path)?,
        operator,
        values: Vec::new(),
        written: None,
        lists: Vec::new(),
    };
    if operator.test != Test::Set {
        read_values(compiler, &mut leaf, fields)?;
    }
    Ok(leaf)
}

fn read_values(
    compiler: &mut Compiler<'_>,
    leaf: &mut Leaf,
    fields: &Object<'_>,
) -> Result<(), Invalid> {
    if fields.get("values").is_none() {
        return Err(fields.wrong("values", "a list"));
    }
    let list = fields.list("values")?;
    let path = fields.path.key("values");
    let pair = matches!(
        leaf.operator.test,
        Test::Number(Order::Between) | Test::Version(Order::Between)
    );
    if pair && list.len() != 2 || list.len() > limits::CONDITION_VALUES {
        return Err(invalid(
            "expected fewer values, or two to be between",
            &path,
        ));
    }
    leaf.values.reserve_exact(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = path.index(index);
        let value = ready(leaf.operator, value, &path)?;
        if let (Test::InList, Json::String(name)) = (leaf.operator.test, &value) {
            leaf.lists.push(compiler.list(name, &path)?);
        }
        leaf.values.push(value);
    }
    let as_written = matches!(
        leaf.operator.test,
        Test::Equals
            | Test::Contains
            | Test::StartsWith
            | Test::EndsWith
            | Test::AllOf
            | Test::InList
            | Test::Version(_)
    );
    if !as_written || leaf.operator.folded {
        leaf.written = Some(list.to_vec());
    }
    Ok(())
}

/// A value of the condition in the form it is compared in.
fn ready(operator: &Operator, value: &Json, path: &Path<'_>) -> Result<Json, Invalid> {
    let text = value.as_str().unwrap_or_default();
    if text.len() > limits::CONDITION_TEXT {
        return Err(invalid("expected a shorter text", path));
    }
    let (number, expected) = match operator.test {
        Test::Number(_) => (value.as_f64().or_else(|| text_number(text)), "a number"),
        Test::Before | Test::After => (
            date::instant(value),
            "a date and time with an offset, or milliseconds",
        ),
        Test::WithinLast | Test::OlderThan | Test::WithinNext => (
            date::duration(text),
            "a duration such as \"P7D\" or \"PT12H\"",
        ),
        _ => return ready_text(operator, value, text, path),
    };
    match number {
        Some(number) => Ok(number.into()),
        None => Err(unexpected(expected, value, path)),
    }
}

fn ready_text(
    operator: &Operator,
    value: &Json,
    text: &str,
    path: &Path<'_>,
) -> Result<Json, Invalid> {
    let expected = match (operator.test, value) {
        (Test::Version(_), _) if version::compare(text, text).is_some() => "",
        (Test::Version(_), _) => "a version",
        (_, Json::String(_)) if operator.folded => return Ok(fold::folded(text).into()),
        (_, Json::String(_)) => "",
        (Test::InList, _) => "the name of a list",
        (_, Json::Number(_) | Json::Bool(_)) => "",
        _ => "a string, a number, true or false",
    };
    if expected.is_empty() {
        return Ok(value.clone());
    }
    Err(unexpected(expected, value, path))
}
