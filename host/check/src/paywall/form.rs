//! Forms: names that a switch sets and nobody reads, and values that a form begins with twice.
//!
//! The app may read and set forms, too. So an unread name is told only beside one that is read and that nobody sets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::word::is_smart;
use crate::within::{DATA, DATA_AND_OVERLAYS, within};
use crate::{Findings, at, suggest, text};

/// The components that are on or off.
const SWITCHES: [&str; 2] = ["toggleSwitch", "toggleButton"];

/// The forms of a document or of a paywall, by their names.
#[derive(Debug, Default)]
pub(super) struct Forms<'a> {
    /// Those that a component, an action or a state sets; true while all of them set true or false.
    pub set: BTreeMap<&'a str, bool>,
    /// Those that texts and conditions read.
    pub read: BTreeSet<&'a str>,
    /// True if some text may read any form, or if components of the document's own may set some.
    pub is_open: bool,
}

impl<'a> Forms<'a> {
    /// Finds the forms in a value.
    pub(super) fn of(value: &'a Value) -> Self {
        let mut out = Self::default();
        out.walk(value);
        out
    }

    fn walk(&mut self, value: &'a Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|entry| self.walk(entry)),
            Value::Object(fields) => {
                self.component(fields);
                self.action(fields);
                for (name, entry) in fields {
                    if let ("formStates", Some(states)) = (name.as_str(), entry.as_object()) {
                        for (form, value) in states {
                            self.sets(form, value.is_boolean());
                        }
                    }
                    self.walk(entry);
                }
            }
            Value::String(text) => self.text(text),
            _ => {}
        }
    }

    /// Notes that a form is set, to true or false or to something else.
    fn sets(&mut self, form: &'a str, is_flag: bool) {
        let known = self.set.entry(form).or_insert(true);
        *known &= is_flag;
    }

    /// Notes what a component sets. The `formId` of a picker's item is a value and no name.
    fn component(&mut self, fields: &'a Map<String, Value>) {
        let named = fields.get("component").and_then(Value::as_str);
        let Some(name) = named else { return };
        self.is_open |= name.starts_with("custom:");
        let Some((_, form)) = form(fields) else {
            return;
        };
        if SWITCHES.contains(&name) {
            self.sets(form, !fields.contains_key("value"));
        } else if name == "formSegmentPicker" {
            self.sets(form, false);
        }
    }

    /// Notes what an action sets; one without a value turns the form over.
    fn action(&mut self, fields: &'a Map<String, Value>) {
        let parameters = fields
            .get("parameters")
            .filter(|_| fields.get("function").and_then(Value::as_str) == Some("setState"));
        if let Some(parameters) = parameters
            && let Some(form) = text(parameters, "formId")
        {
            let value = parameters.get("value").filter(|value| !value.is_null());
            self.sets(form, value.is_none_or(Value::is_boolean));
        }
    }

    /// Notes the forms that a text reads.
    fn text(&mut self, text: &'a str) {
        for rest in text.split("formStates").skip(1) {
            let name = rest.strip_prefix('.').unwrap_or_default();
            let is_other = |sign: char| !sign.is_alphanumeric() && !"_-".contains(sign);
            let end = name.find(is_other).unwrap_or(name.len());
            match name.get(..end) {
                Some(name) if !name.is_empty() => _ = self.read.insert(name),
                // A form that is named elsewhere, or all of them.
                _ => self.is_open = true,
            }
        }
    }
}

/// Returns the field that names the form of a component, and the name.
fn form(fields: &Map<String, Value>) -> Option<(&'static str, &str)> {
    ["formId", "id"].into_iter().find_map(|field| {
        let name = fields.get(field)?.as_str()?;
        (!name.is_empty() && !is_smart(name)).then_some((field, name))
    })
}

/// Checks the forms of a paywall. `all` are those of the whole document.
pub(super) fn check(paywall: &Value, path: &str, all: &Forms<'_>, out: &mut Findings) {
    let Some(template) = paywall.get("template") else {
        return;
    };
    let path = at(path, "template");
    let start = template.get("initialState");
    if let Some(states) = start.and_then(|start| start.get("formStates")?.as_object()) {
        starts(template, &path, None, states, out);
    }
    let own = Forms::of(paywall);
    if !own.is_open && !all.is_open {
        let unset = own.unset(all, &template.to_string());
        if !unset.is_empty() {
            unread(
                template,
                &path,
                (&unset, &all.read),
                &mut BTreeSet::new(),
                out,
            );
        }
    }
}

impl<'a> Forms<'a> {
    /// Lists the forms that are read and that nobody sets, but for those of which the check of tokens tells.
    fn unset(&self, all: &Forms<'_>, template: &str) -> Vec<&'a str> {
        let is_told = |name: &str| {
            let known = self.set.keys().copied();
            suggest::slip(name, known).is_some()
                && template.contains(&format!("${{state.formStates.{name}"))
        };
        let unset = self.read.iter().copied();
        let unset = unset.filter(|name| !all.set.contains_key(name) && !is_told(name));
        unset.collect()
    }
}

/// Checks for switches whose form nobody reads, while another is read and not set. Each form is told once.
fn unread<'a>(
    value: &'a Value,
    path: &str,
    (unset, read): (&[&str], &BTreeSet<&str>),
    told: &mut BTreeSet<&'a str>,
    out: &mut Findings,
) {
    let named = text(value, "component");
    if let Some(fields) = value.as_object()
        && named.is_some_and(|name| SWITCHES.contains(&name))
        // What has an action may be there for its sake.
        && !["onTap", "actionTap"].iter().any(|name| fields.contains_key(*name))
        && let Some((field, form)) = form(fields).filter(|(_, form)| !read.contains(form))
        && told.insert(form)
    {
        let near = suggest::slip(form, unset.iter().copied());
        let only = near.or(match unset {
            [only] => Some(*only),
            _ => None,
        });
        let hint = only.map_or(String::new(), |meant| {
            format!("; did you mean \"{meant}\"?")
        });
        let others: Vec<_> = unset.iter().map(|name| format!("\"{name}\"")).collect();
        let message = format!(
            "nothing reads the form \"{form}\", which this sets, and nothing sets {}, which the paywall reads{hint}",
            others.join(" or ")
        );
        out.warning("unread_form", at(path, field), message);
    }
    within(value, path, &DATA, |value, path| {
        unread(value, path, (unset, read), told, out);
    });
}

/// Checks for components that begin otherwise than the paywall's state says of their form. `picker` is the form of the
/// picker around.
fn starts(
    value: &Value,
    path: &str,
    picker: Option<&str>,
    states: &Map<String, Value>,
    out: &mut Findings,
) {
    let named = text(value, "component").unwrap_or_default();
    let mut around = picker;
    if let Some(fields) = value.as_object() {
        begins(fields, (named, path), picker, states, out);
        around = match named {
            "formSegmentPicker" => form(fields).map(|(_, form)| form),
            "" => picker,
            _ => None,
        };
    }
    within(value, path, &DATA_AND_OVERLAYS, |value, path| {
        starts(value, path, around, states, out);
    });
}

/// Checks how one component begins.
fn begins(
    fields: &Map<String, Value>,
    (named, path): (&str, &str),
    picker: Option<&str>,
    states: &Map<String, Value>,
    out: &mut Findings,
) {
    let own = match named {
        "segmentPickerItem" => picker.zip(Some(fields.get("formId"))),
        name if SWITCHES.contains(&name) => {
            form(fields).map(|(_, form)| (form, fields.get("value")))
        }
        _ => None,
    };
    if let Some((form, value)) = own
        && let Some(state) = states.get(form)
    {
        let is_on = state.as_bool().unwrap_or_else(|| value == Some(state));
        let checked = fields.get("checked").and_then(Value::as_bool);
        // What is not checked is mostly written by editors, so it counts only where nothing else can be meant.
        let differs = match checked {
            Some(true) => !is_on,
            Some(false) => is_on && named == "toggleSwitch",
            None => false,
        };
        if differs {
            let message = format!(
                "the paywall's initialState has formStates.{form} = {state}, which counts more: this starts {}; leave one of \
                 the two out",
                if is_on { "on" } else { "off" }
            );
            out.warning("two_starts", at(path, "checked"), message);
        }
    }
}
