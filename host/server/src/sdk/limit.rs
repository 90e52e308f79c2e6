//! Refuses the calls of those who make too many, or write too much.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use paywall_ledger::{AppId, Clock, PlatformId};

use super::error::Error;
use crate::calls::{CallLimits, Caller};
use crate::shares::Shares;

/// The limits that a call has to pass, if there are any.
#[derive(Clone)]
pub(super) struct Gate {
    pub limits: Option<Arc<CallLimits>>,
    pub clock: Clock,
}

/// The places for calls about platforms, by app.
#[derive(Clone)]
pub(super) struct Places {
    pub platforms: Arc<BTreeMap<PlatformId, AppId>>,
    /// The places for purchases that devices show. They wait for stores, and others must not wait for them.
    pub purchases: Arc<Shares>,
    /// The places for everything else.
    pub calls: Arc<Shares>,
}

/// Lets a call through once its body is there and its app has a place for it.
pub(super) async fn places(State(places): State<Places>, request: Request, next: Next) -> Response {
    let path = request.uri().path().trim_end_matches('/');
    let platform = path.strip_prefix("/sdk/v3/platform/").unwrap_or_default();
    let platform = platform.split('/').next().unwrap_or_default();
    let platform = PlatformId::new(platform);
    let shares = match path.ends_with("/purchase_event") {
        true => &places.purchases,
        false => &places.calls,
    };
    // A body may be as slow as its client likes, so no place waits for one.
    let request = match arrived(request).await {
        Ok(request) => request,
        Err(error) => return error.into_response(),
    };
    // A call about no platform is refused at once, so it needs no place.
    let _place = match places.platforms.get(&platform) {
        Some(app) => shares.take(app.clone()).await,
        None => None,
    };
    next.run(request).await
}

/// Waits for the body of a call.
async fn arrived(request: Request) -> Result<Request, Error> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let arriving = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(arriving, &()).await?;
    Ok(Request::from_parts(parts, body.into()))
}

/// Lets a call through if its buckets have room, before anything else is done for it.
pub(super) async fn calls(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if let Some(limits) = &gate.limits {
        if let Some(wait) = limits.refuse(&request, (gate.clock)()) {
            return Error::TooMany(wait).into_response();
        }
        let caller = limits.caller(&request);
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

/// The bytes that an input of the ledger takes in the database: its entry in the log, rows, entries of indexes, events.
pub(super) const INPUT: usize = 2048;
/// The bytes that a row takes in the database beside its words: keys, and entries of indexes.
pub(super) const ROW: usize = 512;
