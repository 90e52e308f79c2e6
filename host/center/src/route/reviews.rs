//! Reviews of contents, and warnings that were ticked off.

use axum::Json;
use axum::extract::Query;
use axum::http::StatusCode;
use paywall_control::Hash;
use paywall_control::policy;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;

/// The content whose reviews are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Of {
    /// The hash of the content.
    #[param(value_type = String)]
    manifest: Hash,
}

/// A review that is to be kept. It takes the place of an earlier one by the same reviewer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"manifest": "90c119c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e653", "approves": true, "words": "Good"}))]
pub(crate) struct New {
    /// The hash of the content. After any edit, it is a review of something else.
    #[schema(value_type = String)]
    manifest: Hash,
    /// True if the reviewer agrees.
    approves: bool,
    /// The reviewer's words.
    #[serde(default)]
    words: String,
}

/// A reviewer's verdict about a content.
#[derive(Serialize, ToSchema)]
pub(crate) struct Review {
    /// The hash of the content.
    manifest: String,
    /// The id of the reviewer.
    reviewer: String,
    /// True if the reviewer agrees.
    approves: bool,
    /// The reviewer's words.
    words: String,
    /// The time, in milliseconds since 1970.
    at: i64,
}

/// A warning that is to be ticked off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "never_shown", "path": "$.campaign_rules[winback]"}))]
pub(crate) struct Tick {
    /// The code of the warning.
    code: String,
    /// The place in the document, as the check names it.
    path: String,
}

/// A warning that was ticked off.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ticked {
    /// The code of the warning.
    code: String,
    /// The place in the document, with ids in place of positions.
    path: String,
    /// The id of whoever ticked it off.
    author: String,
    /// The time, in milliseconds since 1970.
    at: i64,
}

/// Lists the reviews of a content, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/reviews", tag = "publishing", params(Of),
    responses((status = 200, body = Vec<Review>)))]
pub(crate) async fn list(call: Call, Query(of): Query<Of>) -> Result<Json<Vec<Review>>, Problem> {
    let reviews = call.app.control.reviews(of.manifest).await?;
    let review = reviews.into_iter().map(|it| Review {
        manifest: it.review.manifest.to_string(),
        reviewer: it.review.reviewer,
        approves: it.review.is_approval,
        words: it.words,
        at: it.at.millis(),
    });
    Ok(Json(review.collect()))
}

/// Keeps the caller's verdict about a content.
#[utoipa::path(post, path = "/control/v1/apps/{app}/reviews", tag = "publishing", request_body = New,
    responses((status = 201, body = Review)))]
pub(crate) async fn make(
    call: Call,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Review>), Problem> {
    let review = policy::Review {
        manifest: new.manifest,
        reviewer: call.caller.id.clone(),
        is_approval: new.approves,
    };
    let control = &call.app.control;
    control.review(&review, &new.words, call.now).await?;
    let made = Review {
        manifest: review.manifest.to_string(),
        reviewer: review.reviewer,
        approves: review.is_approval,
        words: new.words,
        at: call.now.millis(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Lists the warnings that were ticked off.
#[utoipa::path(get, path = "/control/v1/apps/{app}/ticks", tag = "publishing",
    responses((status = 200, body = Vec<Ticked>)))]
pub(crate) async fn ticks(call: Call) -> Result<Json<Vec<Ticked>>, Problem> {
    let ticks = call.app.control.ticks().await?.into_iter();
    let ticks = ticks.map(|tick| Ticked {
        code: tick.warning.code,
        path: tick.warning.path,
        author: tick.author,
        at: tick.at.millis(),
    });
    Ok(Json(ticks.collect()))
}

/// Ticks a warning off: it blocks no publication of the app any more.
#[utoipa::path(post, path = "/control/v1/apps/{app}/ticks", tag = "publishing", request_body = Tick,
    responses((status = 204, description = "It is ticked off")))]
pub(crate) async fn tick(call: Call, Body(tick): Body<Tick>) -> Result<StatusCode, Problem> {
    let Tick { code, path } = tick;
    let warning = policy::Warning { code, path };
    let (control, author) = (&call.app.control, &call.caller.id);
    control.tick_off(&warning, author, call.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
