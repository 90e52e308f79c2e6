//! What a rule asks beyond its placement and its form factors: all that is additive to the platform's format.

use serde_json::Value as Json;

use super::cap::Cap;
use super::compile::{Compiler, invalid, text, wrong_type};
use super::condition::{self, Node};
use super::experiment::Experiment;
use super::schedule::Schedule;
use crate::document::reader::{Fields, Path, Warnings};
use crate::error::Error;
use crate::tree::Shared;

/// The terms of a rule.
#[derive(Debug, Default)]
pub struct Terms {
    /// Why the rule cannot be understood, and is passed over, when it cannot.
    pub invalid: Option<Error>,
    /// Whether it is switched off.
    pub disabled: bool,
    /// When it is in force.
    pub schedule: Option<Schedule>,
    /// For whom it is.
    pub condition: Option<Node>,
    /// The rules that must have been shown before.
    pub prerequisites: Vec<Shared>,
    /// How often it may be shown.
    pub frequency: Vec<Cap>,
    /// How its segments are chosen; by the platform's split without one.
    pub experiment: Option<Experiment>,
}

impl Terms {
    /// Compiles the terms of a rule; `None` for one that has none.
    /// Of a rule that cannot be understood nothing is kept but why, which is a warning, too.
    pub fn read(
        compiler: &mut Compiler<'_>,
        fields: &Fields<'_>,
        warnings: &mut Warnings,
    ) -> Option<Box<Self>> {
        let names = [
            "enabled",
            "priority",
            "schedule",
            "conditions",
            "prerequisites",
            "frequency",
            "experiment",
        ];
        if !names.iter().any(|name| fields.get(name).is_some()) {
            return None;
        }
        let mut out = Self::default();
        if let Err(error) = out.compile(compiler, fields) {
            let path = Path::root(error.path().unwrap_or_default());
            warnings.add(
                "invalid_rule",
                &path,
                [error.detail(), "; the rule is passed over"].concat(),
            );
            out.invalid = Some(error);
        }
        Some(Box::new(out))
    }

    /// Whether the rule depends on what was shown before.
    pub fn remembers(&self) -> bool {
        !self.frequency.is_empty() || !self.prerequisites.is_empty()
    }

    fn compile(&mut self, compiler: &mut Compiler<'_>, fields: &Fields<'_>) -> Result<(), Error> {
        self.disabled = match fields.get("enabled") {
            None => false,
            Some(Json::Bool(enabled)) => !enabled,
            Some(other) => {
                return Err(wrong_type(
                    "true or false",
                    other,
                    &fields.path.key("enabled"),
                ));
            }
        };
        if let Some(value) = fields.get("priority").filter(|value| !value.is_number()) {
            return Err(wrong_type("a number", value, &fields.path.key("priority")));
        }
        if let Some(value) = fields.get("schedule") {
            self.schedule = Some(Schedule::compile(value, &fields.path.key("schedule"))?);
        }
        if let Some(value) = fields.get("conditions") {
            let path = fields.path.key("conditions");
            self.condition = Some(condition::compile(compiler, value, &path)?.0);
        }
        if let Some(value) = fields.get("prerequisites") {
            self.prerequisites = prerequisites(value, &fields.path.key("prerequisites"))?;
        }
        if let Some(value) = fields.get("frequency") {
            self.frequency = Cap::compile_all(value, &fields.path.key("frequency"))?;
        }
        if let Some(value) = fields.get("experiment") {
            let segments = fields.get("segments").and_then(Json::as_array);
            let Some(segments) = segments.filter(|list| list.iter().all(Json::is_object)) else {
                return Err(invalid("expected a list of `segments`", fields.path));
            };
            self.experiment = Some(Experiment::compile(compiler, value, segments, fields.path)?);
        }
        Ok(())
    }
}

/// The priority of a rule: higher ones are asked first. 0 without one.
pub fn priority(fields: &Fields<'_>) -> i32 {
    let number = fields.get("priority").and_then(Json::as_f64);
    number.unwrap_or(0.0) as i32
}

fn prerequisites(value: &Json, path: &Path<'_>) -> Result<Vec<Shared>, Error> {
    let Json::Array(list) = value else {
        return Err(wrong_type("a list of rules", value, path));
    };
    let mut out = Vec::new();
    for (index, rule) in list.iter().enumerate() {
        out.push(text(rule, &path.index(index))?.into());
    }
    Ok(out)
}
