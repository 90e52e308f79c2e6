//! The ways in for somebody at this machine ([`Here`]): the link that signs the owner in, and the reader of a file.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use paywall_control::policy::Role;
use paywall_database::control::Use;

use crate::caller::{Caller, identify};
use crate::center::Center;
use crate::here::{Here, elsewhere, is_here};
use crate::problem::Problem;
use crate::route::sessions::{add, begin_session};

/// The id of those who look at a file. Nothing is ever written in this name.
pub(crate) const READER: &str = "reader";
/// The name and the address of the owner whom nobody else made.
const OWNER: [&str; 2] = ["Owner", "owner@localhost"];
/// The page of a link that signs nobody in.
const ENDED: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>This link has ended</title>
<h1>This link has ended</h1><p>It was used, or is of an earlier start. Start the program again, and open the link that it prints.</p>
</html>
"#;

/// Returns what somebody at this machine may do without an account.
fn here(center: &Center) -> Option<&Here> {
    center.at_hand().map(|it| &it.here)
}

/// Returns whoever looks at a file without an account, if the call comes from this machine.
pub(crate) fn reader(
    center: &Center,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> Option<Caller> {
    let reads = matches!(here(center), Some(Here::Reader(_))) && is_here(extensions, headers);
    reads.then(|| Caller {
        id: READER.to_owned(),
        name: "Reader".to_owned(),
        person: None,
        roles: center
            .apps()
            .map(|app| (app.id.clone(), Role::Viewer))
            .collect(),
    })
}

/// Makes the routes for whoever is here: the way to the pages, and the link of the owner.
pub(crate) fn routes(center: Center) -> Router {
    let routes = Router::new().route("/", get(async || Redirect::to("/control/")));
    match here(&center) {
        Some(Here::Owner(_)) => routes.route("/control/enter/{secret}", get(enter)),
        Some(Here::Reader(_)) => routes,
        None => Router::new(),
    }
    .with_state(center)
}

/// Signs the owner in whose link it is, and goes on to the pages.
async fn enter(
    State(center): State<Center>,
    Path(secret): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = match is_here(&parts.extensions, &parts.headers) {
        // Whatever only looks at an address must not use it up.
        true if parts.method == Method::GET => entered(&center, &secret, &parts.headers).await,
        true => Ok(StatusCode::OK.into_response()),
        false => Err(elsewhere()),
    }
    .unwrap_or_else(Problem::into_response);
    let headers = response.headers_mut();
    let set = |name, value| (name, HeaderValue::from_static(value));
    headers.extend([
        set(header::CACHE_CONTROL, "no-store"),
        set(header::REFERRER_POLICY, "no-referrer"),
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        set(header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ]);
    response
}

/// Begins a session of the owner by the link; a browser that has one goes on with it.
async fn entered(center: &Center, secret: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let mut response = Redirect::to("/control/").into_response();
    if !center.at_hand().is_some_and(|it| it.take(secret)) {
        return match identify(center, headers, None).await? {
            Some(_) => Ok(response),
            None => Ok((StatusCode::FORBIDDEN, Html(ENDED)).into_response()),
        };
    }
    let owner = own(center).await?;
    add(&mut response, begin_session(center, headers, &owner).await?);
    Ok(response)
}

/// Returns the id of an owner of the first app, and makes one where apps have none. Nobody else can sign in as that one: there
/// is no password.
///
/// # Errors
/// Fails if the database fails.
pub async fn own(center: &Center) -> Result<String, Problem> {
    let (people, now) = (center.people(), center.now());
    let apps: Vec<String> = center.apps().map(|app| app.id.clone()).collect();
    if let Some(link) = people.setup_link(&apps, now).await? {
        let [name, email] = OWNER;
        let join = Use::Join {
            name,
            email,
            password: "",
        };
        return Ok(people.use_link(&link, join, now).await?);
    }
    let first = apps.first().map_or("", String::as_str);
    let members = people.members(first).await?;
    let owner = members.into_iter().find(|it| it.role == Role::Owner);
    let owner = owner.ok_or_else(|| Problem::internal("the app has no owner"))?;
    Ok(owner.person.id)
}
