//! The templates that are built into this program: those of `paywall-templates/campaigns`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::Error;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Files that cannot be read are left out; a test holds that there are none.
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |(_, bytes): &(&str, &[u8])| serde_json::from_slice(bytes).ok();
    FILES.iter().filter_map(read).collect()
});

/// A campaign template, as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The name of the template, and the beginning of the ids of its rules.
    pub template: String,
    /// The version, which rules remember.
    pub version: u32,
    /// The title, for people.
    pub title: String,
    /// A sentence that says what the campaign does.
    pub sentence: String,
    /// The parameters, as JSON Schema of an object. `x-names` says what a text names: a paywall, a placement and so on.
    pub parameters: Json,
    /// The paywalls that it needs, by the parameters that name them.
    pub paywalls: Vec<Wanted>,
    /// The products that it needs, by the parameters that name them.
    #[serde(default)]
    pub products: Vec<Wanted>,
    /// The events that the app must count.
    #[serde(default)]
    pub events: Vec<Named>,
    /// The attributes and facts that the app must send.
    #[serde(default)]
    pub attributes: Vec<Named>,
    /// The measures by which it is judged.
    pub metric: Metric,
    /// The least priority of its rules, if they shall go before everything.
    #[serde(default)]
    pub priority: i64,
    /// Lists for the document: `{name, values}`, with placeholders.
    #[serde(default)]
    pub lists: Vec<Json>,
    /// Layers for the document: `{name, seed}`, with placeholders.
    #[serde(default)]
    pub layers: Vec<Json>,
    /// The rules in the order in which they are asked, with placeholders.
    pub rules: Vec<Json>,
    /// The rules without conditions that are asked last, with placeholders.
    pub last: Vec<Json>,
    /// The parameters of the examples.
    pub set: Map<String, Json>,
    /// Customers, and the decisions that they must get.
    pub examples: Vec<Example>,
}

/// A paywall or product that a template needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The parameter that names it.
    pub parameter: String,
    /// A sentence that says how it must be, with placeholders.
    pub is: String,
    /// The product groups that the paywall must have, with placeholders.
    #[serde(default)]
    pub menus: Vec<Json>,
}

/// An event or attribute that the app must send.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name, with placeholders.
    pub name: String,
    /// A sentence that says what it is.
    pub is: String,
}

/// The measures by which a campaign is judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// The measure that decides.
    pub primary: String,
    /// The measures that must not become worse.
    pub guardrails: Vec<String>,
}

/// A customer, and the decision that they must get.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A few words about the customer, for people.
    pub is: String,
    /// Parameters that differ from the template's own; null takes one away.
    #[serde(default)]
    pub set: Map<String, Json>,
    /// The request, with placeholders.
    pub request: Json,
    /// The fields that the decision must have, with placeholders. `group` is the product group that is shown first.
    pub gets: Json,
}

/// Lists the templates, sorted by name.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// Returns the template of a name.
///
/// # Errors
/// Fails if there is none.
pub fn template(name: &str) -> Result<&'static Template, Error> {
    let found = templates()
        .iter()
        .find(|template| template.template == name);
    found.ok_or_else(|| {
        let known: Vec<_> = templates().iter().map(|known| &*known.template).collect();
        Error::UnknownTemplate {
            name: name.to_owned(),
            known: known.join(", "),
        }
    })
}

impl Template {
    /// Lists the parameters by name, each with its schema.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Json)> {
        let properties = self.parameters.get("properties").and_then(Json::as_object);
        let properties = properties.into_iter().flatten();
        properties.map(|(name, schema)| (name.as_str(), schema))
    }

    /// Returns the file of the template, whose fields are in the order in which people read them.
    pub fn text(&self) -> &'static str {
        let file = format!("campaigns/{}.json", self.template);
        let found = FILES.iter().find(|(name, _)| **name == *file);
        let text = found.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
        text.unwrap_or_default()
    }

    /// Returns whether a parameter must be set.
    pub fn requires(&self, name: &str) -> bool {
        let required = self.parameters.get("required").and_then(Json::as_array);
        required.is_some_and(|names| names.iter().any(|required| required == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_template_of_its_name() {
        for (file, bytes) in FILES {
            let template: Template = serde_json::from_slice(bytes).unwrap();
            assert_eq!(*file, format!("campaigns/{}.json", template.template));
        }
        assert_eq!(templates().len(), FILES.len());
    }
}
