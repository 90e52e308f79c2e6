//! Flows in the document: steps, and the actions of each by key, compiled at load.

use serde_json::Value as Json;

use super::compile::Compiler;
use super::condition;
use super::condition::Node;
use crate::json;
use crate::reader::{Fields, Path, Warnings, texts};
use crate::string::Shared;

/// A journey over several screens.
#[derive(Debug)]
pub struct Flow {
    /// The segment's `flow` as the document gives it, as JSON: the values alone would take six times the memory.
    pub written: Shared,
    /// The id of the flow (`flow_id`).
    pub id: Shared,
    /// The id of the flow's object (`object_id`), for events.
    pub object_id: Shared,
    /// The name of the flow, for events.
    pub name: Shared,
    /// The ids of the paywalls that the flow may show.
    pub screens: Vec<Shared>,
    /// The steps, in document order.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug)]
pub struct Step {
    /// The id by which actions name the step.
    pub id: Shared,
    /// The name of the step, for events.
    pub name: Shared,
    /// The type of the step.
    pub kind: StepKind,
    /// The id of the paywall that a screen step shows.
    pub screen: Shared,
    /// The branches it belongs to: it is for customers who took one of them, for all when there are none.
    pub tags: Vec<Shared>,
    /// True if `flowPrev` may lead to this step.
    pub allows_back: bool,
    /// The actions by key; those of one key in the order they run.
    pub actions: Vec<Action>,
}

/// The type of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// The start of the flow.
    Entry,
    /// A step that shows a paywall.
    Screen,
    /// A step that takes one of its branches.
    Branch,
    /// The end of the flow.
    Exit,
}

/// An action of a step.
#[derive(Debug)]
pub struct Action {
    /// The key it is for: the id of a component, `__appear__`, …
    pub key: Shared,
    /// Its part of the entry, which decides when it runs.
    pub phase: Phase,
    /// The function that it calls.
    pub function: Function,
    /// The parameters as the document gives them, tokens not yet filled in.
    pub parameters: Json,
    /// The delay before it runs, in milliseconds.
    pub delay: f64,
    /// The condition on which it runs; without one it always runs.
    pub condition: Option<Node>,
}

/// The parts of an entry, in the order they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Phase {
    Before,
    Action,
    After,
}

/// The functions of flow actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Function {
    Go,
    Previous,
    Done,
    Exit,
    Handoff,
    Event,
    Log,
    SetVideo,
    BlockBack,
    Interaction(bool),
    SetTags,
    Pause,
    Resume,
    /// A function that is not known: it does nothing.
    None,
}

/// The functions by their names in the format, some of which have two.
pub const FUNCTIONS: [(&str, Function); 17] = [
    ("flowNav", Function::Go),
    ("flowNext", Function::Go),
    ("flowPrev", Function::Previous),
    ("flowDone", Function::Done),
    ("flowDismiss", Function::Done),
    ("flowExit", Function::Exit),
    ("flowHandoff", Function::Handoff),
    ("flowEvent", Function::Event),
    ("trackEvent", Function::Log),
    ("logEvent", Function::Log),
    ("setVideo", Function::SetVideo),
    ("blockBackToStep", Function::BlockBack),
    ("flowInteractionEnabled", Function::Interaction(true)),
    ("flowInteractionDisabled", Function::Interaction(false)),
    ("setTags", Function::SetTags),
    ("flowPause", Function::Pause),
    ("flowResume", Function::Resume),
];

/// The types of steps by their names in the format.
pub const KINDS: [(&str, StepKind); 4] = [
    ("entry", StepKind::Entry),
    ("screen", StepKind::Screen),
    ("branch", StepKind::Branch),
    ("exit", StepKind::Exit),
];

const PHASES: [(&str, Phase); 3] = [
    ("before", Phase::Before),
    ("action", Phase::Action),
    ("after", Phase::After),
];

impl Flow {
    /// Reads the `flow` of a segment: `{flow_id, object_id, object}`.
    pub fn read(
        value: &Json,
        path: &Path<'_>,
        compiler: &mut Compiler<'_>,
        warnings: &mut Warnings,
    ) -> Option<Box<Self>> {
        let outer = Fields::of(value, path, warnings)?;
        let path = path.key("object");
        let fields = Fields::of(outer.get("object").unwrap_or(&Json::Null), &path, warnings)?;
        let path = path.key("steps");
        let list = fields.list("steps", warnings);
        let mut steps = Vec::with_capacity(list.len());
        for (index, step) in list.iter().enumerate() {
            if let Some(step) = Step::read(step, &path.index(index), compiler, warnings) {
                steps.push(step);
            }
        }
        Some(Box::new(Self {
            written: json::written(value).into(),
            id: outer.shared("flow_id", warnings),
            object_id: outer.shared("object_id", warnings),
            name: fields.shared("name", warnings),
            screens: texts(fields.get("screens")),
            steps,
        }))
    }

    /// Returns the number of the step with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| *step.id == *id)
    }

    /// Returns the number of the first step of a kind.
    pub fn first(&self, kind: StepKind) -> Option<usize> {
        self.steps.iter().position(|step| step.kind == kind)
    }
}

impl Step {
    /// Reads a step. One without a known type is passed over, with a warning.
    fn read(
        value: &Json,
        path: &Path<'_>,
        compiler: &mut Compiler<'_>,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let name = fields.required_text("type", warnings);
        let Some((_, kind)) = KINDS.iter().find(|known| *known.0 == *name) else {
            let message = "expected a known type of step; this one is passed over";
            warnings.add("unknown_step_type", &path.key("type"), message);
            return None;
        };
        Some(Self {
            id: fields.required_text("id", warnings).into(),
            name: fields.shared("name", warnings),
            kind: *kind,
            screen: fields.shared("screen", warnings),
            tags: texts(fields.get("branch_tags")),
            // A step may be gone back to unless its author says otherwise.
            allows_back: fields.get("allow_back_to") != Some(&Json::Bool(false)),
            actions: read_actions(&fields, compiler, warnings),
        })
    }
}

/// Reads all actions of a step: by key, then entry, then part of the entry.
fn read_actions(
    step: &Fields<'_>,
    compiler: &mut Compiler<'_>,
    warnings: &mut Warnings,
) -> Vec<Action> {
    let mut out = Vec::new();
    let path = step.path.key("actions");
    let Some(keys) = step
        .get("actions")
        .and_then(|value| Fields::of(value, &path, warnings))
    else {
        return out;
    };
    for (key, _) in keys.iter() {
        let path = path.key(key);
        for (index, entry) in keys.list(key, warnings).iter().enumerate() {
            let path = path.index(index);
            for (name, phase) in PHASES {
                let path = path.key(name);
                let actions = entry.get(name).and_then(Json::as_array);
                for (index, action) in actions.into_iter().flatten().enumerate() {
                    let path = path.index(index);
                    if let Some(mut action) = Action::read(action, &path, compiler, warnings) {
                        action.key = key.into();
                        action.phase = phase;
                        out.push(action);
                    }
                }
            }
        }
    }
    out
}

impl Action {
    /// Returns the id of the step that the action's parameters name.
    pub fn step(&self) -> Option<&str> {
        self.parameters.get("step")?.as_str()
    }

    /// Reads an action, whose key and phase the caller sets. One whose condition cannot be read is never done.
    fn read(
        value: &Json,
        path: &Path<'_>,
        compiler: &mut Compiler<'_>,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        let name = fields.required_text("function", warnings);
        let known = FUNCTIONS.iter().find(|known| *known.0 == *name);
        if known.is_none() {
            let message = "expected a known function; it does nothing";
            warnings.add("unknown_function", &path.key("function"), message);
        }
        let parameters = fields.get("parameters").cloned().unwrap_or_default();
        Some(Self {
            key: Shared::default(),
            phase: Phase::Action,
            function: known.map_or(Function::None, |known| known.1),
            delay: parameters
                .get("delay")
                .and_then(Json::as_f64)
                .unwrap_or_default(),
            parameters,
            condition: condition::read(compiler, &fields, warnings),
        })
    }
}
