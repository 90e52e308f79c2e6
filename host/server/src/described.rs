//! The description of all routes of a host (OpenAPI 3.1), made of the lists that the server is made of.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use paywall_center::describe::{Rights, complete};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use super::admin::{self, Scope};
use super::{notifications, ready, sdk};

/// The parameters of paths, with what each is.
const PARAMETERS: [(&str, &str); 5] = [
    ("platform", "The id of the app platform"),
    ("device", "The id of the device"),
    ("app", "The id of the app"),
    ("id", "The id"),
    (
        "store",
        "The name of the store: apple, google, roku, amazon or stripe",
    ),
];

/// The head of the description.
#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Paywall host",
    description = "All routes of `paywall host`: the protocol of SDKs (docs/sdk.md), the messages of stores (docs/notifications.md), the calls of administrators and the checks of health (docs/host.md), and the Control Center's API (docs/control.md)."
))]
struct Description;

/// The description as JSON; it is the same on every host of this version.
static JSON: LazyLock<String> = LazyLock::new(|| description().to_json().unwrap_or_default());

/// Returns the description of all routes of a host as OpenAPI 3.1.
pub fn description() -> OpenApi {
    let mut own = own::<()>().into_openapi();
    for part in [
        sdk::description(),
        notifications::description(),
        admin::description(),
        ready::description(),
    ] {
        own.merge(part);
    }
    place(&mut own);
    complete(&mut own, &PARAMETERS, rights);
    let components = own.components.get_or_insert_default();
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("key", SecurityScheme::Http(key));
    let secret = ApiKey::Header(ApiKeyValue::new("device-secret"));
    components.add_security_scheme("device", SecurityScheme::ApiKey(secret));
    let mut center = paywall_center::description();
    place(&mut center);
    own.merge(center);
    own
}

/// Says of each route which part of the host it belongs to.
fn place(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let area = area(path);
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ];
        for operation in operations.into_iter().flatten() {
            for tag in operation.tags.iter_mut().flatten() {
                *tag = format!("{area}{tag}");
            }
        }
    }
}

/// Names the part of the host that a route belongs to, as it stands before what the route is about.
fn area(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("sdk") => "SDK: ",
        Some("admin") => "administration: ",
        Some("control") => "Control Center: ",
        _ => "",
    }
}

/// Returns the rights that a route needs, if any.
fn rights(method: &str, path: &str) -> Option<Rights> {
    if path.contains("/device/{device}/") {
        return Some(Rights {
            words: "Carries the device's secret, if the device has one.".to_owned(),
            schemes: &["device"],
        });
    }
    let scope = match admin::scope(method, path)? {
        Scope::Read => "read",
        Scope::Write => "write",
        Scope::Grant => "grant",
        Scope::Metrics => "metrics",
    };
    let words = format!("Needs a key with the scope `{scope}`.");
    let schemes = &["key"];
    Some(Rights { words, schemes })
}

/// Lists the route of the description.
fn own<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::with_openapi(<Description as utoipa::OpenApi>::openapi())
        .routes(listed!(describe))
}

/// Makes the route of the description.
pub(super) fn routes() -> Router {
    own().split_for_parts().0
}

/// Describes all routes as OpenAPI 3.1.
#[utoipa::path(get, path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "The description", body = Object)))]
async fn describe() -> impl IntoResponse {
    let head = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    (head, JSON.as_str())
}
