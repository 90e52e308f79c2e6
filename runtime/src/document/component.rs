//! Components: the parts a paywall is made of, compiled.

use serde_json::Value as Json;

use super::action::Action;
use super::attribute::{Attribute, Attributes, Value};
use super::condition::Condition;
use super::custom::{Customs, Slots};
use super::looped::Loop;
use crate::limits;
use crate::reader::{Fields, Path, Warnings};
use crate::string::{Shared, concat};
use crate::template;

/// A part of a paywall.
#[derive(Debug, Clone)]
pub struct Component {
    /// What it is.
    pub kind: Kind,
    /// Its number in its paywall, in document order.
    pub number: u32,
    /// The id its author gave it.
    pub id: Option<Shared>,
    /// What it says of itself.
    pub attributes: Attributes,
    /// What it says of itself while a condition holds; later ones win.
    pub overlays: Vec<Overlay>,
    /// What a tap on it does.
    pub tap: Option<Action>,
    /// What is in it.
    pub children: Vec<Component>,
    /// Its classes where its style is the same in every state; filled in when the paywall's sheet is made.
    pub class: Option<Shared>,
}

/// Attributes that hold while a condition does.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// When they hold.
    pub condition: Condition,
    /// What they are.
    pub attributes: Attributes,
    /// What a tap does meanwhile.
    pub tap: Option<Action>,
}

/// The kinds of components, with what only they have.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Kind {
    Container,
    Stack,
    Text,
    /// A list of texts, each behind a bullet.
    TextList {
        bullet: Option<Box<Component>>,
    },
    Symbol,
    Image,
    Button,
    Spacer,
    /// Shows its children while the condition holds.
    Condition(Condition),
    /// Repeats its children for each product; `base` and `featured` replace them for such products.
    ProductContainer {
        base: Vec<Component>,
        featured: Vec<Component>,
    },
    Video,
    QrCode,
    SvgImage,
    /// Shows its header always, and its children while it is open.
    Collapse {
        header: Vec<Component>,
    },
    Switch,
    ToggleButton,
    Radio,
    /// A row of choices.
    Picker,
    /// One of them: of a form's values, or of the product groups where there is no form.
    PickerItem {
        form: Option<Shared>,
    },
    /// A button with two faces: what it shows and does while the video plays (or is muted), and otherwise.
    MediaButton {
        volume: bool,
        on: Face,
        off: Face,
    },
    /// Repeats its children for each entry of a list.
    Grid(Loop),
    /// The same, one beside the other behind a window.
    Carousel(Loop),
    Countdown,
    /// How far one is, of the whole; or a bar that fills by itself.
    Progress {
        bar: bool,
    },
}

/// What a button with two faces shows and does.
#[derive(Debug, Clone)]
pub struct Face {
    /// What is in it.
    pub children: Vec<Component>,
    /// What a tap does.
    pub tap: Option<Action>,
}

impl Kind {
    /// The first class of its element: the kind's name in the format.
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Stack => "stack",
            Self::Text => "text",
            Self::TextList { .. } => "text-list",
            Self::Symbol => "symbol",
            Self::Image => "image",
            Self::Button => "button",
            Self::Spacer => "spacer",
            Self::Condition(_) => "condition",
            Self::ProductContainer { .. } => "productContainer",
            Self::Video => "videoUrl",
            Self::QrCode => "qrCode",
            Self::SvgImage => "svgImage",
            Self::Collapse { .. } => "collapseContainer",
            Self::Switch => "toggleSwitch",
            Self::ToggleButton => "button toggleButton",
            Self::Radio => "radio",
            Self::Picker => "segmentPicker",
            Self::PickerItem { .. } => "button segmentPickerItem",
            Self::MediaButton { .. } => "button",
            Self::Grid(_) => "responsiveGrid",
            Self::Carousel(_) => "carouselContainer",
            Self::Countdown => "countdownTimerText",
            Self::Progress { .. } => "progress",
        }
    }
}

/// Reads the components of one paywall: numbers them and keeps within the limits.
#[derive(Debug)]
pub struct ComponentReader<'w> {
    /// Where warnings go.
    pub warnings: &'w mut Warnings,
    /// How many components of this paywall were read.
    pub count: u32,
    /// The custom components it may use.
    pub(super) customs: &'w Customs<'w>,
    /// What was put into the custom components it is inside of, the innermost last.
    pub(super) slots: Vec<Slots>,
    depth: usize,
}

impl<'w> ComponentReader<'w> {
    /// A reader for a paywall's components.
    pub fn new(warnings: &'w mut Warnings, customs: &'w Customs<'w>) -> Self {
        Self {
            warnings,
            count: 0,
            customs,
            slots: Vec::new(),
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
        if self.depth >= limits::COMPONENT_DEPTH {
            let message = concat(&[
                "expected at most ",
                &limits::COMPONENT_DEPTH.to_string(),
                " components inside each other",
            ]);
            self.warnings.add("component_too_deep", path, message);
            return None;
        }
        // The document as a whole is refused then; this only keeps the memory bounded until it is.
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

    fn built_in(&mut self, fields: &Fields<'_>) -> Option<Component> {
        if !self.slots.is_empty() && !self.customs.take(limits::CUSTOM_COMPONENT) {
            return self.refused(fields.path, &template::component::too_much());
        }
        let number = self.count;
        self.count += 1;
        let kind = self.kind(fields)?;
        Some(self.with_kind(fields, kind, number))
    }

    fn with_kind(&mut self, fields: &Fields<'_>, kind: Kind, number: u32) -> Component {
        Component {
            number,
            id: fields.shared_option("id", self.warnings),
            attributes: Attributes::read(fields, self.warnings),
            overlays: self.overlays(fields),
            tap: self.tap(fields, "onTap"),
            children: self.children(fields, &kind),
            kind,
            class: None,
        }
    }

    /// The items of a picker that sets a form learn which.
    fn children(&mut self, fields: &Fields<'_>, kind: &Kind) -> Vec<Component> {
        let mut children = self.list(fields, "components");
        let is_form = fields.get("component").and_then(Json::as_str) == Some("formSegmentPicker");
        if let (Kind::Picker, true) = (kind, is_form) {
            let own = fields.shared_option("formId", self.warnings);
            let own = own.or_else(|| fields.shared_option("id", self.warnings));
            for child in &mut children {
                if let Kind::PickerItem { form } = &mut child.kind {
                    form.clone_from(&own);
                }
            }
        }
        children
    }

    fn kind(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        let name = fields.required_text("component", self.warnings);
        Some(match name.as_str() {
            "container" | "formContainer" => Kind::Container,
            "stack" => Kind::Stack,
            "text" => Kind::Text,
            "text-list" => Kind::TextList {
                bullet: self.bullet(fields),
            },
            "symbol" => Kind::Symbol,
            "image" => Kind::Image,
            "button" => Kind::Button,
            "spacer" => Kind::Spacer,
            "condition" => Kind::Condition(Condition::read(fields, self.warnings)),
            "productContainer" | "flexProductContainer" => Kind::ProductContainer {
                base: self.list(fields, "productBaseComponents"),
                featured: self.list(fields, "productFeaturedComponents"),
            },
            "videoUrl" => Kind::Video,
            "qrCode" => Kind::QrCode,
            "svgImage" => Kind::SvgImage,
            "collapseContainer" => Kind::Collapse {
                header: self.header(fields),
            },
            "toggleSwitch" => Kind::Switch,
            "toggleButton" => Kind::ToggleButton,
            "radio" => Kind::Radio,
            "segmentPicker" | "formSegmentPicker" => Kind::Picker,
            "segmentPickerItem" => Kind::PickerItem { form: None },
            "playPauseButton" => Kind::MediaButton {
                volume: false,
                on: self.face(fields, ["playingComponents", "playingOnTap"]),
                off: self.face(fields, ["pausedComponents", "pausedOnTap"]),
            },
            "volumeButton" => Kind::MediaButton {
                volume: true,
                on: self.face(fields, ["mutedComponents", "mutedOnTap"]),
                off: self.face(fields, ["volumeComponents", "volumeOnTap"]),
            },
            "responsiveGrid" => Kind::Grid(Loop::read(fields, "block", self.warnings)),
            "carouselContainer" => Kind::Carousel(Loop::read(fields, "slide", self.warnings)),
            "countdownTimerText" => Kind::Countdown,
            "progressIndicator" => Kind::Progress { bar: false },
            "progressBar" => Kind::Progress { bar: true },
            _ => {
                let message = concat(&[
                    "\"",
                    &name,
                    "\" is not a component that is drawn; nothing is shown for it",
                ]);
                self.warnings
                    .add("unknown_component", &fields.path.key("component"), message);
                return None;
            }
        })
    }

    fn bullet(&mut self, fields: &Fields<'_>) -> Option<Box<Component>> {
        let path = fields.path.key("bulletComponent");
        fields
            .get("bulletComponent")
            .and_then(|value| self.component(value, &path))
            .map(Box::new)
    }

    /// One component, or a list of them.
    fn header(&mut self, fields: &Fields<'_>) -> Vec<Component> {
        let name = "collapseHeader";
        match fields.get(name) {
            Some(value) if value.is_object() => self
                .component(value, &fields.path.key(name))
                .into_iter()
                .collect(),
            _ => self.list(fields, name),
        }
    }

    fn face(&mut self, fields: &Fields<'_>, [components, tap]: [&str; 2]) -> Face {
        Face {
            children: self.list(fields, components),
            tap: self.tap(fields, tap),
        }
    }

    fn tap(&mut self, fields: &Fields<'_>, name: &str) -> Option<Action> {
        Action::read(fields.get(name)?, &fields.path.key(name), self.warnings)
    }

    fn overlays(&mut self, fields: &Fields<'_>) -> Vec<Overlay> {
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
                attributes: Attributes::read(&attributes, self.warnings),
                tap,
            });
        }
        overlays
    }
}

impl Component {
    /// Whether the document hides it for good.
    pub fn is_hidden(&self) -> bool {
        self.attributes.get(Attribute::Hidden) == Some(&Value::Bool(true))
    }

    /// Calls `visit` for it and everything in it, in document order of their kinds of content.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut Component)) {
        visit(self);
        match &mut self.kind {
            Kind::TextList {
                bullet: Some(bullet),
            } => bullet.walk_mut(visit),
            Kind::ProductContainer { base, featured } => {
                walk_all(base, visit);
                walk_all(featured, visit);
            }
            Kind::MediaButton { on, off, .. } => {
                walk_all(&mut on.children, visit);
                walk_all(&mut off.children, visit);
            }
            Kind::Collapse { header } => walk_all(header, visit),
            _ => {}
        }
        walk_all(&mut self.children, visit);
    }
}

fn walk_all(list: &mut [Component], visit: &mut dyn FnMut(&mut Component)) {
    for component in list {
        component.walk_mut(visit);
    }
}
