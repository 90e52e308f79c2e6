//! Tests of the routes of the preview server, in process.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use paywall_host_testing::engine::{real_engine, stub_document, stub_options};
use paywall_host_testing::needs;
use paywall_preview::stock_document;
use paywall_preview::{Site, Www, routes};
use serde_json::Value;
use tower::ServiceExt;

fn stub_site() -> Router {
    routes(Site {
        document: stub_document(stub_options()),
        products: b"[1]".to_vec(),
        www: Www::Embedded,
        names: vec!["preview.example".to_owned()],
    })
}

async fn get(app: &Router, path: &str) -> Response<Body> {
    app.clone()
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn post(app: &Router, path: &str, body: impl Into<Body>) -> Response<Body> {
    app.clone()
        .oneshot(Request::post(path).body(body.into()).unwrap())
        .await
        .unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(
        response
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .to_vec(),
    )
    .unwrap()
}

async fn code(response: Response<Body>) -> String {
    let body: Value = serde_json::from_str(&text(response).await).unwrap();
    body["error"]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_document_and_the_products_come_as_they_are() {
    let app = stub_site();
    let response = get(&app, "/api/document").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(text(response).await, "{}");
    assert_eq!(text(get(&app, "/api/products").await).await, "[1]");
}

#[tokio::test]
async fn answers_are_the_modules_bytes() {
    let app = stub_site();
    let response = post(&app, "/api/decide", "{}").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        text(response).await,
        r#"{"ok":{"decision":null,"n":1},"warnings":[]}"#
    );
    let response = post(&app, "/api/decide", "?").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let refusal = r#"{"error":{"code":"paywall_not_found","message":"no such paywall","path":"request.paywall"},"warnings":[]}"#;
    assert_eq!(text(response).await, refusal);
}

#[tokio::test]
async fn every_limit_has_its_status_and_the_server_goes_on() {
    let app = stub_site();
    let response = post(&app, "/api/render", "{}").await;
    assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(code(response).await, "time_limit");
    let response = post(&app, "/api/act", "{}").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(code(response).await, "trap");
    let response = post(&app, "/api/decide", vec![b' '; 60_001]).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(code(response).await, "request_too_large");
    assert_eq!(
        post(&app, "/api/decide", "{}").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_is_not_there_is_404_and_what_is_no_json_is_400() {
    let app = stub_site();
    for path in ["/api/destroy", "/snapshot/x"] {
        assert!(
            post(&app, path, "{}").await.status().is_client_error(),
            "{path}"
        );
    }
    let response = get(&app, "/nothing.html").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(code(response).await, "not_found");
    let response = get(&app, "/snapshot?request=nonsense").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(code(response).await, "invalid_request");
}

#[tokio::test]
async fn files_of_a_folder_have_their_types_tags_and_policy() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("preview/index.html", "<!doctype html>"),
        ("dist/m.wasm", "\0asm"),
        ("secret.txt", "s"),
    ] {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    let www = Www::Folder(folder.path().to_owned());
    let app = routes(Site {
        document: stub_document(stub_options()),
        products: Vec::new(),
        www,
        names: Vec::new(),
    });

    let page = get(&app, "/").await;
    assert_eq!(
        page.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"));

    let module = get(&app, "/dist/m.wasm").await;
    assert_eq!(module.headers()[header::CONTENT_TYPE], "application/wasm");
    assert_eq!(module.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let tag = module.headers()[header::ETAG].clone();
    let again = Request::get("/dist/m.wasm")
        .header(header::IF_NONE_MATCH, tag)
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        app.clone().oneshot(again).await.unwrap().status(),
        StatusCode::NOT_MODIFIED
    );

    for path in [
        "/secret.txt",
        "/dist/../secret.txt",
        "/dist/%2e%2e/secret.txt",
        "/dist/..%2fsecret.txt",
        "/%2fetc/passwd",
    ] {
        assert_eq!(
            get(&app, path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

/// Makes the routes for the stock document in the built module.
fn stock_site() -> Router {
    let document = real_engine().load(stock_document().unwrap()).unwrap();
    routes(Site {
        document,
        products: b"[]".to_vec(),
        www: Www::Embedded,
        names: vec!["preview.example".to_owned()],
    })
}

#[needs(module)]
#[tokio::test]
async fn a_snapshot_is_a_page_under_a_policy_that_lets_only_its_style_sheet_in() {
    let app = stock_site();
    let request = r#"{"page":{"nonce":"mine"},"now":1773997200000}"#;
    let form = format!(
        "request={}",
        request
            .replace('"', "%22")
            .replace('{', "%7B")
            .replace('}', "%7D")
    );
    let sent = Request::post("/snapshot")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let sent = app
        .clone()
        .oneshot(sent.body(Body::from(form.clone())).unwrap())
        .await
        .unwrap();
    assert_only_its_style_sheet(sent).await;
    assert_only_its_style_sheet(post(&app, "/snapshot", request).await).await;
    assert_only_its_style_sheet(get(&app, &format!("/snapshot?{form}")).await).await;
}

async fn assert_only_its_style_sheet(response: Response<Body>) {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'nonce-"),
        "{policy}"
    );
    assert!(!policy.contains("script-src"), "{policy}");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(nonce.len() >= 20 && nonce != "mine");
    let html = text(response).await;
    assert!(
        html.contains(&format!(r#"<style nonce="{nonce}">"#)),
        "{html:.500}"
    );
    assert_eq!(html.matches("<style").count(), 1);
}

#[needs(module)]
#[tokio::test]
async fn a_snapshot_of_no_campaign_is_404() {
    let app = stock_site();
    let missing = get(
        &app,
        "/snapshot?request=%7B%22launch%22:%7B%22label%22:%22no-such-label%22%7D%7D",
    )
    .await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(code(missing).await, "labeled_campaign_not_found");
}

#[tokio::test]
async fn scenarios_are_listed_and_played_step_by_step() {
    let app = stub_site();
    let names: Vec<String> =
        serde_json::from_str(&text(get(&app, "/api/scenarios").await).await).unwrap();
    assert!(names.is_sorted());
    for name in &names {
        let played = text(get(&app, &format!("/api/scenarios/{name}")).await).await;
        let played: Value = serde_json::from_str(&played).unwrap();
        assert_eq!(played["failures"], serde_json::json!([]), "{name}");
    }
    let response = get(&app, "/api/scenarios/s1a-promotion-then-login").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let played: Value = serde_json::from_str(&text(response).await).unwrap();
    let login = &played["steps"][2];
    assert_eq!(login["what"], "D1 logs in as e1");
    let moved = serde_json::json!([{
        "purchase": "C", "from": "A1", "to": "U:e1", "cause": "login", "announced": true,
        "why": "device D1, the last to show it, logged in",
    }]);
    assert_eq!(login["moves"], moved);
    assert_eq!(login["users"][0]["user"], "A1");
    assert_eq!(login["users"][1]["owns"], serde_json::json!(["C (active)"]));
    assert_eq!(login["users"][1]["devices"], serde_json::json!(["D1"]));
}

#[tokio::test]
async fn a_scenario_that_is_not_shipped_is_not_found() {
    let app = stub_site();
    for name in [
        "s0-nothing",
        "..%2Fdocument",
        "s1a-promotion-then-login.json",
    ] {
        let response = get(&app, &format!("/api/scenarios/{name}")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
        assert_eq!(code(response).await, "not_found");
    }
}

/// Asks with these headers, and returns the status.
async fn status(app: &Router, host: &str, origin: Option<&str>) -> u16 {
    let mut request = Request::post("/api/decide").header("host", host);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let request = request.body(Body::from("{}")).unwrap();
    app.clone().oneshot(request).await.unwrap().status().into()
}

#[tokio::test]
async fn only_names_of_its_own_reach_the_server() {
    let app = stub_site();
    for host in [
        "localhost:8787",
        "LOCALHOST",
        "my.localhost:1",
        "127.0.0.1:8787",
        "192.168.1.9",
        "[::1]:8787",
        "[::1]",
        "preview.example",
        "Preview.Example:8443",
    ] {
        assert_eq!(status(&app, host, None).await, 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:8787",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "preview.example.evil.example",
        "",
    ] {
        assert_eq!(status(&app, host, None).await, 403, "{host}");
    }
}

#[tokio::test]
async fn only_pages_of_its_own_send_requests_to_the_server() {
    let app = stub_site();
    let host = "127.0.0.1:8787";
    for origin in ["http://127.0.0.1:8787", "https://preview.example"] {
        assert_eq!(status(&app, host, Some(origin)).await, 200, "{origin}");
    }
    for origin in [
        "https://evil.example",
        "http://127.0.0.1:9999",
        "http://localhost:8787",
        "null",
        "",
        "http://evil.example/?127.0.0.1:8787",
    ] {
        assert_eq!(status(&app, host, Some(origin)).await, 403, "{origin}");
    }
}
