//! Custom components: named templates that write components in the document's own form.
//!
//! `{"component": "custom:faq", "properties": {}, "components": []}` uses the definition `faq` of `customComponents`.
//! Its template is written once, while the document is read. The output is parsed and read like any component, so
//! nothing else can come of it, and it costs nothing later. `docs/components.md` describes the form.
//!
//! `paywall check` checks that a use gives all that its definition asks for; here it is only written.

mod expand;

use std::cell::{Cell, OnceCell};

use serde_json::{Map, Value as Json};

use super::component::{Component, ComponentReader};
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits;
use crate::reader;
use crate::reader::{Fields, Path, Warnings};
use crate::string::Shared;
use crate::text::custom;
use crate::text::custom::letters;
use crate::text::words::Compiled;

/// The field that holds definitions.
pub const FIELD: &str = "customComponents";
/// The property that holds the children of a use, which is also the name of their slot.
const CHILDREN: &str = "components";

/// The components put into a custom component, by slot.
pub type Slots = Vec<(Shared, Vec<Component>)>;

/// The custom components of a document, and the work they may still cost.
#[derive(Debug)]
pub struct Customs<'d> {
    known: Vec<Custom<'d>>,
    room: Cell<usize>,
}

/// The definition of a custom component.
#[derive(Debug)]
pub struct Custom<'d> {
    name: &'d str,
    /// The JSON of the definition, as it is written; empty if it was given read.
    source: &'d str,
    /// The definition, read at its first use: `{properties: {name: {type, default?}}, template}`.
    definition: OnceCell<Json>,
    /// The root of the definition's path, `$` in the document or `app` for one that the app brings.
    root: &'static str,
    /// The template, compiled at its first use; `None` inside when it cannot be compiled.
    template: OnceCell<Option<Compiled>>,
    /// True if the template's output is being read; a component may not stand in itself.
    open: Cell<bool>,
}

impl<'d> Customs<'d> {
    /// Makes an empty set, with the whole budget left.
    pub fn new() -> Self {
        Self {
            known: Vec::new(),
            room: Cell::new(limits::CUSTOM_WORK),
        }
    }

    /// Adds a definition of the document or of an app as its JSON is written. Of two with one name, the first counts.
    pub fn add(&mut self, root: &'static str, name: &'d str, source: &'d str) {
        self.known.push(Custom {
            name,
            source,
            definition: OnceCell::new(),
            root,
            template: OnceCell::new(),
            open: Cell::new(false),
        });
    }

    /// Adds the definitions that `holder` has.
    pub fn add_all(&mut self, root: &'static str, holder: &'d Json) {
        let definitions = holder.get(FIELD).and_then(Json::as_object);
        for (name, definition) in definitions.into_iter().flatten() {
            self.add(root, name, "");
            if let Some(custom) = self.known.last_mut() {
                custom.definition = OnceCell::from(definition.clone());
            }
        }
    }

    /// Returns the definition that a component names.
    pub fn named(&self, fields: &Fields<'_>) -> Option<&Custom<'d>> {
        let name = fields.get("component")?.as_str()?.strip_prefix("custom:")?;
        self.known.iter().find(|custom| custom.name == name)
    }

    /// Takes a cost from the budget; returns false when not enough is left.
    pub fn take(&self, cost: usize) -> bool {
        let left = self.room.get().saturating_sub(cost);
        self.room.set(left);
        left > 0
    }
}

impl Default for Customs<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Custom<'_> {
    /// Returns the definition.
    fn definition(&self) -> &Json {
        self.definition.get_or_init(|| json::parsed(self.source))
    }

    /// Returns the compiled template; one that cannot be compiled gives a warning, once.
    fn template(&self, warnings: &mut Warnings) -> Option<&Compiled> {
        let compile = || {
            let source = self.definition().get("template").and_then(Json::as_str);
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
    /// Reads the component that a template writes for this use of it. The use's own attributes win over the template's.
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
        let written = custom::write(template, values, longest, room);
        let written = written.and_then(reader::text);
        let mut written = match written.and_then(|json| reader::parse(&json)) {
            Ok(written) => written,
            Err(error) => return self.refused(fields.path, &error),
        };
        if let Json::Object(root) = &mut written {
            for (name, value) in fields.iter() {
                if !matches!(name, "component" | "properties" | CHILDREN) {
                    // Attributes at the use win over those that the template wrote.
                    root.insert(name.into(), value.clone());
                }
            }
        }
        // While the output is read, its slots stand for the components of this use.
        custom.open.set(true);
        self.slots.push(slots);
        let component = self.component(&written, &fields.path.key("template"));
        self.slots.pop();
        custom.open.set(false);
        component
    }

    #[cold]
    /// Warns that a use cannot be written.
    pub(super) fn refused(&mut self, path: &Path<'_>, error: &Error) -> Option<Component> {
        let code = match error.kind() {
            ErrorKind::TooMuchWork => "too_much_work",
            _ => "invalid_component",
        };
        self.warnings.add(code, path, error.detail());
        None
    }

    /// Collects the values that a template may read.
    /// Components in slots are read here, with the path of the use; of them the template only
    /// learns whether there are any.
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
        let declared = custom.definition().get("properties");
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

    /// Reads the components of a slot, and tells the template whether there are any.
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

    /// Puts components where a template says `{"component": "slot", "name": …}`. A slot takes them only once.
    /// Returns whether `value` is a slot.
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
