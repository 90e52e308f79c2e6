//! The pages and scripts of `www/`, built in or from a folder.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Component, Path, PathBuf};

use axum::extract::{Path as FromPath, State as FromState};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::State;
use super::page::{HTML, POLICY, policy_header};
use crate::assets;
use crate::error::Error;

/// The folders of `www/` that the server shows.
const FOLDERS: [&str; 3] = ["dist", "preview", "demo"];

/// The source of the pages.
#[derive(Debug, Clone, Default)]
pub enum Www {
    /// The files that this program was built with.
    #[default]
    Embedded,
    /// A folder such as the repository's `www`, read again for every request.
    Folder(PathBuf),
}

/// Sends the preview page.
pub(super) async fn index(state: State, headers: HeaderMap) -> Result<Response, Error> {
    file(state, FromPath("preview/index.html".into()), headers).await
}

/// Sends a file, or 304 if the browser has it.
pub(super) async fn file(
    FromState(shared): State,
    FromPath(path): FromPath<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if FOLDERS.contains(&path.as_str()) {
        return Ok(Redirect::permanent(&format!("/{path}/")).into_response());
    }
    let name = if path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path
    };
    let bytes = shared
        .site
        .www
        .read(&name)
        .await
        .ok_or_else(|| Error::NotFound(format!("/{name}")))?;
    let tag = tag(&bytes);
    let kept = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|seen| *seen == tag);
    // The browser asks each time, and gets the bytes only when they changed.
    let caching = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if kept {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let kind = content_type(&name);
    let mut response = (caching, [(header::CONTENT_TYPE, kind)], bytes).into_response();
    if kind == HTML {
        let (header, policy) = policy_header(POLICY);
        response.headers_mut().insert(header, policy);
    }
    Ok(response)
}

impl Www {
    /// Reads a file. None if there is none, or if it is not public.
    async fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        if !is_public(name) {
            return None;
        }
        match self {
            Self::Embedded => assets::get(name).map(Cow::Borrowed),
            Self::Folder(folder) => tokio::fs::read(folder.join(name))
                .await
                .ok()
                .map(Cow::Owned),
        }
    }
}

/// Returns true for paths below one of the folders that consist of plain names only.
fn is_public(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let folder = parts.next();
    let known = FOLDERS
        .iter()
        .any(|known| folder == Some(Component::Normal(known.as_ref())));
    known && parts.all(|part| matches!(part, Component::Normal(name) if !name.as_encoded_bytes().starts_with(b".")))
}

/// Makes an `ETag` of a file's bytes.
fn tag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish()))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// Returns the content type for a file's extension.
fn content_type(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ts" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
