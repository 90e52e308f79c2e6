//! Notices: publications that were scheduled and did not take place.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;

use crate::answer::Schedule;
use crate::call::Call;
use crate::problem::Problem;

/// Lists the schedules that were stopped, until somebody takes note of each: the newest first, with the reason in `outcome`.
#[utoipa::path(get, path = "/control/v1/apps/{app}/notices", tag = "publishing",
    responses((status = 200, body = Vec<Schedule>)))]
pub(crate) async fn list(call: Call) -> Result<Json<Vec<Schedule>>, Problem> {
    let found = call.app.control.notices().await?;
    Ok(Json(found.into_iter().map(Schedule::from).collect()))
}

/// Takes note of a schedule that was stopped, for everybody. Once more does nothing.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/notices/{id}", tag = "publishing",
    responses((status = 204, description = "It is noted")))]
pub(crate) async fn note(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let number = id.parse().ok();
    let number = number.ok_or_else(|| Problem::not_found("notice", &id))?;
    let noted = call
        .app
        .control
        .take_note(number, &call.caller.id, call.now);
    noted.await?;
    Ok(StatusCode::NO_CONTENT)
}
