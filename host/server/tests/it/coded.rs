//! Tests of answers that are written in the coding that a client wants, and that a client may have already.

use std::io::Read;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_host_testing::engine::{real_engine, stub_options};
use paywall_host_testing::shop::{NOW, app_on};
use paywall_host_testing::{file, needs};
use paywall_ledger::{PlatformId, Store};
use paywall_server::sdk::{NoProofs, Sdk, routes};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(&name);
        value.map_or("", |it| it.to_str().unwrap())
    }

    fn coding(&self) -> &str {
        self.header(header::CONTENT_ENCODING)
    }

    fn tag(&self) -> &str {
        self.header(header::ETAG)
    }

    /// Returns the content, whatever its coding.
    fn content(&self) -> Vec<u8> {
        let mut content = Vec::new();
        match self.coding() {
            "gzip" => {
                let mut reader = flate2::read::GzDecoder::new(&self.body[..]);
                reader.read_to_end(&mut content).unwrap();
            }
            "br" => brotli::BrotliDecompress(&mut &self.body[..], &mut content).unwrap(),
            _ => content.clone_from(&self.body),
        }
        content
    }
}

struct World(Router);

fn stock() -> Vec<u8> {
    std::fs::read(file("paywall-templates/document.json")).unwrap()
}

impl World {
    async fn new(document: &[u8]) -> Self {
        Self::with(Engine::new(stub_options()).unwrap(), document).await
    }

    async fn with(engine: Engine, document: &[u8]) -> Self {
        let database = Database::open("sqlite::memory:").await.unwrap();
        let ledger = LedgerDatabase::new(&database, app_on("web", Store::Apple));
        let mut sdk = Sdk::new(Arc::new(NoProofs), Arc::new(|| NOW));
        let document = engine.load(document).unwrap();
        assert!(sdk.add(&PlatformId::new("web"), &ledger, &document));
        Self(routes(sdk))
    }

    /// Serves as much of the stock document as the stand-in for the module takes.
    async fn stock() -> Self {
        let mut document: Value = serde_json::from_slice(&stock()).unwrap();
        let paywalls = document["paywalls"].as_array_mut().unwrap();
        paywalls.sort_by_key(|it| it.to_string().len());
        paywalls.truncate(2);
        let parts = ["platform_config", "products", "paywalls", "campaign_rules"];
        let parts = parts.map(|name| (name, document[name].take()));
        let document = Value::from_iter(parts);
        Self::new(document.to_string().as_bytes()).await
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let mut request = Request::builder().method(method);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.uri(format!("/sdk/v3/platform/web/{path}"));
        let request = request.body(Body::from(body.to_string())).unwrap();
        let answer = self.0.clone().oneshot(request).await.unwrap();
        Answer {
            status: answer.status(),
            headers: answer.headers().clone(),
            body: answer
                .into_body()
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .to_vec(),
        }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.call("GET", path, headers, Value::Null).await
    }

    async fn accepting(&self, path: &str, codings: &str) -> Answer {
        self.get(path, &[("accept-encoding", codings)]).await
    }
}

#[tokio::test]
async fn what_is_the_same_for_all_comes_in_every_coding_with_a_tag_for_each() {
    let world = World::stock().await;
    for path in ["paywalls/", "campaign_rules", "products/", "config"] {
        let plain = world.get(path, &[]).await;
        assert_eq!(
            (plain.status, plain.coding()),
            (StatusCode::OK, ""),
            "{path}"
        );
        let mut tags = vec![plain.tag().to_owned()];
        for coding in ["gzip", "br"] {
            let coded = world.accepting(path, coding).await;
            assert_eq!(coded.status, StatusCode::OK);
            assert_eq!(coded.content(), plain.body, "{path} in {coding}");
            let is_short = plain.body.len() < 2048;
            assert_eq!(coded.coding(), if is_short { "" } else { coding }, "{path}");
            assert_eq!(coded.header(header::VARY), "accept-encoding");
            assert_eq!(coded.header(header::CACHE_CONTROL), "public, no-cache");
            assert_eq!(
                coded.header(header::CONTENT_LENGTH),
                coded.body.len().to_string()
            );
            assert!(coded.tag().starts_with('"'), "a strong tag");
            tags.extend((!is_short).then(|| coded.tag().to_owned()));
            println!(
                "{path} {coding} {} of {}",
                coded.body.len(),
                plain.body.len()
            );
        }
        // Each of them says that the client has the content, whatever it accepts now.
        for tag in &tags {
            let headers = [("if-none-match", tag.as_str()), ("accept-encoding", "br")];
            let had = world.get(path, &headers).await;
            assert_eq!((had.status, had.body.len()), (StatusCode::NOT_MODIFIED, 0));
            assert_eq!(had.tag(), tag);
            assert_eq!(had.header(header::VARY), "accept-encoding");
        }
        let all = tags.len();
        tags.dedup();
        assert_eq!(tags.len(), all, "bytes that differ have different tags");
        let other = world.get(path, &[("if-none-match", "\"another\"")]).await;
        assert_eq!(other.status, StatusCode::OK);
    }
}

#[needs(module)]
#[tokio::test]
async fn the_stock_paywalls_have_a_tenth_of_their_bytes() {
    let world = World::with(real_engine(), &stock()).await;
    let plain = world.get("paywalls/", &[]).await;
    let coded = world.accepting("paywalls/", "gzip, br").await;
    assert_eq!(coded.content(), plain.body);
    let (coded, plain) = (coded.body.len(), plain.body.len());
    assert!(coded * 10 < plain, "{coded} of {plain}");
}

#[tokio::test]
async fn a_client_that_refuses_all_codings_is_told_so() {
    let world = World::stock().await;
    for path in ["paywalls/", "config/", "keys/"] {
        for none in [
            "identity;q=0",
            "*;q=0",
            "identity;q=0, br;q=0, gzip;q=0, zstd",
        ] {
            let refused = world.accepting(path, none).await;
            assert_eq!(refused.status, StatusCode::NOT_ACCEPTABLE, "{path} {none}");
        }
        let short = world.accepting(path, "identity;q=0, gzip").await;
        assert_eq!(
            (short.status, short.coding()),
            (StatusCode::OK, "gzip"),
            "{path}"
        );
        assert!(serde_json::from_slice::<Value>(&short.content()).is_ok());
    }
    let made = [("accept-encoding", "identity;q=0")];
    let made = world
        .call("POST", "device", &made, json!({"id": "D"}))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "what is done is done");
}

#[tokio::test]
async fn the_head_of_an_answer_is_that_of_the_whole() {
    let world = World::stock().await;
    for codings in ["identity", "gzip", "br"] {
        let headers = [("accept-encoding", codings)];
        let whole = world.accepting("paywalls/", codings).await;
        let head = world.call("HEAD", "paywalls/", &headers, Value::Null).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
        for name in [
            header::CONTENT_LENGTH,
            header::CONTENT_ENCODING,
            header::ETAG,
            header::VARY,
        ] {
            assert_eq!(head.header(name.clone()), whole.header(name), "{codings}");
        }
    }
}

#[tokio::test]
async fn what_is_for_one_caller_is_coded_if_it_is_long() {
    let products = (0..1500).map(|it| json!({"id": it.to_string(), "name": "A product"}));
    let document = json!({"products": products.collect::<Vec<_>>()});
    let world = World::new(document.to_string().as_bytes()).await;
    world.call("POST", "device", &[], json!({"id": "D"})).await;
    // More than one page: each page is made when it is asked for.
    for path in ["products/?page=2", "device/D/products/?page_size=100"] {
        let plain = world.get(path, &[]).await;
        let coded = world.accepting(path, "gzip").await;
        assert_eq!(coded.coding(), "gzip");
        assert_eq!(coded.content(), plain.body);
        assert_eq!(coded.header(header::CACHE_CONTROL), "private, no-cache");
        assert_ne!(coded.tag(), plain.tag());
        assert!(coded.tag().ends_with("-gzip\""), "{}", coded.tag());
        let had = world.get(path, &[("if-none-match", coded.tag())]).await;
        assert_eq!(had.status, StatusCode::NOT_MODIFIED);
    }
    let short = world.accepting("device/D/profile", "gzip, br").await;
    assert_eq!((short.status, short.coding()), (StatusCode::OK, ""));
    assert_eq!(short.header(header::VARY), "accept-encoding");
    let links: Value = serde_json::from_slice(&world.get("products/", &[]).await.body).unwrap();
    assert_eq!(
        links["next"],
        "/sdk/v3/platform/web/products/?page=2&page_size=1000"
    );
}
