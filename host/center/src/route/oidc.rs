//! The way in by a provider of identities: there and back.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_database::control::Identity;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::identify;
use crate::center::Center;
use crate::door::SIGNING_IN;
use crate::problem::Problem;
use crate::provider::{Claims, Failed, Flow, Provider};
use crate::route::sessions::{add, begin_session};
use crate::sender::Sender;

/// The page where people choose how to sign in.
const SIGN_IN: &str = "/control/sign-in";

/// The ways in beside passwords.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ways {
    /// The name of the provider at which people sign in; none without one.
    provider: Option<String>,
}

/// The query with which the provider sends people back.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Back {
    /// The code, which is good once
    #[serde(default)]
    code: String,
    /// The state with which the host sent people there
    #[serde(default)]
    state: String,
    /// The provider's reason for letting nobody in
    error: Option<String>,
    /// The provider, where it says that (RFC 9207)
    iss: Option<String>,
}

/// Says how people may sign in, beside a password.
#[utoipa::path(get, path = "/control/v1/oidc", tag = "people", responses((status = 200, body = Ways)))]
pub(crate) async fn ways(State(center): State<Center>) -> Json<Ways> {
    let provider = center.provider().map(|it| it.name().to_owned());
    Json(Ways { provider })
}

/// Sends a browser to the provider.
#[utoipa::path(get, path = "/control/v1/oidc/begin", tag = "people",
    responses((status = 303, description = "To the provider, with a cookie by which the browser is known again"),
        (status = 404, description = "The host has no provider")))]
pub(crate) async fn begin(
    State(center): State<Center>,
    Sender(from): Sender,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = provider(&center)?;
    center.door().attempt_from(from, center.now())?.was_right();
    let seed = center.people().secret()?;
    Ok(match provider.begin(&Flow::of(seed.as_str())).await {
        Ok(address) => {
            let mut response = to(&address);
            add(
                &mut response,
                SIGNING_IN.set(center.place(), &headers, &seed),
            );
            response
        }
        Err(failed) => refused(failed),
    })
}

/// Lets somebody in who comes back from the provider.
#[utoipa::path(get, path = "/control/v1/oidc/callback", tag = "people", params(Back),
    responses((status = 303, description = "To the pages, signed in; or to the sign-in page, which says what was refused \
        (`refused` in the address)"), (status = 404, description = "The host has no provider")))]
pub(crate) async fn back(
    State(center): State<Center>,
    Sender(from): Sender,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Problem> {
    let provider = provider(&center)?;
    let attempt = center.door().attempt_from(from, center.now())?;
    let mut response = match claims(&center, provider, &headers, &back).await {
        Ok(claims) => match arrive(&center, provider, &headers, &claims).await {
            Ok(cookie) => {
                attempt.was_right();
                let mut response = to("/control/");
                add(&mut response, cookie);
                response
            }
            Err(problem) if problem.status.is_server_error() => return Err(problem),
            Err(problem) => to(&format!("{SIGN_IN}?refused={}", problem.code)),
        },
        Err(failed) => refused(failed),
    };
    // Whatever came of it, this sign-in has ended.
    add(&mut response, SIGNING_IN.clear(center.place(), &headers));
    Ok(response)
}

/// Returns what the provider says of somebody who comes back in the browser that began.
async fn claims(
    center: &Center,
    provider: &Provider,
    headers: &HeaderMap,
    back: &Back,
) -> Result<Claims, Failed> {
    let seed = SIGNING_IN.read(center.place(), headers);
    let flow = Flow::of(seed.ok_or(Failed("other_browser"))?);
    if flow.state() != back.state {
        return Err(Failed("other_browser"));
    }
    let is_other = back.iss.as_ref().is_some_and(|it| it != provider.issuer());
    if back.error.is_some() || is_other {
        return Err(Failed("provider_refused"));
    }
    provider.finish(&flow, &back.code).await
}

/// Begins the session of somebody whom the provider vouches for. Returns its cookie.
async fn arrive(
    center: &Center,
    provider: &Provider,
    headers: &HeaderMap,
    claims: &Claims,
) -> Result<Option<HeaderValue>, Problem> {
    let apps: Vec<&str> = center.apps().map(|it| it.id.as_str()).collect();
    let roles = provider.roles(&claims.groups, &apps);
    // A token in a header is no sign of a person.
    let mut cookies = headers.clone();
    cookies.remove(header::AUTHORIZATION);
    let caller = identify(center, &cookies, None).await?;
    let signed_in = caller.and_then(|it| it.person).map(|it| it.id);
    let identity = Identity {
        issuer: provider.issuer(),
        subject: &claims.subject,
        email: &claims.email,
        name: &claims.name,
        roles: &roles,
        signed_in: signed_in.as_deref(),
    };
    let person = center.people().arrive(&identity, center.now()).await?;
    begin_session(center, headers, &person).await
}

/// Returns the provider, if there is one.
fn provider(center: &Center) -> Result<&Provider, Problem> {
    let message = "the settings of this host have no provider of identities (`[control.oidc]`)";
    let none = || Problem::new(StatusCode::NOT_FOUND, "not_found", message);
    center.provider().ok_or_else(none)
}

/// Sends a browser to the sign-in page, which says what was refused.
fn refused(Failed(code): Failed) -> Response {
    to(&format!("{SIGN_IN}?refused={code}"))
}

/// Sends a browser somewhere else.
fn to(address: &str) -> Response {
    let address = HeaderValue::from_str(address);
    let address = address.unwrap_or(HeaderValue::from_static(SIGN_IN));
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}
