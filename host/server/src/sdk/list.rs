//! Lists in pages, and answers that a client may have already.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::error::Error;

/// The query `?page=&page_size=`. SDKs read only the first page, so it holds everything unless they ask otherwise.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Page {
    page: Option<usize>,
    page_size: Option<usize>,
}

/// The number of items on the largest page.
const LARGEST: usize = 1000;

/// A page of a list, in the platform's form.
#[derive(Serialize)]
struct Listed<'a, T> {
    count: usize,
    next: Option<String>,
    previous: Option<String>,
    results: &'a [T],
    total_pages: usize,
    page_number: usize,
}

/// Answers with one page of `items`, which `path` lists.
pub(super) fn page<T: Serialize>(
    items: &[T],
    page: Page,
    path: &str,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    Ok(bytes(page_of(items, page, path)?, headers))
}

/// Writes one page of `items`, which `path` lists.
pub(super) fn page_of<T: Serialize>(items: &[T], page: Page, path: &str) -> Result<Vec<u8>, Error> {
    let size = page.page_size.unwrap_or(LARGEST).clamp(1, LARGEST);
    let total = items.len().div_ceil(size).max(1);
    let number = page.page.unwrap_or(1);
    if number == 0 || number > total {
        return Err(Error::Invalid(format!("there are {total} pages")));
    }
    let first = (number - 1) * size;
    let link = |number: usize| format!("{path}?page={number}&page_size={size}");
    let listed = Listed {
        count: items.len(),
        next: (number < total).then(|| link(number + 1)),
        previous: (number > 1).then(|| link(number - 1)),
        results: items
            .iter()
            .as_slice()
            .get(first..items.len().min(first + size))
            .unwrap_or_default(),
        total_pages: total,
        page_number: number,
    };
    written(&listed)
}

/// Writes the body of an answer as JSON.
pub(super) fn written(body: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::Invalid(error.to_string()))
}

/// Answers with `body` as JSON and its `ETag`, or with 304 if the client has it.
pub(super) fn json(body: &impl Serialize, headers: &HeaderMap) -> Result<Response, Error> {
    Ok(bytes(written(body)?, headers))
}

/// Answers with these bytes of JSON and their `ETag`, or with 304 if the client has them.
pub(super) fn bytes(bytes: Vec<u8>, headers: &HeaderMap) -> Response {
    let tag = tag(&bytes);
    let asked = headers.get_all(header::IF_NONE_MATCH);
    let had = asked.iter().filter_map(|it| it.to_str().ok()).any(|list| {
        let mut tags = list.split(',').map(|it| it.trim().trim_start_matches("W/"));
        tags.any(|it| it == "*" || it == tag)
    });
    let value = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
    let caching = [
        (header::ETAG, value),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    if had {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (caching, kind, bytes).into_response()
}

/// Makes an `ETag` of the bytes of an answer.
fn tag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let hex: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}

/// A piece of JSON that passes through unread.
pub(super) type Raw = Box<RawValue>;
