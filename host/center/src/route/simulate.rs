//! Simulations of contents: who gets what, and what a content changes for the same people.

use std::sync::LazyLock;

use axum::Json;
use paywall_check::simulate::{self, Placement, Plan, Population};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::blocking::blocking;
use crate::body::{Body, MEDIUM};
use crate::call::Call;
use crate::problem::Problem;
use crate::route::ask::{load, refused};
use crate::source::Source;

/// The most people of a simulation.
const MOST_PEOPLE: u64 = 20_000;
/// The people of a simulation that names no number.
const USUAL_PEOPLE: u64 = 10_000;

/// One simulation at a time: each takes all processors.
static SIMULATING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

/// A simulation that is to be run.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"source": {"draft": "5b0c"}, "against": {"environment": "production"}, "request": {"people": 10000, "seed": 1, "labels": ["settings"]}}))]
pub(crate) struct Simulation {
    /// The content that it is about.
    source: Source,
    /// Another content that the same people are sent through: the report then has `compared`, what changes for whom.
    #[serde(default)]
    against: Option<Source>,
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
    /// The labels that are launched; where nothing is named, everything that the document answers is launched.
    labels: Vec<String>,
    /// The URLs that are launched.
    urls: Vec<String>,
    /// True launches without a name as well.
    unnamed: bool,
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
            unnamed: false,
            now: None,
        }
    }
}

impl Crowd {
    /// Makes the plan of the simulation, at a time if the crowd names none.
    fn plan(self, now: u64) -> Plan {
        let unnamed = self.unnamed.then_some(Placement::Default);
        let labels = self.labels.into_iter().map(Placement::Label);
        let urls = self.urls.into_iter().map(Placement::Url);
        Plan {
            population: Population::Made {
                people: self.people,
                seed: self.seed,
            },
            placements: unnamed.into_iter().chain(labels).chain(urls).collect(),
            now: self.now.unwrap_or(now),
            zone: None,
        }
    }
}

/// Sends made-up people through a document, and counts who gets what; through two, and tells what changes for whom.
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
    let document = load(&call, &wish.source, wish.platform.clone()).await?;
    let against = match &wish.against {
        Some(source) => Some(load(&call, source, wish.platform).await?),
        None => None,
    };
    let now = u64::try_from(call.now.millis()).unwrap_or_default();
    let plan = wish.request.plan(now);
    let turn = SIMULATING.acquire().await;
    let turn = turn.map_err(|_| Problem::internal("the simulation was given up"))?;
    let work = blocking(move || {
        let _turn = turn;
        let report = match &against {
            Some(against) => simulate::compare(&document, against, &plan),
            None => simulate::run(&document, &plan),
        };
        report.map(|report| serde_json::to_value(&report))
    });
    match work.await? {
        Ok(Ok(report)) => Ok(Json(report)),
        Ok(Err(error)) => Err(Problem::internal(error.to_string())),
        Err(simulate::Failure::Line(error)) => Err(Problem::invalid(error.to_string())),
        Err(simulate::Failure::Call(error)) => Err(refused(&error)),
    }
}
