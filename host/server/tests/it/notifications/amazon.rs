//! Messages of Amazon's SNS, signed by a key of our own, and what the host does with them. The tests of the stores say
//! which messages are believed.

use std::collections::BTreeMap;
use std::sync::Arc;

use paywall_stores::amazon::{self, Settings};
use paywall_stores::{Answer, FixedKeys};
use serde_json::{Value, json};

use super::kept::{Host, NOW};
use paywall_host_testing::forge::{AUTHORITY_ADDRESS, CERTIFICATE_ADDRESS, Rsa};

const PATH: &str = "/notifications/amazon/amazon";
const TOPIC: &str = "arn:aws:sns:us-east-1:1:appstore";

fn settings() -> Settings {
    Settings {
        topics: vec![TOPIC.into()],
        oldest_days: Some(14),
        api: "https://api.example".into(),
        ..Settings::default()
    }
}

fn host(rsa: &Rsa) -> Host {
    host_with(trusting(rsa), rsa, rsa.certificate())
}

/// Makes settings for which the root of `rsa` is one of those that count.
fn trusting(rsa: &Rsa) -> Settings {
    Settings {
        roots: vec![Rsa::new().root(), rsa.root()],
        ..settings()
    }
}

/// Makes a host for which this certificate lies with Amazon, and the authority of `rsa` with Amazon's authorities.
fn host_with(settings: Settings, rsa: &Rsa, certificate: Vec<u8>) -> Host {
    let certificates = BTreeMap::from([
        (CERTIFICATE_ADDRESS.to_owned(), Arc::new(certificate)),
        (AUTHORITY_ADDRESS.to_owned(), Arc::new(rsa.authority())),
    ]);
    let keys = FixedKeys {
        certificates,
        ..FixedKeys::default()
    };
    Host::new(false, settings, keys)
}

fn bought() -> Value {
    json!({"appPackageName": "com.example", "notificationType": "SUBSCRIPTION_PURCHASED", "appUserId": "u",
           "receiptId": "r", "relatedReceipts": {}, "timestamp": NOW.millis(), "betaProductTransaction": false})
}

fn notification(rsa: &Rsa, topic: &str, message: &str) -> String {
    let fields = [
        ("Type", "Notification"),
        ("MessageId", "m1"),
        ("TopicArn", topic),
        ("Message", message),
        ("Timestamp", "2025-12-31T23:59:00.000Z"),
    ];
    rsa.envelope(&fields).to_string()
}

#[tokio::test]
async fn a_message_is_kept_and_grants_what_the_receipt_says() {
    let rsa = Rsa::new();
    let mut host = host(&rsa);
    for _ in 0..2 {
        let body = notification(&rsa, TOPIC, &bought().to_string());
        assert_eq!(host.post(PATH, &[], body.as_bytes()).await.0, 200);
    }
    assert_eq!(host.inbox.all().len(), 1);
    assert_eq!(host.grants().await, 0);
    let question = amazon::ask_for_receipt("u", "r");
    let receipt = json!({"productId": "parent", "termSku": "premium", "productType": "SUBSCRIPTION",
        "autoRenewing": true, "purchaseDate": NOW.millis(), "renewalDate": NOW.plus_days(30).millis()});
    host.replies.add(question.clone(), Answer::Found(receipt));
    assert_eq!(host.grants().await, 1);
    host.replies.add(question, Answer::Gone);
    assert_eq!(
        host.grants().await,
        0,
        "a receipt that Amazon no longer speaks of gives nothing"
    );
}

#[tokio::test]
async fn forged_and_misdirected_messages_are_refused() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let host = host(&rsa);
    let text = bought().to_string();
    let mut elsewhere = bought();
    elsewhere["appPackageName"] = "com.other".into();
    let mut test = bought();
    test["betaProductTransaction"] = true.into();
    let cases = [
        ("bad_signature", notification(&other, TOPIC, &text)),
        (
            "wrong_sender",
            notification(&rsa, "arn:aws:sns:us-east-1:2:mine", &text),
        ),
        (
            "wrong_app",
            notification(&rsa, TOPIC, &elsewhere.to_string()),
        ),
        (
            "wrong_environment",
            notification(&rsa, TOPIC, &test.to_string()),
        ),
        ("malformed", "{}".into()),
        (
            "certificate_address",
            notification(&rsa, TOPIC, &text).replace(".amazonaws.com", ".example.com"),
        ),
    ];
    for (code, body) in cases {
        assert_eq!(
            host.post(PATH, &[], body.as_bytes()).await,
            (403, code.into())
        );
    }
    assert!(host.inbox.all().is_empty());
}

#[tokio::test]
async fn a_subscription_is_confirmed_with_amazon_and_nobody_else() {
    let rsa = Rsa::new();
    let host = host(&rsa);
    let confirm = |topic: &str, address: &str| {
        let fields = [
            ("Type", "SubscriptionConfirmation"),
            ("MessageId", "m2"),
            ("TopicArn", topic),
            ("Message", "Visit…"),
            ("Timestamp", "2025-12-31T23:59:00.000Z"),
            ("Token", "t"),
            ("SubscribeURL", address),
        ];
        rsa.envelope(&fields).to_string().into_bytes()
    };
    let good = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription";
    assert_eq!(host.post(PATH, &[], &confirm(TOPIC, good)).await.0, 200);
    let answer = host
        .post(PATH, &[], &confirm(TOPIC, "https://evil.example/"))
        .await;
    assert_eq!(answer, (403, "certificate_address".into()));
    let answer = host
        .post(PATH, &[], &confirm("arn:aws:sns:us-east-1:2:mine", good))
        .await;
    assert_eq!(answer, (403, "wrong_sender".into()));
    assert_eq!(*host.visited.lock().unwrap(), [good]);
}

/// Posts a good notification to a host with this certificate, and returns the status and code.
async fn post_to(settings: Settings, rsa: &Rsa, certificate: Vec<u8>) -> (u16, String) {
    let body = notification(rsa, TOPIC, &bought().to_string());
    let host = host_with(settings, rsa, certificate);
    host.post(PATH, &[], body.as_bytes()).await
}

#[tokio::test]
async fn a_certificate_must_be_the_services_wherever_it_lies() {
    let rsa = Rsa::new();
    for name in [
        "sns.amazonaws.com",
        "sns-signing.us-east-1.amazonaws.com",
        "sns.us-east-1.amazonaws.com",
    ] {
        let answer = post_to(trusting(&rsa), &rsa, rsa.certificate_for(name)).await;
        assert_eq!(answer.0, 200, "{name}");
    }
    for name in [
        "evil.example",
        "s3.amazonaws.com",
        "sns-signing.eu-west-1.amazonaws.com",
    ] {
        let answer = post_to(trusting(&rsa), &rsa, rsa.certificate_for(name)).await;
        assert_eq!(answer, (403, "wrong_certificate".into()), "{name}");
    }
    let in_a_text = [b"<Error>".to_vec(), rsa.certificate(), b"</Error>".to_vec()].concat();
    let answer = post_to(trusting(&rsa), &rsa, in_a_text).await;
    assert_eq!(answer, (403, "malformed".into()));
}

#[tokio::test]
async fn a_certificate_must_be_of_a_configured_issuer_if_there_are_any() {
    let rsa = Rsa::new();
    let (issued, authority) = rsa.issued_certificate();
    let settings = Settings {
        issuers: vec![rsa.issued_certificate().1, authority],
        ..settings()
    };
    assert_eq!(post_to(settings.clone(), &rsa, issued).await.0, 200);
    let answer = post_to(settings, &rsa, rsa.certificate()).await;
    assert_eq!(answer, (403, "untrusted_certificate".into()));
}

#[tokio::test]
async fn a_certificate_must_lead_to_a_root_without_any_setting() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let untrusted = (403, "untrusted_certificate".to_owned());
    let good = post_to(trusting(&rsa), &rsa, rsa.certificate()).await;
    assert_eq!(good.0, 200);
    // Nobody vouches for it: neither an authority nor, by the settings that are not there, a root of TLS.
    let alone = post_to(trusting(&rsa), &rsa, rsa.self_signed()).await;
    assert_eq!(alone, untrusted);
    let made_up = post_to(settings(), &rsa, rsa.certificate()).await;
    assert_eq!(made_up, untrusted);
    let others = post_to(trusting(&other), &rsa, rsa.certificate()).await;
    assert_eq!(others, untrusted);
    // An authority that cannot be fetched now may be there later.
    let host = Host::new(
        false,
        trusting(&rsa),
        FixedKeys {
            certificates: [(CERTIFICATE_ADDRESS.to_owned(), Arc::new(rsa.certificate()))].into(),
            ..FixedKeys::default()
        },
    );
    let body = notification(&rsa, TOPIC, &bought().to_string());
    assert_eq!(host.post(PATH, &[], body.as_bytes()).await.0, 503);
}
