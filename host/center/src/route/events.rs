//! The stream by which an editor hears of each edit of a draft, whoever saves it, at whichever host.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use paywall_database::control::Control;
use paywall_listen::Telling;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::answer::Edit;
use crate::call::Call;
use crate::center::Center;
use crate::problem::Problem;

/// The time between two looks at the draft.
const EVERY: Duration = Duration::from_millis(400);
/// The most edits that one look reads.
const AT_ONCE: u32 = 100;

/// The edit after which the stream begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// The number of the edit that was seen last; if absent, that of `Last-Event-ID`, or else the last one of the draft.
    after: Option<i64>,
}

/// Tells of each edit of a draft within a second (`edit`, as in the list of edits), and of its end (`closed`), as
/// server-sent events. The stream ends after some minutes; browsers begin the next one where it ended.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts/{draft}/events", tag = "drafts", params(Since),
    responses((status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        (status = 429, description = "The app or the caller has as many streams as it may")))]
pub(crate) async fn follow(
    State(center): State<Center>,
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (last, _) = call.app.control.last_edit(&id).await?;
    let seen = came_again(&headers).or(since.after).unwrap_or(last);
    // Those of customers' devices have a number of their own.
    let of = format!("control/{}", call.app.id);
    let caller = format!("control/{}", call.caller.id);
    let room = center.streams().enter(&of, Some(caller));
    let room = room.ok_or_else(|| {
        let message =
            "there are as many streams as there may be: end one, or come again in some minutes";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", message)
    })?;
    let control = call.app.control.clone();
    Ok(room.answer(async move |telling| tell(&control, &id, seen, &telling).await))
}

/// Reads the number of the last event that a browser had before it came again.
fn came_again(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// Tells of the edits of a draft after a number, until it is closed or the client is gone.
async fn tell(control: &Control, id: &str, mut seen: i64, telling: &Telling) {
    loop {
        // If the database does not answer, it may the next time.
        if let Ok((last, is_open)) = control.last_edit(id).await {
            while seen < last {
                let Ok(edits) = control.edits(id, seen, AT_ONCE).await else {
                    break;
                };
                for edit in edits {
                    seen = edit.number;
                    let data = serde_json::to_value(Edit::from(edit)).unwrap_or(Value::Null);
                    if !telling.tell_numbered("edit", seen, &data).await {
                        return;
                    }
                }
            }
            if !is_open {
                telling.tell("closed", &json!({})).await;
                return;
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}
