//! Tests with events of Stripe's, signed by a secret of our own; the subscription is Stripe's example.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use paywall_ledger::Time;
use paywall_stores::stripe::Settings;
use paywall_stores::{FixedKeys, Secret};
use serde_json::{Value, json};

use super::kept::{Host, NOW, shared};
use paywall_host_testing::needs;

const PATH: &str = "/notifications/stripe/stripe";

fn host() -> Host {
    let settings = Settings {
        secrets: ["whsec_new", "whsec_old"].map(Secret::new).into(),
        tolerance_seconds: 300,
        api_key: None,
        api: "https://api.example".into(),
    };
    Host::new(false, settings, FixedKeys::default())
}

fn event() -> Value {
    let now = NOW.millis() / 1000;
    json!({"id": "evt_1", "type": "customer.subscription.created", "created": now, "livemode": true, "data": {"object": {
        "id": "sub_1", "object": "subscription", "status": "active", "livemode": true, "start_date": now,
        "items": {"data": [{"id": "si_1", "price": {"id": "premium"}, "current_period_end": now + 2_592_000}]}}}})
}

fn v1(secret: &str, at: Time, body: &str) -> String {
    let signed = format!("{}.{body}", at.millis() / 1000);
    let tag = sign(&Key::new(HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    tag.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn header(secret: &str, at: Time, body: &str) -> String {
    format!("t={},v1={}", at.millis() / 1000, v1(secret, at, body))
}

#[tokio::test]
async fn an_event_is_kept_once_and_grants_what_was_bought() {
    let host = host();
    let body = event().to_string();
    for secret in ["whsec_new", "whsec_old"] {
        let header = header(secret, NOW, &body);
        let (status, _) = host
            .post(PATH, &[("stripe-signature", &header)], body.as_bytes())
            .await;
        assert_eq!(status, 200);
    }
    assert_eq!(host.inbox.all().len(), 1);
    assert_eq!(host.grants().await, 1);
}

#[tokio::test]
async fn one_good_signature_among_several_is_enough() {
    let host = host();
    let body = event().to_string();
    let seconds = NOW.millis() / 1000;
    let header = format!(
        "t={seconds},v0=00,v1={},v1={}",
        "00".repeat(32),
        v1("whsec_new", NOW, &body)
    );
    let (status, _) = host
        .post(PATH, &[("stripe-signature", &header)], body.as_bytes())
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn forged_replayed_and_misdirected_events_are_refused() {
    let host = host();
    let good = event().to_string();
    let mut test = event();
    test["livemode"] = false.into();
    let test = test.to_string();
    let seconds = NOW.millis() / 1000;
    let cases = [
        ("bad_signature", header("whsec_other", NOW, &good), &good),
        ("bad_signature", header("whsec_new", NOW, "{}"), &good),
        ("bad_signature", header("", NOW, &good), &good),
        ("bad_signature", format!("t={seconds}"), &good),
        // The time is signed, too.
        (
            "bad_signature",
            format!("t={},v1={}", seconds + 1, v1("whsec_new", NOW, &good)),
            &good,
        ),
        (
            "expired",
            header("whsec_new", NOW.plus_millis(-301_000), &good),
            &good,
        ),
        (
            "from_the_future",
            header("whsec_new", NOW.plus_millis(120_000), &good),
            &good,
        ),
        ("wrong_environment", header("whsec_new", NOW, &test), &test),
        ("malformed", "v1=00".into(), &good),
        ("malformed", "t=x,v1=00".into(), &good),
    ];
    for (code, header, body) in cases {
        let answer = host
            .post(PATH, &[("stripe-signature", &header)], body.as_bytes())
            .await;
        assert_eq!(answer, (403, code.into()), "{header}");
    }
    assert_eq!(
        host.post(PATH, &[], good.as_bytes()).await,
        (403, "unsigned".into())
    );
    assert!(host.inbox.all().is_empty());
}

#[needs(shared)]
#[tokio::test]
async fn stripes_own_objects_in_events_of_any_type_are_kept() {
    let bytes = shared("stripe/fixtures3.json");
    let all: Value = serde_json::from_slice(&bytes).unwrap();
    let host = host();
    let objects = all["resources"].as_object().unwrap();
    for (name, object) in objects {
        let body =
            json!({"id": format!("evt_{name}"), "type": format!("{name}.updated"), "created": 1,
            "livemode": true, "data": {"object": object}})
            .to_string();
        let header = header("whsec_new", NOW, &body);
        let (status, _) = host
            .post(PATH, &[("stripe-signature", &header)], body.as_bytes())
            .await;
        assert_eq!(status, 200, "{name}");
    }
    assert_eq!(host.inbox.all().len(), objects.len());
    assert_eq!(host.grants().await, 0);
}
