//! An app: its environments, what is live in them, and who publishes there.

use axum::Json;
use axum::extract::Path;
use paywall_control::Policy;
use paywall_control::policy::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::Deployment;
use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;
use crate::route::me::On;

/// An app with its environments and platforms.
#[derive(Serialize, ToSchema)]
pub(crate) struct App {
    /// The id by which calls name it.
    id: String,
    /// The name for people.
    name: String,
    /// The version of the engine that this host runs.
    engine: String,
    /// The environments, `sandbox` and `production` first.
    environments: Vec<Environment>,
    /// The platforms that it is sold on.
    platforms: Vec<On>,
    /// The name of the file that is only looked at; none for an app that people work on.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The details of products that were given with that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    products: Option<Value>,
}

/// An environment of an app.
#[derive(Serialize, ToSchema)]
pub(crate) struct Environment {
    /// The name by which calls name it.
    name: String,
    /// The policy: who publishes there, and what for.
    policy: Rules,
    /// The deployment that is live; none before the first one.
    live: Option<Deployment>,
}

/// The policy of an environment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Policy, example = json!({"approvals": 1, "publisher": "publisher", "authors_approve": false, "warnings_block": true}))]
pub(crate) struct Rules {
    /// The approvals that a publication needs: 0 to 5.
    approvals: u8,
    /// The least role that publishes: `editor`, `publisher` or `owner`.
    #[schema(value_type = String)]
    publisher: Role,
    /// True if the authors' own approvals count.
    authors_approve: bool,
    /// True if warnings of the check must be ticked off.
    warnings_block: bool,
}

/// Shows an app: its environments with what is live in them, and its platforms.
#[utoipa::path(get, path = "/control/v1/apps/{app}", tag = "app", responses((status = 200, body = App)))]
pub(crate) async fn show(call: Call) -> Result<Json<App>, Problem> {
    let app = &call.app;
    let mut environments = Vec::new();
    for name in app.environments() {
        environments.push(Environment {
            name: name.to_owned(),
            policy: app.control.policy(name).await?.into(),
            live: app.control.live(name).await?.map(Deployment::from),
        });
    }
    Ok(Json(App {
        id: app.id.clone(),
        name: app.name.clone(),
        engine: app.version.clone(),
        environments,
        platforms: app.platforms.iter().map(On::from).collect(),
        file: app.file.as_ref().map(|it| it.name.clone()),
        products: app.file.as_ref().and_then(|it| it.products.clone()),
    }))
}

/// Sets the policy of an environment.
#[utoipa::path(put, path = "/control/v1/apps/{app}/environments/{environment}/policy", tag = "app", request_body = Rules,
    responses((status = 200, body = Rules)))]
pub(crate) async fn set_policy(
    call: Call,
    Path((_, environment)): Path<(String, String)>,
    Body(rules): Body<Rules>,
) -> Result<Json<Rules>, Problem> {
    call.app.has_environment(&environment)?;
    let (control, author) = (&call.app.control, &call.caller.id);
    let policy = Policy::from(rules);
    control
        .set_policy(&environment, &policy, author, call.now)
        .await?;
    Ok(Json(policy.into()))
}

impl From<Policy> for Rules {
    fn from(policy: Policy) -> Self {
        Self {
            approvals: policy.approvals,
            publisher: policy.publisher,
            authors_approve: policy.authors_approve,
            warnings_block: policy.warnings_block,
        }
    }
}

impl From<Rules> for Policy {
    fn from(rules: Rules) -> Self {
        Self {
            approvals: rules.approvals,
            publisher: rules.publisher,
            authors_approve: rules.authors_approve,
            warnings_block: rules.warnings_block,
        }
    }
}
