//! The engine, asked about a draft, a revision or an environment: what a customer would get.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::Manifest;
use paywall_engine::{LoadedDocument, Operation, answer};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::blocking::blocking;
use crate::body::{Body, MEDIUM};
use crate::call::Call;
use crate::center::App;
use crate::problem::Problem;
use crate::route::revisions::text;
use crate::source::Source;

/// A question to the engine.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"source": {"environment": "production"}, "platform": "web", "request": {"launch": {"label": "settings"}}}))]
pub(crate) struct Question {
    /// The content that it is about.
    source: Source,
    /// The id of the platform; the app's document for all of them if absent.
    #[serde(default)]
    platform: Option<String>,
    /// The request (docs/abi.md). Without `now`, it is the time of the host.
    #[serde(default)]
    #[schema(value_type = Object)]
    request: Map<String, Value>,
}

/// Decides which paywall a customer gets, and says by which rule.
#[utoipa::path(post, path = "/control/v1/apps/{app}/decide", tag = "engine", request_body = Question,
    responses((status = 200, description = "The engine's answer (docs/abi.md)", body = Object)))]
pub(crate) async fn decide(
    call: Call,
    Body(question): Body<Question, MEDIUM>,
) -> Result<Response, Problem> {
    ask(&call, question, Operation::Decide).await
}

/// Renders a paywall as a fragment and its style sheet.
#[utoipa::path(post, path = "/control/v1/apps/{app}/render", tag = "engine", request_body = Question,
    responses((status = 200, description = "The engine's answer (docs/abi.md)", body = Object)))]
pub(crate) async fn render(
    call: Call,
    Body(question): Body<Question, MEDIUM>,
) -> Result<Response, Problem> {
    ask(&call, question, Operation::Render).await
}

/// Renders a paywall as a whole page.
#[utoipa::path(post, path = "/control/v1/apps/{app}/snapshot", tag = "engine", request_body = Question,
    responses((status = 200, description = "The engine's answer (docs/abi.md)", body = Object)))]
pub(crate) async fn snapshot(
    call: Call,
    Body(question): Body<Question, MEDIUM>,
) -> Result<Response, Problem> {
    ask(&call, question, Operation::Snapshot).await
}

/// Asks the engine, and passes its answer on as it is.
async fn ask(call: &Call, question: Question, operation: Operation) -> Result<Response, Problem> {
    let mut request = question.request;
    request
        .entry("now")
        .or_insert_with(|| call.now.millis().into());
    paywall_zone::complete(&mut request)
        .map_err(|error| Problem::invalid(error.to_string()).at("$.request.device.timezone"))?;
    let document = load(call, &question.source, question.platform).await?;
    let request = Value::Object(request).to_string().into_bytes();
    let answered = document.offload(move |document| document.call(operation, &request));
    let bytes = answered.await.map_err(|error| refused(&error))?;
    let status = answer::refusal(&bytes).map_or(StatusCode::OK, |error| status(&error));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((status, kind, bytes).into_response())
}

/// Loads a content for a platform, or takes it loaded.
///
/// # Errors
/// Fails if there is no such content or platform, if the engine cannot load it, or if the database fails.
pub(crate) async fn load(
    call: &Call,
    source: &Source,
    platform: Option<String>,
) -> Result<LoadedDocument, Problem> {
    let app = &call.app;
    if let Some(id) = &platform
        && !app.platforms.iter().any(|it| it.id == *id)
    {
        return Err(Problem::not_found("platform", id));
    }
    loaded(app, source.manifest(app).await?, platform).await
}

/// Loads a content for a platform that there is, or takes it loaded.
///
/// # Errors
/// Fails if the engine cannot load it, or if the database fails.
pub(crate) async fn loaded(
    app: &App,
    manifest: Manifest,
    platform: Option<String>,
) -> Result<LoadedDocument, Problem> {
    let key = (manifest.hash(), platform);
    if let Some(document) = app.loaded.get(&key) {
        return Ok(document);
    }
    let text = text(app, manifest, key.1.clone()).await?;
    let engine = app.engine.clone();
    let work = blocking(move || engine.load(&text).map_err(|error| refused(&error)));
    let document = work.await??;
    app.loaded.put(key, document.clone());
    Ok(document)
}

/// Makes the problem of an engine's error.
pub(crate) fn refused(error: &paywall_engine::Error) -> Problem {
    let problem = Problem {
        code: error.code().to_owned().into(),
        ..Problem::new(status(error), "", error.message())
    };
    match error.path() {
        Some(path) => problem.at(path),
        None => problem,
    }
}

/// Returns the status of an engine's error.
fn status(error: &paywall_engine::Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
