//! Roku: the body is a token, and the message a claim of it:
//! <https://developer.roku.com/dev/docs/push-notifications>.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use serde_json::{Value, json};

use super::token::{check_times, payload_by_key_set, text};
use super::{Expected, JwkSet, Rejected, Verified};
use paywall_ledger::Time;

const ISSUER: &str = "Roku, Inc. urn:roku:apps:partner-service.roku.com";
const PUSH: &str = "roku.rpay.push";

/// With or without padding; Roku's guide says the alphabet of URLs, its example uses the other.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

/// A push: the body, a token signed by one of `keys`. What is no purchase (`roku.invalidate_public_keys`) comes out as
/// a message of a type that nothing is decided by.
///
/// # Errors
/// When it is not Roku's, or not for us.
pub fn push(
    body: &[u8],
    expected: &Expected<'_>,
    keys: &JwkSet,
    now: Time,
) -> Result<Verified, Rejected> {
    let token = std::str::from_utf8(body).map_err(|_| Rejected::Malformed("not a token"))?;
    let claims = payload_by_key_set(token.trim(), keys)?;
    if text(&claims, "iss") != Some(ISSUER) {
        return Err(Rejected::WrongIssuer);
    }
    check_times(&claims, now)?;
    let id = text(&claims, "x-Roku-message-key");
    let id = id
        .ok_or(Rejected::Malformed("no x-Roku-message-key"))?
        .to_owned();
    let kind = text(&claims, "x-Roku-message-type").unwrap_or(PUSH);
    if kind != PUSH {
        let message = json!({"transactionType": kind});
        return Ok(Verified { id, message });
    }
    let message = content(text(&claims, "x-Roku-message").unwrap_or_default());
    if !message.is_null() {
        expected.check_app(text(&message, "channelId"))?;
    }
    Ok(Verified { id, message })
}

fn content(encoded: &str) -> Value {
    let bytes = URL_SAFE
        .decode(encoded)
        .or_else(|_| STANDARD.decode(encoded));
    serde_json::from_slice(&bytes.unwrap_or_default()).unwrap_or(Value::Null)
}
