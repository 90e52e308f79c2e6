//! Tokens of programs.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_ledger::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::problem::{Problem, role_name};

/// The longest time for which a token is good: two years.
const LONGEST: i64 = 2 * 365 * 24 * 3600 * 1000;

/// A token that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "CI", "role": "publisher", "until": 1_827_000_000_000_i64}))]
pub(crate) struct New {
    /// The name; deeds done with the token are its.
    name: String,
    /// The role: `support`, `viewer`, `editor`, `publisher` or `owner`.
    #[schema(value_type = String)]
    role: Role,
    /// The time at which it ends, in milliseconds since 1970: at most two years from now.
    until: i64,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"secret": "pw_live_0123"}))]
pub(crate) struct Made {
    /// The secret, which is shown once and kept nowhere.
    secret: String,
}

/// A token of a program.
#[derive(Serialize, ToSchema)]
pub(crate) struct Token {
    /// The name of the program.
    name: String,
    /// The role: `support`, `viewer`, `editor`, `publisher` or `owner`.
    role: &'static str,
    /// The time at which it ends, in milliseconds since 1970.
    until: i64,
    /// The time of its last use, to the minute; none if it was never used.
    used: Option<i64>,
}

/// Lists the tokens that have not ended.
#[utoipa::path(get, path = "/control/v1/apps/{app}/tokens", tag = "people", responses((status = 200, body = Vec<Token>)))]
pub(crate) async fn list(call: Call) -> Result<Json<Vec<Token>>, Problem> {
    let tokens = call.app.control.tokens(call.now).await?.into_iter();
    let tokens = tokens.map(|token| Token {
        name: token.name,
        role: role_name(token.role),
        until: token.until.millis(),
        used: token.used.map(Time::millis),
    });
    Ok(Json(tokens.collect()))
}

/// Makes a token.
#[utoipa::path(post, path = "/control/v1/apps/{app}/tokens", tag = "people", request_body = New,
    responses((status = 201, body = Made)))]
pub(crate) async fn make(
    call: Call,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let now = call.now.millis();
    if new.name.is_empty() || new.name.len() > 100 {
        return Err(Problem::invalid("expected a name of 1 to 100 bytes").at("$.name"));
    }
    if new.until <= now || new.until > now.saturating_add(LONGEST) {
        let message = "expected a time after now, and within two years";
        return Err(Problem::invalid(message).at("$.until"));
    }
    let (control, author) = (&call.app.control, &call.caller.id);
    let until = Time::from_millis(new.until);
    let secret = control
        .make_token(&new.name, new.role, until, author, call.now)
        .await?;
    Ok((StatusCode::CREATED, Json(Made { secret })))
}

/// Ends all tokens of a name.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/tokens/{name}", tag = "people",
    responses((status = 204, description = "They are ended")))]
pub(crate) async fn end(
    call: Call,
    Path((_, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (control, author) = (&call.app.control, &call.caller.id);
    match control.end_tokens(&name, author, call.now).await? {
        0 => Err(Problem::not_found("token", &name)),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
