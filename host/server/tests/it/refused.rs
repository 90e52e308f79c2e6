//! Tests of what the web framework refuses by itself: clients find a code and words there, too.

use std::sync::Arc;

use paywall_ledger::Time;
use serde_json::Value;

use crate::opened::{Serving, open};

/// Calls that reach no handler, and the status and the code of the answer.
const REFUSED: [(&str, &str, u16, &str); 10] = [
    ("GET", "/", 404, "not_found"),
    ("POST", "/sdk/v4", 404, "not_found"),
    (
        "GET",
        "/sdk/v3/platform/ios/device/%de",
        400,
        "invalid_request",
    ),
    ("GET", "/sdk/v3/platform/%ff/config", 400, "invalid_request"),
    (
        "DELETE",
        "/sdk/v3/platform/ios/config",
        405,
        "method_not_allowed",
    ),
    ("PATCH", "/sdk/v3/nowhere", 405, "method_not_allowed"),
    ("POST", "/notifications/google/%ff", 400, "invalid_request"),
    (
        "GET",
        "/notifications/google/ios",
        405,
        "method_not_allowed",
    ),
    ("PUT", "/admin/v1/apps/a/forget", 404, "not_found"),
    ("DELETE", "/healthz", 405, "method_not_allowed"),
];

#[tokio::test]
async fn every_refusal_is_json_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(|| Time::from_millis(1_767_225_600_000));
    let host = Serving::begin(open(&folder, "", clock).await).await;
    for (method, path, status, code) in REFUSED {
        let answer = host.ask(method, path, "", "").await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{method} {path}: {answer}"
        );
        assert!(head.contains("content-type: application/json"), "{answer}");
        let body: Value =
            serde_json::from_str(body).unwrap_or_else(|_| panic!("{method} {path}: {answer}"));
        assert_eq!(body["error"]["code"], code, "{method} {path}: {answer}");
        assert!(
            body["error"]["message"]
                .as_str()
                .is_some_and(|it| !it.is_empty())
        );
        assert_eq!(head.contains("allow: "), status == 405, "{answer}");
    }
    let long = "x".repeat(2 << 20);
    let answer = host
        .ask("POST", "/notifications/google/ios", "", &long)
        .await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("\"request_too_large\""), "{answer}");
    host.end().await;
}
