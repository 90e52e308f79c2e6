//! Signed tokens (JWS, JWT): their signatures, and the times at which they are good.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

use super::{LEEWAY, Rejected};
use paywall_ledger::Time;

/// Reads the header of a token, which must be signed by `algorithm`.
pub(crate) fn header(token: &str, algorithm: Algorithm) -> Result<Header, Rejected> {
    let header = decode_header(token).map_err(|error| refusal(error.kind()))?;
    match header.alg == algorithm {
        true => Ok(header),
        false => Err(Rejected::WrongAlgorithm),
    }
}

/// Returns the content of a token, if `key` signed it. Times, issuer and audience are the caller's to check.
pub(crate) fn payload(
    token: &str,
    key: &DecodingKey,
    algorithm: Algorithm,
) -> Result<Value, Rejected> {
    let mut rules = Validation::new(algorithm);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    let read = decode(token, key, &rules).map_err(|error| refusal(error.kind()))?;
    Ok(read.claims)
}

/// Returns the content of a token that was signed, by RSA and SHA-256, with the key of `keys` that it names.
pub(crate) fn payload_by_key_set(token: &str, keys: &JwkSet) -> Result<Value, Rejected> {
    let header = header(token, Algorithm::RS256)?;
    let named = header.kid.as_deref().ok_or(Rejected::UnknownKey)?;
    let key = keys.find(named).ok_or(Rejected::UnknownKey)?;
    let key = DecodingKey::from_jwk(key).map_err(|_| Rejected::UnknownKey)?;
    payload(token, &key, Algorithm::RS256)
}

/// Translates the reason why a token is refused.
fn refusal(kind: &ErrorKind) -> Rejected {
    match kind {
        ErrorKind::InvalidSignature => Rejected::BadSignature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Rejected::WrongAlgorithm,
        ErrorKind::InvalidRsaKey(_) | ErrorKind::InvalidEcdsaKey | ErrorKind::InvalidKeyFormat => {
            Rejected::UnknownKey
        }
        _ => Rejected::Malformed("not a signed token"),
    }
}

/// Refuses a token that is past its end, before its beginning, or without an end.
pub(crate) fn check_times(claims: &Value, now: Time) -> Result<(), Rejected> {
    let ends = seconds(claims, "exp").ok_or(Rejected::Expired)?;
    if ends.plus_millis(LEEWAY) <= now {
        return Err(Rejected::Expired);
    }
    let starts = [seconds(claims, "nbf"), seconds(claims, "iat")];
    match starts.into_iter().flatten().max() {
        Some(starts) if now.plus_millis(LEEWAY) < starts => Err(Rejected::FromTheFuture),
        _ => Ok(()),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a date of a token is far from the ends of i64"
)]
/// Reads a claim that is a time in seconds.
fn seconds(claims: &Value, name: &str) -> Option<Time> {
    let value = claims.get(name)?;
    let whole = value
        .as_i64()
        .or_else(|| value.as_f64().map(|it| it as i64));
    whole.map(Time::from_seconds)
}

/// Returns a claim that is a text.
pub(crate) fn text<'a>(claims: &'a Value, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str()
}

/// Returns the name of a token's key, before the token is believed: it
/// only decides if the keys at hand are new enough.
pub(crate) fn key_named(token: &str) -> Option<String> {
    decode_header(token.trim()).ok()?.kid
}
