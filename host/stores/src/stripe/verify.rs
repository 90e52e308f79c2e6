//! The verification of Stripe's events: a signature over the body and the time of sending, under a secret:
//! <https://docs.stripe.com/webhooks#verify-manually>.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use paywall_ledger::{Environment, Time};
use serde_json::Value;

use super::Settings;
use crate::check::LEEWAY;
use crate::check::token::text;
use crate::{Expected, Rejected, Secret, Verified};

/// Verifies an event: the header `Stripe-Signature`, and the body as it came.
///
/// # Errors
/// Fails if the event is not Stripe's, or not for us.
pub fn verify_event(
    signature: Option<&str>,
    body: &[u8],
    settings: &Settings,
    expected: &Expected<'_>,
    now: Time,
) -> Result<Verified, Rejected> {
    let signature = signature.ok_or(Rejected::Unsigned)?;
    let sent = check_signature(signature, body, &settings.secrets)?;
    if sent.plus_millis(i64::from(settings.tolerance_seconds) * 1000) < now {
        return Err(Rejected::Expired);
    }
    if now.plus_millis(LEEWAY) < sent {
        return Err(Rejected::FromTheFuture);
    }
    event_of(body, expected)
}

/// Reads an event that is known to be Stripe's.
///
/// # Errors
/// Fails if it is no event, or of an environment that is not for us.
pub(super) fn event_of(body: &[u8], expected: &Expected<'_>) -> Result<Verified, Rejected> {
    let message: Value =
        serde_json::from_slice(body).map_err(|_| Rejected::Malformed("not JSON"))?;
    let environment = match message.get("livemode").and_then(Value::as_bool) {
        Some(true) => Environment::Production,
        _ => Environment::Sandbox,
    };
    expected.check_environment(environment)?;
    let id = text(&message, "id")
        .ok_or(Rejected::Malformed("no id"))?
        .to_owned();
    Ok(Verified { id, message })
}

/// Reads `t=1492774577,v1=5257a8…,v1=…`, and returns the time of sending if
/// one of the signatures was made with one of the secrets.
fn check_signature(header: &str, body: &[u8], secrets: &[Secret]) -> Result<Time, Rejected> {
    let parts = || {
        header
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
    };
    let sent = parts().find(|(name, _)| *name == "t");
    let sent = sent
        .ok_or(Rejected::Malformed("no time in the signature"))?
        .1;
    let seconds: i64 = sent
        .parse()
        .map_err(|_| Rejected::Malformed("no time in the signature"))?;
    let mut signed = Vec::with_capacity(sent.len() + 1 + body.len());
    signed.extend_from_slice(sent.as_bytes());
    signed.push(b'.');
    signed.extend_from_slice(body);
    let given: Vec<Vec<u8>> = parts()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, hex)| bytes(hex))
        .collect();
    let good = secrets.iter().any(|secret| {
        let key = Key::new(HMAC_SHA256, secret.reveal().as_bytes());
        given.iter().any(|it| verify(&key, &signed, it).is_ok())
    });
    match good {
        true => Ok(Time::from_seconds(seconds)),
        false => Err(Rejected::BadSignature),
    }
}

/// Reads bytes in hexadecimal.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
