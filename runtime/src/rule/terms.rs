//! The terms of a rule beyond its placement and its form factors: all that we add to the platform's format.

use serde_json::Value as Json;

use super::cap::Cap;
use super::compile::Compiler;
use super::condition;
use super::condition::Node;
use super::experiment::Experiment;
use super::schedule::Schedule;
use super::strict::{Flaws, Object};
use crate::error::Error;
use crate::reader::{Fields, Path, Warnings};
use crate::string::Shared;

/// The terms of a rule.
/// Parts that few rules have are boxed, because a decision reads the terms of all rules of a placement.
#[derive(Debug, Default)]
pub struct Terms {
    /// The reason for which the rule cannot be understood and is passed over.
    pub invalid: Option<Box<Error>>,
    /// True if it is switched off.
    pub disabled: bool,
    /// The times at which it is in force; always without one.
    pub schedule: Option<Box<Schedule>>,
    /// The condition that the customer must meet.
    pub condition: Option<Node>,
    /// The rules that must have been shown before.
    pub prerequisites: Vec<Shared>,
    /// The limits on how often it is shown.
    pub frequency: Vec<Cap>,
    /// The experiment that chooses its segment; without one, the platform's split does.
    pub experiment: Option<Box<Experiment>>,
}

impl Terms {
    /// Compiles the terms of a rule; `None` for a rule that has none.
    /// The reason for which a rule cannot be understood also becomes a warning.
    pub fn read(
        compiler: &mut Compiler<'_>,
        value: &Json,
        path: &Path<'_>,
        warnings: &mut Warnings,
    ) -> Option<Box<Self>> {
        const NAMES: [&str; 7] = [
            "enabled",
            "priority",
            "schedule",
            "conditions",
            "prerequisites",
            "frequency",
            "experiment",
        ];
        let flaws = Flaws::default();
        let fields = Object::of(value, path, &flaws);
        // A rule of the platform's own format costs a decision nothing more.
        if NAMES.iter().all(|name| fields.get(name).is_none()) {
            return None;
        }
        let mut out = Box::new(Self::compile(compiler, &fields));
        out.invalid = flaws.finish().map(Box::new);
        if let Some(error) = &out.invalid {
            let path = Path::root(error.path().unwrap_or_default());
            warnings.add("invalid_rule", &path, error.detail());
        }
        Some(out)
    }

    /// Returns whether the rule with these fields may be one that depends on what was shown before.
    pub fn may_remember(fields: &Json) -> bool {
        fields.get("prerequisites").is_some() || fields.get("frequency").is_some()
    }

    /// Returns whether the rule depends on what was shown before.
    pub fn remembers(&self) -> bool {
        !self.frequency.is_empty() || !self.prerequisites.is_empty()
    }

    fn compile(compiler: &mut Compiler<'_>, fields: &Object<'_>) -> Self {
        let mut out = Self {
            disabled: !fields.flag("enabled", true),
            ..Self::default()
        };
        let path = |name| fields.path.key(name);
        // Read where the rules are sorted; here only its type is checked.
        fields.number("priority");
        if let Some(value) = fields.get("schedule") {
            let path = path("schedule");
            let schedule = Schedule::compile(&Object::of(value, &path, fields.flaws));
            out.schedule = Some(Box::new(schedule));
        }
        if let Some(value) = fields.get("conditions") {
            let path = path("conditions");
            out.condition = Some(condition::compile(compiler, value, &path, fields.flaws).0);
        }
        for rule in fields.list("prerequisites") {
            match rule.as_str() {
                Some(rule) => out.prerequisites.push(rule.into()),
                None => fields.wrong("prerequisites", "a list of rules"),
            }
        }
        let caps_path = path("frequency");
        for (index, value) in fields.list("frequency").iter().enumerate() {
            let path = caps_path.index(index);
            let cap = Cap::compile(&Object::of(value, &path, fields.flaws), value);
            out.frequency.push(cap);
        }
        if let Some(value) = fields.get("experiment") {
            let path = path("experiment");
            let experiment = Object::of(value, &path, fields.flaws);
            let experiment = Experiment::compile(compiler, &experiment, fields);
            out.experiment = Some(Box::new(experiment));
        }
        out
    }
}

/// Reads the priority of a rule, 0 when it has none. Rules of a higher priority are asked first.
pub fn priority(fields: &Fields<'_>) -> i32 {
    let number = fields.get("priority").and_then(Json::as_f64);
    number.unwrap_or(0.0) as i32
}
