//! Templates: the designs of the gallery, whose paywalls are taken into drafts.

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use paywall_control::Operation;
use paywall_gallery::Design;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::blocking::blocking;
use crate::body::Body;
use crate::call::Call;
use crate::design::take;
use crate::problem::Problem;

/// A wish to take a paywall of a design into a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeDesign, example = json!({"draft": "0198…", "paywall": "stride-phone"}))]
pub(crate) struct Take {
    /// The id of the draft that it goes into.
    draft: String,
    /// The id of the paywall in the design.
    paywall: String,
}

/// The edit that takes a paywall into a draft: it has the app's products, and its texts in the app's languages.
#[derive(Serialize, ToSchema)]
#[schema(as = TakenDesign)]
pub(crate) struct Taking {
    /// The id that the paywall gets.
    paywall: String,
    /// The operations, to be saved as an edit.
    #[schema(value_type = Vec<Object>)]
    operations: Vec<Operation>,
}

/// Lists the designs of the gallery, with their paywalls.
#[utoipa::path(get, path = "/control/v1/apps/{app}/templates/paywalls", tag = "templates",
    responses((status = 200, description = "Name, title, kind of app and paywalls of each design", body = Vec<Object>)))]
pub(crate) async fn designs(_: Call) -> Json<&'static [Design]> {
    Json(paywall_gallery::designs())
}

/// Returns the document of a design.
#[utoipa::path(get, path = "/control/v1/apps/{app}/templates/paywalls/{design}", tag = "templates",
    responses((status = 200, description = "The document", body = Object)))]
pub(crate) async fn design(
    _: Call,
    Path((_, name)): Path<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let head = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((head, named(&name)?.document()))
}

/// Makes the edit that takes a paywall of a design into a draft. Nothing is saved by it.
#[utoipa::path(post, path = "/control/v1/apps/{app}/templates/paywalls/{design}", tag = "templates", request_body = Take,
    responses((status = 200, body = Taking)))]
pub(crate) async fn take_design(
    call: Call,
    Path((_, name)): Path<(String, String)>,
    Body(wish): Body<Take>,
) -> Result<Json<Taking>, Problem> {
    let design: Value = serde_json::from_slice(named(&name)?.document())
        .map_err(|error| Problem::internal(error.to_string()))?;
    let control = &call.app.control;
    let (_, head) = control.draft_with_head(&wish.draft).await?;
    let content = control.content_of(head).await?;
    let paywall = wish.paywall.clone();
    let taken = blocking(move || take(design, &name, &paywall, &content.write()?)).await??;
    let taken = taken.ok_or_else(|| Problem::not_found("paywall", &wish.paywall))?;
    Ok(Json(Taking {
        paywall: taken.id,
        operations: taken.operations,
    }))
}

fn named(name: &str) -> Result<&'static Design, Problem> {
    paywall_gallery::design(name).ok_or_else(|| Problem::not_found("design", name))
}
