//! Refuses the calls of those who make too many.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use paywall_ledger::Clock;

use super::error::Error;
use crate::calls::CallLimits;

/// The limits that a call has to pass, if there are any.
#[derive(Clone)]
pub(super) struct Gate {
    pub limits: Option<Arc<CallLimits>>,
    pub clock: Clock,
}

/// Lets a call through if its buckets have room, before anything else is done for it.
pub(super) async fn calls(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let limits = gate.limits.as_ref();
    match limits.and_then(|limits| limits.refuse(&request, (gate.clock)())) {
        Some(wait) => Error::TooMany(wait).into_response(),
        None => next.run(request).await,
    }
}
