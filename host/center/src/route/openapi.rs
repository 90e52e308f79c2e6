//! The description of the API.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;

/// The description as JSON; it is the same on every host of this version.
static DESCRIPTION: LazyLock<String> =
    LazyLock::new(|| crate::description().to_json().unwrap_or_default());

/// Describes all routes as OpenAPI 3.1.
#[utoipa::path(get, path = "/control/v1/openapi.json", tag = "description",
    responses((status = 200, description = "The description", body = Object)))]
pub(crate) async fn describe() -> impl IntoResponse {
    let kind = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    (kind, DESCRIPTION.as_str())
}
