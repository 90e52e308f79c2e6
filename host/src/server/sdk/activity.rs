//! What devices tell of: sessions, impressions, transactions. Kept, and nothing is decided by it.

use axum::Json;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::error::Error;
use super::{At, Body, Sdk, State, call_key, object, only};
use crate::ledger::derived;
use crate::store::Activity;

type Made = Result<(StatusCode, Json<Value>), Error>;

/// The most that is kept of one, in bytes of JSON.
const LONGEST: usize = 16 << 10;

pub(super) async fn session(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
    body: Body,
) -> Made {
    let fields = ["start_time", "end_time", "app_env"];
    note(
        &sdk,
        &place,
        &headers,
        "session",
        only(object(body)?, &fields),
    )
    .await
}

pub(super) async fn impression(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
    body: Body,
) -> Made {
    let fields = [
        "segment",
        "call_to_action",
        "session",
        "launch_id",
        "app_env",
        "url_params",
    ];
    note(
        &sdk,
        &place,
        &headers,
        "impression",
        only(object(body)?, &fields),
    )
    .await
}

/// What a device says it sold. No access follows from it: only a store's word gives that.
pub(super) async fn transaction(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
    body: Body,
) -> Made {
    let fields = [
        "sku",
        "transaction_id",
        "original_transaction_id",
        "amount",
        "currency",
        "quantity",
        "impression",
        "session",
        "source",
        "purchase_env",
        "app_env",
        "purchase_date",
        "original_purchase_date",
        "subscription_interval",
        "subscription_interval_count",
    ];
    note(
        &sdk,
        &place,
        &headers,
        "transaction",
        only(object(body)?, &fields),
    )
    .await
}

async fn note(
    sdk: &Sdk,
    place: &super::Place,
    headers: &HeaderMap,
    kind: &'static str,
    body: Map<String, Value>,
) -> Made {
    let (platform, _) = sdk.customer(place).await?;
    let device = place.device()?;
    let mut body = Value::Object(body);
    if body.to_string().len() > LONGEST {
        return Err(Error::TooLarge);
    }
    let id = derived(&[&call_key(headers, kind, &device)?]);
    let activity = Activity {
        id: id.clone(),
        device,
        kind,
        at: sdk.now(),
        body: body.clone(),
    };
    platform.store.note(activity).await?;
    body["id"] = json!(id);
    Ok((StatusCode::CREATED, Json(body)))
}
