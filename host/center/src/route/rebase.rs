//! Drafts that are put on top of a newer revision.

use axum::Json;
use axum::extract::Path;
use paywall_control::{Choice, Conflict, Hash};
use paywall_database::control::Rebase;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{Body, MEDIUM};
use crate::call::Call;
use crate::problem::Problem;

/// A wish to put a draft on top of a revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rebase, example = json!({"onto": "4f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e653", "edit": 17, "choices":
    [{"section": "paywalls", "part": "plans", "kind": "attribute", "id": "title", "path": ["text"], "side": "ours"}]}))]
pub(crate) struct Wish {
    /// The hash of the revision.
    #[schema(value_type = String)]
    onto: Hash,
    /// The number of the last edit that the author saw.
    edit: i64,
    /// The sides that hold, for conflicts that were told before: each names the conflict by its `section`, `part`, `kind`, `id` and
    /// `path`, and a `side`: `ours` is the draft's, `theirs` the revision's.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    choices: Vec<Choice>,
}

/// The outcome of a rebase.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"edit": 18, "manifest": "90c1…", "conflicts": []}))]
pub(crate) struct Rebased {
    /// The number of the draft's last edit.
    edit: i64,
    /// The hash of the draft's content.
    manifest: String,
    /// The conflicts that nobody chose about, each with the base and both sides. As long as there are some, nothing was changed.
    #[schema(value_type = Vec<Object>)]
    conflicts: Vec<Conflict>,
}

/// Puts a draft on top of a revision, in one edit: what changed there is merged with what the draft changes.
#[utoipa::path(post, path = "/control/v1/apps/{app}/drafts/{draft}/rebase", tag = "drafts", request_body = Wish,
    responses((status = 200, body = Rebased), (status = 412, description = "Somebody saved an edit meanwhile"),
        (status = 422, description = "There is no such conflict (`unknown_choice`)")))]
pub(crate) async fn rebase(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Body(wish): Body<Wish, MEDIUM>,
) -> Result<Json<Rebased>, Problem> {
    let rebase = Rebase {
        draft: &id,
        onto: wish.onto,
        seen: wish.edit,
        choices: &wish.choices,
        author: &call.caller.id,
        at: call.now,
    };
    let done = call.app.control.rebase(&rebase).await?;
    Ok(Json(Rebased {
        edit: done.edit,
        manifest: done.manifest.to_string(),
        conflicts: done.conflicts,
    }))
}
