//! Admits a call to a device or an account, by the secret or the token that it carries: `docs/identity.md`.

use axum::http::{HeaderMap, HeaderName, header};
use serde_json::{Map, Value};

use super::error::Error;
use crate::identity::{DeviceSecret, Identity};
use paywall_database::UserState;

/// The header with the secret of a device.
const SECRET: HeaderName = HeaderName::from_static("device-secret");

/// Refuses a call about a device whose secret it does not carry.
pub(super) fn device(
    identity: &Identity,
    state: &UserState,
    given: Option<&DeviceSecret>,
) -> Result<(), Error> {
    match (&state.secret, given) {
        (Some(kept), Some(given)) if given.is(kept) => Ok(()),
        (Some(_), _) => Err(Error::WrongSecret),
        (None, _) if identity.wants_secrets() => Err(Error::NoSecret),
        (None, _) => Ok(()),
    }
}

/// Reads the secret that a call carries, in its header or in the body of a registration.
pub(super) fn secret(
    headers: &HeaderMap,
    body: Option<&Value>,
) -> Result<Option<DeviceSecret>, Error> {
    let header = headers.get(SECRET);
    // What is no text is no secret either, and is refused as one.
    let header = header.map(|it| it.to_str().unwrap_or_default());
    let body = body.filter(|it| !it.is_null());
    let body = body.map(|it| it.as_str().unwrap_or_default());
    Ok(body.or(header).map(DeviceSecret::of).transpose()?)
}

/// Finds the identity token of a login: `identity_token` in the body, or `Authorization: Bearer`.
pub(super) fn token<'a>(headers: &'a HeaderMap, body: &'a Map<String, Value>) -> Option<&'a str> {
    let header = headers.get(header::AUTHORIZATION);
    let bearer = header.and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
    match body.get("identity_token") {
        None | Some(Value::Null) => bearer,
        Some(token) => Some(token.as_str().unwrap_or_default()),
    }
}
