//! The judgement of conditions for one request. Each value is read once, and each comparison is made once.

use serde_json::Value as Json;

use super::compile::Targets;
use super::condition::{Group, Node};
use super::identifier::Facts;
use super::trace::Trace;
use crate::json;
use crate::work::Work;

/// A judge of the conditions of a document, for one request.
#[derive(Debug)]
pub struct Judge<'d, 'r> {
    targets: &'d Targets,
    facts: Facts<'r>,
    work: &'r Work,
    /// The trace, when it was asked for.
    pub trace: Option<Trace>,
    /// The values of the identifiers that conditions have read so far, by slot.
    values: Vec<Option<Json>>,
    /// The results of the comparisons made so far, by number.
    results: Vec<Option<bool>>,
    /// True if a condition read entitlements that the request does not know yet.
    pub waits: bool,
}

impl<'d, 'r> Judge<'d, 'r> {
    /// Makes a judge without a trace.
    pub fn new(targets: &'d Targets, facts: Facts<'r>, work: &'r Work) -> Self {
        Self {
            targets,
            facts,
            work,
            trace: None,
            values: Vec::new(),
            results: Vec::new(),
            waits: false,
        }
    }

    /// Notes a number in the trace, if there is one.
    pub fn note(&mut self, name: &str, number: Option<f64>) {
        if let (Some(trace), Some(number)) = (&mut self.trace, number) {
            trace.note(name, number.into());
        }
    }

    /// Notes a text in the trace, if there is one.
    pub fn note_text(&mut self, name: &str, text: &str) {
        if let Some(trace) = &mut self.trace {
            trace.note(name, json::text(text));
        }
    }

    /// Returns whether a condition holds.
    pub fn holds(&mut self, node: &'d Node) -> bool {
        self.result(node) == Some(true)
    }

    /// Returns whether a condition holds; `None` when that depends on a value that should be a date and is none. A trace
    /// evaluates all of it; without one, evaluation stops when the result is known.
    fn result(&mut self, node: &'d Node) -> Option<bool> {
        match node {
            Node::Leaf(number, id) => self.leaf(*number as usize, id.as_deref()),
            Node::Audience(name, node) => {
                let step = self.open("audience", name);
                let result = self.result(node);
                self.close(step, result);
                result
            }
            Node::Group(group, children) => {
                let step = self.open("group", group.name());
                let any = matches!(group, Group::Or | Group::Nor) && !children.is_empty();
                // Under `any`, the first child that holds decides; otherwise the first that does not.
                let mut result = Some(!any);
                for child in children {
                    let known = self.known(child);
                    let known = known.or_else(|| self.result(child));
                    if known == Some(any) {
                        result = known;
                        if self.trace.is_none() {
                            break;
                        }
                    } else if known.is_none() && result != Some(any) {
                        result = None;
                    }
                }
                let negates = matches!(group, Group::Not | Group::Nor);
                let result = result.map(|result| result != negates);
                self.close(step, result);
                result
            }
        }
    }

    // Inlined with `close`, for the same reason as `end_rule`.
    #[inline(always)]
    fn open(&mut self, field: &str, name: &str) -> usize {
        let trace = self.trace.as_mut();
        trace.map_or(0, |trace| trace.open(field, name))
    }

    // See `open`.
    #[inline(always)]
    fn close(&mut self, step: usize, result: Option<bool>) {
        if let Some(trace) = &mut self.trace {
            trace.close(step, result == Some(true));
        }
    }

    /// Returns the result of a comparison that was made before; a trace explains each anew.
    // Inlined, because most comparisons of a large document end here.
    #[inline(always)]
    fn known(&self, node: &Node) -> Option<bool> {
        match node {
            Node::Leaf(number, _) if self.trace.is_none() => *self.results.get(*number as usize)?,
            _ => None,
        }
    }

    /// Makes a comparison, and keeps its result and the value it read.
    fn leaf(&mut self, number: usize, id: Option<&str>) -> Option<bool> {
        let targets = self.targets;
        // Room for all at once, at the first comparison: most decisions make none.
        if self.results.is_empty() {
            self.results.resize(targets.leaves.len(), None);
            self.values.resize_with(targets.identifiers.len(), || None);
        }
        let leaf = targets.leaves.get(number)?;
        let slot = leaf.slot as usize;
        let (value, identifier) = self
            .values
            .get_mut(slot)
            .zip(targets.identifiers.get(slot))?;
        if value.is_none() {
            *value = Some(identifier.value(&self.facts));
            self.waits |= identifier.waits(self.facts.request);
        }
        let actual = value.as_ref().unwrap_or(&Json::Null);
        // Out of steps, nothing holds; the call then fails as a whole, so the answer cannot be wrong.
        if !self.work.spend(leaf.size(actual)) {
            return None;
        }
        let result = leaf.holds(actual, self.facts.request);
        if let Some(known) = self.results.get_mut(number) {
            *known = result;
        }
        if let Some(trace) = &mut self.trace {
            let step = trace.leaf(leaf, identifier, self.facts.request, actual, result);
            trace.name(step, id);
        }
        result
    }
}
