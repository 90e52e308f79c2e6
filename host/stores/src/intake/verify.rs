//! What came over the network: is it the store's, and for us?

use super::{Keys, Message, StoreSettings, Unavailable};
use crate::authenticity::amazon::{Envelope, Sns};
use crate::authenticity::{Expected, Rejected, Verified, apple, google, roku, stripe};
use crate::notification;
use paywall_ledger::{App, Environment, PlatformId, Time};

/// What came.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// `Stripe-Signature`.
    pub stripe_signature: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// When.
    pub at: Time,
}

/// What it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A message for the inbox.
    Message(Box<Message>),
    /// Amazon asks whether we want messages: visiting the address says yes.
    Confirm {
        /// The address, which lies with Amazon.
        address: String,
    },
    /// Nothing to keep.
    Nothing,
}

/// Why it is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the contents say it")]
pub enum NotTaken {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such app platform")]
    NoPlatform,
}

/// Verifies what came for an app platform.
///
/// # Errors
/// When it is not the store's or not for us, or the keys to tell are not to be had.
pub async fn verify(
    app: &App,
    platform: &PlatformId,
    settings: &StoreSettings,
    keys: &dyn Keys,
    incoming: &Incoming<'_>,
) -> Result<Given, NotTaken> {
    let expected = expected(app, platform, settings)?;
    let Incoming { body, at, .. } = *incoming;
    let verified = match settings {
        StoreSettings::Apple { signed, .. } => apple::notification(body, signed, &expected, at)?,
        StoreSettings::Google {
            push, keys: at_, ..
        } => {
            let token = incoming.authorization;
            let bare = token.and_then(|it| it.strip_prefix("Bearer "));
            let named = bare.and_then(key_named);
            let set = keys.key_set(at_, named.as_deref()).await?;
            google::push(token, body, push, &expected, &set, at)?
        }
        StoreSettings::Roku { keys: at_, .. } => {
            let named = std::str::from_utf8(body).ok().and_then(key_named);
            let set = keys.key_set(at_, named.as_deref()).await?;
            roku::push(body, &expected, &set, at)?
        }
        StoreSettings::Amazon { sns, .. } => {
            let envelope = Envelope::read(body)?;
            let certificate = keys.certificate(envelope.certificate()?).await?;
            match envelope.verify(sns, &expected, &certificate, at)? {
                Sns::Notification(verified) => verified,
                Sns::Confirm { address } => return Ok(Given::Confirm { address }),
                Sns::Unsubscribed => return Ok(Given::Nothing),
            }
        }
        StoreSettings::Stripe { events, .. } => {
            stripe::event(incoming.stripe_signature, body, events, &expected, at)?
        }
    };
    let message = message(platform, settings, verified, body, at);
    Ok(Given::Message(Box::new(message)))
}

/// Verifies what Apple sent at another time and gives out once more: at the time that it says it was signed, so that
/// certificates that ended since do no harm, and however old it is. `now` is when it came.
///
/// # Errors
/// When it is not the store's or not for us.
pub fn verify_missed(
    app: &App,
    platform: &PlatformId,
    settings: &StoreSettings,
    body: &[u8],
    now: Time,
) -> Result<Message, NotTaken> {
    let expected = expected(app, platform, settings)?;
    let StoreSettings::Apple { signed, .. } = settings else {
        return Err(NotTaken::NoPlatform);
    };
    let at = apple::signed_at(body).map_or(now, |it| it.min(now));
    let verified = apple::notification(body, signed, &expected, at)?;
    Ok(message(platform, settings, verified, body, now))
}

/// Whom what comes for an app platform must be for.
fn expected<'a>(
    app: &'a App,
    platform: &PlatformId,
    settings: &StoreSettings,
) -> Result<Expected<'a>, NotTaken> {
    let mut platforms = app.platforms.iter();
    let known = platforms.find(|it| it.id == *platform && it.store == settings.store());
    Ok(Expected {
        store_app: &known.ok_or(NotTaken::NoPlatform)?.store_app,
        sandbox: app.policy(Environment::Sandbox).is_some(),
    })
}

fn message(
    platform: &PlatformId,
    settings: &StoreSettings,
    verified: Verified,
    body: &[u8],
    at: Time,
) -> Message {
    let Verified {
        id,
        message: content,
    } = verified;
    let read = notification::read(settings.store(), &content);
    Message {
        id,
        store: settings.store(),
        platform: platform.clone(),
        kind: read.map_or("unreadable".into(), |it| it.kind),
        received_at: at,
        body: body.to_vec(),
        content,
    }
}

/// The key that a token names, before it is believed: only to know whether the keys at hand are new enough.
fn key_named(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token.trim()).ok()?.kid
}
