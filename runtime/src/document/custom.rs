//! Custom components: named templates that write components in the document's own form.
//!
//! `{"component": "custom:faq", "properties": {}, "components": []}` uses the definition `faq` of `customComponents`.
//! Its template is written once, while the document is read; what it wrote is parsed and read as any component, so
//! nothing else can come of it, and it costs nothing later. `docs/components.md` describes the form.

use std::cell::Cell;

use serde_json::{Map, Value as Json};

use super::attribute;
use super::component::{Component, ComponentReader};
use super::reader::{Fields, Path, Warnings};
use crate::limits;
use crate::template::component;
use crate::template::text::Compiled;
use crate::tree::{Shared, concat};

/// The field that holds definitions.
pub const FIELD: &str = "customComponents";
/// The children of a use, among its slots.
const CHILDREN: &str = "components";

/// What was put into a custom component: by slot, its components.
pub type Slots = Vec<(Shared, Vec<Component>)>;

/// The custom components of a document, and what they may still cost.
#[derive(Debug)]
pub struct Customs {
    known: Vec<Custom>,
    room: Cell<usize>,
}

/// A definition.
#[derive(Debug)]
pub struct Custom {
    name: Shared,
    /// By name: `{type, required?, default?}`.
    properties: Map<String, Json>,
    template: Compiled,
    /// Whether what it wrote is being read: it may not stand in itself.
    open: Cell<bool>,
}

impl Customs {
    /// None yet.
    pub fn new() -> Self {
        Self {
            known: Vec::new(),
            room: Cell::new(limits::CUSTOM_WORK),
        }
    }

    /// Adds the definitions of a document, or of an app. Of two with one name, the first counts.
    pub fn add(&mut self, root: &str, holder: &Json, warnings: &mut Warnings) {
        let Some(definitions) = holder.get(FIELD) else {
            return;
        };
        let path = Path::root(root);
        let path = path.key(FIELD);
        let Some(definitions) = Fields::of(definitions, &path, warnings) else {
            return;
        };
        for (name, definition) in definitions.iter() {
            let path = path.key(name);
            let Some(fields) = Fields::of(definition, &path, warnings) else {
                continue;
            };
            let source = fields.required_text("template", warnings);
            match Compiled::new(&source) {
                Ok(template) => self.known.push(Custom {
                    name: name.into(),
                    properties: map(&fields),
                    template,
                    open: Cell::new(false),
                }),
                Err(error) => {
                    warnings.add("invalid_template", &path.key("template"), error.detail());
                }
            }
        }
    }

    /// The definition that a component names.
    pub fn named(&self, fields: &Fields<'_>) -> Option<&Custom> {
        let name = fields.get("component")?.as_str()?.strip_prefix("custom:")?;
        self.known.iter().find(|custom| &*custom.name == name)
    }

    /// Takes what something costs; false when there is not enough left.
    pub fn take(&self, cost: usize) -> bool {
        let left = self.room.get().checked_sub(cost);
        self.room.set(left.unwrap_or(0));
        left.is_some()
    }
}

fn map(fields: &Fields<'_>) -> Map<String, Json> {
    let map = fields.get("properties").and_then(Json::as_object);
    map.cloned().unwrap_or_default()
}

impl ComponentReader<'_> {
    /// The component that a template writes for this use of it, with the use's own attributes.
    pub(super) fn custom(&mut self, fields: &Fields<'_>, custom: &Custom) -> Option<Component> {
        if custom.open.get() {
            let message = "a component cannot stand in itself";
            self.warnings
                .add("component_in_itself", fields.path, message);
            return None;
        }
        let (mut slots, mut longest) = (Slots::new(), 0);
        let values = self.properties(fields, custom, &mut slots, &mut longest);
        let room = &self.customs.room;
        let mut written = match component::write(&custom.template, values, longest, room) {
            Ok(written) => written,
            Err(_) if room.get() == 0 => return self.too_large(fields.path),
            Err(detail) => {
                let message = concat(&["expected a component, found: ", &detail]);
                self.warnings.add("invalid_component", fields.path, message);
                return None;
            }
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
        custom.open.set(false);
        for (_, left) in self.slots.pop().unwrap_or_default() {
            if !left.is_empty() {
                let message = "its template has no slot for the components in it";
                self.warnings.add("missing_slot", fields.path, message);
            }
        }
        component
    }

    #[cold]
    pub(super) fn too_large(&mut self, path: &Path<'_>) -> Option<Component> {
        let message = "expected less from custom components; nothing is shown for it";
        self.warnings
            .add("custom_components_too_large", path, message);
        None
    }

    /// What a template may read. What its slots hold is read here, where it stands; of that the template only learns
    /// whether there is any.
    fn properties(
        &mut self,
        fields: &Fields<'_>,
        custom: &Custom,
        slots: &mut Slots,
        longest: &mut usize,
    ) -> Map<String, Json> {
        let path = fields.path.key("properties");
        let given = Json::Object(map(fields));
        let mut values = Map::new();
        self.put(fields, CHILDREN, &mut values, slots);
        let Some(given) = Fields::of(&given, &path, self.warnings) else {
            return values;
        };
        for (name, declared) in &custom.properties {
            let kind = declared.get("type").and_then(Json::as_str);
            let kind = kind.unwrap_or_default();
            let types = match kind {
                "children" => {
                    self.put(&given, name, &mut values, slots);
                    continue;
                }
                "text" => attribute::TEXT | attribute::NUMBER,
                "number" => attribute::NUMBER,
                "flag" => attribute::BOOL,
                "list" => attribute::LIST,
                _ => attribute::OBJECT,
            };
            let mut value = given.get(name);
            if let Some(wrong) = value
                && !attribute::fits(types, wrong, &path.key(name), self.warnings)
            {
                value = None;
            }
            if value.is_none() && declared.get("required").is_some() {
                given.required_text(name, self.warnings);
            }
            let value = value.or_else(|| declared.get("default"));
            let value = value.unwrap_or(&Json::Null);
            let mut value = component::ready(value, kind != "text", longest);
            // The fields of a style stand among others.
            if let ("style", Json::String(text)) = (kind, &mut value) {
                text.pop();
                text.replace_range(..1, "");
            }
            values.insert(name.into(), value);
        }
        for (name, _) in given.iter() {
            if !custom.properties.contains_key(name) {
                given.unknown(name, self.warnings);
            }
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
        let text = |field| value.get(field).and_then(Json::as_str);
        if let Some(slots) = self.slots.last_mut()
            && text("component") == Some("slot")
        {
            let name = text("name").unwrap_or(CHILDREN);
            for (slot, list) in slots {
                if &**slot == name {
                    out.append(list);
                }
            }
            return true;
        }
        false
    }
}
