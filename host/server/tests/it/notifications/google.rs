//! Tests with pushes of Google's, signed by a key of our own; the message is Google's example.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paywall_stores::google::{self, Settings};
use paywall_stores::{Answer, FixedKeys};
use serde_json::{Value, json};

use super::kept::{Host, NOW, shared};
use paywall_host_testing::forge::Rsa;
use paywall_host_testing::needs;

const PATH: &str = "/notifications/google/google";
const KEYS: &str = "https://keys.example/google";

pub fn host(rsa: &Rsa) -> Host {
    let settings = Settings {
        audience: "https://host.example".into(),
        service_account: "push@example.iam.gserviceaccount.com".into(),
        subscription: Some("projects/myproject/subscriptions/mysubscription".into()),
        keys: KEYS.into(),
        credentials: None,
        api: "https://api.example".into(),
    };
    let key_sets = BTreeMap::from([(KEYS.to_owned(), Arc::new(rsa.key_set("k1")))]);
    let keys = FixedKeys {
        key_sets,
        ..FixedKeys::default()
    };
    Host::new(false, settings, keys)
}

fn claims() -> Value {
    let now = NOW.millis() / 1000;
    json!({
        "iss": "https://accounts.google.com", "aud": "https://host.example", "iat": now - 10, "exp": now + 3600,
        "email": "push@example.iam.gserviceaccount.com", "email_verified": true,
    })
}

fn push(message: &Value) -> Value {
    json!({
        "message": {"data": STANDARD.encode(message.to_string()), "messageId": "136969346945"},
        "subscription": "projects/myproject/subscriptions/mysubscription",
    })
}

fn purchased() -> Value {
    json!({"version": "1.0", "packageName": "com.example", "eventTimeMillis": "1503349566168",
           "subscriptionNotification": {"version": "1.0", "notificationType": 4, "purchaseToken": "T"}})
}

async fn send(host: &Host, token: &str, body: &Value) -> (u16, String) {
    let bearer = format!("Bearer {token}");
    host.post(
        PATH,
        &[("authorization", &bearer)],
        body.to_string().as_bytes(),
    )
    .await
}

#[tokio::test]
async fn a_push_is_kept_and_grants_what_google_says_when_asked() {
    let rsa = Rsa::new();
    let mut host = host(&rsa);
    let token = rsa.token("k1", &claims());
    let (status, _) = send(&host, &token, &push(&purchased())).await;
    assert_eq!(status, 200);
    // Without an answer of Google's the push is worth nothing.
    assert_eq!(host.grants().await, 0);
    let question = google::ask_for_subscription("T");
    let truth = json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
        "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z"}]});
    host.replies.add(question, Answer::Found(truth));
    assert_eq!(host.grants().await, 1);
}

#[tokio::test]
async fn tokens_that_are_not_googles_or_not_for_us_are_refused() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let host = host(&rsa);
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        rsa.token("k1", &claims)
    };
    let past = NOW.millis() / 1000 - 120;
    let cases = [
        ("bad_signature", other.token("k1", &claims())),
        ("unknown_key", other.token("k2", &claims())),
        (
            "wrong_issuer",
            with("iss", "https://accounts.example".into()),
        ),
        (
            "wrong_audience",
            with("aud", "https://other.example".into()),
        ),
        (
            "wrong_sender",
            with("email", "someone@example.iam.gserviceaccount.com".into()),
        ),
        ("wrong_sender", with("email_verified", false.into())),
        ("expired", with("exp", past.into())),
        ("expired", with("exp", Value::Null)),
        ("from_the_future", with("iat", (past + 1000).into())),
        ("malformed", "x.y.z".into()),
        ("malformed", String::new()),
    ];
    for (code, token) in cases {
        let answer = send(&host, &token, &push(&purchased())).await;
        assert_eq!(answer, (403, code.into()));
    }
    let unsigned = host
        .post(PATH, &[], push(&purchased()).to_string().as_bytes())
        .await;
    assert_eq!(unsigned, (403, "unsigned".into()));
    assert!(host.inbox.all().is_empty());
}

#[tokio::test]
async fn another_apps_or_subscriptions_push_is_refused() {
    let rsa = Rsa::new();
    let host = host(&rsa);
    let token = rsa.token("k1", &claims());
    let mut other_app = purchased();
    other_app["packageName"] = "com.other".into();
    assert_eq!(
        send(&host, &token, &push(&other_app)).await,
        (403, "wrong_app".into())
    );
    let mut other = push(&purchased());
    other["subscription"] = "projects/other/subscriptions/other".into();
    assert_eq!(
        send(&host, &token, &other).await,
        (403, "wrong_sender".into())
    );
    assert!(host.inbox.all().is_empty());
}

/// Keeps Google's example of an envelope, which holds a description of the message in place of one.
#[needs(shared)]
#[tokio::test]
async fn googles_example_envelope_is_kept_and_says_nothing() {
    let example = shared("google/pubsub_push_envelope.json");
    let rsa = Rsa::new();
    let host = host(&rsa);
    let bearer = format!("Bearer {}", rsa.token("k1", &claims()));
    let (status, _) = host
        .post(PATH, &[("authorization", &bearer)], &example)
        .await;
    assert_eq!(status, 200);
    assert_eq!(host.inbox.all()[0].kind, "unreadable");
    assert_eq!(host.grants().await, 0);
}

/// Checks that Google is asked to come again while its keys cannot be fetched.
#[tokio::test]
async fn without_keys_the_store_is_asked_to_come_again() {
    let settings = Settings {
        keys: KEYS.into(),
        ..Settings::default()
    };
    let host = Host::new(false, settings, FixedKeys::default());
    let token = Rsa::new().token("k1", &claims());
    let answer = send(&host, &token, &push(&purchased())).await;
    assert_eq!(answer, (503, "unavailable".into()));
}
