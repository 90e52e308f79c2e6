//! Schedules: publications at a later time.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use paywall_control::Hash;
use paywall_database::control::{IfMoved, Plan};
use paywall_ledger::Time;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Schedule;
use crate::body::Body;
use crate::call::Call;
use crate::judge::judged;
use crate::list::Piece;
use crate::problem::Problem;

/// A publication at a later time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Plan, example = json!({"environment": "production", "revision": "4f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e653",
    "at": 1_796_000_000_000_i64, "replaces": 41, "if_moved": "stop", "reason": "Spring"}))]
pub(crate) struct Wish {
    /// The environment where the revision is to be live.
    environment: String,
    /// The hash of the revision.
    #[schema(value_type = String)]
    revision: Hash,
    /// The time, in milliseconds since 1970.
    at: i64,
    /// The number of the deployment that the author saw in the environment; 0 for none.
    replaces: i64,
    /// The thing to do if another one is live by then: `stop`, or `merge` if nothing excludes each other.
    #[serde(default = "stop")]
    #[schema(value_type = String)]
    if_moved: IfMoved,
    /// The reason, in the author's words.
    #[serde(default)]
    reason: String,
}

/// Returns the careful thing to do.
fn stop() -> IfMoved {
    IfMoved::Stop
}

/// Lists schedules, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/schedules", tag = "publishing", params(Piece),
    responses((status = 200, body = Vec<Schedule>)))]
pub(crate) async fn list(
    call: Call,
    Query(piece): Query<Piece>,
) -> Result<Json<Vec<Schedule>>, Problem> {
    let found = call.app.control.schedules(piece.before, piece.most).await?;
    Ok(Json(found.into_iter().map(Schedule::from).collect()))
}

/// Makes a schedule. The rights of whoever makes it and the gate's faults are checked now; approvals and ticks at the time.
#[utoipa::path(post, path = "/control/v1/apps/{app}/schedules", tag = "publishing", request_body = Wish,
    responses((status = 201, body = Schedule),
        (status = 409, description = "Another one came first (`deployment_moved`); the content has faults (`faulty`); \
            the time is over (`past`); or 200 are waiting (`too_many`)")))]
pub(crate) async fn make(
    call: Call,
    Body(wish): Body<Wish>,
) -> Result<(StatusCode, Json<Schedule>), Problem> {
    call.app.has_environment(&wish.environment)?;
    let control = &call.app.control;
    let revision = control.revision(wish.revision).await?.revision;
    let manifest = control.manifest(revision.manifest).await?;
    judged(&call.app, manifest, call.now).await?;
    let plan = Plan {
        environment: &wish.environment,
        revision: wish.revision,
        at: Time::from_millis(wish.at),
        replaces: wish.replaces,
        if_moved: wish.if_moved,
        reason: &wish.reason,
        author: &call.caller.id,
        role: call.role,
        engine: &call.app.judge(),
        now: call.now,
    };
    let made = control.schedule(&plan).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Takes a schedule back that is still waiting.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/schedules/{id}", tag = "publishing",
    responses((status = 204, description = "It is taken back"), (status = 409, description = "It is no longer waiting (`settled`)")))]
pub(crate) async fn cancel(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let number = id.parse().ok();
    let number = number.ok_or_else(|| Problem::not_found("schedule", &id))?;
    let control = &call.app.control;
    let schedule = control.schedule_of(number).await?;
    let policy = control.policy(&schedule.environment).await?;
    if call.role < policy.publisher {
        return Err(Problem::forbidden(policy.publisher));
    }
    control
        .cancel_schedule(number, &call.caller.id, call.now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
