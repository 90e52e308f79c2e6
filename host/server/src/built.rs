//! Answers that are the same for all callers: built once, and written in each coding once, when it is first asked for.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::coded::{WORTH, beside};
use super::coding::{Accepted, Coding, Effort, Tag};

/// The bytes of an answer as JSON, in all codings.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    plain: Bytes,
    gzip: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
    tag: Tag,
}

/// The caches that may keep an answer, as long as they ask whether it still holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keeping {
    /// Everybody on the way, because it is the same for all.
    Anybody,
    /// Everybody on the way, and without asking for a short time: it is the same for all, and whole by itself.
    AnybodyBriefly,
    /// The client alone.
    Client,
}

impl Built {
    /// Takes the bytes of an answer.
    pub(crate) fn of(plain: Vec<u8>) -> Self {
        Self {
            tag: tag(&plain),
            plain: plain.into(),
            gzip: OnceCell::new(),
            brotli: OnceCell::new(),
        }
    }

    /// Answers in the coding that the client prefers, or with 304 if the client has the answer.
    pub(crate) async fn answer(&self, keeping: Keeping, headers: &HeaderMap) -> Response {
        if let Some(had) = self.tag.had(headers) {
            return not_modified(keeping, &had);
        }
        let accepted = Accepted::of(headers);
        let short = self.plain.len() < WORTH && accepted.takes_identity();
        let best = accepted.best().filter(|_| !short);
        let coding = best.unwrap_or(Coding::Identity);
        let bytes = match coding {
            Coding::Identity => self.plain.clone(),
            Coding::Gzip => self.written(&self.gzip, coding).await,
            Coding::Brotli => self.written(&self.brotli, coding).await,
        };
        let mut answer = bytes.into_response();
        let headers = answer.headers_mut();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers.extend(caching(keeping, &self.tag.written(coding)));
        answer
    }

    /// Returns the bytes in a coding. Of many who are the first to ask for it, one writes them.
    async fn written(&self, cell: &OnceCell<Bytes>, coding: Coding) -> Bytes {
        let write = async || {
            beside(self.plain.clone(), coding, Effort::Often)
                .await
                .into()
        };
        cell.get_or_init(write).await.clone()
    }
}

impl Default for Built {
    /// Builds an empty JSON object.
    fn default() -> Self {
        Self::of(b"{}".to_vec())
    }
}

#[cfg(test)]
impl Built {
    /// Reads the answer.
    pub(crate) fn read(&self) -> serde_json::Value {
        serde_json::from_slice(&self.plain).unwrap()
    }
}

/// Makes the tag of the bytes of an answer.
pub(crate) fn tag(bytes: &[u8]) -> Tag {
    let hash = Sha256::digest(bytes);
    let hex = hash[..16].iter().map(|byte| format!("{byte:02x}"));
    Tag::of(hex.collect())
}

/// Answers that the client has the content of this tag.
pub(crate) fn not_modified(keeping: Keeping, tag: &str) -> Response {
    let mut answer = StatusCode::NOT_MODIFIED.into_response();
    answer.headers_mut().extend(caching(keeping, tag));
    answer
}

/// Makes the headers by which an answer is kept, and asked for again.
pub(crate) fn caching(keeping: Keeping, tag: &str) -> HeaderMap {
    let keeping = match keeping {
        Keeping::Anybody => "public, no-cache",
        Keeping::AnybodyBriefly => "public, max-age=30, stale-while-revalidate=600",
        Keeping::Client => "private, no-cache",
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_who_ask_first_get_the_same_bytes() {
        let built = Built::of(b"[1, 2, 3]".repeat(1000));
        let ask = async || built.written(&built.brotli, Coding::Brotli).await;
        let (one, two) = tokio::join!(ask(), ask());
        assert_eq!(one.as_ptr(), two.as_ptr(), "written once");
        assert_eq!(one.as_ptr(), ask().await.as_ptr());
    }
}
