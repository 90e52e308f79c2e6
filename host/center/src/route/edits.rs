//! Edits of drafts: each says which one its author saw last.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::Operation;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::answer::{Edit, Edited};
use crate::body::{Body, MEDIUM};
use crate::call::Call;
use crate::problem::Problem;
use crate::route::revisions::listed;

/// An edit that is to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"operations": [{"op": "set", "section": "paywalls", "part": "plans", "id": "title",
    "path": "text", "value": "**Spring**"}]}))]
pub(crate) struct Save {
    /// The operations, in their order (docs/control.md): at most 500.
    #[schema(value_type = Vec<Object>)]
    operations: Vec<Operation>,
}

/// The edits that are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The number of the edit after which the list begins; 0 if absent.
    #[serde(default)]
    after: i64,
    /// The most edits that are listed: 1 to 1,000, and 100 if absent.
    #[serde(default = "crate::list::usual")]
    most: u32,
    /// Whether sentences have names in place of ids.
    #[serde(default)]
    named: bool,
}

/// Lists the edits of a draft after a number, in their order.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts/{draft}/edits", tag = "drafts", params(After),
    responses((status = 200, body = Vec<Edit>)))]
pub(crate) async fn list(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<After>,
) -> Result<Json<Vec<Edit>>, Problem> {
    let control = &call.app.control;
    let (_, head) = control.draft_with_head(&id).await?;
    let edits = control.edits(&id, asked.after, asked.most).await?;
    let mut edits: Vec<Edit> = edits.into_iter().map(Edit::from).collect();
    if asked.named {
        let names = &listed(&call.app, head).await?.names;
        for sentence in edits.iter_mut().flat_map(|edit| &mut edit.sentences) {
            *sentence = names.put(sentence);
        }
    }
    Ok(Json(edits))
}

/// Saves an edit that was made after the one in `If-Match`.
#[utoipa::path(post, path = "/control/v1/apps/{app}/drafts/{draft}/edits", tag = "drafts", request_body = Save,
    params(("If-Match" = String, Header, description = "The number of the last edit that the author saw, in quotes", example = "\"17\"")),
    responses((status = 200, body = Edited), (status = 412, description = "Somebody saved an edit meanwhile; `details.edits` has the newer ones"),
        (status = 428, description = "The header `If-Match` is missing")))]
pub(crate) async fn save(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    Body(save): Body<Save, MEDIUM>,
) -> Result<Response, Problem> {
    let seen = seen(&headers)?;
    let (control, author) = (&call.app.control, &call.caller.id);
    let edited = control
        .edit(&id, seen, &save.operations, author, call.now)
        .await?;
    let tag = [(header::ETAG, format!("\"{}\"", edited.number))];
    Ok((tag, Json(Edited::from(edited))).into_response())
}

/// Reads the number of the edit that the author saw last.
fn seen(headers: &HeaderMap) -> Result<i64, Problem> {
    let expected = "expected the number of the last edit that was seen in the header `if-match`, such as \"17\"";
    let given = headers.get(header::IF_MATCH).ok_or_else(|| {
        let status = StatusCode::PRECONDITION_REQUIRED;
        Problem::new(status, "precondition_required", expected)
    })?;
    let number = given.to_str().ok().and_then(|given| {
        let bare = given.strip_prefix('"')?.strip_suffix('"')?;
        bare.parse().ok()
    });
    number.ok_or_else(|| Problem::invalid(expected))
}
