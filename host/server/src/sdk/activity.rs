//! The activity that devices report: sessions, impressions, transactions. It is kept, and nothing is decided by it.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use utoipa::IntoResponses;

use super::error::Error;
use super::exposure::Reported;
use super::forms::{Impression, Session, Transaction};
use super::limit::ROW;
use super::repeated::{self, Repeatable};
use super::{At, Body, Sdk, State, call_key, exposure, object, only};
use crate::calls::Caller;
use paywall_database::Activity;
use paywall_ledger::{EventName, derived};
use paywall_webhooks::DeviceEvent;

/// The length of the longest report kept, in bytes of JSON.
const LONGEST: usize = 16 << 10;

/// A kind of activity, and the fields that are kept of it.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    name: &'static str,
    fields: &'static [&'static str],
}

impl Kind {
    /// Returns the name under which it is kept.
    pub(super) const fn name(self) -> &'static str {
        self.name
    }

    /// Returns the fields that are kept of it.
    pub(super) const fn fields(self) -> &'static [&'static str] {
        self.fields
    }
}

/// The kind of visits to the app.
pub(super) const SESSION: Kind = Kind {
    name: "session",
    fields: &["start_time", "end_time", "app_env"],
};

/// The kind of paywalls shown, which caps and prerequisites count.
pub(super) const IMPRESSION: Kind = Kind {
    name: "impression",
    fields: &[
        "segment",
        "exposure",
        "call_to_action",
        "session",
        "launch_id",
        "app_env",
        "url_params",
    ],
};

/// The kind of sales as devices report them. No access follows from it: only a store's word gives that.
pub(super) const TRANSACTION: Kind = Kind {
    name: "transaction",
    fields: &[
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
    ],
};

/// The refusals of reports, for the description of the protocol.
#[derive(IntoResponses)]
#[expect(
    dead_code,
    reason = "they are only described; `Error` is what is answered"
)]
enum Refusals {
    /// There is no such device (`device_not_found`): make a new one
    #[response(status = 409)]
    NoDevice,
    /// The report is longer than 16 KiB (`request_too_large`)
    #[response(status = 413)]
    TooLarge,
}

/// The answer to a report: the report with its id.
type Noted = Result<(StatusCode, Json<Value>), Error>;

/// Notes a visit to the app.
#[utoipa::path(post, path = "/device/{device}/session/", tag = "activity", request_body = Session,
    params(Repeatable),
    responses((status = 201, description = "The visit, with its id", body = Session), Refusals))]
pub(super) async fn session(
    sdk: State,
    place: At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Noted {
    note((&sdk, caller), &place, &headers, SESSION, body).await
}

/// Notes that a paywall was shown, which caps count.
#[utoipa::path(post, path = "/device/{device}/impression/", tag = "activity", request_body = Impression,
    params(Repeatable),
    responses((status = 201, description = "The impression, with its id", body = Impression), Refusals))]
pub(super) async fn impression(
    sdk: State,
    place: At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Noted {
    note((&sdk, caller), &place, &headers, IMPRESSION, body).await
}

/// Notes a sale as the device reports it; nothing is decided by it.
#[utoipa::path(post, path = "/device/{device}/transaction/", tag = "activity", request_body = Transaction,
    params(Repeatable),
    responses((status = 201, description = "The sale, with its id", body = Transaction), Refusals))]
pub(super) async fn transaction(
    sdk: State,
    place: At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Noted {
    note((&sdk, caller), &place, &headers, TRANSACTION, body).await
}

/// Keeps a report, and announces it if the outside wants to hear of it.
async fn note(
    (sdk, caller): (&Sdk, Caller),
    place: &super::Place,
    headers: &HeaderMap,
    kind: Kind,
    body: Body,
) -> Noted {
    let (platform, state) = sdk.customer(place, headers).await?;
    let device = place.device()?;
    let mut body = Value::Object(only(object(body)?, kind.fields));
    let served = platform.serving.now();
    exposure::tidy(&served.content, &mut body)?;
    // Measured after unknown fields are gone: only what is kept must be short.
    let length = body.to_string().len();
    if length > LONGEST {
        return Err(Error::TooLarge);
    }
    let id = derived(&[&call_key(headers, kind.name, &device)?]);
    let event = DeviceEvent {
        id: id.clone(),
        name: event_name(kind, &body),
        at: sdk.now(),
        device: device.clone(),
        platform: platform.of.id.clone(),
        what: body.clone(),
    };
    // Who was held out saw nothing: that is no impression.
    let wanted = platform.announced.contains(&event.name) && exposure::held_out(&body).is_none();
    // An event repeats the report until it is delivered and deleted.
    let rows = if wanted { 2 } else { 1 };
    let ledger = sdk.to_write(platform, caller, rows * (ROW + length))?;
    let activity = Activity {
        told: wanted.then(|| (state.user.clone(), event)),
        id: id.clone(),
        device,
        kind: kind.name,
        at: sdk.now(),
        body: body.clone(),
    };
    let exposed = match body["exposure"].is_object() && kind.name == IMPRESSION.name {
        false => None,
        true => {
            let profile = ledger.profile(&activity.device).await?;
            let reported = Reported {
                state: &state,
                profile: profile.as_ref(),
                platform: &platform.of.id,
                at: activity.at,
            };
            exposure::exposed(&served.content, &body, &reported)
        }
    };
    ledger.note_exposed(activity, exposed).await?;
    if headers.contains_key(repeated::IDEMPOTENCY_KEY) {
        repeated::check(ledger, &id, &body).await?;
    }
    body["id"] = json!(id);
    Ok((StatusCode::CREATED, Json(body)))
}

/// Names the event. A session that has an end is over.
fn event_name(kind: Kind, body: &Value) -> EventName {
    match kind.name {
        "impression" => EventName::DeviceImpression,
        "transaction" => EventName::DeviceTransaction,
        _ if body["end_time"].is_null() => EventName::DeviceSessionStart,
        _ => EventName::DeviceSessionEnd,
    }
}
