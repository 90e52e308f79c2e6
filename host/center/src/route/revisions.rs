//! Revisions: contents that are kept for ever.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::campaign::{self, Clock};
use paywall_control::{Content, Hash, Manifest, Overview, Revision, canonical, project, told};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::answer;
use crate::blocking::blocking;
use crate::body::{Body, LARGE};
use crate::call::Call;
use crate::center::App;
use crate::list::Piece;
use crate::problem::Problem;
use crate::source::{Source, hash};

/// A document that is to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRevision, example = json!({"document": {"paywalls": [], "campaign_rules": []}, "message": "The first one", "parents": []}))]
pub(crate) struct New {
    /// The whole document (docs/document.md). What has no id gets one.
    #[schema(value_type = Object)]
    document: Value,
    /// The reason, in the author's words.
    #[serde(default)]
    message: String,
    /// The hashes of the revisions that it comes from: at most two.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    parents: Vec<Hash>,
}

/// A revision that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeRevision, example = json!({"revision": "4f8a…", "manifest": "90c1…", "renamed": []}))]
pub(crate) struct Made {
    /// The hash of the revision.
    pub revision: String,
    /// The hash of its content.
    pub manifest: String,
    /// The components that got another id, since it was another component's too.
    pub renamed: Vec<Renamed>,
}

/// A component that got another id.
#[derive(Serialize, ToSchema)]
pub(crate) struct Renamed {
    /// The id of the paywall.
    pub paywall: String,
    /// The id that another component has, too.
    pub from: String,
    /// The id that it has now.
    pub to: String,
}

/// Keeps a whole document as a revision.
#[utoipa::path(post, path = "/control/v1/apps/{app}/revisions", tag = "revisions", request_body = New,
    responses((status = 201, body = Made)))]
pub(crate) async fn make(
    call: Call,
    Body(new): Body<New, LARGE>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let New {
        document,
        message,
        parents,
    } = new;
    let (content, renamed) = blocking(move || Content::import(document)).await??;
    let revision = Revision {
        manifest: content.manifest.hash(),
        parents,
        message,
        author: call.caller.id.clone(),
        at: call.now.millis(),
        engine: call.app.version.clone(),
    };
    let hash = call.app.control.commit(&content, &revision).await?;
    let renamed = renamed.into_iter().map(|it| Renamed {
        paywall: it.paywall,
        from: it.from,
        to: it.to,
    });
    let made = Made {
        revision: hash.to_string(),
        manifest: revision.manifest.to_string(),
        renamed: renamed.collect(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Lists revisions, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions", tag = "revisions", params(Piece),
    responses((status = 200, body = Vec<answer::Revision>)))]
pub(crate) async fn list(
    call: Call,
    Query(piece): Query<Piece>,
) -> Result<Json<Vec<answer::Revision>>, Problem> {
    let listed = call.app.control.revisions(piece.before, piece.most).await?;
    Ok(Json(listed.into_iter().map(Into::into).collect()))
}

/// Shows a revision.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions/{revision}", tag = "revisions",
    responses((status = 200, body = answer::Revision)))]
pub(crate) async fn show(
    call: Call,
    Path((_, revision)): Path<(String, String)>,
) -> Result<Json<answer::Revision>, Problem> {
    let hash = hash(&revision)?;
    Ok(Json(call.app.control.revision(hash).await?.into()))
}

/// The platform whose document is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct For {
    /// The id of the platform; the app's document for all of them if absent.
    platform: Option<String>,
}

/// Returns the document of a revision, of what is live (`live:ENVIRONMENT`), or of a draft (`draft:ID`).
///
/// `ETag` is the hash of its content.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions/{revision}/document", tag = "revisions", params(For),
    responses((status = 200, description = "The document, with all ids", body = Object), (status = 304, description = "The caller has it")))]
pub(crate) async fn document(
    call: Call,
    Path((_, revision)): Path<(String, String)>,
    Query(asked): Query<For>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let manifest = Source::read(&revision).manifest(&call.app).await?;
    let tag = format!("\"{}\"", manifest.hash());
    let head = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    let known = headers.get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let text = text(&call.app, manifest, asked.platform).await?;
    Ok((head, text).into_response())
}

/// Writes a content as a document for a platform, or for all of them, or takes it written.
///
/// # Errors
/// Fails if a part of the content is missing, or if the database fails.
pub(crate) async fn text(
    app: &App,
    manifest: Manifest,
    platform: Option<String>,
) -> Result<Bytes, Problem> {
    let key = (manifest.hash(), platform);
    if let Some(text) = app.written.get(&key) {
        return Ok(text);
    }
    let content = app.control.content_of(manifest).await?;
    let platform = key.1.clone();
    let text = Bytes::from(blocking(move || written(&content, platform.as_deref())).await??);
    app.written.put(key, text.clone());
    Ok(text)
}

/// Writes a content as a document; for one platform, if it is named.
fn written(content: &Content, platform: Option<&str>) -> Result<String, paywall_control::Error> {
    let document = content.write()?;
    canonical::write(&match platform {
        Some(platform) => project(document, platform),
        None => document,
    })
}

/// The place from which campaigns are looked at.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Zone {
    /// The minutes by which the clock there is ahead of UTC; 0 if absent.
    #[serde(default)]
    offset: i16,
}

/// Tells the campaigns of a revision, of what is live (`live:ENVIRONMENT`), or of a draft (`draft:ID`) in sentences.
///
/// Placements have their rules in the order in which they are asked. It has what a list shows, and is small where the
/// document is not.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions/{revision}/campaigns", tag = "revisions", params(Zone),
    responses((status = 200, description = "`placements`, `audiences`, and the `names` that conditions use", body = Object)))]
pub(crate) async fn campaigns(
    call: Call,
    Path((_, revision)): Path<(String, String)>,
    Query(zone): Query<Zone>,
) -> Result<Json<Value>, Problem> {
    let manifest = Source::read(&revision).manifest(&call.app).await?;
    let content = call.app.control.content_of(manifest).await?;
    let clock = Clock {
        now: call.now.millis() as f64,
        offset: f64::from(zone.offset),
    };
    Ok(Json(
        blocking(move || campaign::campaigns(&content, clock)).await?,
    ))
}

/// Lists what a revision holds, or what is live (`live:ENVIRONMENT`), or a draft (`draft:ID`), by the names that people know.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions/{revision}/overview", tag = "revisions",
    responses((status = 200, description = "`paywalls` with the rules and form factors that show them, `rules`, `placements`, `products`, `forms`, `locales`, and the `names` of ids", body = Object)))]
pub(crate) async fn overview(
    call: Call,
    Path((_, revision)): Path<(String, String)>,
) -> Result<Json<Arc<Overview>>, Problem> {
    let manifest = Source::read(&revision).manifest(&call.app).await?;
    Ok(Json(listed(&call.app, manifest).await?))
}

/// Lists what a content holds, or takes the list that is known.
///
/// # Errors
/// Fails if a part of the content is missing, or if the database fails.
pub(crate) async fn listed(app: &App, manifest: Manifest) -> Result<Arc<Overview>, Problem> {
    let key = (manifest.hash(), None);
    if let Some(known) = app.overviews.get(&key) {
        return Ok(known);
    }
    let content = app.control.content_of(manifest).await?;
    let made = Arc::new(blocking(move || Overview::of(&content)).await??);
    app.overviews.put(key, made.clone());
    Ok(made)
}

/// The form in which a difference is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Whether it is told for pages, too: grouped, with names in place of ids.
    #[serde(default)]
    told: bool,
}

/// Compares two contents: revisions, `live:ENVIRONMENT` or `draft:ID`.
#[utoipa::path(get, path = "/control/v1/apps/{app}/revisions/{revision}/difference/{other}", tag = "revisions", params(How),
    responses((status = 200, body = answer::Difference)))]
pub(crate) async fn difference(
    call: Call,
    Path((_, revision, other)): Path<(String, String, String)>,
    Query(how): Query<How>,
) -> Result<Json<answer::Difference>, Problem> {
    let (before, after) = (Source::read(&revision), Source::read(&other));
    let manifests = (
        before.manifest(&call.app).await?,
        after.manifest(&call.app).await?,
    );
    let mut found = compare(&call, manifests, how).await?;
    if let (Some(told), Source::Draft(draft)) = (&mut found.told, &after)
        && let Ok(revision) = hash(&revision)
    {
        let draft = call.app.control.draft(draft).await?;
        told.is_behind = !call.app.control.comes_from(draft.base, revision).await?;
    }
    Ok(Json(found))
}

/// Compares two contents by their manifests; only the parts that differ are read.
pub(crate) async fn compare(
    call: &Call,
    (before, after): (Manifest, Manifest),
    how: How,
) -> Result<answer::Difference, Problem> {
    let names = match how.told {
        true => Some([
            listed(&call.app, before.clone()).await?,
            listed(&call.app, after.clone()).await?,
        ]),
        false => None,
    };
    let [before, after] = call.app.control.between(before, after).await?;
    let changes = blocking(move || paywall_control::difference(&before, &after)).await??;
    let mut found = answer::Difference::from(changes);
    found.told = names.map(|[before, after]| {
        let mut names = before.names.clone();
        names.extend(&after.names);
        let groups = told::groups(&found.changes, &names);
        answer::Told {
            touches: told::touches(&groups),
            groups,
            is_behind: false,
        }
    });
    Ok(found)
}
