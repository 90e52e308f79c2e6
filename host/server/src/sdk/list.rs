//! Lists in pages, and answers that a client may have already.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::IntoParams;

use super::error::Error;
use crate::built::{Built, Keeping, caching, not_modified, tag};
use crate::coding::Coding;

/// The query `?page=&page_size=`. SDKs read only the first page, so it holds everything unless they ask otherwise.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// The number of the page, from 1 on.
    page: Option<usize>,
    /// The most things on a page: 1 to 1000, which is the default.
    page_size: Option<usize>,
}

impl Page {
    /// Returns true if so many items are all on this page.
    fn has_all(self, items: usize) -> bool {
        let size = self.page_size.unwrap_or(LARGEST).clamp(1, LARGEST);
        self.page.unwrap_or(1) == 1 && items <= size
    }
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
    /// The placements at which experiments hold the customer out; only beside rules.
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    holdouts: &'a [Value],
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
    page_beside(items, &[], page, path)
}

/// Writes one page of `items`, with the placements at which experiments hold the customer out.
pub(super) fn page_beside<T: Serialize>(
    items: &[T],
    holdouts: &[Value],
    page: Page,
    path: &str,
) -> Result<Vec<u8>, Error> {
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
        holdouts,
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
    if let Some(had) = tag.had(headers) {
        return not_modified(Keeping::Client, &had);
    }
    let caching = caching(Keeping::Client, &tag.written(Coding::Identity));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (caching, kind, bytes).into_response()
}

/// A piece of JSON that passes through unread.
pub(super) type Raw = Box<RawValue>;

/// A list of a document, with the page that holds all of it.
#[derive(Debug)]
pub(super) struct List {
    items: Vec<Raw>,
    /// The answer with everything, unless that is too much for a page.
    whole: Option<Built>,
}

impl List {
    /// Takes the items of a list.
    pub(super) fn of(items: Vec<Raw>) -> Self {
        // The only page links to no other, so it is the same at every address.
        let whole = (items.len() <= LARGEST).then(|| page_of(&items, Page::default(), ""));
        Self {
            whole: whole.and_then(Result::ok).map(Built::of),
            items,
        }
    }

    /// Returns the items.
    pub(super) fn items(&self) -> &[Raw] {
        &self.items
    }

    /// Answers with a page of the list, which `path` lists.
    pub(super) async fn page(
        &self,
        page: Page,
        path: &str,
        keeping: Keeping,
        headers: &HeaderMap,
    ) -> Result<Response, Error> {
        match &self.whole {
            Some(whole) if page.has_all(self.items.len()) => {
                Ok(whole.answer(keeping, headers).await)
            }
            _ => self::page(&self.items, page, path, headers),
        }
    }
}

impl Default for List {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}
