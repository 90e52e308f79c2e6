//! The headers of an HTML page.

use axum::http::{HeaderName, HeaderValue, header};

/// The content type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Pages of the server's own: scripts and styles from here only, pictures and films from anywhere.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: http: https:; media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// A snapshot: no script at all, and the one style sheet that carries `nonce`.
pub(super) fn snapshot_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data: http: https:; \
         media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}

/// `policy` as a header. What is no header value forbids everything.
pub(super) fn policy_header(policy: &str) -> (HeaderName, HeaderValue) {
    let value =
        HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    (header::CONTENT_SECURITY_POLICY, value)
}
