//! The calls about a device: its description, its user and its purchases.

use axum::Json;
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::error::Error;
use super::forms::{
    AfterPurchase, Device, DeviceFields, LoggedIn, Login, Logout, NewDevice, ShownPurchases,
};
use super::limit::{INPUT, ROW};
use super::repeated::{self, Repeatable};
use super::signed::Answer;
use super::{At, Body, Platform, Sdk, State, admit, call_key, device_id, object, only, reading};
use crate::calls::Caller;
use crate::identity::DeviceSecret;
use paywall_database::{LedgerDatabase, Profile, UserState};
use paywall_ledger::{DeviceId, ExternalId, Input, Presentation, Time, What};
use paywall_zone::Zone;

/// The fields kept of a device: nothing that would tell one from all others, and no place more exact than a country and a time zone.
pub(super) const FIELDS: [&str; 14] = [
    "os_name",
    "os_version",
    "browser_name",
    "browser_version",
    "sdk_client",
    "sdk_version",
    "app_version",
    "language",
    "country",
    "timezone",
    "form_factor",
    "device_model",
    "extended_platform",
    "extended_platform_version",
];
/// The field with the customer's id in a data platform.
pub(super) const CDP_ID: &str = "customer_data_platform_id";
/// The length of the longest text about a device, in bytes.
const LONGEST: usize = 200;

/// Registers an installation. The same id again is the same device, because an SDK that lost the answer asks again.
#[utoipa::path(post, path = "/device/", tag = "devices", request_body = NewDevice,
    responses((status = 201, description = "The device; the same id again is the same device", body = Device),
        (status = 403, description = "The device has another secret (`device_secret_wrong`)"),
        (status = 409, description = "A device of another platform has the id (`device_elsewhere`), or the app wants devices to have a secret (`device_secret_required`)")))]
pub(super) async fn create(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let platform = sdk.platform(&place.platform)?;
    let body = object(body)?;
    let id = body.get("id").and_then(Value::as_str);
    let device = device_id(id.ok_or_else(|| Error::Invalid("`id` is a text".into()))?)?;
    let secret = admit::secret(&headers, body.get("device_secret"))?;
    let facts = facts(body)?;
    count_unknown_zone(&sdk, &facts);
    let known = platform.ledger.device_state(&device, sdk.now()).await?;
    let made = match known {
        Some(state) if !platform.has(&state) => return Err(Error::Elsewhere),
        Some(state) => {
            admit::device(&platform.identity, &state, secret.as_ref())?;
            let ledger = sdk.to_write(platform, caller, room(&facts))?;
            again(ledger, &device, &state, facts).await?
        }
        None if secret.is_none() && platform.identity.wants_secrets() => {
            return Err(Error::NoSecret);
        }
        None => {
            let ledger = sdk.to_write(platform, caller, INPUT + room(&facts))?;
            let input = install(platform, &device, sdk.now());
            first(ledger, input, device, secret, facts).await?
        }
    };
    Ok((StatusCode::CREATED, made).into_response())
}

/// Makes the input of a new device.
fn install(platform: &Platform, device: &DeviceId, at: Time) -> Input {
    let platform = platform.of.id.clone();
    Input {
        key: format!("install/{platform}/{device}"),
        at,
        what: What::Install {
            device: device.clone(),
            platform,
        },
    }
}

/// Registers a device that is not known, with the secret that it brings.
async fn first(
    ledger: &LedgerDatabase,
    input: Input,
    device: DeviceId,
    secret: Option<DeviceSecret>,
    facts: Map<String, Value>,
) -> Result<Json<Value>, Error> {
    let answer = shown(&device, facts.clone());
    let kept = Profile {
        device,
        body: facts.into(),
        secret: secret.map(DeviceSecret::into_hash),
    };
    ledger.install(input, kept).await?;
    Ok(Json(answer))
}

/// Registers a known device once more. Without a secret anybody may ask, so what is known stays.
async fn again(
    ledger: &LedgerDatabase,
    device: &DeviceId,
    state: &UserState,
    facts: Map<String, Value>,
) -> Result<Json<Value>, Error> {
    match ledger.profile(device).await? {
        Some(Value::Object(known)) if state.secret.is_none() => Ok(Json(shown(device, known))),
        _ => describe(ledger, device, state, facts).await,
    }
}

/// Replaces the description of a device.
#[utoipa::path(put, path = "/device/{device}/", tag = "devices", request_body = DeviceFields,
    responses((status = 200, description = "The device", body = Device), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn replace(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    let device = place.device()?;
    let mut profile = facts(object(body)?)?;
    count_unknown_zone(&sdk, &profile);
    // The platform changes this field by PATCH alone, so PUT keeps it.
    if let Some(Value::Object(mut before)) = platform.ledger.profile(&device).await?
        && let Some(id) = before.remove(CDP_ID)
    {
        profile.entry(CDP_ID).or_insert(id);
    }
    let ledger = sdk.to_write(platform, caller, room(&profile))?;
    describe(ledger, &device, &state, profile).await
}

/// Changes some fields of a device's description; null removes one.
#[utoipa::path(patch, path = "/device/{device}/", tag = "devices", request_body = DeviceFields,
    responses((status = 200, description = "The device", body = Device), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn amend(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    let device = place.device()?;
    let before = platform.ledger.profile(&device).await?;
    let mut profile = match before {
        Some(Value::Object(before)) => before,
        _ => Map::new(),
    };
    let changed = facts(object(body)?)?;
    count_unknown_zone(&sdk, &changed);
    profile.extend(changed);
    profile.retain(|_, value| !value.is_null());
    let ledger = sdk.to_write(platform, caller, room(&profile))?;
    describe(ledger, &device, &state, profile).await
}

/// Shows the description of a device.
#[utoipa::path(get, path = "/device/{device}/", tag = "devices",
    responses((status = 200, description = "The device", body = Device), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn show(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
) -> Result<Json<Value>, Error> {
    let (platform, _) = sdk.reading(&place, &headers).await?;
    let device = place.device()?;
    let profile = match platform.ledger.reader(&device).profile().await? {
        Some(Value::Object(profile)) => profile,
        _ => Map::new(),
    };
    Ok(Json(shown(&device, profile)))
}

/// Keeps a description, and answers with it.
async fn describe(
    ledger: &LedgerDatabase,
    device: &DeviceId,
    state: &UserState,
    profile: Map<String, Value>,
) -> Result<Json<Value>, Error> {
    let kept = Profile {
        device: device.clone(),
        body: profile.clone().into(),
        secret: state.secret.clone(),
    };
    ledger.describe(kept).await?;
    Ok(Json(shown(device, profile)))
}

/// Returns the bytes that a description takes in the database.
fn room(profile: &Map<String, Value>) -> usize {
    let text = |value: &Value| value.as_str().map_or(0, str::len);
    let fields = profile.iter().map(|(name, value)| name.len() + text(value));
    ROW + fields.sum::<usize>()
}

/// Makes the answer about a device: its description with its id.
fn shown(device: &DeviceId, mut profile: Map<String, Value>) -> Value {
    profile.insert("id".into(), json!(device));
    profile.into()
}

/// Takes the known fields out of a body, and checks them.
fn facts(body: Map<String, Value>) -> Result<Map<String, Value>, Error> {
    let mut fields = FIELDS.to_vec();
    fields.push(CDP_ID);
    let facts = only(body, &fields);
    for (name, value) in &facts {
        let fits = match value {
            Value::Null => true,
            Value::String(text) => text.len() <= LONGEST,
            _ => false,
        };
        if !fits {
            return Err(Error::Invalid(format!(
                "`{name}` is a text of up to {LONGEST} bytes"
            )));
        }
    }
    if let Some(Value::String(id)) = facts.get(CDP_ID)
        && id.contains('@')
    {
        return Err(Error::Invalid(format!(
            "`{CDP_ID}` looks like an e-mail address"
        )));
    }
    Ok(facts)
}

/// Counts a device whose time zone nobody knows: what it gets is decided by UTC.
fn count_unknown_zone(sdk: &Sdk, profile: &Map<String, Value>) {
    if let (Some(log), Some(zone)) = (&sdk.log, profile.get("timezone").and_then(Value::as_str))
        && Zone::named(zone).is_err()
    {
        log.count("unknown_time_zone");
    }
}

/// Logs the customer of a device in to an account.
#[utoipa::path(method(put, post), path = "/device/{device}/login/", tag = "customers", request_body = Login,
    params(Repeatable),
    responses((status = 200, description = "The account that the device has now", body = LoggedIn),
        (status = 409, description = "There is no such device (`device_not_found`), the device is older here than the call says (`device_behind`), the account looks like a person's name (`invalid_external_id`), or a token is missing or wrong (`identity_required`, `invalid_identity`)")))]
pub(super) async fn login(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    let device = place.device()?;
    let body = object(body)?;
    not_behind(&state, &body)?;
    let id = body.get("external_id").and_then(Value::as_str);
    let account: ExternalId = id
        .ok_or_else(|| Error::Invalid("`external_id` is a text".into()))?
        .parse()?;
    let token = admit::token(&headers, &body);
    platform.identity.admit(&account, token, sdk.now())?;
    // A login to the same account changes nothing, so it needs no transaction.
    if state.row.account.as_ref() != Some(&account) {
        let what = What::Login {
            device: device.clone(),
            account: account.clone(),
        };
        let call = ("login", json!(account));
        let ledger = sdk.to_write(platform, caller, INPUT)?;
        accept(ledger, sdk.now(), &headers, call, &device, what).await?;
    }
    let state = platform.ledger.device_state(&device, sdk.now()).await?;
    let state = state.ok_or(Error::NoDevice)?;
    Ok(Json(json!({
        "external_id": account,
        "user_id": state.user,
        "device_version": state.device.map(|(_, row)| row.version),
    })))
}

/// Logs the customer of a device out.
#[utoipa::path(method(put, post), path = "/device/{device}/logout/", tag = "customers", request_body = Logout,
    params(Repeatable),
    responses((status = 200, description = "The device has no account now", body = Object),
        (status = 409, description = "There is no such device (`device_not_found`), or it is older here than the call says (`device_behind`)")))]
pub(super) async fn logout(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    not_behind(&state, &object(body)?)?;
    if state.row.account.is_some() {
        let device = place.device()?;
        let what = What::Logout {
            device: device.clone(),
        };
        let call = ("logout", Value::Null);
        let ledger = sdk.to_write(platform, caller, INPUT)?;
        accept(ledger, sdk.now(), &headers, call, &device, what).await?;
    }
    Ok(Json(json!({})))
}

/// Takes in purchases that a device shows: just bought, at the start of a session, or because the customer asked.
#[utoipa::path(method(put, post), path = "/device/{device}/purchase_event/", tag = "customers", request_body = ShownPurchases,
    params(Repeatable, ("Nonce" = Option<String>, Header, description = "A text of up to 128 characters that the signature of the answer repeats")),
    responses((status = 200, description = "What the customer has now; signed in the header `Paywall-Signature` if the app has a key", body = AfterPurchase),
        (status = 409, description = "There is no such device (`device_not_found`), or it is older here than the call says (`device_behind`)"),
        (status = 422, description = "The payload proves nothing (`purchase_not_proved`)"),
        (status = 503, description = "The store does not answer (`store_unavailable`): try again")))]
pub(super) async fn purchase(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    let device = place.device()?;
    let answer = Answer::new([&place.platform, &place.device], "purchase_event", &headers)?;
    let body = object(body)?;
    not_behind(&state, &body)?;
    let how = match body.get("kind").and_then(Value::as_str) {
        None | Some("transaction") => Presentation::Transaction,
        Some("validation") => Presentation::Validation,
        Some("restore") => Presentation::Restore,
        Some("again") => Presentation::Again,
        Some(_) => {
            return Err(Error::Invalid(
                "`kind` is transaction, validation, restore or again".into(),
            ));
        }
    };
    let payload = body
        .get("payload")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Without a receipt there is nothing to check; the store's own message brings the purchase.
    if !payload.is_empty() {
        // Before the store is asked, whose answers nobody could keep.
        let ledger = sdk.to_write(platform, caller, INPUT)?;
        let proved = sdk.proofs.purchases(&platform.of, &device, payload);
        let proved = proved.await?;
        let what = What::Present {
            device: device.clone(),
            how,
            purchases: proved,
        };
        let call = ("purchase", json!([body.get("kind"), payload]));
        accept(ledger, sdk.now(), &headers, call, &device, what).await?;
    }
    let state = platform.ledger.device_state(&device, sdk.now()).await?;
    let state = state.ok_or(Error::NoDevice)?;
    let said = json!({
        "active_entitlements": reading::active(&platform.serving.now().content, &state),
        "customer_journey_state": reading::journey(&state),
    });
    let body = said.to_string().into_bytes();
    let signature = answer.signature(&platform.identity, &body, sdk.now());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((kind, signature, body).into_response())
}

/// Refuses a call of a device that knows a newer version of itself than the database, which was put back to an older
/// state: here the device may belong to somebody else. The client first says again who is logged in.
fn not_behind(state: &UserState, body: &Map<String, Value>) -> Result<(), Error> {
    let known = body.get("device_version").and_then(Value::as_u64);
    let here = state.device.as_ref().map_or(0, |(_, row)| row.version);
    match known.is_some_and(|known| known > here) {
        true => Err(Error::Behind),
        false => Ok(()),
    }
}

/// Gives an input to the ledger, under the key of the call, which has a name and says something.
async fn accept(
    ledger: &LedgerDatabase,
    at: Time,
    headers: &HeaderMap,
    (name, said): (&str, Value),
    device: &DeviceId,
    what: What,
) -> Result<(), Error> {
    let key = call_key(headers, name, device)?;
    let mark = repeated::mark(headers, &key, device, &said, at);
    let input = Input { key, at, what };
    ledger.accept_marked(input, mark.clone()).await?;
    match mark {
        Some(mark) => repeated::check(ledger, &mark.id, &mark.body).await,
        None => Ok(()),
    }
}
