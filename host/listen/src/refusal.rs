//! Answers of the web framework itself, in the form of all other errors.
//!
//! An address that is no UTF-8, a method that a route does not have, a body that is too large: the framework refuses them
//! before any handler runs, in plain text or without words. Clients read JSON, and look for a code in it.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

/// The most bytes of the framework's words that are passed on.
const WORDS: usize = 4 << 10;

/// Runs a request, and gives a refusal in plain text the form `{"error": {"code", "message", "path"}, "warnings"}`.
///
/// Other answers stay as they are, and so do the status and the headers of a refusal.
pub async fn refusals_as_json(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.status().is_client_error() || has_form(&response) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let words = to_bytes(body, WORDS).await.unwrap_or_default();
    let (code, otherwise) = meaning(head.status);
    let message = match words.is_empty() {
        true => otherwise.into(),
        false => String::from_utf8_lossy(&words),
    };
    let body = json!({"error": {"code": code, "message": message, "path": null}, "warnings": []});
    head.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body.to_string()))
}

/// Returns true if an answer says that it is something else than plain text.
fn has_form(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|it| !it.as_bytes().starts_with(b"text/plain"))
}

/// Returns the code of a status, and its words where the framework has none.
fn meaning(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("not_found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "this address has other methods: the header `allow` lists them",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("request_too_large", "the body is too large"),
        _ => ("invalid_request", "the request could not be read"),
    }
}
