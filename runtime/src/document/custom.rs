//! Custom components: named templates that write components in the document's own form.
//!
//! `{"component": "custom:faq", "properties": {}, "components": []}` uses the definition `faq` of `customComponents`.
//! Its template is written once, while the document is read; what it wrote is parsed and read as any component, so
//! nothing else can come of it, and it costs nothing later. `docs/components.md` describes the form.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::attribute::{self, Attribute};
use super::component::{Component, ComponentReader};
use super::reader::{Fields, Path, Warnings};
use crate::limits;
use crate::template::component::{Failure, Markup};
use crate::tree::concat;

/// The field that holds definitions.
pub const FIELD: &str = "customComponents";
/// What `component` begins with where it names one.
const MARK: &str = "custom:";
/// The children of a use, among its slots.
const CHILDREN: &str = "components";

/// What was put into a custom component: by slot, its components.
pub type Slots = Vec<(String, Vec<Component>)>;

/// The custom components of a document, and what they may still cost.
#[derive(Debug)]
pub struct Customs {
    known: Vec<Rc<Custom>>,
    room: usize,
}

/// A definition.
#[derive(Debug)]
pub struct Custom {
    name: String,
    /// `{properties: {name: {type, required?, default?}}, template}`
    definition: Json,
    /// Where definitions stand: in the document or with the app.
    root: &'static str,
    /// Compiled when it is first used; none where that is not possible.
    markup: OnceCell<Option<Markup>>,
    /// Whether what it wrote is being read: it may not stand in itself.
    open: Cell<bool>,
}

impl Default for Customs {
    fn default() -> Self {
        Self {
            known: Vec::new(),
            room: limits::CUSTOM_WORK,
        }
    }
}

impl Customs {
    /// Adds the definitions of a document, or of an app. Of two with one name, the first counts.
    pub fn add(&mut self, root: &'static str, holder: &Json, warnings: &mut Warnings) {
        let Some(definitions) = holder.get(FIELD) else {
            return;
        };
        let path = Path::root(root);
        let path = path.key(FIELD);
        let Some(definitions) = Fields::of(definitions, &path, warnings) else {
            return;
        };
        for (name, definition) in definitions.iter() {
            self.known.push(Rc::new(Custom {
                name: name.into(),
                definition: definition.clone(),
                root,
                markup: OnceCell::new(),
                open: Cell::new(false),
            }));
        }
    }

    /// The definition that a component names.
    pub fn named(&self, fields: &Fields<'_>) -> Option<Rc<Custom>> {
        let name = fields.get("component")?.as_str()?.strip_prefix(MARK)?;
        self.known
            .iter()
            .find(|custom| custom.name == name)
            .cloned()
    }

    /// Takes what something costs; false when there is not enough left.
    pub fn take(&mut self, cost: usize) -> bool {
        let left = self.room.checked_sub(cost);
        self.room = left.unwrap_or(self.room);
        left.is_some()
    }
}

impl Custom {
    fn markup(&self, warnings: &mut Warnings) -> Option<&Markup> {
        let compiled = self.markup.get_or_init(|| {
            let root = Path::root(self.root);
            let list = root.key(FIELD);
            let path = list.key(&self.name);
            let source = Fields::of(&self.definition, &path, warnings)?;
            match Markup::compile(&source.required_text("template", warnings)) {
                Ok(markup) => Some(markup),
                Err(error) => {
                    warnings.add("invalid_template", &path.key("template"), error.detail());
                    None
                }
            }
        });
        compiled.as_ref()
    }
}

impl ComponentReader<'_> {
    /// The component that a template writes for this use of it, with the use's own attributes.
    pub(super) fn custom(&mut self, fields: &Fields<'_>, custom: &Custom) -> Option<Component> {
        let markup = custom.markup(self.warnings)?;
        if custom.open.get() {
            let message = "a custom component cannot stand in itself; nothing is shown for it";
            self.warnings
                .add("component_in_itself", fields.path, message);
            return None;
        }
        let (values, slots) = self.properties(fields, &custom.definition);
        let mut written = match markup.write(values, &mut self.customs.room) {
            Ok(written) => written,
            Err(Failure::TooLarge) => {
                self.too_large(fields.path);
                return None;
            }
            Err(Failure::Wrong(detail)) => {
                let message = concat(&["expected a component as JSON, found: ", &detail]);
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
        for (name, left) in self.slots.pop().unwrap_or_default() {
            if !left.is_empty() {
                let message = concat(&["no slot \"", &name, "\" takes these components"]);
                self.warnings.add("unknown_slot", fields.path, message);
            }
        }
        component
    }

    #[cold]
    pub(super) fn too_large(&mut self, path: &Path<'_>) {
        let message = "what custom components write is too large; nothing is shown for it";
        self.warnings
            .add("custom_components_too_large", path, message);
    }

    /// What a template may read, and what its slots hold. The components are read here, where they stand.
    fn properties(&mut self, fields: &Fields<'_>, definition: &Json) -> (Map<String, Json>, Slots) {
        let (nothing, path) = (Json::Object(Map::new()), fields.path.key("properties"));
        let given = fields.get("properties").unwrap_or(&nothing);
        let declared = definition.get("properties").unwrap_or(&nothing);
        let (mut values, mut slots) = (Map::new(), Slots::new());
        self.put(fields, CHILDREN, &mut values, &mut slots);
        let (Some(given), Some(declared)) = (
            Fields::of(given, &path, self.warnings),
            Fields::of(declared, &path, self.warnings),
        ) else {
            return (values, slots);
        };
        for (name, declared) in declared.iter() {
            let kind = declared
                .get("type")
                .and_then(Json::as_str)
                .unwrap_or_default();
            if kind == "children" {
                self.put(&given, name, &mut values, &mut slots);
                continue;
            }
            let value = match given.get(name) {
                Some(value) => value_of(kind, value, &path.key(name), self.warnings),
                None => None,
            };
            if value.is_none() && declared.get("required") == Some(&Json::Bool(true)) {
                let message = concat(&["expected a property \"", name, "\""]);
                self.warnings.add("missing_property", fields.path, message);
            }
            let value = value.or_else(|| declared.get("default").cloned());
            values.insert(name.into(), value.unwrap_or_default());
        }
        for (name, _) in given.iter() {
            if !values.contains_key(name) {
                let message = "this component has no such property; it is ignored";
                self.warnings
                    .add("unknown_property", &path.key(name), message);
            }
        }
        (values, slots)
    }

    /// Reads the components for a slot; the template only learns whether there are some.
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
        let text = |field| value.get(field).and_then(Json::as_str);
        let is_slot = text("component") == Some("slot");
        if is_slot {
            let name = text("name").unwrap_or(CHILDREN);
            for (slot, list) in slots {
                if slot == name {
                    out.append(list);
                }
            }
        }
        is_slot
    }
}

/// A property of the type that its definition asks for; `None` with a warning where it is of another.
fn value_of(kind: &str, value: &Json, path: &Path<'_>, warnings: &mut Warnings) -> Option<Json> {
    let types = match kind {
        "text" => attribute::TEXT | attribute::NUMBER,
        "number" => attribute::NUMBER,
        "flag" => attribute::BOOL,
        "list" => attribute::LIST,
        "style" | "action" => attribute::OBJECT,
        _ => attribute::Types::MAX,
    };
    if !attribute::fits(types, value, path, warnings) {
        return None;
    }
    let mut value = value.clone();
    if let ("style", Json::Object(map)) = (kind, &mut value) {
        for (name, value) in std::mem::take(map) {
            if Attribute::is_style(&name) {
                map.insert(name, value);
            } else {
                let message = "this is no attribute of a style and is ignored";
                warnings.add("unknown_field", &path.key(&name), message);
            }
        }
    }
    Some(value)
}
