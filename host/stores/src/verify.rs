//! The verification of requests that came over the network, and their reading.

use paywall_ledger::{App, Environment, PlatformId, Store, Time};

use crate::{
    ConfiguredStore, Expected, Given, Incoming, Keys, Message, NotTaken, Received, Verified,
};

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
        rounds: 0,
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
