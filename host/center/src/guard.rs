//! The guard before all routes: it finds out who calls, and lets in whom the table lets in.

use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use paywall_control::policy::Role;

use crate::access::{Need, need, only_asks};
use crate::call::Call;
use crate::caller::{Caller, identify};
use crate::center::Center;
use crate::door::same_origin;
use crate::enter::{READER, reader};
use crate::problem::Problem;
use crate::sender::Sender;

/// Lets a call in whose caller has the rights that the route needs.
pub(crate) async fn guard(
    State(center): State<Center>,
    path: MatchedPath,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let app = params
        .iter()
        .find(|(name, _)| *name == "app")
        .map(|(_, id)| id);
    let mut response = match admit(&center, &path, app, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    // What is not said to be public is for this caller alone.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Checks the caller's rights, and gives the call to the handler.
async fn admit(
    center: &Center,
    path: &MatchedPath,
    app: Option<&str>,
    request: &mut Request,
) -> Result<(), Problem> {
    let found = need(request.method().as_str(), path.as_str());
    let needed =
        found.ok_or_else(|| Problem::internal("this route is not in the table of rights"))?;
    let from = Sender::of(request.extensions());
    let headers = request.headers();
    // A browser sends its cookies with calls that other sites' pages make, and shows no token of its own accord.
    let is_browsers = !headers.contains_key(header::AUTHORIZATION);
    let is_ours = match request.method().is_safe() || !is_browsers {
        true => Ok(()),
        false => same_origin(center.place(), headers),
    };
    if needed == Need::Nothing {
        return is_ours;
    }
    let found = known(center, app, headers, from).await?;
    let found = found.or_else(|| reader(center, request.extensions(), headers));
    let caller = found.ok_or_else(Problem::unauthorized)?;
    is_ours?;
    if caller.id == READER && !only_asks(request.method(), path.as_str()) {
        return Err(Problem::forbidden(Role::Editor));
    }
    if let Need::Role(_) | Need::Helper = needed {
        let call = call(center, &caller, app.unwrap_or_default(), needed)?;
        request.extensions_mut().insert(call);
    }
    request.extensions_mut().insert(caller);
    Ok(())
}

/// Finds out who calls. Wrong tokens from one address are limited, and take nothing from those who have a good one.
async fn known(
    center: &Center,
    app: Option<&str>,
    headers: &HeaderMap,
    Sender(from): Sender,
) -> Result<Option<Caller>, Problem> {
    let found = identify(center, headers, app).await;
    let is_wrong = |problem: &Problem| problem.status == StatusCode::UNAUTHORIZED;
    if headers.contains_key(header::AUTHORIZATION) && found.as_ref().is_err_and(is_wrong) {
        center.door().wrong_token(from, center.now())?;
    }
    found
}

/// Makes the call to an app, if the caller's role is enough. Nobody learns of an app in which they have no role.
fn call(center: &Center, caller: &Caller, app: &str, needed: Need) -> Result<Call, Problem> {
    let unknown = || Problem::not_found("app", app);
    let role = *caller.roles.get(app).ok_or_else(unknown)?;
    let app = center.app(app).ok_or_else(unknown)?.clone();
    match needed {
        Need::Role(least) if role < least => Err(Problem::forbidden(least)),
        Need::Helper if !needed.lets_in(role) => Err(Problem::forbidden(Role::Publisher)),
        _ => Ok(Call {
            app,
            caller: caller.clone(),
            role,
            now: center.now(),
        }),
    }
}
