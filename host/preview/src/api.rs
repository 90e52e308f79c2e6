//! The module's operations over HTTP. Bodies are the requests and answers of `docs/abi.md`, byte for byte.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State as FromState};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Shared, State};
use crate::error::{Error, status};
use paywall_engine::{Operation, answer};

/// Sends the document itself.
pub(super) async fn document(FromState(shared): State) -> Response {
    json(StatusCode::OK, shared.site.document.json().to_vec())
}

/// Sends the product details for the preview page.
pub(super) async fn products(FromState(shared): State) -> Response {
    json(StatusCode::OK, shared.site.products.clone())
}

/// Describes the contents of the document.
pub(super) async fn describe(FromState(shared): State) -> Result<Response, Error> {
    call(&shared, Operation::Describe, b"{}".to_vec()).await
}

/// Runs the operation that the address names.
pub(super) async fn operate(
    FromState(shared): State,
    Path(name): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let operation =
        Operation::named(&name).ok_or_else(|| Error::NotFound(format!("/api/{name}")))?;
    call(&shared, operation, shared.body(body)?.into()).await
}

/// Runs an operation; a refusal by the module gets a status that fits.
async fn call(shared: &Shared, operation: Operation, request: Vec<u8>) -> Result<Response, Error> {
    let bytes = shared
        .run(move |document| document.call(operation, &request))
        .await?;
    let status = answer::refusal(&bytes).map_or(StatusCode::OK, |error| status(&error));
    Ok(json(status, bytes))
}

/// Makes a response of JSON bytes.
fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}
