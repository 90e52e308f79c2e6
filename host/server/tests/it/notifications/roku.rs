//! Tests with pushes of Roku's, signed by a key of our own; the messages are Roku's examples.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_stores::FixedKeys;
use paywall_stores::roku::Settings;
use serde_json::{Value, json};

use super::kept::{Host, NOW, shared};
use paywall_host_testing::forge::Rsa;
use paywall_host_testing::needs;

const PATH: &str = "/notifications/roku/roku";
const KEYS: &str = "https://keys.example/roku";
const ISSUER: &str = "Roku, Inc. urn:roku:apps:partner-service.roku.com";

fn host(rsa: &Rsa) -> Host {
    let settings = Settings {
        keys: KEYS.into(),
        api_key: None,
        api: "https://api.example".into(),
    };
    let key_sets = BTreeMap::from([(KEYS.to_owned(), Arc::new(rsa.key_set("r1")))]);
    let keys = FixedKeys {
        key_sets,
        ..FixedKeys::default()
    };
    Host::new(false, settings, keys)
}

/// Makes a sale of today.
fn sale() -> Value {
    json!({"transactionType": "Sale", "transactionId": "a", "originalTransactionId": "a", "channelId": "com.example",
           "productCode": "premium", "eventDate": "2025-12-31T23:00:00Z", "expirationDate": "2026-01-31T23:00:00Z",
           "responseKey": "echo-me"})
}

fn claims(message: &Value) -> Value {
    let now = NOW.millis() / 1000;
    json!({"iss": ISSUER, "exp": now + 86_400, "nbf": now - 3600, "x-Roku-message-key": "m1",
           "x-Roku-message-type": "roku.rpay.push", "x-Roku-message": URL_SAFE_NO_PAD.encode(message.to_string())})
}

async fn send(host: &Host, token: &str) -> (u16, String) {
    host.post(PATH, &[("content-type", "text/plain")], token.as_bytes())
        .await
}

#[tokio::test]
async fn a_push_is_answered_with_its_key_and_grants_what_was_bought() {
    let rsa = Rsa::new();
    let host = host(&rsa);
    let token = rsa.token("r1", &claims(&sale()));
    assert_eq!(send(&host, &token).await, (200, "echo-me".into()));
    // Again, and with the other alphabet of base64, as Roku's own example has it.
    let mut other = claims(&sale());
    other["x-Roku-message"] = STANDARD.encode(sale().to_string()).into();
    assert_eq!(send(&host, &rsa.token("r1", &other)).await.0, 200);
    assert_eq!(host.inbox.all().len(), 1);
    assert_eq!(host.grants().await, 1);
}

#[needs(shared)]
#[tokio::test]
async fn rokus_examples_are_taken() {
    let rsa = Rsa::new();
    let host = host(&rsa);
    let examples = [
        "01_Sale_new",
        "02_Sale_renewal_FIXED-QUOTE",
        "03_GraceInitiated",
        "04_GraceRecovered",
        "05_OnHoldInitiated",
        "09_Cancellation_active",
        "11_Refund_no-expirationDate",
        "12_Credit_no-originalTransactionId",
    ];
    for (number, name) in examples.into_iter().enumerate() {
        let bytes = shared(&format!("roku/{name}.json"));
        let mut message: Value = serde_json::from_slice(&bytes).unwrap();
        message["channelId"] = "com.example".into();
        let mut claims = claims(&message);
        claims["x-Roku-message-key"] = number.to_string().into();
        assert_eq!(
            send(&host, &rsa.token("r1", &claims)).await.0,
            200,
            "{name}"
        );
    }
    assert_eq!(host.inbox.all().len(), examples.len());
    assert!(host.inbox.all().iter().all(|it| it.kind != "unreadable"));
}

#[tokio::test]
async fn forged_expired_and_misdirected_pushes_are_refused() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let host = host(&rsa);
    let with = |name: &str, value: Value| {
        let mut claims = claims(&sale());
        claims[name] = value;
        rsa.token("r1", &claims)
    };
    let mut elsewhere = sale();
    elsewhere["channelId"] = "other".into();
    let now = NOW.millis() / 1000;
    let cases = [
        ("bad_signature", other.token("r1", &claims(&sale()))),
        ("unknown_key", other.token("r2", &claims(&sale()))),
        ("wrong_issuer", with("iss", "Roku".into())),
        ("expired", with("exp", (now - 61).into())),
        ("from_the_future", with("nbf", (now + 3600).into())),
        ("wrong_app", rsa.token("r1", &claims(&elsewhere))),
        ("malformed", with("x-Roku-message-key", Value::Null)),
        ("malformed", "{}".into()),
        ("malformed", "\u{fffd}.\u{0}.é".into()),
    ];
    for (code, token) in cases {
        assert_eq!(send(&host, &token).await, (403, code.into()));
    }
    assert!(host.inbox.all().is_empty());
}

#[tokio::test]
async fn what_is_no_purchase_is_kept_and_says_nothing() {
    let rsa = Rsa::new();
    let host = host(&rsa);
    let mut claims = claims(&sale());
    claims["x-Roku-message-type"] = "roku.invalidate_public_keys".into();
    assert_eq!(send(&host, &rsa.token("r1", &claims)).await.0, 200);
    assert_eq!(host.inbox.all()[0].kind, "roku.invalidate_public_keys");
    assert_eq!(host.grants().await, 0);
}
