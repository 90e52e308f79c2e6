//! A shop with keys of its own, its stores' messages, and a host that believes them.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paywall_ledger::Time;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;
use crate::load::Call;
use paywall_host_testing::file;
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF, Rsa};
use paywall_host_testing::program::{AppInStores, Running, push_claims};

/// The product of the stock document: a subscription for the entitlement `plus`.
const PRODUCT: &str = "fern.plus.monthly";
const BUNDLE: &str = "com.example.fern";
/// The output of `printf %s metrics | sha256sum`.
const KEY: &str = "177a7ea3611fe6b138557deaf44941614b66c0ece1766308044c8b65c8ba2123";

pub struct Shop {
    pub apple: Chain,
    pub google: Rsa,
    now: Time,
}

impl Shop {
    pub fn new() -> Outcome<Self> {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        Ok(Self {
            apple: Chain::new(AUTHORITY, LEAF),
            google: Rsa::new(),
            now: Time::from_millis(i64::try_from(since.as_millis())?),
        })
    }

    /// Makes a transaction with all fields that Apple's have. Each period begins a second after the one before.
    pub fn transaction(&self, user: usize, period: usize) -> String {
        let bought = self.now.plus_days(-3).millis() + 1000 * period as i64;
        self.apple.sign(&json!({
            "transactionId": format!("{}", 70_000_000_000 + user * 10_000 + period),
            "originalTransactionId": original(user), "webOrderLineItemId": format!("{}", 90_000 + period),
            "bundleId": BUNDLE, "productId": PRODUCT, "subscriptionGroupIdentifier": "55555",
            "purchaseDate": bought, "originalPurchaseDate": self.now.plus_days(-90).millis(),
            "expiresDate": bought + 31 * 86_400_000, "quantity": 1, "type": "Auto-Renewable Subscription",
            "inAppOwnershipType": "PURCHASED", "signedDate": bought + 500, "environment": "Production",
            "transactionReason": "RENEWAL", "storefront": "USA", "storefrontId": "143441", "price": 10_990,
            "currency": "USD", "appTransactionId": "704289572311513293",
        }))
    }

    /// Makes Apple's message that a subscription was renewed: three signed texts, each with three certificates.
    pub fn renewed(&self, user: usize, period: usize) -> Call {
        let signed = self.now.plus_days(-3).millis() + 1000 * period as i64 + 500;
        let renewal = self.apple.sign(&json!({
            "originalTransactionId": original(user), "autoRenewProductId": PRODUCT, "productId": PRODUCT,
            "autoRenewStatus": 1, "renewalPrice": 10_990, "currency": "USD", "signedDate": signed,
            "environment": "Production", "recentSubscriptionStartDate": self.now.plus_days(-90).millis(),
            "renewalDate": signed + 31 * 86_400_000, "appTransactionId": "704289572311513293",
        }));
        let message = self.apple.sign(&json!({
            "notificationType": "DID_RENEW", "notificationUUID": format!("00000000-{user:012}-{period:012}"),
            "data": {"appAppleId": 41234, "bundleId": BUNDLE, "bundleVersion": "1.2.3", "environment": "Production",
                "signedTransactionInfo": self.transaction(user, period), "signedRenewalInfo": renewal, "status": 1},
            "version": "2.0", "signedDate": signed,
        }));
        let body = json!({"signedPayload": message}).to_string();
        Call::send("POST", "/notifications/apple/ios".into(), body, 200)
    }

    /// Makes Google's hint that a subscription was renewed, with a token of its own.
    pub fn pushed(&self, user: usize, period: usize) -> Call {
        let seconds = self.now.millis() / 1000;
        let token = self.google.token("k1", &push_claims(seconds));
        let message = json!({"version": "1.0", "packageName": BUNDLE, "eventTimeMillis": self.now.millis().to_string(),
            "subscriptionNotification": {"version": "1.0", "notificationType": 2, "purchaseToken": format!("T{user}")}});
        let body = json!({"subscription": "projects/p/subscriptions/s", "message": {
            "data": STANDARD.encode(message.to_string()), "messageId": format!("{user}-{period}"),
            "publishTime": "2026-01-01T00:00:00Z"}});
        let mut call = Call::send(
            "POST",
            "/notifications/google/android".into(),
            body.to_string(),
            200,
        );
        call.header = format!("authorization: Bearer {token}\r\n");
        call
    }

    /// Makes Google's answer when it is asked.
    pub fn paid(&self) -> Value {
        json!({"kind": "androidpublisher#subscriptionPurchaseV2", "regionCode": "US",
            "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": self.now.plus_days(-1).to_string(),
            "latestOrderId": "GPA.3333-4444-5555-66666",
            "lineItems": [{"productId": PRODUCT, "expiryTime": self.now.plus_days(30).to_string(),
                "autoRenewingPlan": {"autoRenewEnabled": true}}]})
    }

    /// Makes the calls of a device that comes in, logs in, and shows what it bought.
    pub fn customer(&self, user: usize) -> [Call; 3] {
        let body = json!({"id": device(user), "os_name": "iOS", "os_version": "19.0", "form_factor": "phone",
            "language": "en", "app_version": "1.2.3", "sdk_client": "apple", "sdk_version": "3.3.0"});
        let at = format!("/sdk/v3/platform/ios/device/{}", device(user));
        let login = json!({"external_id": (user + 1).to_string()}).to_string();
        let bought = json!({"payload": self.transaction(user, 0)}).to_string();
        [
            Call::send(
                "POST",
                "/sdk/v3/platform/ios/device/".into(),
                body.to_string(),
                201,
            ),
            Call::send("PUT", format!("{at}/login/"), login, 200),
            Call::send("PUT", format!("{at}/purchase_event/"), bought, 200),
        ]
    }

    /// Starts `paywall host` with a settings file as the documentation has it.
    pub fn host(
        &self,
        program: &str,
        database: &str,
        google: &str,
        folder: &TempDir,
    ) -> Outcome<Host> {
        let document = fs::read(file("paywall-templates/document.json"))?;
        let app = AppInStores {
            store_app: BUNDLE,
            document: &document,
            apple: &self.apple,
            apple_proof: ", app_id = 41234",
            google: &self.google,
            google_url: google,
        };
        let head = format!(
            r#"
            database = "{database}"
            admin_keys = [{{ name = "bench", sha256 = "{KEY}", scopes = ["metrics"] }}]
            "#
        );
        let settings = app.write(folder.path(), &head, r#"id = "fern""#);
        Ok(Host(Running::start(Path::new(program), &settings, &[])))
    }
}

fn original(user: usize) -> String {
    format!("20000{user:09}")
}

pub fn device(user: usize) -> String {
    format!("7c9e6679-7425-40de-944b-{user:012}")
}

/// The program, until it is dropped.
pub struct Host(Running);

impl Host {
    /// Returns the address that it serves.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// Returns the processor time that it took so far, in seconds, if the system tells.
    pub fn processor(&self) -> f64 {
        let stat =
            fs::read_to_string(format!("/proc/{}/stat", self.0.child.id())).unwrap_or_default();
        // Behind the name, which may hold anything, come user and system time, in hundredths of a second.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let times = rest.split_whitespace().skip(11).take(2);
        times.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0
    }
}
