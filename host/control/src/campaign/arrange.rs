//! Edits of rules that keep their order: moved within a placement, copied, and begun.

use serde_json::{Value, json};

use super::listing::{placements, priority, rules};
use super::text;
use crate::content::Content;
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::{Key, Path};

/// A new rule, and the operations that make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The id of the rule.
    pub id: String,
    /// The operations that insert it.
    pub operations: Vec<Operation>,
}

/// Moves a rule within its placement: behind another one, or before all. Its priority changes only where it must, and
/// those of others never do.
pub fn place(content: &Content, rule: &str, after: Option<&str>) -> Vec<Operation> {
    let all = placements(content);
    let Some((_, asked)) = all
        .iter()
        .find(|(_, asked)| asked.iter().any(|(id, _)| *id == rule))
    else {
        return Vec::new();
    };
    let own = asked.iter().find(|(id, _)| *id == rule);
    let own = own.map_or(0, |(_, rule)| priority(rule));
    let others: Vec<_> = asked.iter().filter(|(id, _)| *id != rule).collect();
    let below = after.map_or(0, |after| {
        let at = others.iter().position(|(id, _)| *id == after);
        at.map_or(0, |at| at + 1)
    });
    let above = below.checked_sub(1).and_then(|at| others.get(at));
    let below = others.get(below);
    let new = above.map_or(own, |(_, rule)| own.min(priority(rule)));
    let new = below.map_or(new, |(_, rule)| new.max(priority(rule)));
    let mut steps = Vec::new();
    if new != own {
        steps.push(set(rule, "priority", new.into()));
    }
    let equal = |other: &&&(&str, &Value)| priority(other.1) == new;
    if let Some((id, _)) = above.filter(equal) {
        steps.push(moved(rule, Some((*id).to_owned())));
    } else if let Some((id, _)) = below.filter(equal) {
        steps.push(moved(rule, before(content, rule, id)));
    }
    steps
}

/// Copies a rule: the copy stands behind it, is switched off, and belongs to no template.
pub fn duplicate(content: &Content, rule: &str) -> Option<Made> {
    let (_, original) = rules(content).find(|(id, _)| *id == rule)?;
    let id = free(content, rule);
    let mut copy = original.clone();
    let fields = copy.as_object_mut()?;
    fields.remove("from");
    fields.insert("rule".to_owned(), id.as_str().into());
    fields.insert("enabled".to_owned(), false.into());
    let name = format!("{} (copy)", text(original, "name").unwrap_or(rule));
    fields.insert("name".to_owned(), name.into());
    // With the key of the other it would be the same experiment.
    if let Some(key) = copy.pointer_mut("/experiment/key")
        && let Some(name) = key.as_str()
    {
        *key = format!("{name}-{}", id.rsplit('-').next().unwrap_or_default()).into();
    }
    Some(inserted(id, Some(rule.to_owned()), copy))
}

/// Begins a rule at a placement: asked before all others there, for everybody, switched off until it is ready.
pub fn begin(content: &Content, kind: &str, value: &str, paywall: &str) -> Made {
    let base = if value.is_empty() { kind } else { value };
    let named: String = base
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    let id = free(content, &format!("{}_rule", named.trim_matches('_')));
    let there = placements(content);
    let there = there.iter().find(|(key, _)| *key == (kind, value));
    let first = there.and_then(|(_, rules)| rules.first());
    let forms = ["phone", "tablet", "desktop", "television"];
    let forms: Vec<Value> = forms
        .iter()
        .map(|form| json!({ "form_factor": form }))
        .collect();
    let mut rule = json!({
        "rule": id, "name": "New rule", "type": kind, "value": value, "enabled": false, "conditions": [],
        "segments": [{ "segment": "all", "split": 100, "paywall": paywall, "form_factors": forms }],
    });
    if let Some((_, first)) = first {
        rule["priority"] = priority(first).into();
    }
    let after = match first {
        Some((first, _)) => before(content, &id, first),
        None => rules(content).last().map(|(id, _)| id.to_owned()),
    };
    inserted(id, after, rule)
}

/// Returns the rule of the document before which another one stands.
fn before(content: &Content, moved: &str, rule: &str) -> Option<Key> {
    let others = rules(content).map(|(id, _)| id).filter(|id| *id != moved);
    others
        .take_while(|id| *id != rule)
        .last()
        .map(str::to_owned)
}

/// Returns an id that no rule has.
fn free(content: &Content, base: &str) -> String {
    let is_free = |id: &String| rules(content).all(|(known, _)| known != id);
    let mut ids = (2..).map(|number: u32| format!("{base}-{number}"));
    Some(base.to_owned())
        .filter(is_free)
        .or_else(|| ids.find(is_free))
        .unwrap_or_default()
}

/// Makes the operation that sets a field of a rule.
fn set(rule: &str, field: &str, value: Value) -> Operation {
    Operation::Set {
        section: Section::Rules,
        part: rule.to_owned(),
        id: Key::new(),
        path: Path(vec![field.to_owned()]),
        value,
    }
}

/// Makes the operation that moves a rule in the document.
fn moved(rule: &str, after: Option<Key>) -> Operation {
    Operation::Move {
        section: Section::Rules,
        part: rule.to_owned(),
        id: Key::new(),
        into: None,
        after,
    }
}

/// Makes the operation that inserts a rule.
fn inserted(id: String, after: Option<Key>, value: Value) -> Made {
    let operation = Operation::Insert {
        section: Section::Rules,
        part: id.clone(),
        into: None,
        after,
        value,
    };
    Made {
        id,
        operations: vec![operation],
    }
}
