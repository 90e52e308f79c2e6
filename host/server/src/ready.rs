//! The readiness check: calls would succeed, and what happens beside them happens.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tokio::time::timeout;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use super::standing::Standings;
use super::supervise::Supervisor;
use paywall_database::{Database, LedgerDatabase};

/// The time within which the database must take a write for the host to count as ready.
const PATIENCE: Duration = Duration::from_secs(2);
/// The time for which an answer holds. Anybody may ask, so asking must not make the host write each time.
const HOLDS: Duration = Duration::from_secs(1);

/// The time of a look, and what it found: nothing wrong, or a reason.
type Look = (Instant, Result<(), String>);

/// The things that are looked at.
#[derive(Clone)]
pub(super) struct Ready {
    database: Database,
    ledgers: Vec<LedgerDatabase>,
    tasks: Supervisor,
    standings: Standings,
    last: Arc<Mutex<Option<Look>>>,
}

impl Ready {
    /// Makes a check of a database, the ledgers in it, and the tasks beside the calls, which also says what is served.
    pub(super) fn new(
        database: &Database,
        ledgers: &[LedgerDatabase],
        tasks: &Supervisor,
        standings: &Standings,
    ) -> Self {
        Self {
            database: database.clone(),
            ledgers: ledgers.to_vec(),
            tasks: tasks.clone(),
            standings: standings.clone(),
            last: Arc::default(),
        }
    }

    /// Returns what the host is not ready for. Callers at once share one look.
    async fn ask(&self) -> Result<(), String> {
        let mut last = self.last.lock().await;
        if let Some((_, answer)) = last.as_ref().filter(|(at, _)| at.elapsed() < HOLDS) {
            return answer.clone();
        }
        let answer = self.look().await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    /// Looks at everything.
    async fn look(&self) -> Result<(), String> {
        let dead = self.ledgers.iter().find(|it| !it.is_writing());
        if let Some(ledger) = dead {
            return Err(format!("nothing is written for {}", ledger.id()));
        }
        let tasks = self.tasks.tasks();
        if let Some(((what, app), _)) = tasks.iter().find(|(_, task)| task.down) {
            return Err(format!("a task ended: {what} {app}").trim_end().to_owned());
        }
        match timeout(PATIENCE, self.database.try_writing()).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("the database does not take a write".to_owned()),
        }
    }
}

/// Lists the routes of the health checks.
fn list() -> OpenApiRouter<Ready> {
    OpenApiRouter::new()
        .routes(listed!(alive))
        .routes(listed!(ready))
}

/// Describes the routes of the health checks.
pub(super) fn description() -> OpenApi {
    list().into_openapi()
}

/// Makes the routes of the health checks.
pub(super) fn health(look: Ready) -> Router {
    let (routes, _) = list().split_for_parts();
    routes.with_state(look)
}

/// Answers while the program runs.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "The program runs", body = String, content_type = "text/plain")))]
async fn alive() -> &'static str {
    "ok\n"
}

/// Says whether calls would succeed: the database takes a write, and all tasks beside the calls run.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "Ready; the deployment and revision that each platform serves", body = String, content_type = "text/plain"),
        (status = 503, description = "Not ready: the reason, as text")))]
async fn ready(State(ready): State<Ready>) -> Response {
    match ready.ask().await {
        Ok(()) => format!("ready\n{}", ready.standings.lines()).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why + "\n").into_response(),
    }
}
