//! The engine, asked about a draft, a revision or an environment: what a customer would get.

use std::sync::LazyLock;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_check::simulate::{self, Placement, Plan, Population};
use paywall_control::Manifest;
use paywall_engine::{LoadedDocument, Operation, answer};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::blocking::blocking;
use crate::body::{Body, MEDIUM};
use crate::call::Call;
use crate::center::App;
use crate::problem::Problem;
use crate::route::revisions::written;
use crate::source::Source;

/// The most people of a simulation.
const MOST_PEOPLE: u64 = 20_000;
/// The people of a simulation that names no number.
const USUAL_PEOPLE: u64 = 10_000;

/// One simulation at a time: each takes all processors.
static SIMULATING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

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

/// A simulation that is to be run.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"source": {"environment": "production"}, "request": {"people": 10000, "seed": 1, "labels": ["settings"]}}))]
pub(crate) struct Simulation {
    /// The content that it is about.
    source: Source,
    /// The id of the platform; the app's document for all of them if absent.
    #[serde(default)]
    platform: Option<String>,
    /// The people and the placements.
    #[serde(default)]
    request: Crowd,
}

/// The people who are sent through a document (docs/simulation.md).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Crowd {
    /// The number of people, made up from the seed: at most 20,000.
    people: u64,
    /// The seed: the same one makes up the same people.
    seed: u64,
    /// The labels that are launched; with no labels and no URLs, everything that the document answers.
    labels: Vec<String>,
    /// The URLs that are launched.
    urls: Vec<String>,
    /// The time, in milliseconds since 1970; that of the host if absent.
    now: Option<u64>,
}

impl Default for Crowd {
    fn default() -> Self {
        Self {
            people: USUAL_PEOPLE,
            seed: 1,
            labels: Vec::new(),
            urls: Vec::new(),
            now: None,
        }
    }
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

/// Sends made-up people through a document, and counts who gets what.
#[utoipa::path(post, path = "/control/v1/apps/{app}/simulate", tag = "engine", request_body = Simulation,
    responses((status = 200, description = "The report, as `paywall simulate --json` writes it (docs/simulation.md)", body = Object)))]
pub(crate) async fn simulate(
    call: Call,
    Body(wish): Body<Simulation, MEDIUM>,
) -> Result<Json<Value>, Problem> {
    if wish.request.people > MOST_PEOPLE {
        let message = format!("expected at most {MOST_PEOPLE} people");
        return Err(Problem::invalid(message).at("$.request.people"));
    }
    let document = load(&call, &wish.source, wish.platform).await?;
    let Crowd {
        people,
        seed,
        labels,
        urls,
        now,
    } = wish.request;
    let labels = labels.into_iter().map(Placement::Label);
    let plan = Plan {
        population: Population::Made { people, seed },
        placements: labels.chain(urls.into_iter().map(Placement::Url)).collect(),
        now: now.unwrap_or_else(|| u64::try_from(call.now.millis()).unwrap_or_default()),
        zone: None,
    };
    let turn = SIMULATING.acquire().await;
    let turn = turn.map_err(|_| Problem::internal("the simulation was given up"))?;
    let work = blocking(move || {
        let _turn = turn;
        simulate::run(&document, &plan).map(|report| serde_json::to_value(&report))
    });
    match work.await? {
        Ok(Ok(report)) => Ok(Json(report)),
        Ok(Err(error)) => Err(Problem::internal(error.to_string())),
        Err(simulate::Failure::Line(error)) => Err(Problem::invalid(error.to_string())),
        Err(simulate::Failure::Call(error)) => Err(refused(&error)),
    }
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
async fn load(
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
    let content = app.control.content_of(manifest).await?;
    let (engine, platform) = (app.engine.clone(), key.1.clone());
    let work = blocking(move || {
        let text = written(&content, platform.as_deref())?;
        engine
            .load(text.as_bytes())
            .map_err(|error| refused(&error))
    });
    let document = work.await??;
    app.loaded.put(key, document.clone());
    Ok(document)
}

/// Makes the problem of an engine's error.
fn refused(error: &paywall_engine::Error) -> Problem {
    let problem = Problem {
        code: error.code().to_owned().into(),
        ..Problem::new(status(error), "", error.to_string())
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
