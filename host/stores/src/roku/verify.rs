//! The verification of Roku's pushes: the body is a token, and the message one of its claims:
//! <https://developer.roku.com/dev/docs/push-notifications>.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use paywall_ledger::Time;
use serde_json::{Value, json};

use super::Settings;
use crate::check::token::{check_times, key_named, payload_by_key_set, text};
use crate::{Expected, Given, Incoming, JwkSet, Keys, NotTaken, Rejected, Verified};

/// The issuer that Roku's tokens name.
const ISSUER: &str = "Roku, Inc. urn:roku:apps:partner-service.roku.com";
/// The type of messages about purchases.
const PUSH: &str = "roku.rpay.push";

/// The rule for padding, which may be missing. Roku's guide names the alphabet of URLs, its example uses the other.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
/// The alphabet that Roku's guide names.
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
/// The alphabet that Roku's example uses.
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

/// Fetches the keys, and verifies a push.
pub(super) async fn verify(
    settings: &Settings,
    incoming: &Incoming<'_>,
    expected: &Expected<'_>,
    keys: &dyn Keys,
) -> Result<Given<Verified>, NotTaken> {
    let Incoming { body, at, .. } = *incoming;
    let named = std::str::from_utf8(body).ok().and_then(key_named);
    let set = keys.key_set(&settings.keys, named.as_deref()).await?;
    Ok(Given::Message(verify_push(body, expected, &set, at)?))
}

/// Verifies a push: the body, a token signed by one of `keys`.
/// A push about no purchase (`roku.invalidate_public_keys`) becomes a message of a type that decides nothing.
///
/// # Errors
/// Fails if the push is not Roku's, or not for us.
pub fn verify_push(
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

/// Decodes the message in either alphabet; anything unreadable becomes null.
fn content(encoded: &str) -> Value {
    let bytes = URL_SAFE
        .decode(encoded)
        .or_else(|_| STANDARD.decode(encoded));
    serde_json::from_slice(&bytes.unwrap_or_default()).unwrap_or(Value::Null)
}
