//! A tool: its name, what it is for, the schema of its arguments, and what it does.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use rmcp::model::{self, JsonObject, ToolAnnotations};
use rmcp::schemars::JsonSchema;
use rmcp::schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::reply::Reply;
use super::target::Target;

/// The effect of a tool on the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It changes nothing.
    Reads,
    /// It changes a draft or a file, which can be taken back.
    Edits,
    /// It changes what customers get.
    Publishes,
    /// It ends something for good.
    Ends,
}

/// The answer on its way.
type Working = Pin<Box<dyn Future<Output = Result<Reply>> + Send>>;

/// A tool that assistants can call.
pub(super) struct Tool {
    pub name: &'static str,
    about: &'static str,
    effect: Effect,
    /// True if it needs a Control Center.
    pub needs_center: bool,
    schema: Arc<JsonObject>,
    work: Box<dyn Fn(Arc<Target>, Value) -> Working + Send + Sync>,
}

impl Tool {
    /// Makes a tool of the function that does its work; the schema comes from the type of its arguments.
    pub(super) fn new<A, F>(
        name: &'static str,
        effect: Effect,
        about: &'static str,
        work: fn(Arc<Target>, A) -> F,
    ) -> Self
    where
        A: DeserializeOwned + JsonSchema + Send + 'static,
        F: Future<Output = Result<Reply>> + Send + 'static,
    {
        let work = move |target, given| -> Working {
            match serde_json::from_value::<A>(given) {
                Ok(asked) => Box::pin(work(target, asked)),
                Err(error) => {
                    let message = format!("the arguments of {name} are not as its schema says");
                    Box::pin(async move { Err(error).context(message) })
                }
            }
        };
        Self {
            name,
            about,
            effect,
            needs_center: false,
            schema: Arc::new(schema::<A>()),
            work: Box::new(work),
        }
    }

    /// Says that the tool needs a Control Center.
    pub(super) fn of_center(mut self) -> Self {
        self.needs_center = true;
        self
    }

    /// Describes the tool in the words of the protocol.
    pub(super) fn described(&self) -> model::Tool {
        let notes = ToolAnnotations::new()
            .read_only(self.effect == Effect::Reads)
            .destructive(matches!(self.effect, Effect::Publishes | Effect::Ends))
            .idempotent(self.effect == Effect::Reads)
            .open_world(false);
        model::Tool::new(self.name, self.about, self.schema.clone()).with_annotations(notes)
    }

    /// Calls the tool.
    ///
    /// # Errors
    /// Fails if the arguments are wrong, and as the tool does; the message says what to do.
    pub(super) async fn call(&self, target: Arc<Target>, given: JsonObject) -> Result<Reply> {
        self.check_names(&given)?;
        (self.work)(target, Value::Object(given)).await
    }

    /// Checks that every argument is one of the schema's.
    fn check_names(&self, given: &JsonObject) -> Result<()> {
        let known = self.schema.get("properties").and_then(Value::as_object);
        let names: Vec<&String> = known.into_iter().flat_map(Map::keys).collect();
        for name in given.keys() {
            if !names.contains(&name) {
                let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
                let (tool, names) = (self.name, names.join(", "));
                bail!("{tool} has no argument \"{name}\"; it has {names}");
            }
        }
        Ok(())
    }
}

/// Writes the schema of arguments, all of it in one piece: not every assistant follows references.
fn schema<A: JsonSchema>() -> JsonObject {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let written = settings.into_generator().into_root_schema_for::<A>();
    let mut fields = match written.to_value() {
        Value::Object(fields) => fields,
        _ => JsonObject::new(),
    };
    fields.retain(|name, _| !["title", "description"].contains(&name.as_str()));
    fields.entry("properties").or_insert_with(|| json!({}));
    fields.insert("additionalProperties".to_owned(), false.into());
    fields
}
