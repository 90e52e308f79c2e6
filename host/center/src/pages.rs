//! The pages of the Control Center, which are built into the program: one page for every address, and the files that
//! it loads.
//!
//! `cargo xtask control` makes the files. Their names say their content, so browsers keep them for good; the page itself
//! and the module's files are asked for each time, and come only when they changed.

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use axum::Router;
use axum::extract::Path as FromPath;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page that every address answers.
const SHELL: &str = "control/index.html";

/// The policy of the page: scripts and styles from here alone, pictures, films and fonts of paywalls from anywhere, and
/// text becomes markup through lit-html's templates alone.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob: http: https:; media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types lit-html";

/// The policy of the empty page in which the shell draws a paywall. It has no script of its own.
const FRAME_POLICY: &str = "default-src 'none'; img-src 'self' data: blob: http: https:; \
     media-src 'self' data: http: https:; font-src 'self' data: http: https:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The time that browsers keep a file whose name says its content.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// The word for files that the browser asks for each time.
const EACH_TIME: &str = "no-cache";

/// Makes the routes of the pages: `/control/` and everything below it that is not the API's.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/control",
            get(|| async { Redirect::permanent("/control/") }),
        )
        .route("/control/", get(shell))
        .route("/control/{*page}", get(shell))
        .route("/control/files/{name}", get(file))
        .route("/control/runtime/{*name}", get(runtime))
}

/// Sends the page, whatever the address: the page itself reads it.
async fn shell(headers: HeaderMap) -> Response {
    send(SHELL, EACH_TIME, &headers).unwrap_or_else(|| {
        let words = "The pages were not built into this program: run `cargo xtask control`, and build it again.";
        (StatusCode::NOT_FOUND, words).into_response()
    })
}

/// Sends a file of the page.
async fn file(FromPath(name): FromPath<String>, headers: HeaderMap) -> Response {
    send(&format!("control/files/{name}"), FOR_GOOD, &headers).unwrap_or_else(missing)
}

/// Sends a file of the module for browsers.
async fn runtime(FromPath(name): FromPath<String>, headers: HeaderMap) -> Response {
    send(&format!("runtime/{name}"), EACH_TIME, &headers).unwrap_or_else(missing)
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.").into_response()
}

/// Sends a built-in file: as brotli made it where that lies beside it and the browser takes it, or 304 if the browser
/// has it. None if there is no such file.
fn send(name: &str, caching: &'static str, headers: &HeaderMap) -> Option<Response> {
    let plain = built_in(name)?;
    let packed = built_in(&format!("{name}.br")).filter(|_| takes_brotli(headers));
    let tag = tag(plain);
    let mut response = if headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|seen| *seen == tag)
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = content_type(name);
        ([(header::CONTENT_TYPE, kind)], packed.unwrap_or(plain)).into_response()
    };
    let out = response.headers_mut();
    let set = |name, value| (name, HeaderValue::from_static(value));
    out.extend([
        set(header::CACHE_CONTROL, caching),
        set(header::VARY, "accept-encoding"),
    ]);
    out.extend([
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        set(header::REFERRER_POLICY, "no-referrer"),
    ]);
    out.insert(header::ETAG, tag);
    if response.status() == StatusCode::OK && packed.is_some() {
        let coding = HeaderValue::from_static("br");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, coding);
    }
    if Path::new(name).extension().is_some_and(|it| it == "html") {
        let policy = if name == SHELL { POLICY } else { FRAME_POLICY };
        let policy = HeaderValue::from_static(policy);
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

/// Returns the bytes of a built-in file, if it was there at build time.
fn built_in(name: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FILES.get(index).map(|(_, bytes)| *bytes)
}

/// Returns whether the browser takes brotli. A weight of zero says no.
fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|it| it.parse().ok());
            name.trim().eq_ignore_ascii_case("br") && weight.is_none_or(|it: f32| it > 0.0)
        })
}

/// Makes an `ETag` of a file's bytes. It is weak, as one file is sent in two codings.
fn tag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish()))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// Returns the content type for a file's extension.
fn content_type(name: &str) -> &'static str {
    let extension = Path::new(name).extension().and_then(|it| it.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
