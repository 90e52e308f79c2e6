//! The headers of an HTML page.

use axum::http::{HeaderName, HeaderValue, header};

/// The content type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The policy of the server's own pages: scripts and styles from here only, pictures and films from anywhere.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: http: https:; media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// Makes the policy of a snapshot: no script at all, and only the style sheet that carries `nonce`.
pub(super) fn snapshot_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data: http: https:; \
         media-src 'self' data: http: https:; font-src 'self' data: http: https:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}

/// Makes a header of `policy`. A text that is no header value becomes a policy that forbids everything.
pub(super) fn policy_header(policy: &str) -> (HeaderName, HeaderValue) {
    let value =
        HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    (header::CONTENT_SECURITY_POLICY, value)
}
