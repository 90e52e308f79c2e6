//! Flows as the document has them: steps, and what each does for which key, compiled at load.

use serde_json::Value as Json;

use crate::campaign::compile::Compiler;
use crate::campaign::condition::{self, Node};
use crate::reader::{Fields, Path, Warnings, texts};
use crate::string::Shared;

/// A journey over several screens.
#[derive(Debug)]
pub struct Flow {
    /// The segment's `flow` as the document gives it.
    pub written: Json,
    /// Its id (`flow_id`).
    pub id: Shared,
    /// The id of its object (`object_id`), for events.
    pub object_id: Shared,
    /// Its name, for events.
    pub name: Shared,
    /// The paywalls it needs.
    pub screens: Vec<Shared>,
    /// The steps, in document order.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug)]
pub struct Step {
    /// Its id.
    pub id: Shared,
    /// Its name, for events.
    pub name: Shared,
    /// What it is.
    pub kind: Kind,
    /// The paywall it shows.
    pub screen: Shared,
    /// It is for those who took one of these branches; for all when there are none.
    pub tags: Vec<Shared>,
    /// Whether `flowPrev` may lead here.
    pub allows_back: bool,
    /// What it does, by key; those of a key in the order they run.
    pub actions: Vec<Action>,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Where the flow begins.
    Entry,
    /// Shows a paywall.
    Screen,
    /// Chooses a tag.
    Branch,
    /// Where the flow ends.
    Exit,
}

/// Something a step does.
#[derive(Debug)]
pub struct Action {
    /// For which key: the id of a component, `__appear__`, …
    pub key: Shared,
    /// Its part of an entry.
    pub phase: Phase,
    /// What it does.
    pub function: Function,
    /// Its parameters as the document gives them.
    pub parameters: Json,
    /// Milliseconds it waits.
    pub delay: f64,
    /// When it is done; always without one.
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
    /// Not known: does nothing.
    None,
}

const FUNCTIONS: [(&str, Function); 17] = [
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

const KINDS: [(&str, Kind); 4] = [
    ("entry", Kind::Entry),
    ("screen", Kind::Screen),
    ("branch", Kind::Branch),
    ("exit", Kind::Exit),
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
        let mut steps = Vec::new();
        for (index, step) in fields.list("steps", warnings).iter().enumerate() {
            if let Some(step) = Step::read(step, &path.index(index), compiler, warnings) {
                steps.push(step);
            }
        }
        Some(Box::new(Self {
            written: value.clone(),
            id: outer.shared("flow_id", warnings),
            object_id: outer.shared("object_id", warnings),
            name: fields.shared("name", warnings),
            screens: texts(fields.get("screens")),
            steps,
        }))
    }

    /// The number of the step with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| *step.id == *id)
    }

    /// The number of the first step of a kind.
    pub fn first(&self, kind: Kind) -> Option<usize> {
        self.steps.iter().position(|step| step.kind == kind)
    }
}

impl Step {
    /// A step that cannot be told what it is is passed over.
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
            allows_back: fields.get("allow_back_to") != Some(&Json::Bool(false)),
            actions: read_actions(&fields, compiler, warnings),
        })
    }
}

/// All actions of a step: by key, then entry, then part of the entry.
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
    /// The step that it names.
    pub fn step(&self) -> Option<&str> {
        self.parameters.get("step")?.as_str()
    }

    /// An action whose condition cannot be read is never done.
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
