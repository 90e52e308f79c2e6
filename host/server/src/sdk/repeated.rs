//! Calls that come again with their `Idempotency-Key`: the same call does nothing, another one is refused.

use axum::http::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::error::Error;
use paywall_database::{Activity, LedgerDatabase};
use paywall_ledger::{DeviceId, Time, derived};

/// The header with the client's key of a call.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The header of calls that may come again, for the description of the protocol.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(
    dead_code,
    reason = "it is only described; `IDEMPOTENCY_KEY` is what is read"
)]
pub(super) struct Repeatable {
    /// A text of up to 128 characters: a repetition with the same has no second effect
    #[param(rename = "Idempotency-Key")]
    key: Option<String>,
}

/// Makes the mark of a call with this key, by which what it said is compared with what a later
/// call with the key says. None if the client gave no key: then no call comes again.
/// It goes with the device's activity, so a key is good for as long as that is kept.
pub(super) fn mark(
    headers: &HeaderMap,
    key: &str,
    device: &DeviceId,
    said: &Value,
    at: Time,
) -> Option<Activity> {
    headers.get(IDEMPOTENCY_KEY)?;
    let mut hash = Sha256::new();
    // With the key, so that equal words of two customers do not show as equal.
    hash.update(key);
    hash.update(said.to_string());
    let bytes = hash.finalize();
    let digest: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Activity {
        id: derived(&["call", key]),
        device: device.clone(),
        kind: "call",
        at,
        body: json!({"said": digest}),
        told: None,
    })
}

/// Checks that what is kept under the id of a call is what the call said.
pub(super) async fn check(ledger: &LedgerDatabase, id: &str, said: &Value) -> Result<(), Error> {
    let kept = ledger.activity(id).await?;
    // Numbers are compared as they are kept: as text.
    let (kept, said) = (kept.map(|it| it.to_string()), said.to_string());
    match kept.is_none_or(|kept| kept == said) {
        true => Ok(()),
        false => Err(Error::OtherCall),
    }
}
