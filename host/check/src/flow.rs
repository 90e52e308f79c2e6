//! The checks of flows: the steps that their actions lead to.

use paywall_runtime::rule::campaign::Segment;
use paywall_runtime::rule::flow::{FUNCTIONS, Function};
use serde_json::Value;

use super::segment::{object, path};
use super::{Findings, Subject, at, list, suggest, text};

/// Checks the flows of all segments.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in &subject.rules {
        for (index, segment) in rule.rule.segments.iter().enumerate() {
            let path = format!("{}.flow.object.steps", path(rule, index));
            steps(segment, &path, out);
        }
    }
}

/// Checks that the steps exist that the actions of a segment's flow lead to.
fn steps(segment: &Segment, path: &str, out: &mut Findings) {
    let Some(flow) = &segment.flow else { return };
    let object = object(flow);
    let known: Vec<&str> = flow.steps.iter().map(|step| &*step.id).collect();
    for (index, step) in list(object.get("steps"))
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let path = format!("{path}[{index}].actions");
        actions(step.get("actions"), &path, &mut |path, id| {
            if known.contains(&id) {
                return;
            }
            // Perhaps the name was written in place of the id.
            let named = flow.steps.iter().find(|step| *step.name == *id);
            let hint = named.map_or_else(
                || suggest::hint(id, known.iter().copied()),
                |step| format!("; did you mean \"{}\"?", step.id),
            );
            let message =
                format!("no step of this flow has the id \"{id}\": it leads nowhere{hint}");
            out.warning("unknown_step", path, message);
        });
    }
}

/// Tells of each action anywhere in a value that goes to a step: the path of the step's id, and the id.
fn actions(value: Option<&Value>, path: &str, tell: &mut impl FnMut(String, &str)) {
    match value {
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                actions(Some(item), &format!("{path}[{index}]"), tell);
            }
        }
        Some(Value::Object(fields)) if fields.contains_key("function") => {
            let parameters = fields.get("parameters").unwrap_or(&Value::Null);
            let id = text(parameters, "step").filter(|id| goes(value) && !id.contains("{{"));
            if let Some(id) = id {
                tell(format!("{path}.parameters.step"), id);
            }
        }
        Some(Value::Object(fields)) => {
            for (name, inner) in fields {
                actions(Some(inner), &at(path, name), tell);
            }
        }
        _ => {}
    }
}

/// Returns true for actions that go to a step.
fn goes(action: Option<&Value>) -> bool {
    let name = action.and_then(|it| text(it, "function"));
    let known = FUNCTIONS.iter().find(|(known, _)| name == Some(known));
    known.is_some_and(|(_, function)| matches!(function, Function::Go))
}
