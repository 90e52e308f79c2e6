//! The verification of Google's pushes of Cloud Pub/Sub, each of which carries a token of Google's:
//! <https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use paywall_ledger::Time;
use serde::Deserialize;
use serde_json::Value;

use super::Settings;
use crate::check::token::{check_times, key_named, payload_by_key_set, text};
use crate::{Expected, Given, Incoming, JwkSet, Keys, NotTaken, Rejected, Verified};

/// The two names by which Google calls itself.
const ISSUERS: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];

/// The body of a push.
#[derive(Deserialize)]
struct Push {
    message: Message,
    subscription: Option<String>,
}

/// The message inside a push.
#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    data: String,
    #[serde(alias = "message_id", rename = "messageId")]
    id: String,
}

/// Fetches the keys, and verifies a push.
pub(super) async fn verify(
    settings: &Settings,
    incoming: &Incoming<'_>,
    expected: &Expected<'_>,
    keys: &dyn Keys,
) -> Result<Given<Verified>, NotTaken> {
    let Incoming { header, body, at } = *incoming;
    let token = header("authorization");
    let token = token.as_deref();
    let bare = token.and_then(|it| it.strip_prefix("Bearer "));
    let named = bare.and_then(key_named);
    let set = keys.key_set(&settings.keys, named.as_deref()).await?;
    let verified = verify_push(token, body, settings, expected, &set, at)?;
    Ok(Given::Message(verified))
}

/// Verifies a push: its `Authorization` header and its body.
///
/// # Errors
/// Fails if the push is not Google's, or not for us.
pub fn verify_push(
    authorization: Option<&str>,
    body: &[u8],
    settings: &Settings,
    expected: &Expected<'_>,
    keys: &JwkSet,
    now: Time,
) -> Result<Verified, Rejected> {
    let token = authorization.and_then(|it| it.strip_prefix("Bearer "));
    check_token(token.ok_or(Rejected::Unsigned)?, settings, keys, now)?;
    let push: Push =
        serde_json::from_slice(body).map_err(|_| Rejected::Malformed("not a push of Pub/Sub"))?;
    if settings.subscription.is_some() && push.subscription != settings.subscription {
        return Err(Rejected::WrongSender);
    }
    let id = push.message.id;
    let data = STANDARD.decode(push.message.data).unwrap_or_default();
    let message = serde_json::from_slice(&data).unwrap_or(Value::Null);
    if !message.is_null() {
        expected.check_app(text(&message, "packageName"))?;
    }
    Ok(Verified { id, message })
}

/// Checks the token: its signature, issuer, audience, sender and times.
fn check_token(token: &str, settings: &Settings, keys: &JwkSet, now: Time) -> Result<(), Rejected> {
    let claims = payload_by_key_set(token, keys)?;
    if !text(&claims, "iss").is_some_and(|it| ISSUERS.contains(&it)) {
        return Err(Rejected::WrongIssuer);
    }
    if text(&claims, "aud") != Some(&settings.audience) {
        return Err(Rejected::WrongAudience);
    }
    let verified = claims.get("email_verified") == Some(&Value::Bool(true));
    if !verified || text(&claims, "email") != Some(&settings.service_account) {
        return Err(Rejected::WrongSender);
    }
    check_times(&claims, now)
}
