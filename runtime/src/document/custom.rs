//! Custom components: named templates that write components in the document's own form.
//!
//! `{"component": "custom:faq", "properties": {}, "components": []}` uses the definition `faq` of `customComponents`.
//! Its template is written once, while the document is read; what it wrote is parsed and read as any component, so
//! nothing else can come of it, and it costs nothing later. `docs/components.md` describes the form.
//!
//! Whether a use gives what a definition asks for is `paywall check`'s to say: here it is only written.

use std::cell::{Cell, OnceCell};

use serde_json::{Map, Value as Json};

use super::component::{Component, ComponentReader};
use super::parse;
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::reader::{Fields, Path, Warnings};
use crate::string::Shared;
use crate::template::component::{self, letters};
use crate::template::text::Compiled;

/// The field that holds definitions.
pub const FIELD: &str = "customComponents";
/// The children of a use, among its slots.
const CHILDREN: &str = "components";

/// What was put into a custom component: by slot, its components.
pub type Slots = Vec<(Shared, Vec<Component>)>;

/// The custom components of a document, and what they may still cost.
#[derive(Debug)]
pub struct Customs<'d> {
    known: Vec<Custom<'d>>,
    room: Cell<usize>,
}

/// A definition.
#[derive(Debug)]
pub struct Custom<'d> {
    name: &'d str,
    /// `{properties: {name: {type, default?}}, template}`
    definition: &'d Json,
    /// Where definitions stand: in the document or with the app.
    root: &'static str,
    /// Compiled when it is first used; none where that is not possible.
    template: OnceCell<Option<Compiled>>,
    /// Whether what it wrote is being read: it may not stand in itself.
    open: Cell<bool>,
}

impl<'d> Customs<'d> {
    /// None yet.
    pub fn new() -> Self {
        Self {
            known: Vec::new(),
            room: Cell::new(limits::CUSTOM_WORK),
        }
    }

    /// Adds the definitions of a document, or of an app. Of two with one name, the first counts.
    pub fn add(&mut self, root: &'static str, holder: &'d Json) {
        let Some(definitions) = holder.get(FIELD).and_then(Json::as_object) else {
            return;
        };
        for (name, definition) in definitions {
            self.known.push(Custom {
                name,
                definition,
                root,
                template: OnceCell::new(),
                open: Cell::new(false),
            });
        }
    }

    /// The definition that a component names.
    pub fn named(&self, fields: &Fields<'_>) -> Option<&Custom<'d>> {
        let name = fields.get("component")?.as_str()?.strip_prefix("custom:")?;
        self.known.iter().find(|custom| custom.name == name)
    }

    /// Takes what something costs; false when there is not enough left.
    pub fn take(&self, cost: usize) -> bool {
        let left = self.room.get().saturating_sub(cost);
        self.room.set(left);
        left > 0
    }
}

impl Custom<'_> {
    fn template(&self, warnings: &mut Warnings) -> Option<&Compiled> {
        let compile = || {
            let source = self.definition.get("template").and_then(Json::as_str);
            match Compiled::new(source.unwrap_or_default()) {
                Ok(template) => Some(template),
                Err(error) => {
                    let root = Path::root(self.root);
                    let path = root.key(FIELD);
                    warnings.add("invalid_template", &path.key(self.name), error.detail());
                    None
                }
            }
        };
        self.template.get_or_init(compile).as_ref()
    }
}

impl ComponentReader<'_> {
    /// The component that a template writes for this use of it, with the use's own attributes.
    pub(super) fn custom(&mut self, fields: &Fields<'_>, custom: &Custom<'_>) -> Option<Component> {
        if custom.open.get() {
            let message = "a component cannot stand in itself";
            self.warnings
                .add("component_in_itself", fields.path, message);
            return None;
        }
        let template = custom.template(self.warnings)?;
        let (mut slots, mut longest) = (Slots::new(), 1);
        let values = self.properties(fields, custom, &mut slots, &mut longest);
        let room = &self.customs.room;
        let written = component::write(template, values, longest, room);
        let mut written = match written.and_then(|json| parse(&json)) {
            Ok(written) => written,
            Err(error) => return self.refused(fields.path, &error),
        };
        if let Json::Object(root) = &mut written {
            for (name, value) in fields.iter() {
                if !matches!(name, "component" | "properties" | CHILDREN) {
                    root.insert(name.into(), value.clone());
                }
            }
        }
        custom.open.set(true);
        self.slots.push(slots);
        let component = self.component(&written, &fields.path.key("template"));
        self.slots.pop();
        custom.open.set(false);
        component
    }

    #[cold]
    pub(super) fn refused(&mut self, path: &Path<'_>, error: &Error) -> Option<Component> {
        let code = match error.kind() {
            ErrorKind::TooMuchWork => "too_much_work",
            _ => "invalid_component",
        };
        self.warnings.add(code, path, error.detail());
        None
    }

    /// What a template may read. What its slots hold is read here, where it stands; of that the template only learns
    /// whether there is any.
    fn properties(
        &mut self,
        fields: &Fields<'_>,
        custom: &Custom<'_>,
        slots: &mut Slots,
        longest: &mut usize,
    ) -> Map<String, Json> {
        let path = fields.path.key("properties");
        let nothing = Json::Object(Map::new());
        let given = fields.get("properties").unwrap_or(&nothing);
        let given = Fields::of(given, &path, self.warnings);
        let mut values = Map::new();
        self.put(fields, CHILDREN, &mut values, slots);
        let declared = custom.definition.get("properties");
        let declared = declared.and_then(Json::as_object);
        for (name, declared) in declared.unwrap_or(&Map::new()) {
            let kind = declared.get("type").and_then(Json::as_str);
            let value = match (kind, given) {
                (Some("children"), Some(given)) => {
                    self.put(&given, name, &mut values, slots);
                    continue;
                }
                (_, given) => given.and_then(|given| given.get(name)),
            };
            let value = value.or_else(|| declared.get("default"));
            let mut value = value.cloned().unwrap_or_default();
            letters(&mut value, kind.unwrap_or_default(), longest);
            values.insert(name.into(), value);
        }
        values
    }

    fn put(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        values: &mut Map<String, Json>,
        slots: &mut Slots,
    ) {
        let list = self.list(fields, name);
        values.insert(name.into(), Json::Bool(!list.is_empty()));
        slots.push((name.into(), list));
    }

    /// Puts components where a template says `{"component": "slot", "name": …}`; a slot takes them once.
    pub(super) fn slot(&mut self, value: &Json, out: &mut Vec<Component>) -> bool {
        let Some(slots) = self.slots.last_mut() else {
            return false;
        };
        if value.get("component").and_then(Json::as_str) != Some("slot") {
            return false;
        }
        let name = value.get("name").and_then(Json::as_str);
        for (slot, list) in slots {
            if **slot == *name.unwrap_or(CHILDREN) {
                out.append(list);
            }
        }
        true
    }
}
