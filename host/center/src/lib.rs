//! The HTTP API on which the Control Center's pages, the command line and CI stand (`docs/control.md`).

pub mod pages;

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

/// The description of the API.
#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Control Center",
    description = "Drafts, revisions and publishing."
))]
struct Description;

/// Returns the description of all routes as OpenAPI 3.1.
pub fn description() -> OpenApi {
    Description::openapi()
}
