//! The audit: who did what.

use axum::Json;
use axum::extract::Query;
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::Call;
use crate::list::Piece;
use crate::problem::Problem;

/// An entry of the audit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Audit {
    /// The number in the app.
    sequence: i64,
    /// The time, in milliseconds since 1970.
    at: i64,
    /// The id of the person or the token.
    actor: String,
    /// The deed: `publish`, `approve`, …
    verb: String,
    /// The thing that it was done to.
    object: String,
    /// The hash of the thing before; empty for none.
    before: String,
    /// The hash of the thing after; empty for none.
    after: String,
}

/// Lists who did what, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/audit", tag = "app", params(Piece),
    responses((status = 200, body = Vec<Audit>)))]
pub(crate) async fn list(
    call: Call,
    Query(piece): Query<Piece>,
) -> Result<Json<Vec<Audit>>, Problem> {
    let entries = call.app.control.audit(piece.before, piece.most).await?;
    let entries = entries.into_iter().map(|it| Audit {
        sequence: it.sequence,
        at: it.at.millis(),
        actor: it.actor,
        verb: it.verb,
        object: it.object,
        before: it.before,
        after: it.after,
    });
    Ok(Json(entries.collect()))
}
