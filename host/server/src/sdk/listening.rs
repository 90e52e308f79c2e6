//! Streams that tell clients that something changed. They hold nothing of what it is; the client asks as always.

use std::sync::Arc;

use axum::response::Response;
use paywall_database::LedgerDatabase;
use paywall_ledger::{Clock, DeviceId};
use paywall_listen::StreamPlace;
use serde_json::json;
use tokio::sync::watch;

use super::served::Served;
use crate::watching::Watched;

/// Tells a phone on a desk which revision is served, and of each one after it.
pub(super) fn publications(
    room: StreamPlace,
    mut served: watch::Receiver<Arc<Served>>,
) -> Response {
    room.answer(async move |telling| {
        loop {
            let news = json!({ "revision": served.borrow_and_update().revision() });
            if !telling.tell("revision", &news).await || served.changed().await.is_err() {
                return;
            }
        }
    })
}

/// Tells a device that something changed about its own customer.
pub(super) fn changes(
    room: StreamPlace,
    mut watched: Watched,
    device: DeviceId,
    (ledger, clock): (LedgerDatabase, Clock),
) -> Response {
    room.answer(async move |telling| {
        while watched.changed().await {
            // The device may have come to another user, and is gone if that was forgotten.
            let state = ledger.newest(&device).device_state(clock()).await;
            match state {
                Ok(Some(state)) => watched.is_of(&device, &state.user),
                Ok(None) => return,
                Err(_) => {}
            }
            ledger.saw(&device);
            if !telling.tell("changed", &json!({})).await {
                return;
            }
        }
    })
}
