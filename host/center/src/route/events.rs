//! The stream by which an editor hears of each edit of a draft, whoever saves it, and of who else looks at it, at whichever
//! host.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use paywall_database::control::{Control, Presence};
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
/// The number of looks at the draft after which the stream looks who else is there, and says that its client is.
const LOOKS: u32 = 3;
const SAYS: u32 = 12;

/// The edit after which the stream begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// The number of the edit that was seen last; if absent, that of `Last-Event-ID`, or else the last one of the draft.
    after: Option<i64>,
}

/// Tells of each edit of a draft within a second (`edit`, as in the list of edits), of who listens to it at any host
/// (`presence`, the list of all others with their ids and names, whenever it changes), and of its end (`closed`), as server-sent events. The stream ends
/// after some minutes; browsers begin the next one where it ended.
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
    let here = Here {
        presence: control.presence(&id, &call.caller.id)?,
        center,
        app: call.app.id.clone(),
        own: call.caller.id.clone(),
        others: Vec::new(),
    };
    Ok(room.answer(async move |telling| tell(&control, &id, (seen, here), &telling).await))
}

/// The client of a stream among all who look at the draft, until it is dropped.
struct Here {
    presence: Presence,
    center: Center,
    app: String,
    /// The id of the client.
    own: String,
    /// The ids of the others, as they were told last.
    others: Vec<String>,
}

impl Here {
    /// Says now and then that the client is here, and tells it who is. Returns false if the client is gone.
    async fn look(&mut self, look: u32, telling: &Telling) -> bool {
        // If the database does not answer, it may the next time.
        if look.is_multiple_of(SAYS) && self.presence.say(self.center.now()).await.is_err() {
            return true;
        }
        if !look.is_multiple_of(LOOKS) {
            return true;
        }
        let Ok(mut others) = self.presence.all(self.center.now()).await else {
            return true;
        };
        others.retain(|it| *it != self.own);
        if others == self.others {
            return true;
        }
        let Ok(members) = self.center.people().members(&self.app).await else {
            return true;
        };
        self.others = others;
        let named = |id: &String| {
            let mut people = members.iter().map(|it| &it.person);
            let person = people.find(|it| it.id == *id);
            let program = id.strip_prefix("token:").unwrap_or(id);
            json!({ "id": id, "name": person.map_or(program, |it| it.name.as_str()) })
        };
        let all: Vec<Value> = self.others.iter().map(named).collect();
        telling.tell("presence", &Value::Array(all)).await
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let presence = self.presence.clone();
        // Without a runtime, the program ends; then it is gone some seconds later.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { presence.leave().await });
        }
    }
}

/// Reads the number of the last event that a browser had before it came again.
fn came_again(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// Tells of the edits of a draft after a number, and of who looks at it, until it is closed or the client is gone.
async fn tell(control: &Control, id: &str, (mut seen, mut here): (i64, Here), telling: &Telling) {
    for look in 0_u32.. {
        if !here.look(look, telling).await {
            return;
        }
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
