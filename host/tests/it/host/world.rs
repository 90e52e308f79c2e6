//! Stores of our own, a settings file, and a host that believes them.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::{StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paywall_ledger::Time;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::program::Program;
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF, Rsa};
use paywall_host_testing::program::{AppInStores, push_claims};
use paywall_host_testing::receiver::{Receiver, SECRET};

/// A key that may forget users too, and its hash.
pub const OPERATOR: &str = "another key of thirty-two letters";
const OPERATOR_HASH: &str = "1b10eff45c780a7fef72152d80b116170460abc0fb187f7904735ed192db0268";

/// A key that may read, and the output of `printf %s "$KEY" | sha256sum` for it.
pub const SUPPORT: &str = "a key of thirty-two letters or so";
const SUPPORT_HASH: &str = "386e85b1e4ca29768fda19f3b4c9681c42c4a1d2e48e7355d02fb382629f96b4";

pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// Apple's keys, and Google with its keys and its API.
pub struct Stores {
    pub apple: Chain,
    google: Rsa,
    pub google_api: Arc<Mutex<GoogleApi>>,
    google_url: String,
}

/// The answers that Google gives.
#[derive(Default)]
pub struct GoogleApi {
    pub keys: Value,
    pub subscription: Option<Value>,
}

impl Stores {
    pub async fn open() -> Self {
        let google = Rsa::new();
        let api = Arc::new(Mutex::new(GoogleApi {
            keys: serde_json::to_value(google.key_set("k1")).unwrap(),
            subscription: None,
        }));
        let shared = Arc::clone(&api);
        let router = Router::new().fallback(async move |uri: Uri| {
            let api = shared.lock().unwrap();
            let answer = match uri.path() {
                "/keys" => Some(api.keys.clone()),
                "/token" => Some(json!({"access_token": "t", "expires_in": 3600})),
                path if path.ends_with("/tokens/T") => api.subscription.clone(),
                _ => None,
            };
            match answer {
                Some(answer) => (StatusCode::OK, answer.to_string()),
                None => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let google_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            apple: Chain::new(AUTHORITY, LEAF),
            google,
            google_api: api,
            google_url,
        }
    }

    /// Makes a transaction as Apple signs it: the monthly subscription, paid until that many days from now.
    pub fn transaction(&self, id: &str, days: i64) -> Value {
        let (bought, signed) = (now().plus_days(-1), now().plus_millis(-1000));
        json!({
            "transactionId": id, "originalTransactionId": "1", "productId": "monthly", "bundleId": "com.example",
            "environment": "Production", "type": "Auto-Renewable Subscription", "inAppOwnershipType": "PURCHASED",
            "purchaseDate": bought.millis() + days, "signedDate": signed.millis(),
            "expiresDate": now().plus_days(days).millis(),
        })
    }

    /// Makes Apple's message that the subscription was renewed.
    pub fn renewed(&self, chain: &Chain, days: i64) -> Value {
        let transaction = chain.sign(&self.transaction("2", days));
        let message = json!({
            "notificationType": "DID_RENEW", "notificationUUID": "a-renewal", "version": "2.0",
            "signedDate": now().millis(),
            "data": {"bundleId": "com.example", "environment": "Production", "status": 1,
                "signedTransactionInfo": transaction},
        });
        json!({"signedPayload": chain.sign(&message)})
    }

    /// Makes Google's push about the purchase `T`: the token and the body.
    pub fn push(&self, id: &str) -> (String, Value) {
        let claims = push_claims(now().millis() / 1000);
        let message = json!({"version": "1.0", "packageName": "com.example", "eventTimeMillis": "1503349566168",
            "subscriptionNotification": {"version": "1.0", "notificationType": 4, "purchaseToken": "T"}});
        let data = STANDARD.encode(message.to_string());
        let body = json!({"message": {"data": data, "messageId": id}, "subscription": "s"});
        (format!("Bearer {}", self.google.token("k1", &claims)), body)
    }

    /// Makes Google's answer about a subscription that is paid for that many days from now.
    pub fn paid(&self, days: i64) -> Value {
        json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": now().plus_days(-1).to_string(),
            "lineItems": [{"productId": "monthly", "expiryTime": now().plus_days(days).to_string()}]})
    }
}

/// Starts a host of one app in two stores, with a settings file as the documentation has it.
pub fn host(folder: &TempDir, database: &str, stores: &Stores, receiver: &Receiver) -> Program {
    let document = document().to_string();
    let app = AppInStores {
        store_app: "com.example",
        document: document.as_bytes(),
        apple: &stores.apple,
        apple_proof: "",
        google: &stores.google,
        google_url: &stores.google_url,
    };
    let head = format!(
        r#"
        database = "{database}"

        [calls]
        device = {{ burst = 100000, per_second = 1000 }}

        [[admin_keys]]
        name = "support"
        sha256 = "{SUPPORT_HASH}"
        scopes = ["read", "metrics"]

        [[admin_keys]]
        name = "operator"
        sha256 = "{OPERATOR_HASH}"
        scopes = ["read", "write", "grant"]
        "#
    );
    let webhook = format!(
        r#"
        id = "shop"

        [apps.webhook]
        url = "{}"
        secrets = ["env:PAYWALL_TEST_SECRET"]
        events = ["user.subscription.purchased", "user.subscription.renewed", "user.subscription.transferred", "user.deleted",
            "user.entitlement.granted", "user.entitlement.ended"]
        retry = {{ first_seconds = 1 }}
        "#,
        receiver.url
    );
    Program::start(app.write(folder.path(), &head, &webhook), SECRET)
}

/// Makes a document with one product for one entitlement.
fn document() -> Value {
    let entitlement = json!({"id": "e", "entitlement_ref_id": "premium", "name": "Premium"});
    json!({
        "platform_config": {"id": "p", "capabilities": []},
        "products": [{"id": "monthly", "name": "Monthly", "sku_ref_id": "monthly", "sku_type": "subscription",
            "entitlements": [entitlement]}],
        "paywalls": [], "campaign_rules": [],
    })
}
