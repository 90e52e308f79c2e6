//! Any call of the SDK protocol: it is answered, as JSON, and no answer is a defect of the host.
//!
//! The input is a line with the method and the path below the platform, and the body.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_host_testing::engine::stub_options;
use paywall_host_testing::shop::{NOW, app_on};
use paywall_ledger::{PlatformId, Store};
use paywall_server::StoreProofs;
use paywall_server::identity::Identity;
use paywall_server::sdk::{Sdk, routes};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// The calls that an SDK makes.
const CALLS: [&str; 16] = [
    "POST device\n{\"id\": \"d\", \"country\": \"DE\", \"timezone\": \"Europe/Berlin\", \"attributes\": {\"a\": 1}}",
    "PUT device/d\n{\"id\": \"d\", \"language\": \"de\", \"app_version\": \"1.2.3\", \"attributes\": {\"b\": [\"x\"]}}",
    "PATCH device/d\n{\"attributes\": {\"a\": null}, \"timezone\": \"+02:00\"}",
    "GET device/d\n",
    "GET device/d/profile\n",
    "GET device/d/active_entitlements\n",
    "GET device/d/campaign_rules\n",
    "GET device/d/paywalls\n",
    "GET config\n",
    "GET products\n",
    "PUT device/d/login\n{\"external_id\": \"1001\"}",
    "PUT device/d/logout\n{}",
    "PUT device/d/purchase_event\n{\"payload\": \"[]\", \"context\": {\"paywall\": \"p\"}}",
    "POST device/d/session\n{\"start\": \"2026-01-01T00:00:00Z\"}",
    "POST device/d/impression\n{\"paywall\": \"p\", \"rule\": \"r\", \"timestamp\": 1767225600}",
    "POST device/d/transaction\n{\"sku\": \"premium\", \"price\": \"9.99\", \"currency\": \"EUR\"}",
];

/// A host with one device, and what it runs on.
pub struct World {
    runtime: Runtime,
    routes: Router,
}

impl World {
    /// Makes a host in memory.
    pub fn new(identity: Option<Arc<Identity>>) -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let routes = runtime.block_on(async {
            let database = Database::open("sqlite::memory:").await.expect("a database");
            let ledger = LedgerDatabase::new(&database, app_on("web", Store::Google));
            let platform = PlatformId::new("web");
            let engine = Engine::new(stub_options()).expect("an engine");
            let mut sdk = Sdk::new(Arc::new(StoreProofs::default()), Arc::new(|| NOW));
            assert!(sdk.add(&platform, &ledger, &engine.load(b"{}").expect("a document")));
            if let Some(identity) = identity {
                sdk.identify(&platform, &identity);
            }
            routes(sdk)
        });
        let world = Self { runtime, routes };
        let (made, answer) = world.call("POST", "device", b"{\"id\": \"d\"}");
        assert_eq!(made, 201, "{answer}");
        world
    }

    /// Makes a call and returns its status and its answer. Paths that no client can send have status 0.
    pub fn call(&self, method: &str, path: &str, body: &[u8]) -> (u16, Value) {
        let request = Request::builder().method(method);
        let request = request.uri(format!("/sdk/v3/platform/web/{path}"));
        let Ok(request) = request.body(Body::from(body.to_vec())) else {
            return (0, Value::Null);
        };
        self.runtime.block_on(async {
            let answer = self
                .routes
                .clone()
                .oneshot(request)
                .await
                .expect("an answer");
            let status = answer.status().as_u16();
            let body = answer
                .into_body()
                .collect()
                .await
                .expect("a body")
                .to_bytes();
            let json = serde_json::from_slice(&body);
            // As HTTP has it, an answer to OPTIONS and HEAD has no body.
            let empty = body.is_empty() && matches!(method, "OPTIONS" | "HEAD");
            assert!(json.is_ok() || empty, "{status} {body:?}");
            (status, json.unwrap_or_default())
        })
    }
}

thread_local! {
    static WORLD: World = World::new(None);
}

/// Returns the calls of an SDK.
pub fn seeds() -> Vec<Vec<u8>> {
    CALLS.map(|call| call.as_bytes().to_vec()).into()
}

/// Works on an input.
pub fn run(input: &[u8]) {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    let head = std::str::from_utf8(parts.next().unwrap_or_default());
    let Some((method, path)) = head.ok().and_then(|it| it.split_once(' ')) else {
        return;
    };
    WORLD.with(|world| {
        let (status, answer) = world.call(method, path, parts.next().unwrap_or_default());
        // The stand-in for the module decides nothing, which is an error of the host.
        let decides = path.contains("campaign_rules");
        assert!(status < 500 || decides, "{status} {answer}");
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_to_begin_with_are_those_that_a_host_answers() {
        let world = World::new(None);
        for call in CALLS {
            let (head, body) = call.split_once('\n').unwrap();
            let (method, path) = head.split_once(' ').unwrap();
            let (status, answer) = world.call(method, path, body.as_bytes());
            // No store proves purchases here, and nothing decides.
            let is_bare = path.contains("purchase_event") || path.contains("campaign_rules");
            assert!(
                (200..300).contains(&status) || is_bare,
                "{call}: {status} {answer}"
            );
        }
    }
}
