//! The verification of requests that came over the network, and their reading.

use paywall_ledger::{App, Environment, PlatformId, Store, Time, Unavailable};

use crate::{ConfiguredStore, Expected, Keys, Message, Received, Rejected, Verified};

/// A request that claims to come from a store.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    /// A function that finds a header of the request by its name in lower case.
    pub header: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// The body as it came, byte for byte.
    pub body: &'a [u8],
    /// The time at which it came.
    pub at: Time,
}

/// The content of a store's request.
#[derive(Debug, Clone, PartialEq)]
pub enum Given<M> {
    /// A message to be kept.
    Message(M),
    /// A question if we want messages; visiting the address says yes.
    Confirm {
        /// The address, which lies with the store.
        address: String,
    },
    /// Nothing that must be kept.
    Nothing,
}

/// The reason why a request is not taken.
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

/// Verifies a request that came for an app platform, and reads it.
///
/// # Errors
/// Fails if the request is not the store's or not for us, or if the keys to tell cannot be fetched.
pub async fn verify(
    app: &App,
    platform: &PlatformId,
    store: &dyn ConfiguredStore,
    keys: &dyn Keys,
    incoming: &Incoming<'_>,
) -> Result<Given<Box<Received>>, NotTaken> {
    let expected = expected(app, platform, store.which())?;
    Ok(match store.verify(incoming, &expected, keys).await? {
        Given::Message(verified) => {
            let (body, at) = (incoming.body, incoming.at);
            let received = received(platform, store.which(), verified, body, at);
            Given::Message(Box::new(received))
        }
        Given::Confirm { address } => Given::Confirm { address },
        Given::Nothing => Given::Nothing,
    })
}

/// Verifies a message that a store sent at another time and gives out once more ([`crate::History`]).
/// `now` is the time at which it came.
///
/// # Errors
/// Fails if the message is not the store's, or not for us.
pub fn verify_missed(
    app: &App,
    platform: &PlatformId,
    store: &dyn ConfiguredStore,
    body: &[u8],
    now: Time,
) -> Result<Received, NotTaken> {
    let expected = expected(app, platform, store.which())?;
    let history = store.history().ok_or(NotTaken::NoPlatform)?;
    let verified = history.verify(body, &expected, now)?;
    Ok(received(platform, store.which(), verified, body, now))
}

/// Describes the app that a message for an app platform must be for.
fn expected<'a>(
    app: &'a App,
    platform: &PlatformId,
    store: Store,
) -> Result<Expected<'a>, NotTaken> {
    let mut platforms = app.platforms.iter();
    let known = platforms.find(|it| it.id == *platform && it.store == store);
    Ok(Expected {
        store_app: &known.ok_or(NotTaken::NoPlatform)?.store_app,
        sandbox: app.policy(Environment::Sandbox).is_some(),
    })
}

/// Makes a message of what was verified, and reads it.
fn received(
    platform: &PlatformId,
    store: Store,
    verified: Verified,
    body: &[u8],
    at: Time,
) -> Received {
    let message = Message {
        id: verified.id,
        store,
        platform: platform.clone(),
        kind: String::new(),
        received_at: at,
        body: body.to_vec(),
        content: verified.message,
    };
    message.into()
}
