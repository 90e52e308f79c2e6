//! The lists and objects that SDKs fetch.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State as FromState};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;

use super::content::{Content, reference};
use super::error::Error;
use super::forms::{ActiveEntitlements, CustomerProfile, CustomerRules, Listed};
use super::list::{self, List, Page};
use super::listening;
use super::memory::memory;
use super::signed::Answer;
use super::{At, State, rules};
use crate::built::Keeping;
use crate::calls::Caller;
use paywall_database::UserState;
use paywall_ledger::ActiveEntitlement;

/// The extractor of the page that a call asks for.
type Paging = Result<Query<Page>, QueryRejection>;

/// Sends the app's configuration.
#[utoipa::path(get, path = "/config/", tag = "documents", params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "`id`, `capabilities` and all else of the document's `platform_config`, and its `customComponents`", body = Object), (status = 304, description = "The client has it already")))]
pub(super) async fn config(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let served = sdk.platform(&place.platform)?.serving.now();
    let answer = served.content.config.answer(Keeping::Anybody, &headers);
    Ok(served.named(answer.await))
}

/// The customers whom a document is for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct For {
    /// The customers' locale, a BCP 47 tag: the document comes with those languages alone that the module would show them,
    /// for an unknown one the default language. Without it, all languages come.
    locale: Option<String>,
}

/// Sends the whole document, as browsers load it. It is of one revision, so caches may keep it for a short time; the
/// pieces would be mixed with those of another one.
#[utoipa::path(get, path = "/document/", tag = "documents", params(For, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The document as it is (`paywall schema document` describes it); the header `Paywall-Revision` names the revision that is live", body = Object), (status = 304, description = "The client has it already")))]
pub(super) async fn document(
    FromState(sdk): State,
    Path(place): At,
    wanted: Result<Query<For>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let platform = sdk.platform(&place.platform)?;
    let keeping = match platform.is_sandbox {
        true => Keeping::Anybody,
        false => Keeping::AnybodyBriefly,
    };
    let served = platform.serving.now();
    let Query(wanted) = wanted?;
    let answer = served
        .content
        .document
        .answer(wanted.locale.as_deref())
        .await;
    Ok(served.named(answer.answer(keeping, &headers).await))
}

/// Tells a phone on the desk of each publication in a sandbox. Other platforms have no such stream: the phones of
/// customers hold no connection.
#[utoipa::path(get, path = "/changes/", tag = "documents",
    responses((status = 200, description = "Server-sent events: `revision` with `{revision}` at the begin and at each publication", body = String, content_type = "text/event-stream"),
        (status = 404, description = "The platform follows no sandbox (`not_found`)")))]
pub(super) async fn publications(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
) -> Result<Response, Error> {
    let platform = sdk.platform(&place.platform)?;
    if !platform.is_sandbox {
        return Err(Error::NoRoute);
    }
    let room = sdk.room(platform, caller)?;
    Ok(listening::publications(room, platform.serving.watch()))
}

/// Tells a device that something changed about its own customer, whichever device or host it came from.
#[utoipa::path(get, path = "/device/{device}/changes/", tag = "customers",
    responses((status = 200, description = "Server-sent events: `changed` at the begin and whenever something happened to the customer", body = String, content_type = "text/event-stream"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn changes(
    FromState(sdk): State,
    Path(place): At,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (platform, state) = sdk.customer(&place, &headers).await?;
    let device = place.device()?;
    let watching = platform.watching.as_ref().ok_or(Error::NoRoute)?;
    let room = sdk.room(platform, caller)?;
    let watched = watching.begin(&device, &state.user);
    let of = (platform.ledger.clone(), Arc::clone(&sdk.clock));
    Ok(listening::changes(room, watched, device, of))
}

/// Sends the public keys of those that sign answers, as a JWK set.
#[utoipa::path(get, path = "/keys/", tag = "documents", params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The keys, as a JWK set", body = Object), (status = 304, description = "The client has it already")))]
pub(super) async fn keys(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let platform = sdk.platform(&place.platform)?;
    list::json(&platform.identity.public_keys(), &headers)
}

/// What a call for a list says.
type Asked = (At, Uri, Paging, HeaderMap);

/// Lists the products of the document.
#[utoipa::path(get, path = "/products/", tag = "documents", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The products", body = Listed), (status = 304, description = "The client has it already")))]
pub(super) async fn products(sdk: State, asked: Asked) -> Result<Response, Error> {
    piece(sdk, asked, |it| &it.products).await
}

/// Lists the paywalls of the document, custom components written out.
#[utoipa::path(get, path = "/paywalls/", tag = "documents", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The paywalls", body = Listed), (status = 304, description = "The client has it already")))]
pub(super) async fn paywalls(sdk: State, asked: Asked) -> Result<Response, Error> {
    piece(sdk, asked, |it| &it.paywalls).await
}

// For anonymous devices, the rules come with all their segments, so that the device itself chooses and the host never learns
// who asked.
/// Lists the campaign rules with all segments, for devices that choose by themselves.
#[utoipa::path(get, path = "/campaign_rules/", tag = "documents", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The rules", body = Listed), (status = 304, description = "The client has it already")))]
pub(super) async fn campaign_rules(sdk: State, asked: Asked) -> Result<Response, Error> {
    piece(sdk, asked, |it| &it.rules).await
}

/// Lists the products of the document for a device.
#[utoipa::path(get, path = "/device/{device}/products/", tag = "customers", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The products", body = Listed), (status = 304, description = "The client has it already"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn device_products(sdk: State, asked: Asked) -> Result<Response, Error> {
    piece(sdk, asked, |it| &it.products).await
}

/// Lists the paywalls of the document for a device.
#[utoipa::path(get, path = "/device/{device}/paywalls/", tag = "customers", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The paywalls", body = Listed), (status = 304, description = "The client has it already"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn device_paywalls(sdk: State, asked: Asked) -> Result<Response, Error> {
    piece(sdk, asked, |it| &it.paywalls).await
}

/// Answers with a list of the document: for everyone or, below a device's address, for that device.
async fn piece(
    sdk: State,
    (place, uri, paging, headers): Asked,
    of: fn(&Content) -> &List,
) -> Result<Response, Error> {
    let (platform, keeping) = match place.device.is_empty() {
        true => (sdk.platform(&place.platform)?, Keeping::Anybody),
        false => (sdk.reading(&place, &headers).await?.0, Keeping::Client),
    };
    let served = platform.serving.now();
    let list = of(&served.content);
    let answer = list.page(paging?.0, uri.path(), keeping, &headers);
    Ok(served.named(answer.await?))
}

/// Lists the rule and segment of each placement that the customer of a known device gets.
#[utoipa::path(get, path = "/device/{device}/campaign_rules/", tag = "customers", params(Page, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The rules; a placement with nothing for the customer is absent", body = CustomerRules), (status = 304, description = "The client has it already"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn device_rules(
    FromState(sdk): State,
    Path(place): At,
    uri: Uri,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (platform, state) = sdk.reading(&place, &headers).await?;
    let device = place.device()?;
    let reader = platform.ledger.reader(&device);
    let profile = reader.profile().await?;
    // All of the answer is of one revision.
    let served = platform.serving.now();
    let memory = memory(&served.content, reader, &state).await?;
    let (now, of) = (sdk.now(), Arc::clone(&served));
    if let Some(revision) = served.revision() {
        platform.ledger.note_fetch(&device, revision, now);
    }
    let decided = served.document.offload(move |document| {
        let customer = rules::Customer {
            state: &state,
            profile: &profile.unwrap_or_default(),
            memory: &memory,
        };
        rules::flattened(document, &of.content, &customer, now)
    });
    let given = decided.await?;
    let page = list::page_beside(&given.rules, &given.holdouts, paging?.0, uri.path())?;
    Ok(served.named(list::bytes(page, &headers)))
}

/// Sends the customer's journey flags, and by what a client can tell that this database was put back to an older state:
/// then it knows of logins and purchases that the database does not (docs/sdk.md).
#[utoipa::path(get, path = "/device/{device}/profile/", tag = "customers", params(("Nonce" = Option<String>, Header, description = "A text of up to 128 characters that the signature of the answer repeats"), ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The customer's state; signed in the header `Paywall-Signature` if the app has a key", body = CustomerProfile), (status = 304, description = "The client has it already"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn profile(
    FromState(sdk): State,
    Path(place): At,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (platform, state) = sdk.reading(&place, &headers).await?;
    let answer = Answer::new([&place.platform, &place.device], "profile", &headers)?;
    let restored = platform.ledger.database().restored();
    let body = list::written(&json!({
        "customer_journey_state": journey(&state),
        "device_version": state.device.as_ref().map(|(_, row)| row.version),
        "restored": restored.map(|it| it.at.to_string()),
    }))?;
    let signature = answer.signature(&platform.identity, &body, sdk.now());
    Ok((signature, list::bytes(body, &headers)).into_response())
}

/// Lists the customer's active entitlements.
#[utoipa::path(get, path = "/device/{device}/active_entitlements/", tag = "customers", params(Page, ("Nonce" = Option<String>, Header, description = "A text of up to 128 characters that the signature of the answer repeats"), ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that the client has")),
    responses((status = 200, description = "The entitlements; signed in the header `Paywall-Signature` if the app has a key", body = ActiveEntitlements), (status = 304, description = "The client has it already"), (status = 409, description = "There is no such device (`device_not_found`): make a new one")))]
pub(super) async fn entitlements(
    FromState(sdk): State,
    Path(place): At,
    uri: Uri,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (platform, state) = sdk.reading(&place, &headers).await?;
    let answer = Answer::new(
        [&place.platform, &place.device],
        "active_entitlements",
        &headers,
    )?;
    let items = active(&platform.serving.now().content, &state);
    let body = list::page_of(&items, paging?.0, uri.path())?;
    let signature = answer.signature(&platform.identity, &body, sdk.now());
    Ok((signature, list::bytes(body, &headers)).into_response())
}

/// Writes the seven flags under their names on the wire.
pub(super) fn journey(state: &UserState) -> Value {
    let flags = state.customer.journey.flags().into_iter();
    let flags: Map<String, Value> = flags.map(|(name, set)| (name.into(), set.into())).collect();
    flags.into()
}

/// Lists the active entitlements in the platform's form.
pub(super) fn active(content: &Content, state: &UserState) -> Vec<Value> {
    let active = state.customer.entitlements.iter();
    active.map(|it| entitlement(content, it)).collect()
}

/// Writes an active entitlement, with the document's own fields of it.
fn entitlement(content: &Content, active: &ActiveEntitlement) -> Value {
    let mut known = content.entitlements.iter();
    let known = known.find(|it| reference(it) == Some(active.id.as_str()));
    let mut out = known.cloned().unwrap_or_default();
    out.insert("entitlement_ref_id".into(), json!(active.id));
    if let Some(until) = active.until {
        out.insert("expires".into(), json!(until.to_string()));
    }
    Value::Object(out)
}
