//! The explanation of a decision, rule by rule, as data.
//!
//! A decision without a trace does none of this work, and does not step around any of this code either.

use serde_json::{Map, Value as Json};

use super::identifier::Identifier;
use super::leaf::Leaf;
use crate::json::{put, text};
use crate::limits;
use crate::request::Request;

/// A trace in the making.
#[derive(Debug, Default)]
pub struct Trace {
    rules: Vec<Json>,
    /// The notes about the present rule.
    rule: Map<String, Json>,
    steps: Vec<Json>,
    /// The count of steps of all rules, against the limit.
    count: usize,
    depth: usize,
}

impl Trace {
    /// Notes a fact of the present rule.
    pub fn note(&mut self, name: &str, value: Json) {
        put(&mut self.rule, name, value);
    }

    /// Ends the present rule.
    // Cold: it must not weigh on the decisions that inline the test for a trace.
    #[inline(never)]
    pub fn end_rule(&mut self, rule: &str, reason: &'static str) {
        self.note("rule", text(rule));
        self.note("reason", text(reason));
        let steps = std::mem::take(&mut self.steps);
        if !steps.is_empty() {
            self.note("steps", Json::Array(steps));
        }
        let rule = std::mem::take(&mut self.rule);
        if self.count < limits::TRACE_STEPS {
            self.count += 1;
            self.rules.push(Json::Object(rule));
        }
    }

    /// Opens a group or an audience; returns the number of its step, for [`Trace::close`].
    // Cold, as `end_rule`.
    #[inline(never)]
    pub fn open(&mut self, field: &str, name: &str) -> usize {
        let mut step = Map::new();
        put(&mut step, field, text(name));
        let number = self.push(step);
        self.depth += 1;
        number
    }

    /// Closes the group or audience of this step with its result.
    // Cold, as `end_rule`.
    #[inline(never)]
    pub fn close(&mut self, step: usize, result: bool) {
        self.depth -= 1;
        let step = self.steps.get_mut(step);
        if let Some(step) = step.and_then(Json::as_object_mut) {
            put(step, "result", result.into());
        }
    }

    /// Notes a comparison; returns the number of its step.
    // Cold, as `end_rule`.
    #[inline(never)]
    pub fn leaf(
        &mut self,
        leaf: &Leaf,
        identifier: &Identifier,
        request: &Request,
        actual: &Json,
        result: Option<bool>,
    ) -> usize {
        let mut step = Map::new();
        let mut set = |name: &str, value: Json| put(&mut step, name, value);
        let name = &*identifier.name;
        set("identifier", text(name));
        set("operator", text(leaf.operator.name));
        if is_private(name, &request.redact) {
            set("redacted", true.into());
        } else {
            set("actual", actual.clone());
        }
        if identifier.waits(request) {
            set("notLoaded", true.into());
        }
        if result.is_none() {
            set("notADate", true.into());
        }
        set("expected", leaf.written.clone());
        set("result", (result == Some(true)).into());
        self.push(step)
    }

    /// Notes the author's name of a comparison.
    pub fn name(&mut self, step: usize, id: Option<&str>) {
        let step = self.steps.get_mut(step).and_then(Json::as_object_mut);
        if let (Some(step), Some(id)) = (step, id) {
            put(step, "id", text(id));
        }
    }

    /// Adds a step and returns its number, or one that no step has when the limit is reached.
    fn push(&mut self, mut step: Map<String, Json>) -> usize {
        if self.count >= limits::TRACE_STEPS {
            return usize::MAX;
        }
        self.count += 1;
        put(&mut step, "depth", self.depth.into());
        self.steps.push(Json::Object(step));
        self.steps.len() - 1
    }

    /// Returns the rules, in the order they were asked.
    pub fn finish(self) -> Vec<Json> {
        self.rules
    }
}

/// Returns whether an identifier, or an object it is in, is on the list of those that must not be written.
fn is_private(name: &str, list: &[String]) -> bool {
    list.iter().any(|private| {
        let rest = name.strip_prefix(&**private);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}
