//! The tool that reads the schema of documents, in pieces.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use paywall_host::schema::{self, Schema};
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::reply::Reply;
use super::target::Target;
use super::tool::{Effect, Tool};

/// The beginning of the definitions of components.
const COMPONENT: &str = "component--";
/// The beginning of the definitions of groups of attributes, which components have in common.
const GROUP: &str = "attributes--";
/// The most letters of a description in the list.
const SHORT: usize = 100;

/// The wish to read a schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Asked {
    /// The thing that the schema describes: documents without it
    #[serde(default)]
    of: Of,
    /// The name of a definition, such as `rule`, `paywall`, or a component such as `text`; all names without it
    name: Option<String>,
}

/// The thing that is described.
#[derive(Debug, Default, Clone, Copy, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Of {
    #[default]
    Document,
    Request,
    Answer,
    Components,
}

/// Makes the tool.
pub(super) fn tools() -> Vec<Tool> {
    vec![Tool::new(
        "read_schema",
        Effect::Reads,
        "What a document may hold, as JSON Schema in pieces. Without `name` it lists the names of all definitions with \
         what each is; with one it answers that definition: a component with all its attributes (`text`, `button`), \
         `rule`, `condition`, `schedule`, `paywall`, `page`, `menu`, `action`. `of` `request` describes who asks, for \
         `render` and `explain`; `components` describes custom components.",
        read,
    )]
}

/// Reads a schema: the list of its definitions, or one of them.
async fn read(_: Arc<Target>, asked: Asked) -> Result<Reply> {
    let written = schema::write(match asked.of {
        Of::Document => Schema::Document,
        Of::Request => Schema::Request,
        Of::Answer => Schema::Answer,
        Of::Components => Schema::Components,
    });
    let definitions = &written["$defs"];
    match asked.name {
        Some(name) => definition(definitions, &name).map(Reply::from),
        None => Ok(index(definitions).into()),
    }
}

/// Lists the names of definitions with what each is.
fn index(definitions: &Value) -> String {
    let mut out = "Definitions; read one with `name`.\n".to_owned();
    for (name, definition) in definitions.as_object().into_iter().flatten() {
        if name.starts_with(GROUP) {
            continue;
        }
        let (kind, name) = match name.strip_prefix(COMPONENT) {
            Some(name) => ("component ", name),
            None => ("", name.as_str()),
        };
        let is = definition["description"].as_str().unwrap_or_default();
        let is: String = is.chars().take(SHORT).collect();
        out += format!("{kind}{name}: {is}").trim_end_matches([':', ' ']);
        out.push('\n');
    }
    out
}

/// Writes a definition, and the groups of attributes that it takes.
fn definition(definitions: &Value, name: &str) -> Result<String> {
    let component = format!("{COMPONENT}{name}");
    let names = [component.as_str(), name];
    let found = names
        .into_iter()
        .find_map(|name| Some((name, definitions.get(name)?)));
    let (name, found) = found.with_context(|| {
        format!(
            "there is no definition \"{name}\"; call `read_schema` without `name` for all names"
        )
    })?;
    let mut out = format!("{name}: {found}\n");
    for group in groups(found) {
        if let Some(found) = definitions.get(group) {
            out += &format!("{group}: {found}\n");
        }
    }
    Ok(out)
}

/// Lists the groups of attributes that a component takes.
fn groups(definition: &Value) -> Vec<&str> {
    let all = definition["allOf"].as_array().into_iter().flatten();
    let named = all.filter_map(|one| one["$ref"].as_str()?.strip_prefix("#/$defs/"));
    named.filter(|name| name.starts_with(GROUP)).collect()
}
