//! The schema of documents and the campaign templates, with which editors begin.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use paywall_campaign::{Instance, again, instantiate, template, templates};
use paywall_control::{Entry, Operation, Section};
use paywall_schema::{Schema, inspected, write};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::blocking::blocking;
use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;

/// The JSON Schema of documents, as text.
static SCHEMA: LazyLock<String> = LazyLock::new(|| write(Schema::Document).to_string());

/// The attributes of things, as text.
static FIELDS: LazyLock<String> = LazyLock::new(|| inspected().to_string());

/// A campaign template.
#[derive(Serialize, ToSchema)]
pub(crate) struct Template {
    /// The name of the template.
    name: &'static str,
    /// The title, for people.
    title: &'static str,
    /// A sentence that says what the campaign does.
    sentence: &'static str,
    /// The parameters, as JSON Schema of an object.
    #[schema(value_type = Object)]
    parameters: &'static Value,
    /// The whole template, with its rules, what it needs, and its examples (docs/campaign-templates.md).
    #[schema(value_type = Object)]
    template: Value,
}

/// A wish to use a campaign template in a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UseCampaign, example = json!({"draft": "0123456789abcdef0123456789abcdef", "parameters": {"paywall": "plans"}}))]
pub(crate) struct Wish {
    /// The id of the draft for which the rules are made.
    draft: String,
    /// The values of the parameters; those with a default may be left out.
    #[serde(default)]
    #[schema(value_type = Object)]
    parameters: Map<String, Value>,
    /// The id of a rule that the template made: its campaign is made anew, in place of another one.
    #[serde(default)]
    rule: Option<String>,
}

/// The operations that put a campaign into a draft.
#[derive(Serialize, ToSchema)]
pub(crate) struct Campaign {
    /// The name of the instance, with which the ids of its rules begin.
    id: String,
    /// The number of the draft's last edit, for which they were made.
    edit: i64,
    /// The operations, for an edit.
    #[schema(value_type = Vec<Object>)]
    operations: Vec<Operation>,
}

/// Returns the JSON Schema of documents, for inspectors.
#[utoipa::path(get, path = "/control/v1/apps/{app}/schema", tag = "editing",
    responses((status = 200, description = "JSON Schema, draft 2020-12", body = Object)))]
pub(crate) async fn schema() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        SCHEMA.as_str(),
    )
}

/// Returns the attributes of components, pages, menus and products as an inspector shows them: in groups, in their order,
/// each with the kind of its control.
#[utoipa::path(get, path = "/control/v1/apps/{app}/schema/fields", tag = "editing",
    responses((status = 200, description = "`{groups, fields, components, things}`", body = Object)))]
pub(crate) async fn fields() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        FIELDS.as_str(),
    )
}

/// Lists the campaign templates with their parameters.
#[utoipa::path(get, path = "/control/v1/apps/{app}/templates/campaigns", tag = "editing",
    responses((status = 200, body = Vec<Template>)))]
pub(crate) async fn campaigns() -> Json<Vec<Template>> {
    let listed = templates().iter().map(|template| Template {
        name: &template.template,
        title: &template.title,
        sentence: &template.sentence,
        parameters: &template.parameters,
        template: serde_json::from_str(template.text()).unwrap_or_default(),
    });
    Json(listed.collect())
}

/// Makes the operations that put a campaign of a template into a draft. Nothing is saved.
#[utoipa::path(post, path = "/control/v1/apps/{app}/templates/campaigns/{name}", tag = "editing", request_body = Wish,
    responses((status = 200, body = Campaign)))]
pub(crate) async fn campaign(
    call: Call,
    Path((_, name)): Path<(String, String)>,
    Body(wish): Body<Wish>,
) -> Result<Json<Campaign>, Problem> {
    let template = template(&name).map_err(|_| Problem::not_found("campaign template", &name))?;
    let control = &call.app.control;
    let (draft, head) = control.draft_with_head(&wish.draft).await?;
    let last = head
        .section(Section::Rules)
        .last()
        .map(|Entry(id, _)| id.clone());
    let content = control.content_of(head).await?;
    let made = blocking(move || {
        let document = content.write()?;
        let (instance, former) = match &wish.rule {
            None => (
                instantiate(&document, template, &wish.parameters).map_err(refused)?,
                Vec::new(),
            ),
            Some(rule) => again(&document, template, rule, &wish.parameters)
                .map_err(refused)?
                .ok_or_else(|| Problem::not_found("rule of this template", rule))?,
        };
        let there = |section: &str, name: &str| {
            document
                .get(section)
                .is_some_and(|entries| entries.get(name).is_some())
        };
        Ok::<_, Problem>((
            instance.id.clone(),
            operations(instance, &former, there, last)?,
        ))
    });
    let (id, operations) = made.await??;
    Ok(Json(Campaign {
        id,
        edit: draft.edit,
        operations,
    }))
}

/// Makes the operations that put an instance behind all other rules; what is there already is replaced where it stands.
fn operations(
    instance: Instance,
    former: &[String],
    there: impl Fn(&str, &str) -> bool,
    mut last: Option<String>,
) -> Result<Vec<Operation>, Problem> {
    let mut steps = Vec::new();
    for (section, entries) in [("lists", instance.lists), ("layers", instance.layers)] {
        for (name, value) in entries {
            let op = if there(section, &name) {
                "set"
            } else {
                "insert"
            };
            steps.push(json!({ "op": op, "section": section, "part": name, "value": value }));
        }
    }
    let mut made = Vec::new();
    for rule in instance.rules {
        let id = rule.get("rule").and_then(Value::as_str);
        let id = id.unwrap_or_default().to_owned();
        if former.contains(&id) {
            steps.push(
                json!({ "op": "set", "section": "campaign_rules", "part": id, "value": rule }),
            );
        } else {
            steps.push(json!({ "op": "insert", "section": "campaign_rules", "part": id, "after": last, "value": rule }));
            last = Some(id.clone());
        }
        made.push(id);
    }
    let gone = former.iter().filter(|id| !made.contains(id));
    steps.extend(gone.map(|id| json!({ "op": "remove", "section": "campaign_rules", "part": id })));
    serde_json::from_value(Value::Array(steps))
        .map_err(|error| Problem::internal(error.to_string()))
}

/// Makes the problem that a template cannot be used like this.
fn refused(error: paywall_campaign::Error) -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Problem::new(status, error.code(), error.to_string()).at("$.parameters")
}
