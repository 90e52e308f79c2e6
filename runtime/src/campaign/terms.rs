//! What a rule asks beyond its placement and its form factors: all that is additive to the platform's format.

use serde_json::Value as Json;

use super::cap::Cap;
use super::compile::Compiler;
use super::condition::{self, Node};
use super::experiment::Experiment;
use super::schedule::Schedule;
use super::strict::{Flaws, Object};
use crate::error::Error;
use crate::reader::{Fields, Path, Warnings};
use crate::string::Shared;

/// The terms of a rule. What few rules have is boxed: a decision reads the terms of all rules of a placement.
#[derive(Debug, Default)]
pub struct Terms {
    /// Why the rule cannot be understood, and is passed over, when it cannot.
    pub invalid: Option<Box<Error>>,
    /// Whether it is switched off.
    pub disabled: bool,
    /// When it is in force.
    pub schedule: Option<Box<Schedule>>,
    /// For whom it is.
    pub condition: Option<Node>,
    /// The rules that must have been shown before.
    pub prerequisites: Vec<Shared>,
    /// How often it may be shown.
    pub frequency: Vec<Cap>,
    /// How its segments are chosen; by the platform's split without one.
    pub experiment: Option<Box<Experiment>>,
}

impl Terms {
    /// Compiles the terms of a rule; `None` for one that has none.
    /// Why a rule cannot be understood is a warning, too.
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

    /// Whether the rule depends on what was shown before.
    pub fn remembers(&self) -> bool {
        !self.frequency.is_empty() || !self.prerequisites.is_empty()
    }

    fn compile(compiler: &mut Compiler<'_>, fields: &Object<'_>) -> Self {
        let mut out = Self {
            disabled: !fields.flag("enabled", true),
            ..Self::default()
        };
        let path = |name| fields.path.key(name);
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

/// The priority of a rule: higher ones are asked first. 0 without one.
pub fn priority(fields: &Fields<'_>) -> i32 {
    let number = fields.get("priority").and_then(Json::as_f64);
    number.unwrap_or(0.0) as i32
}
