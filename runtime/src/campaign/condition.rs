//! Conditions: groups, comparisons and named audiences, compiled at load.
//!
//! What is not understood makes the whole rule invalid: a comparison that counted as false would hold under `not`.

use std::rc::Rc;

use serde_json::Value as Json;

use super::compile::{Compiler, invalid, wrong_type};
use super::leaf::{Leaf, text_number};
use super::operator::{self, Operator, Order, Test};
use super::{date, fold, version};
use crate::document::reader::Path;
use crate::error::Error;
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
) -> Result<(Node, Size), Error> {
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
) -> Result<Vec<Node>, Error> {
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
) -> Result<Node, Error> {
    let get = |name| value.get(name).filter(|value| !value.is_null());
    if !value.is_object() {
        return Err(wrong_type("a condition", value, path));
    }
    grow(compiler, size, Size { nodes: 1, depth }, path)?;
    if let Some(name) = get("audience") {
        let path = path.key("audience");
        let (name, node, inner) = compiler.audience(name, &path)?;
        let inner = Size {
            nodes: inner.nodes,
            depth: depth + inner.depth,
        };
        grow(compiler, size, inner, &path)?;
        return Ok(Node::Audience(name, node));
    }
    if let Some(identifier) = get("identifier") {
        return leaf(compiler, value, identifier, path).map(Node::Leaf);
    }
    let operator_path = path.key("operator");
    let group = match get("operator") {
        None if get("filter").is_some() => Some(Group::And),
        Some(Json::String(name)) => Group::named(name),
        _ => None,
    };
    let Some(group) = group else {
        let detail = "expected `identifier`, `audience`, or a group: \"and\", \"or\", \"not\", \"nor\" with a `filter`";
        return Err(invalid(detail, &operator_path));
    };
    let filter_path = path.key("filter");
    let list = match get("filter") {
        None => &[],
        Some(Json::Array(list)) => list.as_slice(),
        Some(other) => return Err(wrong_type("a list", other, &filter_path)),
    };
    let children = children(compiler, list, &filter_path, size, depth + 1)?;
    Ok(Node::Group(group, children))
}

/// Counts nodes, and refuses those beyond the limits.
fn grow(
    compiler: &mut Compiler<'_>,
    size: &mut Size,
    by: Size,
    path: &Path<'_>,
) -> Result<(), Error> {
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
    value: &Json,
    identifier: &Json,
    path: &Path<'_>,
) -> Result<Leaf, Error> {
    let Json::String(identifier) = identifier else {
        return Err(wrong_type("a string", identifier, &path.key("identifier")));
    };
    let name = value.get("operator").and_then(Json::as_str);
    let Some(operator) = operator::named(name.unwrap_or_default()) else {
        let detail = ["unknown operator \"", name.unwrap_or_default(), "\""].concat();
        return Err(invalid(&detail, &path.key("operator")));
    };
    let mut leaf = Leaf {
        id: value.get("id").and_then(Json::as_str).map(Shared::from),
        slot: compiler.slot(identifier, &path.key("identifier"))?,
        operator,
        values: Vec::new(),
        written: None,
        lists: Vec::new(),
    };
    if operator.test != Test::Set {
        read_values(compiler, &mut leaf, value, &path.key("values"))?;
    }
    Ok(leaf)
}

fn read_values(
    compiler: &mut Compiler<'_>,
    leaf: &mut Leaf,
    value: &Json,
    path: &Path<'_>,
) -> Result<(), Error> {
    let list = match value.get("values") {
        Some(Json::Array(list)) => list.as_slice(),
        other => return Err(wrong_type("a list", other.unwrap_or(&Json::Null), path)),
    };
    if list.len() > limits::CONDITION_VALUES {
        return Err(invalid("expected fewer values", path));
    }
    let pair = matches!(
        leaf.operator.test,
        Test::Number(Order::Between) | Test::Version(Order::Between)
    );
    if pair && list.len() != 2 {
        return Err(invalid("expected two values: from and to", path));
    }
    for (index, value) in list.iter().enumerate() {
        let path = path.index(index);
        if leaf.operator.test == Test::InList {
            leaf.lists.push(compiler.list(value, &path)?);
        }
        leaf.values.push(ready(leaf.operator, value, &path)?);
    }
    let as_written = match leaf.operator.test {
        Test::Version(_) | Test::InList => true,
        Test::Number(_) | Test::Before | Test::After => false,
        Test::WithinLast | Test::OlderThan | Test::WithinNext => false,
        _ => !leaf.operator.folded,
    };
    leaf.written = (!as_written).then(|| list.to_vec());
    Ok(())
}

/// A value of the condition in the form it is compared in.
fn ready(operator: &Operator, value: &Json, path: &Path<'_>) -> Result<Json, Error> {
    let text = value.as_str();
    if text.is_some_and(|text| text.len() > limits::CONDITION_TEXT) {
        return Err(invalid("expected a shorter text", path));
    }
    let (found, expected) = match operator.test {
        Test::Number(_) => (
            value
                .as_f64()
                .or_else(|| text_number(text?))
                .map(Json::from),
            "a number",
        ),
        Test::Version(_) => (
            text.filter(|text| version::compare(text, text).is_some())
                .map(Json::from),
            "a version",
        ),
        Test::Before | Test::After => (
            date::instant(value).map(Json::from),
            "a date and time with an offset, or milliseconds",
        ),
        Test::WithinLast | Test::OlderThan | Test::WithinNext => (
            text.and_then(date::duration).map(Json::from),
            "a duration such as \"P7D\" or \"PT12H\"",
        ),
        _ => (
            match value {
                Json::String(text) if operator.folded => Some(fold::folded(text).into()),
                Json::String(_) | Json::Number(_) | Json::Bool(_) => Some(value.clone()),
                _ => None,
            },
            "a string, a number, true or false",
        ),
    };
    found.ok_or_else(|| match text {
        Some(text) => invalid(
            &["expected ", expected, ", found \"", text, "\""].concat(),
            path,
        ),
        None => wrong_type(expected, value, path),
    })
}
