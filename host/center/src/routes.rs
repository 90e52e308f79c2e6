//! The list of routes, of which the server and its description are made.

use std::sync::LazyLock;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::any;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use crate::center::Center;
use crate::describe::of_center;
use crate::enter;
use crate::guard::guard;
use crate::pages;
use crate::problem::Problem;
use crate::route::{
    app, ask, assets, audit, checks, comments, customers, deployments, drafts, edits, estimate,
    events, grants, me, notices, oidc, people, rebase, results, reviews, revisions, scenarios,
    schedules, sessions, shares, simulate, stock, templates, tokens,
};
use crate::shared;

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

/// The description as JSON; it is the same on every host of this version.
static JSON: LazyLock<String> = LazyLock::new(|| description().to_json().unwrap_or_default());

/// Describes all routes as OpenAPI 3.1.
#[utoipa::path(get, path = "/control/v1/openapi.json", tag = "description",
    responses((status = 200, description = "The description", body = Object)))]
async fn describe() -> impl IntoResponse {
    let head = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    (head, JSON.as_str())
}

/// Lists the routes.
fn list() -> OpenApiRouter<Center> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(listed!(describe))
        .routes(listed!(me::me))
        .merge(those_of_people())
        .merge(those_beside())
        .routes(listed!(revisions::list, revisions::make))
        .routes(listed!(revisions::show))
        .routes(listed!(revisions::document))
        .routes(listed!(revisions::campaigns))
        .routes(listed!(revisions::overview))
        .routes(listed!(revisions::difference))
        .routes(listed!(checks::revision))
        .routes(listed!(drafts::list, drafts::begin))
        .routes(listed!(drafts::show, drafts::close))
        .routes(listed!(drafts::document))
        .routes(listed!(drafts::changes))
        .routes(listed!(checks::draft))
        .routes(listed!(drafts::commit))
        .routes(listed!(rebase::rebase))
        .routes(listed!(edits::list, edits::save))
        .routes(listed!(events::follow))
        .routes(listed!(deployments::list))
        .routes(listed!(deployments::deploy))
        .routes(listed!(app::show))
        .routes(listed!(app::set_policy))
        .routes(listed!(reviews::list, reviews::make))
        .routes(listed!(reviews::ticks, reviews::tick))
        .routes(listed!(audit::list))
        .routes(listed!(tokens::list, tokens::make))
        .routes(listed!(tokens::end))
        .routes(listed!(ask::decide))
        .routes(listed!(ask::render))
        .routes(listed!(ask::snapshot))
        .routes(listed!(simulate::simulate))
        .routes(listed!(estimate::estimate))
        .routes(listed!(stock::schema))
        .routes(listed!(stock::fields))
        .routes(listed!(stock::campaigns))
        .routes(listed!(stock::campaign))
        .routes(listed!(customers::show))
        .routes(listed!(scenarios::list))
        .routes(listed!(scenarios::show))
        .routes(listed!(results::list))
        .routes(listed!(results::show))
        .routes(listed!(grants::give))
        .routes(listed!(grants::end))
        .routes(listed!(grants::forget))
        .routes(listed!(schedules::list, schedules::make))
        .routes(listed!(schedules::cancel))
        .routes(listed!(notices::list))
        .routes(listed!(notices::note))
        .routes(listed!(templates::designs))
        .routes(listed!(templates::design, templates::take_design))
}

/// Lists the routes by which people come, go and get roles.
fn those_of_people() -> OpenApiRouter<Center> {
    OpenApiRouter::new()
        .routes(listed!(sessions::change))
        .routes(listed!(sessions::arrive))
        .routes(listed!(sessions::look))
        .routes(listed!(sessions::sign_in))
        .routes(listed!(sessions::sign_out))
        .routes(listed!(oidc::ways))
        .routes(listed!(oidc::begin))
        .routes(listed!(oidc::back))
        .routes(listed!(people::names))
        .routes(listed!(people::list, people::invite))
        .routes(listed!(people::set_role, people::remove))
        .routes(listed!(people::password))
}

/// Lists the routes of what stands beside contents: comments, share links, assets.
fn those_beside() -> OpenApiRouter<Center> {
    OpenApiRouter::new()
        .routes(listed!(comments::list, comments::say))
        .routes(listed!(comments::settle))
        .routes(listed!(shares::list, shares::make))
        .routes(listed!(shares::end))
        .routes(listed!(assets::list, assets::keep))
        .routes(listed!(assets::show, assets::remove))
}

/// Returns the description of all routes as OpenAPI 3.1.
pub fn description() -> OpenApi {
    of_center(list().into_openapi())
}

/// Makes the routes: those of the API, guarded by the table of rights, and the pages.
pub fn routes(center: Center) -> Router {
    let (routes, _) = list().split_for_parts();
    routes
        .route_layer(middleware::from_fn_with_state(center.clone(), guard))
        .with_state(center.clone())
        .merge(enter::routes(center.clone()))
        .merge(shared::routes(center))
        .route("/control/v1/{*rest}", any(nothing))
        .merge(pages::routes())
}

/// Says that there is no such route; pages answer at every other address.
async fn nothing() -> Problem {
    let message = "there is nothing at this address; /control/v1/openapi.json lists what there is";
    Problem::new(StatusCode::NOT_FOUND, "not_found", message)
}
