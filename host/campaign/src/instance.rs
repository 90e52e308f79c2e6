//! A template made into rules for a document.

use serde_json::{Map, Value as Json, json};

use crate::fill::{Names, fill};
use crate::template::Template;
use crate::{Error, document, fit, parameter};

/// The most instances of one template in a document.
const INSTANCES: usize = 10_000;

/// The rules of a template for one document, and what they name.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The name of the instance, with which the ids of its rules begin.
    pub id: String,
    /// The values of all parameters, defaults included.
    pub parameters: Map<String, Json>,
    /// The rules, in the order in which they are asked.
    pub rules: Vec<Json>,
    /// Lists that the rules name, by name.
    pub lists: Map<String, Json>,
    /// Layers that the rules name, by name.
    pub layers: Map<String, Json>,
}

/// Makes rules of a template that fit a document.
/// The same document, template and parameters give the same rules.
///
/// # Errors
/// Fails if a parameter is unknown, missing or wrong, or names a paywall that the document lacks.
pub fn instantiate(
    document: &Json,
    template: &Template,
    set: &Map<String, Json>,
) -> Result<Instance, Error> {
    let values = parameter::settle(template, set, &document::paywalls(document))?;
    let taken = document::taken(document);
    let ids = (1..=INSTANCES).map(|number| match number {
        1 => template.template.clone(),
        number => format!("{}-{number}", template.template),
    });
    let free = |instance: &Instance| {
        let rules = instance.rules.iter().flat_map(document::names);
        let mut names = rules.chain(instance.lists.keys().cloned());
        !names.any(|name| taken.contains(&name))
    };
    let mut made = ids.map(|id| fitted(document, template, &values, id));
    made.find(free)
        .ok_or_else(|| Error::Document(format!("it has {INSTANCES} campaigns of this template")))
}

/// Fills the template in under a name, and fits its rules to those of the document.
pub(crate) fn fitted(
    document: &Json,
    template: &Template,
    values: &Map<String, Json>,
    id: String,
) -> Instance {
    let names = Names::of(values, &id);
    let filled = |rules: &[Json]| match fill(&rules.into(), &names) {
        Some(Json::Array(rules)) => rules,
        _ => Vec::new(),
    };
    let from =
        json!({ "template": template.template, "version": template.version, "parameters": values });
    let mut rules = fit::first(document, filled(&template.rules), template.priority);
    rules.extend(fit::last(document, filled(&template.last)));
    for rule in &mut rules {
        rule["from"] = from.clone();
    }
    let layers = named(&filled(&template.layers), None);
    let known = document.get("layers").and_then(Json::as_object);
    let is_new = |name: &String| known.is_none_or(|known| !known.contains_key(name));
    Instance {
        lists: named(&filled(&template.lists), Some("values")),
        layers: layers
            .into_iter()
            .filter(|(name, _)| is_new(name))
            .collect(),
        parameters: values.clone(),
        rules,
        id,
    }
}

/// Turns entries with a name into fields: each becomes the value of `field`, or else what it has beside its name.
fn named(entries: &[Json], field: Option<&str>) -> Map<String, Json> {
    let entry = |entry: &Json| {
        let name = document::text(entry, "name")?.to_owned();
        let mut value = entry.as_object()?.clone();
        value.remove("name");
        let value = match field {
            Some(field) => value.remove(field)?,
            None => value.into(),
        };
        Some((name, value))
    };
    entries.iter().filter_map(entry).collect()
}
