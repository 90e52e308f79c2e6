//! Deployments: what is live where.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use paywall_control::Hash;
use paywall_database::control::{Deploy, Kind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::answer::Deployment;
use crate::body::Body;
use crate::call::Call;
use crate::judge::judged;
use crate::list::{newest, usual};
use crate::problem::Problem;

/// A wish to deploy a revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDeployment, example = json!({"revision": "4f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e6534f8a19c2b7d0e653", "replaces": 41,
    "kind": "publish", "reason": "Spring"}))]
pub(crate) struct Wish {
    /// The hash of the revision.
    #[schema(value_type = String)]
    revision: Hash,
    /// The number of the deployment that the author saw in the environment; 0 for none.
    replaces: i64,
    /// The kind: `publish`, `promote` (from another environment) or `rollback` (to what was live before).
    #[serde(default = "publish")]
    #[schema(value_type = String)]
    kind: Kind,
    /// The reason, in the author's words.
    #[serde(default)]
    reason: String,
}

/// Returns the usual kind.
fn publish() -> Kind {
    Kind::Publish
}

/// The deployments that are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The environment; all of them if absent.
    environment: Option<String>,
    /// The number before which the list begins; the newest if absent.
    #[serde(default = "newest")]
    before: i64,
    /// The most entries: 1 to 1,000, and 100 if absent.
    #[serde(default = "usual")]
    most: u32,
}

/// Lists deployments, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/deployments", tag = "publishing", params(Asked),
    responses((status = 200, body = Vec<Deployment>)))]
pub(crate) async fn list(
    call: Call,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Deployment>>, Problem> {
    let control = &call.app.control;
    let environment = asked.environment.as_deref();
    let found = control
        .deployments_before(environment, asked.before, asked.most)
        .await?;
    Ok(Json(found.into_iter().map(Deployment::from).collect()))
}

/// Deploys a revision, if the one that it replaces is still live, the gate finds no fault, and the policy is kept.
#[utoipa::path(post, path = "/control/v1/apps/{app}/environments/{environment}/deployments", tag = "publishing",
    request_body = Wish,
    responses((status = 201, body = Deployment),
        (status = 409, description = "Another one came first (`deployment_moved`, with those that came `between`); the content has \
            faults (`faulty`); the policy asks for more (`policy`); or it was never live (`never_live`)")))]
pub(crate) async fn deploy(
    call: Call,
    Path((_, environment)): Path<(String, String)>,
    Body(wish): Body<Wish>,
) -> Result<(StatusCode, Json<Deployment>), Problem> {
    call.app.has_environment(&environment)?;
    let control = &call.app.control;
    let revision = control.revision(wish.revision).await?.revision;
    let manifest = control.manifest(revision.manifest).await?;
    judged(&call.app, manifest, call.now).await?;
    let deploy = Deploy {
        environment: &environment,
        revision: wish.revision,
        replaces: wish.replaces,
        kind: wish.kind,
        author: &call.caller.id,
        role: call.role,
        reason: &wish.reason,
        engine: &call.app.judge(),
        at: call.now,
    };
    let deployment = control.deploy(&deploy).await?;
    Ok((StatusCode::CREATED, Json(deployment.into())))
}
