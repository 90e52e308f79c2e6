//! The pages of the Control Center, which are built into the program: one page for every address, and the files that
//! it loads.
//!
//! `cargo xtask control` makes the files. Their names say their content, so browsers keep them for good; the page itself
//! and the module's files are asked for each time, and come only when they changed.

use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path as FromPath;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page that every address answers.
const SHELL: &str = "control/index.html";

/// The policy of the page: styles from here alone, pictures, films and fonts of paywalls from anywhere, and text becomes
/// markup through lit-html's templates alone. [`POLICY`] adds the scripts.
const REST_OF_POLICY: &str = "default-src 'none'; style-src 'self'; \
     img-src 'self' data: blob: http: https:; media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types lit-html";

/// The policy of the page: scripts from here alone, and the one that stands in the page, by its hash.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let page = File::named(SHELL).and_then(|file| file.plain().ok());
    let page = String::from_utf8_lossy(page.as_deref().unwrap_or_default());
    let hash = BASE64_STANDARD.encode(Sha256::digest(script(&page)));
    let policy = format!("{REST_OF_POLICY}; script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'");
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(REST_OF_POLICY))
});

/// Returns the script that stands in the page.
fn script(page: &str) -> &str {
    let from = page.split_once("<script>").map_or("", |(_, from)| from);
    from.split_once("</script>")
        .map_or("", |(script, _)| script)
}

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

/// Sends a built-in file, packed where the browser takes that, or 304 if the browser has it. None if there is no such
/// file.
fn send(name: &str, caching: &'static str, headers: &HeaderMap) -> Option<Response> {
    let file = File::named(name)?;
    let tag = tag(file.bytes());
    let seen = headers.get_all(header::IF_NONE_MATCH);
    let mut response = if seen.iter().any(|seen| *seen == tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.answer(content_type(name), takes_brotli(headers))
    };
    let out = response.headers_mut();
    let set = |name, value| (name, HeaderValue::from_static(value));
    out.extend([
        set(header::CACHE_CONTROL, caching),
        set(header::VARY, "accept-encoding"),
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        set(header::REFERRER_POLICY, "no-referrer"),
    ]);
    out.insert(header::ETAG, tag);
    if Path::new(name).extension().is_some_and(|it| it == "html") {
        let policy = if name == SHELL {
            POLICY.clone()
        } else {
            HeaderValue::from_static(FRAME_POLICY)
        };
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

/// A built-in file.
#[derive(Clone, Copy)]
enum File {
    Plain(&'static [u8]),
    /// As brotli made it. Its plain form is not kept beside it, for the program's size.
    Packed(&'static [u8]),
}

impl File {
    /// Finds a file, if it was there at build time.
    fn named(name: &str) -> Option<Self> {
        let packed = || built_in(&format!("{name}.br")).map(Self::Packed);
        built_in(name).map(Self::Plain).or_else(packed)
    }

    /// Returns the bytes as they are kept.
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Plain(bytes) | Self::Packed(bytes) => bytes,
        }
    }

    /// Answers with the file, unpacked for a browser that does not take brotli.
    fn answer(self, kind: &'static str, takes_brotli: bool) -> Response {
        let kind = [(header::CONTENT_TYPE, kind)];
        match self {
            Self::Plain(bytes) => (kind, bytes).into_response(),
            Self::Packed(bytes) if takes_brotli => {
                (kind, [(header::CONTENT_ENCODING, "br")], bytes).into_response()
            }
            Self::Packed(_) => match self.plain() {
                Ok(plain) => (kind, plain).into_response(),
                Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            },
        }
    }

    /// Returns the file as it was before it was packed.
    fn plain(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain(bytes) => Ok(bytes.to_vec()),
            Self::Packed(bytes) => unpacked(bytes),
        }
    }
}

/// Unpacks what brotli made.
fn unpacked(mut packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut packed, &mut plain)?;
    Ok(plain)
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    /// Asks for the page in a coding. Returns the coding of the answer and its bytes.
    async fn asked(codings: &str) -> (Option<HeaderValue>, Vec<u8>) {
        let request = Request::get("/control/").header(header::ACCEPT_ENCODING, codings);
        let request = request.body(Body::empty()).unwrap();
        let mut answer = routes::<()>().oneshot(request).await.unwrap();
        let coding = answer.headers_mut().remove(header::CONTENT_ENCODING);
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (coding, bytes.to_vec())
    }

    #[tokio::test]
    async fn a_browser_that_takes_no_brotli_gets_the_same_page() {
        if File::named(SHELL).is_none() {
            return; // `cargo xtask control` was not run
        }
        let (coding, packed) = asked("gzip, br").await;
        assert_eq!(coding.unwrap(), "br");
        let (coding, plain) = asked("gzip, br;q=0").await;
        assert_eq!(coding, None);
        assert_eq!(unpacked(&packed).unwrap(), plain);
        assert!(plain.starts_with(b"<!doctype html>"));
    }
}
