//! Flows as the document has them: steps, and what each does for which key, compiled at load.

use serde_json::Value as Json;

use crate::campaign::compile::Compiler;
use crate::campaign::condition::{self, Group, Node};
use crate::campaign::strict::Flaws;
use crate::document::reader::{Fields, Path, Warnings, texts};
use crate::tree::{Shared, concat};

/// A journey over several screens.
#[derive(Debug)]
pub struct Flow {
    /// The segment's `flow` as the document gives it.
    pub written: Json,
    /// Its id (`flow_id`).
    pub id: Shared,
    /// The id of its object (`object_id`).
    pub object_id: Shared,
    /// Its name, for events.
    pub name: Shared,
    /// How one screen takes the place of another: `none`, `slide`, `verticalSlide` or `fade`; not checked.
    pub transition: Shared,
    /// Whether a paused flow may be gone on with at a later launch.
    pub bookmark: bool,
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

impl Function {
    fn named(name: &str) -> Self {
        match name {
            "flowNav" | "flowNext" => Self::Go,
            "flowPrev" => Self::Previous,
            "flowDone" | "flowDismiss" => Self::Done,
            "flowExit" => Self::Exit,
            "flowHandoff" => Self::Handoff,
            "flowEvent" => Self::Event,
            "trackEvent" | "logEvent" => Self::Log,
            "setVideo" => Self::SetVideo,
            "blockBackToStep" => Self::BlockBack,
            "flowInteractionEnabled" => Self::Interaction(true),
            "flowInteractionDisabled" => Self::Interaction(false),
            "setTags" => Self::SetTags,
            "flowPause" => Self::Pause,
            "flowResume" => Self::Resume,
            _ => Self::None,
        }
    }
}

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
            transition: fields.shared("transition", warnings),
            bookmark: fields.flag("resume_from_bookmark", warnings),
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
        let kind = match &*fields.required_text("type", warnings) {
            "entry" => Kind::Entry,
            "screen" => Kind::Screen,
            "branch" => Kind::Branch,
            "exit" => Kind::Exit,
            _ => {
                let expected = "expected \"entry\", \"screen\", \"branch\" or \"exit\"; the step is passed over";
                warnings.add("unknown_step_type", &path.key("type"), expected);
                return None;
            }
        };
        Some(Self {
            id: fields.required_text("id", warnings).into(),
            name: fields.shared("name", warnings),
            kind,
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
            let Some(entry) = Fields::of(entry, &path, warnings) else {
                continue;
            };
            for (name, phase) in PHASES {
                let path = path.key(name);
                for (index, action) in entry.list(name, warnings).iter().enumerate() {
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

const PHASES: [(&str, Phase); 3] = [
    ("before", Phase::Before),
    ("action", Phase::Action),
    ("after", Phase::After),
];

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
        let function = Function::named(&name);
        if function == Function::None {
            let message = concat(&["\"", &name, "\" is not known; it does nothing"]);
            warnings.add("unknown_function", &path.key("function"), message);
        }
        let parameters = fields.get("parameters").cloned().unwrap_or_default();
        let mut condition = None;
        if let Some(value) = fields.get("conditions") {
            let flaws = Flaws::default();
            let path = path.key("conditions");
            condition = Some(condition::compile(compiler, value, &path, &flaws).0);
            if let Some(error) = flaws.finish() {
                let path = Path::root(error.path().unwrap_or_default());
                warnings.add("invalid_condition", &path, error.detail());
                // A group that never holds.
                condition = Some(Node::Group(Group::Nor, Vec::new()));
            }
        }
        Some(Self {
            key: Shared::default(),
            phase: Phase::Action,
            function,
            delay: parameters
                .get("delay")
                .and_then(Json::as_f64)
                .unwrap_or_default(),
            parameters,
            condition,
        })
    }
}
