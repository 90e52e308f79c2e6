//! Answers in the coding that the client wants: a layer for those that are made for one caller.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::coding::{Accepted, Coding, Effort, Tag};

/// The length, in bytes, from which on an answer is worth the effort: below it, it fits into a packet or two.
pub(crate) const WORTH: usize = 2048;
/// The length, in bytes, from which on an answer is written beside the thread that serves others.
const LONG: usize = 64 << 10;

/// Writes answers that are long enough in the coding that the client prefers.
///
/// A secret beside text of an attacker's choice would show in the length (BREACH). Nobody can use that here: calls
/// carry no cookie, so a page cannot make somebody else's browser ask for an answer about a customer, and no answer
/// holds a secret of a device, a key or a token.
pub(crate) async fn coded(request: Request, next: Next) -> Response {
    let accepted = Accepted::of(request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(best) = accepted.best() else {
        // A call by another method is done already, whatever the client makes of the answer.
        return match reads {
            true => StatusCode::NOT_ACCEPTABLE.into_response(),
            false => next.run(request).await,
        };
    };
    let mut answer = next.run(request).await;
    if reads && is_representation(answer.status()) {
        let vary = HeaderValue::from_static("accept-encoding");
        answer.headers_mut().entry(header::VARY).or_insert(vary);
    }
    let length = answer.body().size_hint().exact();
    let length = length.and_then(|it| usize::try_from(it).ok());
    let least = if accepted.takes_identity() { WORTH } else { 1 };
    let is_done = answer.headers().contains_key(header::CONTENT_ENCODING);
    match length {
        Some(length) if length >= least && !is_done && best != Coding::Identity => {
            write(answer, length, best).await
        }
        _ => answer,
    }
}

/// Returns true for answers that are the thing asked for, or say that the client has it.
fn is_representation(status: StatusCode) -> bool {
    status.is_success() || status == StatusCode::NOT_MODIFIED
}

/// Writes the body of an answer in a coding.
async fn write(answer: Response, length: usize, coding: Coding) -> Response {
    let (mut parts, body) = answer.into_parts();
    // The length is known, and the body is in memory already.
    let Ok(plain) = to_bytes(body, length).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let written = match plain.len() < LONG {
        true => coding.write(&plain, Effort::Once),
        false => beside(plain, coding, Effort::Once).await,
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    mark(&mut parts.headers, coding);
    Response::from_parts(parts, Body::from(written))
}

/// Writes bytes in a coding, beside the thread that serves others.
pub(crate) async fn beside(plain: Bytes, coding: Coding, effort: Effort) -> Vec<u8> {
    let own = plain.clone();
    let written = tokio::task::spawn_blocking(move || coding.write(&own, effort));
    // It fails only if the program ends.
    written.await.unwrap_or_else(|_| plain.to_vec())
}

/// Says the coding of an answer, also in its tag.
fn mark(headers: &mut HeaderMap, coding: Coding) {
    let Some(name) = coding.name() else { return };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    let tag = headers.get(header::ETAG).and_then(|it| it.to_str().ok());
    let tag = tag.map(|it| Tag::of(it.trim_matches('"').to_owned()).written(coding));
    if let Some(Ok(tag)) = tag.map(HeaderValue::try_from) {
        headers.insert(header::ETAG, tag);
    }
}
