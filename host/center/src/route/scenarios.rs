//! Scenarios for those who help customers: the questions that come up most, each answered by the ledger itself.

use axum::Json;
use axum::extract::Path;
use paywall_scenario::{play, questions, shipped};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::problem::Problem;

/// A question about who owns what.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "s3-logout", "question": "Somebody signs out. Who has the subscription now?"}))]
pub(crate) struct Scenario {
    /// The name by which calls name it.
    name: &'static str,
    /// The question, in a sentence.
    question: &'static str,
}

/// Lists the questions that come up most when people help customers.
#[utoipa::path(get, path = "/control/v1/apps/{app}/scenarios", tag = "customers",
    responses((status = 200, body = Vec<Scenario>)))]
pub(crate) async fn list() -> Json<Vec<Scenario>> {
    let listed = questions().map(|(name, question)| Scenario { name, question });
    Json(listed.collect())
}

/// Plays the scenario that answers a question: what happens, what comes of it, and who has what after each step.
#[utoipa::path(get, path = "/control/v1/apps/{app}/scenarios/{name}", tag = "customers",
    responses((status = 200, description = "`question`, and `report`: what `paywall scenario --json` prints", body = Object)))]
pub(crate) async fn show(Path((_, name)): Path<(String, String)>) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("scenario", &name);
    let asked = questions().find(|(it, _)| *it == name);
    let (name, question) = asked.ok_or_else(unknown)?;
    let text = shipped(name).ok_or_else(unknown)?;
    let report = play(text).map_err(|error| Problem::invalid(error.to_string()))?;
    Ok(Json(json!({ "question": question, "report": report })))
}
