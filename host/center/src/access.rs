//! The one table that says who may call a route. A route that is not in it answers nobody.

use axum::http::Method;
use paywall_control::policy::Role;

/// The rights that a route asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// None: anybody may call it.
    Nothing,
    /// A token or a session, whatever its roles.
    Caller,
    /// At least this role in the app that the path names.
    Role(Role),
    /// A role that changes something for a customer: `support`, or at least `publisher`. Those between look and make drafts.
    Helper,
}

/// The rights that one route asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The rights that it asks for.
    pub need: Need,
}

use Need::{Caller, Helper, Nothing};

/// The least roles, for the table below.
const VIEWER: Need = Need::Role(Role::Viewer);
/// Those who help customers.
const SUPPORT: Need = Need::Role(Role::Support);
/// Those who decide about people and settings.
const OWNER: Need = Need::Role(Role::Owner);
/// Those who change drafts. Where an environment's policy says who publishes, it is asked as well.
const EDITOR: Need = Need::Role(Role::Editor);

/// Makes a row of the table.
const fn row(method: &'static str, path: &'static str, need: Need) -> Access {
    Access { method, path, need }
}

/// The table of all routes.
pub const TABLE: &[Access] = &[
    row("GET", "/control/v1/openapi.json", Nothing),
    row("GET", "/control/v1/me", Caller),
    row("PUT", "/control/v1/me/password", Caller),
    row("POST", "/control/v1/setup", Nothing),
    row("POST", "/control/v1/links", Nothing),
    row("POST", "/control/v1/sessions", Nothing),
    row("DELETE", "/control/v1/sessions/current", Caller),
    row("GET", "/control/v1/oidc", Nothing),
    row("GET", "/control/v1/oidc/begin", Nothing),
    row("GET", "/control/v1/oidc/callback", Nothing),
    row("GET", "/control/v1/apps/{app}/comments", VIEWER),
    row("POST", "/control/v1/apps/{app}/comments", VIEWER),
    row("PATCH", "/control/v1/apps/{app}/comments/{comment}", VIEWER),
    row("GET", "/control/v1/apps/{app}/shares", EDITOR),
    row("POST", "/control/v1/apps/{app}/shares", EDITOR),
    row("DELETE", "/control/v1/apps/{app}/shares/{share}", EDITOR),
    row("GET", "/control/v1/apps/{app}/assets", VIEWER),
    row("POST", "/control/v1/apps/{app}/assets", EDITOR),
    row("GET", "/control/v1/apps/{app}/assets/{hash}", Nothing),
    row("DELETE", "/control/v1/apps/{app}/assets/{hash}", OWNER),
    row("GET", "/control/v1/apps/{app}/names", VIEWER),
    row("GET", "/control/v1/apps/{app}/people", OWNER),
    row("POST", "/control/v1/apps/{app}/people", OWNER),
    row("PUT", "/control/v1/apps/{app}/people/{person}", OWNER),
    row("DELETE", "/control/v1/apps/{app}/people/{person}", OWNER),
    row(
        "POST",
        "/control/v1/apps/{app}/people/{person}/password",
        OWNER,
    ),
    row("GET", "/control/v1/apps/{app}/revisions", VIEWER),
    row("POST", "/control/v1/apps/{app}/revisions", EDITOR),
    row("GET", "/control/v1/apps/{app}/revisions/{revision}", VIEWER),
    row("GET", "/control/v1/apps/{app}/drafts", VIEWER),
    row("POST", "/control/v1/apps/{app}/drafts", EDITOR),
    row("GET", "/control/v1/apps/{app}/drafts/{draft}", VIEWER),
    row("DELETE", "/control/v1/apps/{app}/drafts/{draft}", EDITOR),
    row(
        "GET",
        "/control/v1/apps/{app}/drafts/{draft}/document",
        VIEWER,
    ),
    row("GET", "/control/v1/apps/{app}/drafts/{draft}/edits", VIEWER),
    row(
        "POST",
        "/control/v1/apps/{app}/drafts/{draft}/edits",
        EDITOR,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/drafts/{draft}/events",
        VIEWER,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/drafts/{draft}/commit",
        EDITOR,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/drafts/{draft}/rebase",
        EDITOR,
    ),
    row("GET", "/control/v1/apps/{app}/deployments", VIEWER),
    row("GET", "/control/v1/apps/{app}/schedules", VIEWER),
    row("POST", "/control/v1/apps/{app}/schedules", EDITOR),
    row("DELETE", "/control/v1/apps/{app}/schedules/{id}", EDITOR),
    row("GET", "/control/v1/apps/{app}/notices", VIEWER),
    row("DELETE", "/control/v1/apps/{app}/notices/{id}", EDITOR),
    row(
        "POST",
        "/control/v1/apps/{app}/environments/{environment}/deployments",
        EDITOR,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/revisions/{revision}/document",
        VIEWER,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/revisions/{revision}/campaigns",
        VIEWER,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/revisions/{revision}/overview",
        VIEWER,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/revisions/{revision}/difference/{other}",
        VIEWER,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/revisions/{revision}/check",
        VIEWER,
    ),
    row(
        "GET",
        "/control/v1/apps/{app}/drafts/{draft}/changes",
        VIEWER,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/drafts/{draft}/check",
        VIEWER,
    ),
    row("GET", "/control/v1/apps/{app}", VIEWER),
    row(
        "PUT",
        "/control/v1/apps/{app}/environments/{environment}/policy",
        OWNER,
    ),
    row("GET", "/control/v1/apps/{app}/reviews", VIEWER),
    row("POST", "/control/v1/apps/{app}/reviews", EDITOR),
    row("GET", "/control/v1/apps/{app}/ticks", VIEWER),
    row("POST", "/control/v1/apps/{app}/ticks", EDITOR),
    row("GET", "/control/v1/apps/{app}/audit", VIEWER),
    row("GET", "/control/v1/apps/{app}/tokens", OWNER),
    row("POST", "/control/v1/apps/{app}/tokens", OWNER),
    row("DELETE", "/control/v1/apps/{app}/tokens/{name}", OWNER),
    row("POST", "/control/v1/apps/{app}/decide", VIEWER),
    row("POST", "/control/v1/apps/{app}/render", VIEWER),
    row("POST", "/control/v1/apps/{app}/snapshot", VIEWER),
    row("POST", "/control/v1/apps/{app}/simulate", VIEWER),
    row("POST", "/control/v1/apps/{app}/estimate", VIEWER),
    row("GET", "/control/v1/apps/{app}/schema", VIEWER),
    row("GET", "/control/v1/apps/{app}/schema/fields", VIEWER),
    row("GET", "/control/v1/apps/{app}/templates/campaigns", VIEWER),
    row(
        "POST",
        "/control/v1/apps/{app}/templates/campaigns/{name}",
        EDITOR,
    ),
    row("GET", "/control/v1/apps/{app}/customers/{id}", SUPPORT),
    row("GET", "/control/v1/apps/{app}/scenarios", SUPPORT),
    row("GET", "/control/v1/apps/{app}/scenarios/{name}", SUPPORT),
    row("GET", "/control/v1/apps/{app}/experiments", VIEWER),
    row(
        "GET",
        "/control/v1/apps/{app}/experiments/{id}/results",
        VIEWER,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/customers/{id}/grants",
        Helper,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/customers/{id}/grants/{grant}/end",
        Helper,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/customers/{id}/forget",
        OWNER,
    ),
    row("GET", "/control/v1/apps/{app}/templates/paywalls", VIEWER),
    row(
        "GET",
        "/control/v1/apps/{app}/templates/paywalls/{design}",
        VIEWER,
    ),
    row(
        "POST",
        "/control/v1/apps/{app}/templates/paywalls/{design}",
        EDITOR,
    ),
];

/// The ends of the paths at which a call with a body asks the engine something, and changes nothing.
const QUESTIONS: [&str; 6] = [
    "/check",
    "/decide",
    "/estimate",
    "/render",
    "/simulate",
    "/snapshot",
];

/// Returns whether a call only asks, and changes nothing for anybody.
pub(crate) fn only_asks(method: &Method, path: &str) -> bool {
    method.is_safe() || QUESTIONS.iter().any(|end| path.ends_with(end))
}

impl Need {
    /// Returns whether somebody with this role has the rights.
    pub fn lets_in(self, role: Role) -> bool {
        match self {
            Self::Nothing | Self::Caller => true,
            Self::Role(least) => role >= least,
            Self::Helper => role == Role::Support || role >= Role::Publisher,
        }
    }
}

/// Returns what a route asks for; none where the table has no such route.
pub fn need(method: &str, path: &str) -> Option<Need> {
    let method = if method == "HEAD" { "GET" } else { method };
    let row = TABLE
        .iter()
        .find(|row| row.method == method && row.path == path);
    row.map(|row| row.need)
}
