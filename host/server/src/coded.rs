//! Answers in the coding that the client wants: a layer for those that are made for one caller.

use std::sync::LazyLock;
use std::thread::available_parallelism;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::coding::{Accepted, Coding, Effort, Tag};

/// The length, in bytes, from which on an answer is worth the effort: below it, it fits into a packet or two.
pub(crate) const WORTH: usize = 2048;
/// The length, in bytes, from which on an answer is written beside the thread that serves others.
const LONG: usize = 64 << 10;

/// The long answers that are written at a time: anybody may ask for them again and again, and no more than half of the
/// processors are to work on that.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(1, usize::from);
    Semaphore::new((processors / 2).max(1))
});

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
            let is_optional = accepted.takes_identity();
            write(answer, length, best, is_optional, &AT_ONCE).await
        }
        _ => answer,
    }
}

/// Returns true for answers that are the thing asked for, or say that the client has it.
fn is_representation(status: StatusCode) -> bool {
    status.is_success() || status == StatusCode::NOT_MODIFIED
}

/// Writes the body of an answer in a coding. A long one for which there is no room now stays as it is if the coding
/// is optional, and is refused if not: nobody waits, because a call that waits keeps a place.
async fn write(
    answer: Response,
    length: usize,
    coding: Coding,
    is_optional: bool,
    room: &Semaphore,
) -> Response {
    let _room = match room.try_acquire() {
        _ if length < LONG => None,
        Ok(room) => Some(room),
        Err(_) if is_optional => return answer,
        Err(_) => {
            let soon = [(header::RETRY_AFTER, "1")];
            return (StatusCode::SERVICE_UNAVAILABLE, soon).into_response();
        }
    };
    let (mut parts, body) = answer.into_parts();
    // The length is known, and the body is in memory already.
    let Ok(plain) = to_bytes(body, length).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let written = match length < LONG {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes an answer of this length. Returns its coding.
    async fn coding_of(length: usize, is_optional: bool, room: &Semaphore) -> Option<String> {
        let answer = vec![b'a'; length].into_response();
        let written = write(answer, length, Coding::Gzip, is_optional, room).await;
        let coding = written.headers().get(header::CONTENT_ENCODING);
        coding.map(|it| it.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn long_answers_are_written_a_few_at_a_time() {
        let room = Semaphore::new(1);
        let gzip = Some("gzip".to_owned());
        assert_eq!(coding_of(LONG, true, &room).await, gzip);
        let _taken = room.acquire().await.unwrap();
        assert_eq!(coding_of(LONG, true, &room).await, None, "as it is");
        assert_eq!(coding_of(LONG - 1, true, &room).await, gzip, "a short one");
        let answer = vec![b'a'; LONG].into_response();
        let refused = write(answer, LONG, Coding::Gzip, false, &room).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
    }
}
