//! The routes of the built-in scenarios: their names, and the result of each, step by step.

use axum::Json;
use axum::extract::Path;

use crate::error::Error;
use paywall_scenario::{self as scenario, Report};

/// Lists the names of the scenarios.
pub(super) async fn list() -> Json<Vec<&'static str>> {
    Json(scenario::shipped_names().collect())
}

/// Plays a scenario: the answer is what `paywall scenario --json` prints. The
/// longest takes a few milliseconds, too short for a thread of its own.
pub(super) async fn play(Path(name): Path<String>) -> Result<Json<Report>, Error> {
    let missing = || Error::NotFound(format!("/api/scenarios/{name}"));
    let text = scenario::shipped(&name).ok_or_else(missing)?;
    let report = scenario::play(text).map_err(|error| Error::Request(error.to_string()))?;
    Ok(Json(report))
}
