//! Tests of the SDK protocol, over real HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paywall_database::{Database, LedgerDatabase};
use paywall_engine::{Engine, LoadedDocument};
use paywall_host_testing::engine::{real_engine, stub_document, stub_options};
use paywall_host_testing::needs;
use paywall_ledger::{
    App, AppId, AppPlatform, Catalogue, EventName, PlatformId, Policy, Store, Time,
};
use paywall_server::identity::Identity;
use paywall_server::sdk::{EverythingIsProved, NoProofs, Proofs, Sdk, catalogue, routes};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const NOW: i64 = 1_767_225_600_000;
const E1: &str = "b9f7e8f4-52ad-4c58-a4b1-111111111111";
const E2: &str = "b9f7e8f4-52ad-4c58-a4b1-222222222222";
const D1: &str = "7f03f50c-0440-4d39-b2b4-330f7b62865e";

/// Makes a document with two products for one entitlement, one paywall, and rules
/// by label: one of them split in two, one for former subscribers.
pub fn document() -> Value {
    let entitlement = json!({"id": "ent", "entitlement_ref_id": "premium", "name": "Premium", "description": "All", "type": "binary_auth"});
    let sku = |id: &str| json!({"id": id, "name": id, "sku_ref_id": id, "sku_type": "subscription", "entitlements": [entitlement]});
    let segment = |id: &str, split: u8| {
        json!({"segment": id, "split": split, "paywall": "wall", "form_factors": [
            {"form_factor": "desktop", "supports_portrait": true, "supports_landscape": true}]})
    };
    json!({
        "platform_config": {"id": "web", "capabilities": ["entitlement_management"]},
        "customComponents": {"badge": {"template": "{\"component\": \"text\"}"}},
        "products": [sku("monthly"), sku("yearly")],
        "paywalls": [{"id": "wall", "name": "Wall", "paywall_type": "component", "sku_menus": [],
            "template": {"id": "t", "version": 5, "min_sdk_version": "3.0.0", "initialState": {"currentPage": "page1"},
                "pages": [{"name": "page1", "header": [], "footer": [], "contentContainer": null}]}, "fonts": {}}],
        "campaign_rules": [
            {"rule": "r1", "name": "One", "type": "label", "value": "one", "external_segment": null, "segments": [segment("s1", 100)]},
            {"rule": "r2", "name": "Split", "type": "label", "value": "split", "external_segment": null,
                "segments": [segment("a", 50), segment("b", 50)]},
            {"rule": "r3", "name": "Back", "type": "label", "value": "back", "external_segment": null, "segments": [segment("w", 100)],
                "conditions": {"operator": "and", "filter": [
                    {"identifier": "Customer.journey_state.former_subscriber", "operator": "equals", "values": ["true"]}]}},
            {"rule": "r4", "name": "Late", "type": "label", "value": "late", "external_segment": null, "segments": [segment("l", 100)],
                "conditions": {"operator": "and", "filter": [
                    {"identifier": "Customer.last_expiry", "operator": "within_last", "values": ["P7D"]}]}},
        ],
    })
}

pub struct Host {
    address: SocketAddr,
    pub ledger: LedgerDatabase,
    pub clock: Arc<AtomicI64>,
}

pub struct Answer {
    pub status: u16,
    pub headers: String,
    /// The headers with their capitals.
    pub head: String,
    /// The body, byte for byte.
    pub text: String,
    pub body: Value,
}

impl Host {
    pub async fn start(document: LoadedDocument, json: &Value, proofs: Arc<dyn Proofs>) -> Self {
        Self::start_as(
            document,
            json,
            proofs,
            Identity::default(),
            Policy::default(),
        )
        .await
    }

    async fn start_as(
        document: LoadedDocument,
        json: &Value,
        proofs: Arc<dyn Proofs>,
        identity: Identity,
        policy: Policy,
    ) -> Self {
        let database = Database::open("sqlite::memory:").await.unwrap();
        Self::start_on(&database, document, json, proofs, (identity, policy)).await
    }

    async fn start_on(
        database: &Database,
        document: LoadedDocument,
        json: &Value,
        proofs: Arc<dyn Proofs>,
        (identity, policy): (Identity, Policy),
    ) -> Self {
        let identity = Arc::new(identity);
        let Catalogue {
            products,
            entitlements,
        } = catalogue(json.to_string().as_bytes(), Store::Apple);
        let platform = |id: &str| AppPlatform {
            id: PlatformId::new(id),
            name: id.into(),
            store: Store::Apple,
            store_app: "com.example".into(),
        };
        let app = App {
            id: AppId::new("app"),
            platforms: vec![platform("web"), platform("other")],
            products,
            entitlements,
            policy,
            sandbox: None,
            hold_and_pause_everywhere: false,
        };
        let ledger = LedgerDatabase::new(database, app);
        let clock = Arc::new(AtomicI64::new(NOW));
        let hand = Arc::clone(&clock);
        let now = Arc::new(move || Time::from_millis(hand.load(Ordering::Relaxed)));
        let mut sdk = Sdk::new(proofs, now);
        for id in ["web", "other"] {
            assert!(sdk.add(&PlatformId::new(id), &ledger, &document));
            let wanted = [EventName::DeviceImpression, EventName::DeviceSessionEnd];
            sdk.announce(&PlatformId::new(id), &wanted);
            sdk.identify(&PlatformId::new(id), &identity);
        }
        assert!(!sdk.add(&PlatformId::new("nobody's"), &ledger, &document));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes(sdk)).await.unwrap() });
        Self {
            address,
            ledger,
            clock,
        }
    }

    /// Starts a host with a stand-in for the module, for everything that no module decides.
    pub async fn simple() -> Self {
        let json = document();
        let engine = Engine::new(stub_options()).unwrap();
        let loaded = engine.load(json.to_string().as_bytes()).unwrap();
        Self::start(loaded, &json, Arc::new(EverythingIsProved)).await
    }

    /// Starts a host that wants to know who is asking.
    pub async fn identifying(identity: Identity, policy: Policy) -> Self {
        let json = document();
        let engine = Engine::new(stub_options()).unwrap();
        let loaded = engine.load(json.to_string().as_bytes()).unwrap();
        Self::start_as(
            loaded,
            &json,
            Arc::new(EverythingIsProved),
            identity,
            policy,
        )
        .await
    }

    /// Starts a host that wants to know who is asking, on this database.
    pub async fn identifying_on(url: &str, identity: Identity, policy: Policy) -> Self {
        let json = document();
        let engine = Engine::new(stub_options()).unwrap();
        let loaded = engine.load(json.to_string().as_bytes()).unwrap();
        let database = Database::open(url).await.unwrap();
        let proofs = Arc::new(EverythingIsProved);
        Self::start_on(&database, loaded, &json, proofs, (identity, policy)).await
    }

    pub async fn call(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: head.to_ascii_lowercase(),
            head: head.to_owned(),
            text: body.to_owned(),
            body: serde_json::from_str(body).unwrap_or(Value::Null),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", &format!("/sdk/v3/platform/web/{path}"), "", "")
            .await
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/sdk/v3/platform/web/{path}");
        self.call(
            method,
            &path,
            "content-type: application/json\r\n",
            &body.to_string(),
        )
        .await
    }

    async fn device(&self, id: &str) {
        let body =
            json!({"id": id, "os_name": "linux", "form_factor": "desktop", "language": "en-US"});
        assert_eq!(self.send("POST", "device/", body).await.status, 201);
    }

    async fn login(&self, device: &str, account: &str) -> Answer {
        let body = json!({"external_id": account});
        self.send("PUT", &format!("device/{device}/login/"), body)
            .await
    }

    async fn buy(&self, device: &str, kind: &str) -> Answer {
        let receipt = json!([{"transactionId": "1", "originalTransactionId": "1", "productId": "monthly",
            "type": "Auto-Renewable Subscription", "environment": "Production", "purchaseDate": NOW, "signedDate": NOW,
            "expiresDate": NOW + 30 * 86_400_000_i64}]);
        let body = json!({"app_env": "production", "payload": receipt.to_string(), "sku": "monthly", "kind": kind});
        self.send("PUT", &format!("device/{device}/purchase_event/"), body)
            .await
    }

    async fn entitled(&self, device: &str) -> Vec<String> {
        let answer = self
            .get(&format!("device/{device}/active_entitlements/"))
            .await;
        let results = answer.body["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|it| it["entitlement_ref_id"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[tokio::test]
async fn a_customer_buys_logs_out_and_restores_on_another_account() {
    let host = Host::simple().await;
    host.device(D1).await;
    let login = host.login(D1, E1).await;
    assert_eq!(
        (login.status, &login.body["external_id"]),
        (200, &json!(E1))
    );
    let bought = host.buy(D1, "transaction").await;
    assert_eq!(bought.status, 200);
    assert_eq!(
        bought.body["active_entitlements"][0]["entitlement_ref_id"],
        "premium"
    );
    let entitlements = host.get(&format!("device/{D1}/active_entitlements/")).await;
    let expected = json!({"id": "ent", "entitlement_ref_id": "premium", "name": "Premium", "description": "All",
        "type": "binary_auth", "expires": "2026-01-31T00:00:00Z"});
    assert_eq!(entitlements.body["results"], json!([expected]));

    assert_eq!(
        host.send("PUT", &format!("device/{D1}/logout/"), json!({}))
            .await
            .body,
        json!({})
    );
    assert!(host.entitled(D1).await.is_empty());
    let other = host.login(D1, E2).await;
    assert_eq!(
        host.entitled(D1).await,
        ["premium"],
        "the ledger account is still on the device"
    );
    assert_ne!(other.body["user_id"], login.body["user_id"]);
    assert!(other.body["device_version"].as_i64() > login.body["device_version"].as_i64());
    host.buy(D1, "restore").await;

    let user = serde_json::from_value(other.body["user_id"].clone()).unwrap();
    let history = host.ledger.history(&user).await.unwrap();
    let told: Vec<_> = history.iter().map(|line| line.text.as_str()).collect();
    assert!(
        told.iter()
            .any(|it| it.contains("apple/production/1 came from") && it.contains("logged in")),
        "{told:#?}"
    );
}

#[tokio::test]
async fn access_ends_by_the_clock_and_the_journey_says_so() {
    let host = Host::simple().await;
    host.device(D1).await;
    host.buy(D1, "transaction").await;
    let profile = format!("device/{D1}/profile/");
    let journey = host.get(&profile).await.body["customer_journey_state"].clone();
    assert_eq!(journey.as_object().unwrap().len(), 7);
    assert_eq!(journey["former_subscriber"], false);
    host.clock.fetch_add(31 * 86_400_000, Ordering::Relaxed);
    assert!(host.entitled(D1).await.is_empty());
    assert_eq!(
        host.get(&profile).await.body["customer_journey_state"]["former_subscriber"],
        true
    );
}

#[tokio::test]
async fn the_document_comes_in_pieces_pages_and_once() {
    let host = Host::simple().await;
    let json = document();
    // The custom components that paywalls use come with the configuration.
    let mut config = json["platform_config"].clone();
    config["customComponents"] = json["customComponents"].clone();
    assert_eq!(host.get("config/").await.body, config);
    for name in ["products", "paywalls", "campaign_rules"] {
        let answer = host.get(&format!("{name}/?sdk_version=3.3.8")).await;
        assert_eq!(answer.body["results"], json[name], "{name}");
        assert_eq!(answer.body["count"], json[name].as_array().unwrap().len());
        assert_eq!(
            (answer.body["page_number"].as_u64(), &answer.body["next"]),
            (Some(1), &Value::Null)
        );
        assert_eq!(
            host.get(name).await.body,
            answer.body,
            "with and without the slash"
        );
    }
    let second = host.get("products/?page=2&page_size=1").await.body;
    assert_eq!(second["results"], json!([json["products"][1]]));
    assert_eq!(
        second["previous"],
        "/sdk/v3/platform/web/products/?page=1&page_size=1"
    );
    assert_eq!(
        (second["total_pages"].as_u64(), &second["next"]),
        (Some(2), &Value::Null)
    );
    for wrong in ["page=3&page_size=1", "page=0", "page=x"] {
        let answer = host.get(&format!("products/?{wrong}")).await;
        assert_eq!(
            (answer.status, &answer.body["error"]["code"]),
            (400, &json!("invalid_request"))
        );
    }
    let first = host.get("paywalls/").await;
    let tag = first
        .headers
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .unwrap();
    let path = "/sdk/v3/platform/web/paywalls/";
    let again = host
        .call("GET", path, &format!("if-none-match: {tag}\r\n"), "")
        .await;
    assert_eq!((again.status, again.body), (304, Value::Null));
    assert_eq!(
        host.call("GET", path, "if-none-match: \"x\"\r\n", "")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_device_is_made_changed_and_found_on_its_platform_only() {
    let host = Host::simple().await;
    let body = json!({"id": D1, "os_name": "macOS", "form_factor": "desktop", "fingerprint": "a1b2", "city": "Wien"});
    let made = host.send("POST", "device/", body.clone()).await;
    assert_eq!(
        (made.status, &made.body),
        (
            201,
            &json!({"id": D1, "os_name": "macOS", "form_factor": "desktop"})
        )
    );
    assert_eq!(
        host.send("POST", "device/", body).await.status,
        201,
        "a lost answer"
    );
    assert_eq!(host.ledger.state().await.unwrap().devices.len(), 1);

    let path = format!("device/{D1}/");
    let amended = host
        .send(
            "PATCH",
            &path,
            json!({"customer_data_platform_id": "cdp-1"}),
        )
        .await
        .body;
    assert_eq!(
        (&amended["customer_data_platform_id"], &amended["os_name"]),
        (&json!("cdp-1"), &json!("macOS"))
    );
    let replaced = host
        .send("PUT", &path, json!({"os_name": "iOS"}))
        .await
        .body;
    assert_eq!(
        replaced,
        json!({"id": D1, "os_name": "iOS", "customer_data_platform_id": "cdp-1"})
    );
    assert_eq!(host.get(&path).await.body, replaced);
    let cleared = host
        .send("PATCH", &path, json!({"customer_data_platform_id": null}))
        .await
        .body;
    assert_eq!(cleared, json!({"id": D1, "os_name": "iOS"}));

    let elsewhere = host
        .call(
            "GET",
            &format!("/sdk/v3/platform/other/device/{D1}/profile/"),
            "",
            "",
        )
        .await;
    assert_eq!(elsewhere.status, 409, "the device is of another platform");
}

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "a table")]
async fn what_is_wrong_is_said_and_changes_nothing() {
    let host = Host::simple().await;
    host.device(D1).await;
    let before = host.ledger.state().await.unwrap();
    let device = format!("device/{D1}");
    for (method, path, body, status, code) in [
        (
            "PUT",
            format!("{device}/login/"),
            json!({"external_id": "jane@example.com"}),
            409,
            "invalid_external_id",
        ),
        (
            "PUT",
            format!("{device}/login/"),
            json!({}),
            400,
            "invalid_request",
        ),
        (
            "PUT",
            format!("{device}/login/"),
            json!([]),
            400,
            "invalid_request",
        ),
        (
            "POST",
            "device/".into(),
            json!({"id": "jane@example.com"}),
            400,
            "invalid_request",
        ),
        (
            "POST",
            "device/".into(),
            json!({"id": "a\0b"}),
            400,
            "invalid_request",
        ),
        ("POST", "device/".into(), json!({}), 400, "invalid_request"),
        (
            "PATCH",
            format!("{device}/"),
            json!({"customer_data_platform_id": "jane@example.com"}),
            400,
            "invalid_request",
        ),
        (
            "PATCH",
            format!("{device}/"),
            json!({"os_name": {"a": 1}}),
            400,
            "invalid_request",
        ),
        (
            "PUT",
            "device/unknown/logout/".into(),
            json!({}),
            409,
            "device_not_found",
        ),
        (
            "PUT",
            format!("{device}/purchase_event/"),
            json!({"payload": "no.proof"}),
            422,
            "purchase_not_proved",
        ),
        (
            "PUT",
            format!("{device}/purchase_event/"),
            json!({"payload": "x", "kind": "gift"}),
            400,
            "invalid_request",
        ),
        (
            "POST",
            format!("{device}/nonsense/"),
            json!({}),
            404,
            "not_found",
        ),
        (
            "POST",
            format!("{device}/impression/"),
            json!({"url_params": "x".repeat(20_000)}),
            413,
            "request_too_large",
        ),
        (
            "POST",
            format!("{device}/impression/"),
            json!({"url_params": "x".repeat(300_000)}),
            413,
            "request_too_large",
        ),
    ] {
        let answer = host.send(method, &path, body).await;
        assert_eq!(
            (answer.status, &answer.body["error"]["code"]),
            (status, &json!(code)),
            "{method} {path}"
        );
        let message = answer.body["error"]["message"].as_str().unwrap();
        assert!(
            !message.contains("jane"),
            "repeats what may be personal: {message}"
        );
    }
    let nowhere = host
        .call("GET", "/sdk/v3/platform/none/config/", "", "")
        .await;
    assert_eq!(
        (nowhere.status, &nowhere.body["error"]["code"]),
        (404, &json!("platform_not_found"))
    );
    assert_eq!(host.ledger.state().await.unwrap(), before);
}

#[tokio::test]
async fn nothing_is_granted_without_proof() {
    let json = document();
    let host = Host::start(stub_document(stub_options()), &json, Arc::new(NoProofs)).await;
    host.device(D1).await;
    assert_eq!(host.buy(D1, "restore").await.status, 422);
    let told = json!({"sku": "monthly", "transaction_id": "1", "amount": 9.99, "currency": "EUR"});
    let told = host
        .send("POST", &format!("device/{D1}/transaction/"), told)
        .await;
    assert_eq!(
        (told.status, &told.body["transaction_id"]),
        (201, &json!("1"))
    );
    let empty = json!({"app_env": "production", "payload": "", "sku": "monthly"});
    let empty = host
        .send("PUT", &format!("device/{D1}/purchase_event/"), empty)
        .await;
    assert_eq!(
        (empty.status, &empty.body["active_entitlements"]),
        (200, &json!([]))
    );
    assert!(host.entitled(D1).await.is_empty());
}

#[tokio::test]
async fn a_call_that_comes_again_with_its_key_happens_once() {
    let host = Host::simple().await;
    host.device(D1).await;
    let path = |what: &str| format!("/sdk/v3/platform/web/device/{D1}/{what}/");
    let key = "idempotency-key: k1\r\n";
    let login = json!({"external_id": E1}).to_string();
    host.call("PUT", &path("login"), key, &login).await;
    host.send("PUT", &format!("device/{D1}/logout/"), json!({}))
        .await;
    // A login that was held up somewhere arrives after the logout.
    let late = host.call("PUT", &path("login"), key, &login).await;
    assert_eq!(late.status, 200);
    let state = host.ledger.state().await.unwrap();
    let device = state.devices.values().next().unwrap();
    assert_eq!(state.users[&device.user].account, None);
    let session = |headers: &'static str| host_session(&host, path("session"), headers);
    let (one, again, other) = (session(key).await, session(key).await, session("").await);
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[tokio::test]
async fn another_call_with_a_key_that_was_used_is_refused() {
    let host = Host::simple().await;
    host.device(D1).await;
    let path = |what: &str| format!("/sdk/v3/platform/web/device/{D1}/{what}/");
    let key = "idempotency-key: k1\r\n";
    let login = |account: &str| json!({"external_id": account}).to_string();
    let call = async |what: &str, body: &str| {
        let method = if what.starts_with("log") {
            "PUT"
        } else {
            "POST"
        };
        let answer = host.call(method, &path(what), key, body).await;
        (answer.status, answer.body["error"]["code"].clone())
    };
    assert_eq!(call("login", &login("111")).await.0, 200);
    host.send("PUT", &format!("device/{D1}/logout/"), json!({}))
        .await;
    let refused = (400, json!("idempotency_error"));
    assert_eq!(call("login", &login("222")).await, refused);
    assert_eq!(call("login", &login("111")).await.0, 200);
    // Each kind of call has keys of its own, and of reports every kept word counts.
    let saw = |amount: f64| json!({"sku": "a", "amount": amount, "ignored": 1}).to_string();
    assert_eq!(call("transaction", &saw(9.99)).await.0, 201);
    assert_eq!(call("transaction", &saw(9.99)).await.0, 201);
    assert_eq!(call("transaction", &saw(9.98)).await, refused);
    let bought =
        |id: &str| json!({"payload": format!("{{\"transactionId\": \"{id}\"}}")}).to_string();
    let first = call("purchase_event", &bought("1")).await;
    assert_eq!(call("purchase_event", &bought("1")).await, first);
}

async fn host_session(host: &Host, path: String, headers: &str) -> Value {
    let answer = host
        .call(
            "POST",
            &path,
            headers,
            r#"{"start_time": "2026-01-01T00:00:00Z"}"#,
        )
        .await;
    assert_eq!(answer.status, 201);
    answer.body["id"].clone()
}

#[tokio::test]
async fn pages_of_any_origin_may_call() {
    let host = Host::simple().await;
    let path = format!("/sdk/v3/platform/web/device/{D1}/login/");
    let asked = "origin: https://app.example\r\naccess-control-request-method: PUT\r\n";
    let preflight = host.call("OPTIONS", &path, asked, "").await;
    assert_eq!(preflight.status, 204);
    assert!(preflight.headers.contains("access-control-allow-origin: *"));
    assert!(
        preflight
            .headers
            .contains("access-control-allow-methods: get, post, put, patch, options")
    );
    assert!(
        preflight.headers.contains("device-secret") && preflight.headers.contains("authorization")
    );
    let refused = host.login(D1, E1).await;
    assert!(
        refused.headers.contains("access-control-allow-origin: *"),
        "errors are read too"
    );
}

#[needs(module)]
#[tokio::test]
async fn the_module_decides_which_campaigns_a_device_gets() {
    let engine = real_engine();
    let json = document();
    let loaded = engine.load(json.to_string().as_bytes()).unwrap();
    let host = Host::start(loaded.clone(), &json, Arc::new(EverythingIsProved)).await;
    // The first of these two ids is in the first half of all, the other one in the second.
    let (low, high) = (
        "10000000-0000-4000-8000-000000000000",
        "f0000000-0000-4000-8000-000000000000",
    );
    for (device, segment) in [(low, "a"), (high, "b")] {
        host.device(device).await;
        let rules = host.get(&format!("device/{device}/campaign_rules/")).await;
        let expected = json!([
            {"rule": "r1", "name": "One", "type": "label", "value": "one", "external_segment": null, "segment": "s1",
                "paywall": "wall", "form_factors": json["campaign_rules"][0]["segments"][0]["form_factors"]},
            {"rule": "r2", "name": "Split", "type": "label", "value": "split", "external_segment": null, "segment": segment,
                "paywall": "wall", "form_factors": json["campaign_rules"][1]["segments"][0]["form_factors"]},
        ]);
        assert_eq!(rules.body["results"], expected);
    }
    host.buy(low, "transaction").await;
    host.clock.fetch_add(31 * 86_400_000, Ordering::Relaxed);
    let rules = host.get(&format!("device/{low}/campaign_rules/")).await;
    let values: Vec<_> = rules.body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["value"].clone())
        .collect();
    assert_eq!(
        values,
        ["one", "split", "back", "late"],
        "a former subscriber is won back, most of all one who left lately"
    );
    let phone = json!({"os_name": "iOS", "form_factor": "phone"});
    host.send("PUT", &format!("device/{low}/"), phone).await;
    let rules = host.get(&format!("device/{low}/campaign_rules/")).await;
    assert_eq!(
        rules.body["results"],
        json!([]),
        "nothing is for telephones"
    );
}

#[needs(module)]
#[tokio::test]
async fn a_device_gets_what_its_own_clock_says() {
    let engine = real_engine();
    let mut json = document();
    json["campaign_rules"][0]["schedule"] = json!({
        "windows": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]});
    json["campaign_rules"][1]["conditions"] = json!([
        {"identifier": "Device.timezone", "operator": "starts_with", "values": ["Pacific/"]}]);
    let loaded = engine.load(json.to_string().as_bytes()).unwrap();
    let host = Host::start(loaded, &json, Arc::new(EverythingIsProved)).await;
    let offered = async |device: &str| {
        let rules = host.get(&format!("device/{device}/campaign_rules/")).await;
        let rules = rules.body["results"].as_array().unwrap().clone();
        ["r1", "r2"].map(|rule| rules.iter().any(|it| it["rule"] == rule))
    };
    // Friday noon in UTC is one o'clock on Saturday in Auckland.
    host.clock.store(1_795_780_800_000, Ordering::Relaxed);
    host.device(D1).await;
    assert_eq!(offered(D1).await, [true, false]);
    for (zone, expected) in [
        ("Pacific/Auckland", [false, true]),
        ("GMT+13", [false, false]),
        ("Europe/Berlin", [true, false]),
        ("America/Los_Angeles", [false, false]),
        ("Nowhere/Land", [true, false]),
    ] {
        let body = json!({"timezone": zone});
        let told = host.send("PATCH", &format!("device/{D1}/"), body).await;
        assert_eq!((told.status, &told.body["timezone"]), (200, &json!(zone)));
        assert_eq!(offered(D1).await, expected, "{zone}");
    }
    // Half past midnight in UTC is 17:30 in Los Angeles, and 16:30 once summer has ended.
    let zone = json!({"timezone": "America/Los_Angeles"});
    host.send("PATCH", &format!("device/{D1}/"), zone).await;
    for (now, expected) in [(1_793_320_200_000, false), (1_793_925_000_000, true)] {
        host.clock.store(now, Ordering::Relaxed);
        assert_eq!(offered(D1).await[0], expected, "{now}");
    }
}

#[needs(module)]
#[tokio::test]
async fn what_a_customer_saw_on_any_device_counts_for_caps() {
    let engine = real_engine();
    let mut json = document();
    json["campaign_rules"][0]["frequency"] =
        json!([{"max": 1, "per": "P2D"}, {"max": 1, "per": "session"}]);
    let loaded = engine.load(json.to_string().as_bytes()).unwrap();
    let host = Host::start(loaded.clone(), &json, Arc::new(EverythingIsProved)).await;
    let other = "10000000-0000-4000-8000-000000000000";
    for device in [D1, other] {
        host.device(device).await;
        assert_eq!(host.login(device, E1).await.status, 200);
    }
    let offered = async |device: &str| {
        let rules = host.get(&format!("device/{device}/campaign_rules/")).await;
        let rules = rules.body["results"].as_array().unwrap().clone();
        rules.iter().any(|it| it["rule"] == "r1")
    };
    assert!(offered(D1).await && offered(other).await);
    let saw = json!({"segment": "s1", "call_to_action": "p"});
    let path = format!("device/{D1}/impression/");
    assert_eq!(host.send("POST", &path, saw).await.status, 201);
    assert!(!offered(D1).await && !offered(other).await);
    let days = |days: i64| host.clock.fetch_add(days * 86_400_000, Ordering::Relaxed);
    days(3);
    assert!(
        !offered(D1).await,
        "still in the session, as far as is known"
    );
    let begins = json!({"start_time": "2026-01-01T00:00:00Z"});
    host.send("POST", &format!("device/{D1}/session/"), begins)
        .await;
    assert!(offered(D1).await);
}

#[tokio::test]
async fn the_outside_hears_what_devices_do_where_it_wants_to() {
    let host = Host::simple().await;
    host.device(D1).await;
    assert_eq!(host.login(D1, E1).await.status, 200);
    let path = |what: &str| format!("/sdk/v3/platform/web/device/{D1}/{what}/");
    let saw = json!({"segment": "s1", "call_to_action": "wall", "email": "a@example.com"});
    for _ in 0..2 {
        let again = "content-type: application/json\r\nidempotency-key: k1\r\n";
        let (path, body) = (path("impression"), saw.to_string());
        let told = host.call("POST", &path, again, &body).await;
        assert_eq!(told.status, 201);
    }
    let begins = json!({"start_time": "2026-01-01T00:00:00Z"});
    let ends = json!({"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:10:00Z"});
    for session in [begins, ends] {
        let (path, body) = (path("session"), session.to_string());
        let noted = host.call("POST", &path, "", &body).await;
        assert_eq!(noted.status, 201);
    }
    let told = host.ledger.events_since(0, 10).await.unwrap();
    let names: Vec<&str> = told.iter().map(|it| it.event.name().name()).collect();
    assert_eq!(names, ["device.impression", "device.session.end"]);
    let now = Time::from_millis(NOW);
    let view = host.ledger.view(&told[0].user, now).await.unwrap().unwrap();
    let body = paywall_webhooks::body(&host.ledger.app(), &told[0], &view);
    assert_eq!(
        body["impression"],
        json!({"segment": "s1", "call_to_action": "wall"})
    );
    assert_eq!(body["devices"][0]["id"], D1);
    assert_eq!(body["event_platform"]["marketplace_app_id"], "com.example");
    assert_eq!(body["external_ids"][0]["value"], E1);
    let all = host.ledger.take_events(now, 60_000, 10).await.unwrap();
    assert_eq!(all.len(), 1, "one after the other");
    let user = &told[0].user;
    host.ledger.forget(user, now, false).await.unwrap();
    assert!(host.ledger.events_since(0, 10).await.unwrap().is_empty());
}

/// Makes the document with an experiment on the first label, of which all customers or none are held out.
fn experiment(percent: u8) -> Value {
    let mut json = document();
    json["campaign_rules"][0]["experiment"] =
        json!({"key": "offer", "phase": 3, "holdout": {"id": "nobody", "percent": percent}});
    json["campaign_rules"][0]["frequency"] = json!([{"max": 1, "per": "P2D"}]);
    json
}

#[needs(module)]
#[tokio::test]
async fn an_impression_says_which_variant_of_which_experiment_was_seen() {
    let json = experiment(0);
    let engine = real_engine();
    let loaded = engine.load(json.to_string().as_bytes()).unwrap();
    let host = Host::start(loaded, &json, Arc::new(EverythingIsProved)).await;
    host.device(D1).await;
    let rules = host.get(&format!("device/{D1}/campaign_rules/")).await.body;
    assert_eq!(rules.get("holdouts"), None);
    let exposure = &rules["results"][0]["exposure"];
    let revision = exposure["paywall_revision"].as_str().unwrap();
    assert_eq!(revision.len(), 64, "the hash of the paywall");
    let expected = json!({"experiment": "offer", "phase": 3, "rule": "r1", "variant": "s1", "paywall": "wall",
                          "paywall_revision": revision});
    assert_eq!(*exposure, expected);
    assert_eq!(
        rules["results"][1].get("exposure"),
        None,
        "outside of experiments"
    );
    let mut saw = json!({"segment": "s1", "exposure": exposure});
    saw["exposure"]["email"] = "a@example.com".into();
    let noted = host
        .send("POST", &format!("device/{D1}/impression/"), saw)
        .await;
    assert_eq!((noted.status, &noted.body["exposure"]), (201, &expected));
    for (wrong, says) in [
        (json!({"variant": "s1"}), "exposure.experiment: expected"),
        (
            json!({"experiment": 7}),
            "exposure.experiment: expected a text",
        ),
        (json!({"experiment": "x".repeat(300)}), "at most 256 bytes"),
        (json!("offer"), "exposure.experiment: expected"),
    ] {
        let path = format!("device/{D1}/impression/");
        let refused = host.send("POST", &path, json!({"exposure": wrong})).await;
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(refused.status == 400 && message.contains(says), "{message}");
    }
}

#[needs(module)]
#[tokio::test]
async fn who_is_held_out_is_told_and_it_counts_for_caps() {
    let json = experiment(100);
    let loaded = real_engine().load(json.to_string().as_bytes()).unwrap();
    let host = Host::start(loaded, &json, Arc::new(EverythingIsProved)).await;
    host.device(D1).await;
    let path = format!("device/{D1}/campaign_rules/");
    let rules = host.get(&path).await.body;
    let expected = json!([{"type": "label", "value": "one",
        "exposure": {"experiment": "offer", "phase": 3, "rule": "r1", "holdout": "nobody"}}]);
    assert_eq!(rules["holdouts"], expected);
    assert!(
        rules["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["rule"] != "r1")
    );
    let told = json!({"exposure": expected[0]["exposure"]});
    let noted = host
        .send("POST", &format!("device/{D1}/impression/"), told)
        .await;
    assert_eq!(noted.status, 201);
    assert_eq!(
        host.get(&path).await.body.get("holdouts"),
        None,
        "capped for two days"
    );
}
