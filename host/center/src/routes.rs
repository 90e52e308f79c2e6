//! The list of routes, of which the server and its description are made.

use axum::Router;
use axum::middleware;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use crate::center::Center;
use crate::describe::complete;
use crate::guard::guard;
use crate::route::{deployments, drafts, edits, me, openapi, revisions};

/// The head of the description.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Control Center",
        description = "Drafts, revisions and publishing of an app's paywalls and campaigns (docs/control.md)."
    ),
    components(schemas(crate::answer::Refused))
)]
struct Description;

/// Lists the routes.
fn list() -> OpenApiRouter<Center> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(listed!(openapi::describe))
        .routes(listed!(me::me))
        .routes(listed!(revisions::list, revisions::make))
        .routes(listed!(revisions::show))
        .routes(listed!(drafts::list, drafts::begin))
        .routes(listed!(drafts::show, drafts::close))
        .routes(listed!(drafts::document))
        .routes(listed!(drafts::commit))
        .routes(listed!(edits::list, edits::save))
        .routes(listed!(deployments::list))
        .routes(listed!(deployments::deploy))
}

/// Returns the description of all routes as OpenAPI 3.1.
pub fn description() -> OpenApi {
    complete(list().into_openapi())
}

/// Makes the routes of the API, guarded by the table of rights.
pub fn routes(center: Center) -> Router {
    let (routes, _) = list().split_for_parts();
    routes
        .route_layer(middleware::from_fn_with_state(center.clone(), guard))
        .with_state(center)
}
