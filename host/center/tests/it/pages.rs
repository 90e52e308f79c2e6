use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use paywall_center::pages;
use tower::ServiceExt as _;

/// Asks for a path with some headers.
async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let app: Router = pages::routes();
    app.oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Returns what a header says; nothing without it.
fn said(response: &Response<Body>, name: header::HeaderName) -> &str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// Returns whether the pages were built (`cargo xtask control`) before this test was compiled.
async fn built() -> bool {
    get("/control/", &[]).await.status() == StatusCode::OK
}

#[tokio::test]
async fn every_address_answers_the_page_under_a_strict_policy() {
    if !built().await {
        return;
    }
    let page = text(get("/control/", &[]).await).await;
    for path in [
        "/control/fern/paywalls",
        "/control/fern/review/7?environment=sandbox",
    ] {
        let response = get(path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = said(&response, header::CONTENT_SECURITY_POLICY).to_owned();
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types lit-html"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert_eq!(said(&response, header::CACHE_CONTROL), "no-cache");
        assert_eq!(text(response).await, page);
    }
}

#[tokio::test]
async fn files_are_kept_for_good_and_come_small() {
    if !built().await {
        return;
    }
    let page = text(get("/control/", &[]).await).await;
    let at = page.find("/control/files/shell-").unwrap();
    let script = page.get(at..).unwrap().split('"').next().unwrap();
    let plain = get(script, &[]).await;
    assert_eq!(
        said(&plain, header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        said(&plain, header::CONTENT_TYPE),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(said(&plain, header::CONTENT_ENCODING), "");
    let packed = get(script, &[(header::ACCEPT_ENCODING, "gzip, br;q=0.5")]).await;
    assert_eq!(said(&packed, header::CONTENT_ENCODING), "br");
    let refused = get(script, &[(header::ACCEPT_ENCODING, "gzip, br;q=0")]).await;
    assert_eq!(said(&refused, header::CONTENT_ENCODING), "");
    let tag = said(&plain, header::ETAG).to_owned();
    let known = get(script, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(
        get("/control/files/none.js", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        get("/control/files/..%2findex.html", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_address_without_a_slash_leads_to_the_page() {
    let response = get("/control", &[]).await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(said(&response, header::LOCATION), "/control/");
}
