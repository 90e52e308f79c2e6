//! The list of the SDK protocol's routes, of which the server and its description are made.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Paths;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes as listed;

use super::error::Error;
use super::forms::{ActiveEntitlement, Exposure, JourneyFlags};
use super::limit::{self, Gate, Places};
use super::{Sdk, activity, device, reading};
use crate::coded::coded;
use crate::shares::shares;

/// The address of a platform, below which all routes are.
const BASE: &str = "/sdk/v3/platform/{platform}";
/// The size of the largest body, in bytes. Bodies of SDKs are small except for receipts.
const BODY: usize = 256 << 10;
/// The time that a call may take; SDKs give up after as long.
const CALL_TIME: Duration = Duration::from_secs(20);
/// The time for which browsers may remember what CORS allows: a day, in seconds.
const CORS_AGE: &str = "86400";

/// The forms that others name.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ActiveEntitlement, Exposure, JourneyFlags)))]
struct Forms;

/// Describes the protocol.
pub(crate) fn description() -> OpenApi {
    let mut api = list().into_openapi();
    api.merge(<Forms as utoipa::OpenApi>::openapi());
    api
}

/// Lists the routes.
fn list() -> OpenApiRouter<Sdk> {
    let routes = [
        listed!(reading::document),
        listed!(reading::publications),
        listed!(reading::config),
        listed!(reading::products),
        listed!(reading::paywalls),
        listed!(reading::campaign_rules),
        listed!(reading::keys),
        listed!(device::create),
        listed!(device::replace, device::amend, device::show),
        listed!(reading::device_paywalls),
        listed!(reading::device_products),
        listed!(reading::device_rules),
        listed!(reading::profile),
        listed!(reading::changes),
        listed!(reading::entitlements),
        listed!(device::login),
        listed!(device::logout),
        listed!(device::purchase),
        listed!(activity::session),
        listed!(activity::impression),
        listed!(activity::transaction),
    ];
    routes.into_iter().fold(OpenApiRouter::new(), below)
}

/// Adds a route below the address of a platform. It is described with a slash at its end, and may be called without.
fn below(
    router: OpenApiRouter<Sdk>,
    (forms, described, methods): UtoipaMethodRouter<Sdk>,
) -> OpenApiRouter<Sdk> {
    let mut paths = Paths::new();
    let mut router = router;
    for (path, item) in described.paths {
        let path = format!("{BASE}{path}");
        router = router.route(path.trim_end_matches('/'), methods.clone());
        paths.paths.insert(path, item);
    }
    router.routes((forms, paths, methods))
}

/// Makes all routes. Each may end in a slash or not.
pub fn routes(sdk: Sdk) -> Router {
    let gate = Gate {
        limits: sdk.limits.clone(),
        clock: Arc::clone(&sdk.clock),
    };
    let apps = sdk.platforms.iter();
    let apps = apps.map(|(id, it)| (id.clone(), it.ledger.id().clone()));
    let places = Places {
        platforms: Arc::new(apps.collect()),
        purchases: shares(),
        calls: shares(),
    };
    let (routes, _) = list().split_for_parts();
    routes
        .route("/sdk/{*rest}", get(nothing).post(nothing).put(nothing))
        .layer(middleware::from_fn(paywall_listen::refusals_as_json))
        .layer(middleware::from_fn(coded))
        .layer(middleware::from_fn_with_state(places, limit::places))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(gate, limit::calls))
        .layer(middleware::from_fn(guard))
        .with_state(sdk)
}

/// Answers calls to addresses that do not exist.
async fn nothing() -> Error {
    Error::NoRoute
}

/// Lets pages of any origin make a call, and ends it in time.
/// Any origin is safe, because a call carries no cookie and proves nothing by its origin.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => match tokio::time::timeout(CALL_TIME, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                Error::Module(paywall_engine::Error::Time { limit: CALL_TIME }).into_response()
            }
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, POST, PUT, PATCH, OPTIONS",
        ),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, device-secret, idempotency-key, if-none-match, nonce",
        ),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "etag, paywall-revision, paywall-signature, retry-after",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, CORS_AGE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
