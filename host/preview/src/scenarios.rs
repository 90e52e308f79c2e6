//! The shipped scenarios: which there are, and what each comes to, step by step.

use axum::Json;
use axum::extract::Path;

use crate::error::Error;
use paywall_scenario::{self, Report};

/// Their names.
pub(super) async fn list() -> Json<Vec<&'static str>> {
    Json(scenario::shipped_names().collect())
}

/// What `paywall scenario --json` prints of one. The longest takes a few milliseconds: no thread of its own for it.
pub(super) async fn play(Path(name): Path<String>) -> Result<Json<Report>, Error> {
    let missing = || Error::NotFound(format!("/api/scenarios/{name}"));
    let text = scenario::shipped(&name).ok_or_else(missing)?;
    let report = scenario::play(text).map_err(|error| Error::Request(error.to_string()))?;
    Ok(Json(report))
}
