//! Components: the parts a paywall is made of, compiled.

use serde_json::Value as Json;

use super::action::Action;
use super::attribute::{Attribute, Attributes, Row, Value};
use super::condition::Condition;
use super::custom::{Customs, Slots};
use super::initial::Start;
use super::looped::Loop;
use crate::limits;
use crate::reader::{Fields, Path, Warnings};
use crate::string::{Shared, concat};
use crate::text::custom;
use crate::text::smart::Smart;

/// A part of a paywall, compiled.
#[derive(Debug, Clone)]
pub struct Component {
    /// The kind, as a row of the table of kinds.
    pub kind: u8,
    /// The position of its `component` among the names of its kind, by which kinds with two names differ.
    pub variant: u8,
    /// The number in its paywall, in document order.
    pub number: u32,
    /// The id that its author gave it.
    pub id: Option<Shared>,
    /// The attributes that always hold.
    pub attributes: Attributes,
    /// The attributes that hold only under conditions; later ones win over earlier ones.
    pub overlays: Vec<Overlay>,
    /// The action of a tap; of a countdown, that of its end.
    pub tap: Option<Action>,
    /// The content that only its kind has.
    pub content: Content,
    /// The lists of components that its kind keeps apart from the children.
    pub sections: Vec<Section>,
    /// The components inside it.
    pub children: Vec<Component>,
    /// The classes, when the style is the same in every state; filled in when the paywall's sheet is made.
    pub class: Option<Shared>,
}

/// Attributes that hold while a condition does.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The condition under which they hold.
    pub condition: Condition,
    /// The attributes that then replace the component's own.
    pub attributes: Attributes,
    /// The action that then replaces the component's own.
    pub tap: Option<Action>,
}

/// The content that a kind reads besides attributes and components.
#[derive(Debug, Clone)]
pub enum Content {
    /// No content, as for most kinds.
    Nothing,
    /// The condition under which it shows its children, and nothing of its own.
    Condition(Condition),
    /// The list that it repeats its children for.
    Loop(Loop),
    /// The form that it sets, if there is one.
    Form(Option<Shared>),
}

/// A list of components that a kind keeps apart from its children: a header, a bullet, the face that a button has
/// while it is on.
#[derive(Debug, Clone)]
pub struct Section {
    /// The components of the list.
    pub children: Vec<Component>,
    /// The action of a tap while the section is shown.
    pub tap: Option<Action>,
}

impl Section {
    /// Makes a section without an action of its own.
    pub const fn of(children: Vec<Component>) -> Self {
        Self {
            children,
            tap: None,
        }
    }
}

/// The way in which the components of a kind are read.
#[derive(Debug)]
pub struct Reading {
    /// The values of `component` that mean this kind, one or several with `|` between them.
    pub names: &'static str,
    /// The attributes and fields that only this kind reads.
    pub attributes: &'static [Row],
    /// Reads all parts of a component; [`ComponentReader::usual`] reads those that all kinds have.
    pub read: fn(&mut ComponentReader<'_>, &Fields<'_>, &mut Component),
    /// Adds the component's part to the state that a paywall starts in.
    pub start: fn(&Component, &mut Start),
}

impl Reading {
    /// The reading of a kind that has nothing of its own.
    pub const USUAL: Self = Self {
        names: "",
        attributes: &[],
        read: |reader, fields, component| reader.usual(fields, component),
        start: |_, _| {},
    };
}

/// The table of kinds, as far as reading needs it: the kind of a number.
pub type Readings = fn(usize) -> Option<&'static Reading>;

/// A reader of the components of one paywall, which numbers them and keeps to the limits.
#[derive(Debug)]
pub struct ComponentReader<'w> {
    /// The warnings of the document.
    pub warnings: &'w mut Warnings,
    /// The count of components read in this paywall.
    pub count: u32,
    /// The custom components that the paywall may use.
    pub(super) customs: &'w Customs<'w>,
    /// The components put into the slots of the custom components around, the innermost last.
    pub(super) slots: Vec<Slots>,
    /// The names of the entries that the components around repeat for.
    variables: Vec<Shared>,
    /// The count of components around the present one.
    depth: usize,
    /// The table of kinds.
    kinds: Readings,
}

impl<'w> ComponentReader<'w> {
    /// Makes a reader for a paywall's components.
    pub fn new(warnings: &'w mut Warnings, customs: &'w Customs<'w>, kinds: Readings) -> Self {
        Self {
            kinds,
            warnings,
            count: 0,
            customs,
            slots: Vec::new(),
            variables: Vec::new(),
            depth: 0,
        }
    }

    /// Reads the list of components in a field.
    pub fn list(&mut self, fields: &Fields<'_>, name: &str) -> Vec<Component> {
        let list = fields.list(name, self.warnings);
        let path = fields.path.key(name);
        let mut components = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            if self.slot(value, &mut components) {
                continue;
            }
            if let Some(component) = self.component(value, &path.index(index)) {
                components.push(component);
            }
        }
        components
    }

    /// Reads one component; `None` with a warning when its kind is not known or a limit is reached.
    pub fn component(&mut self, value: &Json, path: &Path<'_>) -> Option<Component> {
        // Reading and rendering are recursive, so the depth must be bounded.
        if self.depth >= limits::COMPONENT_DEPTH {
            let message = concat(&[
                "expected at most ",
                &limits::COMPONENT_DEPTH.to_string(),
                " components inside each other",
            ]);
            self.warnings.add("component_too_deep", path, message);
            return None;
        }
        // The document as a whole is refused then; until it is, this keeps the memory bounded.
        if self.count as usize > limits::COMPONENTS {
            return None;
        }
        let fields = Fields::of(value, path, self.warnings)?;
        self.depth += 1;
        let customs = self.customs;
        let component = match customs.named(&fields) {
            Some(custom) => self.custom(&fields, custom),
            None => self.built_in(&fields),
        };
        self.depth -= 1;
        component
    }

    /// Reads a component of a built-in kind.
    fn built_in(&mut self, fields: &Fields<'_>) -> Option<Component> {
        if !self.slots.is_empty() && !self.customs.take(limits::CUSTOM_COMPONENT) {
            return self.refused(fields.path, &custom::too_much());
        }
        // Counted even if the kind is unknown, so that numbers do not depend on what the engine knows.
        let number = self.count;
        self.count += 1;
        let (kind, variant) = self.kind(fields)?;
        let mut component = Component {
            kind,
            variant,
            number,
            id: None,
            attributes: Attributes::default(),
            overlays: Vec::new(),
            tap: None,
            content: Content::Nothing,
            sections: Vec::new(),
            children: Vec::new(),
            class: None,
        };
        let reading = (self.kinds)(usize::from(kind))?;
        (reading.read)(self, fields, &mut component);
        Some(component)
    }

    /// Reads what components of all kinds have: id, attributes, overlays, tap and children.
    pub fn usual(&mut self, fields: &Fields<'_>, component: &mut Component) {
        let Some(reading) = (self.kinds)(usize::from(component.kind)) else {
            return;
        };
        component.id = fields.shared_option("id", self.warnings);
        component.attributes = Attributes::read(fields, reading, self.kinds, self.warnings);
        component.overlays = self.overlays(fields, reading);
        component.tap = self.tap(fields, "onTap");
        if component.tap.is_none() {
            // Documents of 2023 have the name of the function alone.
            component.tap = self.tap(fields, "actionTap");
        }
        let around = self.variables.len();
        self.variables
            .extend(fields.shared_option("loopVariable", self.warnings));
        if self.warnings.are_asked() {
            self.check_meaning(fields, reading, &component.attributes);
        }
        component.children = self.list(fields, "components");
        self.variables.truncate(around);
    }

    /// Warns of an animation that is not known, and of tokens that name nothing.
    fn check_meaning(&mut self, fields: &Fields<'_>, kind: &Reading, attributes: &Attributes) {
        if let Some(value) = fields.get("animation") {
            let name = value
                .get("type")
                .unwrap_or(value)
                .as_str()
                .unwrap_or_default();
            if !matches!(name, "" | "none" | "pulse" | "wave") && !name.contains("${") {
                let message = concat(&["\"", name, "\" is not known; nothing moves"]);
                self.warnings
                    .add("unknown_animation", &fields.path.key("animation"), message);
            }
        }
        for (name, value) in fields.iter() {
            let Some(text) = value.as_str().filter(|text| text.contains("${")) else {
                continue;
            };
            let nameless = match attributes.named(name, kind, self.kinds) {
                Some(Value::Smart(smart)) => smart.nameless(&self.variables),
                // No attribute of this kind: nothing is compiled yet.
                _ => Smart::compile(text).and_then(|smart| smart.nameless(&self.variables)),
            };
            if let Some(token) = nameless {
                let message = concat(&["`", &token, "` names nothing and is not shown"]);
                self.warnings
                    .add("unknown_token", &fields.path.key(name), message);
            }
        }
    }

    /// Finds the kind that a component names, and the position of that name among the kind's names.
    fn kind(&mut self, fields: &Fields<'_>) -> Option<(u8, u8)> {
        let name = fields.required_text("component", self.warnings);
        let mut kind = 0;
        while let Some(reading) = (self.kinds)(usize::from(kind)) {
            let mut names = reading.names.as_bytes().split(|byte| *byte == b'|');
            if let Some(variant) = names.position(|known| known == name.as_bytes()) {
                return Some((kind, variant as u8));
            }
            kind += 1;
        }
        let message = concat(&[
            "\"",
            &name,
            "\" is not a component that is drawn; nothing is shown for it",
        ]);
        self.warnings
            .add("unknown_component", &fields.path.key("component"), message);
        None
    }

    /// Reads the one component in a field, if there is one, into a list.
    pub fn one(&mut self, fields: &Fields<'_>, name: &str) -> Vec<Component> {
        let mut list = Vec::new();
        if let Some(value) = fields.get(name)
            && let Some(component) = self.component(value, &fields.path.key(name))
        {
            list.push(component);
        }
        list
    }

    /// Reads a list of components, and the action of a tap while they are shown.
    pub fn section(&mut self, fields: &Fields<'_>, components: &str, tap: &str) -> Section {
        Section {
            children: self.list(fields, components),
            tap: self.tap(fields, tap),
        }
    }

    /// Reads the action in a field.
    pub fn tap(&mut self, fields: &Fields<'_>, name: &str) -> Option<Action> {
        Action::read(fields.get(name)?, &fields.path.key(name), self.warnings)
    }

    /// Reads the overlays. One without attributes is left out.
    fn overlays(&mut self, fields: &Fields<'_>, kind: &Reading) -> Vec<Overlay> {
        let list = fields.list("conditionAttributes", self.warnings);
        let list_path = fields.path.key("conditionAttributes");
        let mut overlays = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let path = list_path.index(index);
            let Some(entry) = Fields::of(value, &path, self.warnings) else {
                continue;
            };
            let condition = Condition::read(&entry, self.warnings);
            let attributes_path = path.key("attributes");
            let Some(attributes) = entry.get("attributes") else {
                continue;
            };
            let Some(attributes) = Fields::of(attributes, &attributes_path, self.warnings) else {
                continue;
            };
            let tap = self.tap(&attributes, "onTap");
            overlays.push(Overlay {
                condition,
                attributes: Attributes::read(&attributes, kind, self.kinds, self.warnings),
                tap,
            });
        }
        overlays
    }
}

impl Component {
    /// Returns whether the document hides the component for good.
    pub fn is_hidden(&self) -> bool {
        self.attributes.get(Attribute::HIDDEN) == Some(&Value::Bool(true))
    }

    /// Calls `visit` for the component and everything in it: first the sections of its kind, then its children.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut Component)) {
        visit(self);
        for section in &mut self.sections {
            walk_all(&mut section.children, visit);
        }
        walk_all(&mut self.children, visit);
    }
}

/// Calls `visit` for all components of a list.
fn walk_all(list: &mut [Component], visit: &mut dyn FnMut(&mut Component)) {
    for component in list {
        component.walk_mut(visit);
    }
}
