//! Refuses the calls of those who make too many.

use axum::extract::{Request, State as FromState};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Sdk;
use super::error::Error;

/// Lets a call through if its buckets have room, before anything else is done for it.
pub(super) async fn calls(
    FromState(sdk): FromState<Sdk>,
    request: Request,
    next: Next,
) -> Response {
    let limits = sdk.limits.as_ref();
    match limits.and_then(|limits| limits.refuse(&request, sdk.now())) {
        Some(wait) => Error::TooMany(wait).into_response(),
        None => next.run(request).await,
    }
}
