//! Tests of what clients are told while they listen, and of the whole document for browsers.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use paywall_host_testing::until::until;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

use crate::opened::Serving;
use crate::published::{Place, buys, commit, deploy_to, document, header, places, transaction};
use paywall_database::control::Kind;

/// A client that listens.
struct Listener {
    stream: TcpStream,
    heard: String,
}

impl Listener {
    /// Begins to listen, and reads the head of the answer.
    async fn begin(host: &Serving, path: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(host.address).await.unwrap();
        let request = format!("GET /sdk/v3/platform/{path} HTTP/1.1\r\nhost: h\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut listener = Self {
            stream,
            heard: String::new(),
        };
        listener.hears("\r\n\r\n").await;
        listener
    }

    /// Waits until a text was heard, and forgets all until its end. Returns false once the stream has ended.
    async fn hears(&mut self, text: &str) -> bool {
        loop {
            if let Some(at) = self.heard.find(text) {
                self.heard.drain(..at + text.len());
                return true;
            }
            let mut bytes = [0; 4096];
            let reading = self.stream.read(&mut bytes);
            let read = tokio::time::timeout(Duration::from_secs(30), reading).await;
            let count = read.expect("nothing is heard").unwrap_or(0);
            if count == 0 {
                return false;
            }
            self.heard
                .push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_on_the_desk_hears_of_each_publication_in_a_sandbox() {
    for place in places() {
        let (host, other) = (place.host().await, place.host().await);
        let control = place.control().await;
        let none = host
            .ask("GET", "/sdk/v3/platform/ios/changes", "", "")
            .await;
        assert!(
            none.starts_with("HTTP/1.1 404"),
            "production has none: {none}"
        );
        let mut phone = Listener::begin(&host, "desk/changes", "").await;
        assert!(phone.hears("\"revision\":null").await, "what is served now");
        // From now on the host looks more often.
        tokio::time::sleep(Duration::from_secs(2)).await;
        for word in ["one", "two", "three"] {
            let revision = commit(&control, document(word, &json!([]))).await;
            let begun = Instant::now();
            deploy_to(&control, "sandbox", revision, Kind::Publish).await;
            assert!(phone.hears(&revision.to_string()).await);
            println!("heard after {:?}", begun.elapsed());
            let served = host
                .ask("GET", "/sdk/v3/platform/desk/document", "", "")
                .await;
            assert!(served.contains(word), "what was told is what is served");
        }
        host.end().await;
        assert!(!phone.hears("anything").await, "it ends with the host");
        other.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_starts_takes_what_is_live_once() {
    for place in places() {
        let control = place.control().await;
        let first = commit(&control, document("first", &json!([]))).await;
        deploy_to(&control, "sandbox", first, Kind::Publish).await;
        let host = place.opened("").await;
        let request = Request::get("/sdk/v3/platform/desk/changes").body(Body::empty());
        let phone = host.routes().oneshot(request.unwrap()).await.unwrap();
        let mut body = phone.into_body();
        let host = Serving::begin(host).await;
        until(async || {
            let ready = host.ask("GET", "/readyz", "", "").await;
            ready.contains("desk: deployment 1 of sandbox")
        })
        .await;
        let second = commit(&control, document("second", &json!([]))).await;
        deploy_to(&control, "sandbox", second, Kind::Publish).await;
        let mut heard = String::new();
        while !heard.contains(&second.to_string()) {
            let frame = body.frame().await.unwrap().unwrap().into_data();
            heard.push_str(&String::from_utf8_lossy(&frame.unwrap()));
        }
        assert_eq!(heard.matches(&first.to_string()).count(), 1, "{heard}");
        host.end().await;
    }
}

/// The secret of the television.
const SECRET: &str =
    "device-secret: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";

/// Makes a call of an SDK that must succeed.
async fn call(host: &Serving, method: &str, path: &str, headers: &str, body: &str) {
    let path = format!("/sdk/v3/platform/ios/{path}");
    let answer = host.ask(method, &path, headers, body).await;
    assert!(answer.starts_with("HTTP/1.1 20"), "{path}: {answer}");
}

/// Sells something, and registers a television of the account 7 at a host.
async fn television(place: &Place, host: &Serving) {
    let control = place.control().await;
    let sold = crate::published::products(&["year"]);
    let revision = commit(&control, document("sold", &sold)).await;
    deploy_to(&control, "production", revision, Kind::Publish).await;
    until(async || {
        let products = host
            .ask("GET", "/sdk/v3/platform/ios/products", "", "")
            .await;
        products.contains("year")
    })
    .await;
    let secret = SECRET.trim_end().split(": ").nth(1).unwrap();
    let device = json!({ "id": "tv", "device_secret": secret }).to_string();
    call(host, "POST", "device", "", &device).await;
    call(
        host,
        "PUT",
        "device/tv/login",
        SECRET,
        "{\"external_id\": \"7\"}",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_television_hears_of_what_the_phone_bought_at_another_host() {
    for place in places() {
        let hosts = [place.host().await, place.host().await];
        television(&place, &hosts[0]).await;
        let refused = hosts[0].ask("GET", "/sdk/v3/platform/ios/device/tv/changes", "", "");
        assert!(
            refused.await.starts_with("HTTP/1.1 403"),
            "without its secret"
        );
        let mut tv = Listener::begin(&hosts[0], "ios/device/tv/changes", SECRET).await;
        assert!(tv.hears("event: changed").await, "the first look");
        buys(&hosts[1], "stranger", "year").await;
        call(&hosts[1], "POST", "device", "", "{\"id\": \"phone\"}").await;
        call(
            &hosts[1],
            "PUT",
            "device/phone/login",
            "",
            "{\"external_id\": \"7\"}",
        )
        .await;
        assert!(
            tv.hears("event: changed").await,
            "another device of the account"
        );
        let begun = Instant::now();
        let bought = transaction("phone", "year");
        call(&hosts[1], "PUT", "device/phone/purchase_event", "", &bought).await;
        assert!(tv.hears("event: changed").await);
        println!("heard after {:?}", begun.elapsed());
        let path = "/sdk/v3/platform/ios/device/tv/active_entitlements";
        let answer = hosts[0].ask("GET", path, SECRET, "").await;
        assert!(answer.contains("\"plus\""), "{answer}");
        // The television goes to another account, and hears of that one.
        call(
            &hosts[0],
            "PUT",
            "device/tv/login",
            SECRET,
            "{\"external_id\": \"8\"}",
        )
        .await;
        assert!(tv.hears("event: changed").await);
        call(
            &hosts[1],
            "PUT",
            "device/stranger/login",
            "",
            "{\"external_id\": \"8\"}",
        )
        .await;
        assert!(tv.hears("event: changed").await);
        let [first, second] = hosts;
        second.end().await;
        let begun = Instant::now();
        first.end().await;
        assert!(!tv.hears("anything").await && begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_as_many_listeners_as_the_settings_allow() {
    let place = &places()[0];
    let host = place.host_with("streams = { app = 1 }\n").await;
    let first = Listener::begin(&host, "desk/changes", "").await;
    let full = host
        .ask("GET", "/sdk/v3/platform/desk/changes", "", "")
        .await;
    assert!(full.starts_with("HTTP/1.1 429"), "{full}");
    assert_eq!(header(&full, "retry-after"), "30");
    drop(first);
    // The host notices it by itself.
    let mut again = Listener::begin(&host, "ios/document", "").await;
    assert!(again.hears("paywalls").await);
    host.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_the_whole_document_of_one_revision() {
    for place in places() {
        let control = place.control().await;
        let template = json!({ "component": "text", "text": "a badge" }).to_string();
        let mut whole = document("spring", &json!([]));
        whole["customComponents"] = json!({ "badge": { "template": template } });
        let revision = commit(&control, whole).await;
        deploy_to(&control, "production", revision, Kind::Publish).await;
        let host = place.host().await;
        let path = "/sdk/v3/platform/ios/document/";
        until(async || {
            let answer = host.ask("GET", path, "", "").await;
            header(&answer, "paywall-revision") == revision.to_string()
        })
        .await;
        let answer = host.ask("GET", path, "", "").await;
        let kept = "public, max-age=30, stale-while-revalidate=600";
        assert_eq!(header(&answer, "cache-control"), kept);
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        let body: serde_json::Value =
            serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body["customComponents"]["badge"]["template"], template);
        assert_eq!(body["paywalls"].as_array().unwrap().len(), 3);
        let had = format!("if-none-match: {}\r\n", header(&answer, "etag"));
        let known = host.ask("GET", path, &had, "").await;
        assert!(known.starts_with("HTTP/1.1 304"), "{known}");
        assert_eq!(header(&known, "cache-control"), kept);
        let desk = host
            .ask("GET", "/sdk/v3/platform/desk/document", "", "")
            .await;
        assert_eq!(header(&desk, "cache-control"), "public, no-cache");
        host.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_a_host_sees_which_revision_each_platform_serves() {
    let place = &places()[0];
    let control = place.control().await;
    let spring = commit(&control, document("spring", &json!([]))).await;
    deploy_to(&control, "production", spring, Kind::Publish).await;
    let host = place.host().await;
    until(async || {
        host.ask("GET", "/readyz", "", "")
            .await
            .contains("deployment 1 of production")
    })
    .await;
    let long = commit(&control, document(&"long".repeat(20_000), &json!([]))).await;
    deploy_to(&control, "production", long, Kind::Publish).await;
    until(async || {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let metrics = host.metrics().await;
        metrics.contains("paywall_deployment_live{app=\"shop\",platform=\"ios\",environment=\"production\"} 2")
            && metrics.contains(&format!(
                "paywall_deployment_served{{app=\"shop\",platform=\"ios\",environment=\"production\",revision=\"{spring}\"}} 1"
            ))
    })
    .await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let ready = host.ask("GET", "/readyz", "", "").await;
    assert!(
        ready.contains(&format!("revision {spring}")) && ready.contains("2 is live"),
        "{ready}"
    );
    host.end().await;
}
