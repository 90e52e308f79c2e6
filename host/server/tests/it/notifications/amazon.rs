//! Tests with genuine messages of SNS, and with messages signed by a key of our own.

use std::collections::BTreeMap;
use std::sync::Arc;

use paywall_ledger::{Later, Time, Unavailable};
use paywall_stores::amazon::{self, Envelope, Settings};
use paywall_stores::{
    Answer, ConfiguredStore, Expected, FixedKeys, Given, Incoming, JwkSet, Keys, NotTaken,
    Rejected, Verified,
};
use serde_json::{Value, json};

use super::kept::{Host, NOW, shared};
use paywall_host_testing::forge::{AUTHORITY_ADDRESS, Rsa};
use paywall_host_testing::needs;

const PATH: &str = "/notifications/amazon/amazon";
const CERTIFICATE: &str = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-7ff5318490ec183fbaddaa2a969abfda.pem";
const FILE: &str = "SimpleNotificationService-7ff5318490ec183fbaddaa2a969abfda.pem";
const TOPIC: &str = "arn:aws:sns:us-east-1:1:appstore";
const EXAMPLE: Expected<'static> = Expected {
    store_app: "com.example",
    sandbox: false,
};

fn genuine() -> (Vec<Value>, Vec<u8>) {
    let messages = shared("amazon/sns_signed_messages_real.json");
    let certificate = shared("amazon/sns_signing_cert_2021-2022.pem");
    (serde_json::from_slice(&messages).unwrap(), certificate)
}

fn verify(message: &Value, certificate: &[u8], at: Time) -> Result<Given<Verified>, Rejected> {
    let envelope = Envelope::read(message.to_string().as_bytes())?;
    let settings = Settings {
        topics: vec![message["TopicArn"].as_str().unwrap_or_default().into()],
        oldest_days: Some(14),
        ..Settings::default()
    };
    envelope.verify(&settings, &EXAMPLE, certificate, at)
}

#[needs(shared)]
#[test]
fn genuine_messages_are_verified_at_their_time_by_both_methods() {
    let (messages, certificate) = genuine();
    let mut methods = Vec::new();
    for message in &messages {
        let at = Time::parse(message["Timestamp"].as_str().unwrap()).unwrap();
        let Ok(Given::Message(verified)) = verify(message, &certificate, at) else {
            panic!("{message}");
        };
        assert_eq!(verified.id, message["MessageId"].as_str().unwrap());
        methods.push(message["SignatureVersion"].as_str().unwrap());
        let later = at.plus_days(800);
        assert_eq!(
            verify(message, &certificate, later),
            Err(Rejected::ExpiredCertificate)
        );
        assert_eq!(
            verify(message, &certificate, at.plus_days(15)),
            Err(Rejected::Expired)
        );
        assert_eq!(
            verify(message, &certificate, at.plus_days(-1)),
            Err(Rejected::FromTheFuture)
        );
    }
    assert_eq!(methods, ["1", "2", "1", "2"]);
}

#[needs(shared)]
#[test]
fn a_genuine_message_with_any_signed_field_changed_is_refused() {
    let (messages, certificate) = genuine();
    for message in &messages {
        let at = Time::parse(message["Timestamp"].as_str().unwrap()).unwrap();
        for field in [
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
            "Signature",
        ] {
            let mut changed = message.clone();
            changed[field] = "x".into();
            assert_eq!(
                verify(&changed, &certificate, at),
                Err(Rejected::BadSignature),
                "{field}"
            );
        }
        let mut other_method = message.clone();
        let other = if message["SignatureVersion"] == "1" {
            "2"
        } else {
            "1"
        };
        other_method["SignatureVersion"] = other.into();
        assert_eq!(
            verify(&other_method, &certificate, at),
            Err(Rejected::BadSignature)
        );
        other_method["SignatureVersion"] = "3".into();
        assert_eq!(
            verify(&other_method, &certificate, at),
            Err(Rejected::WrongAlgorithm)
        );
    }
}

#[needs(shared)]
#[test]
fn certificates_lie_with_amazon_or_the_message_is_refused() {
    let (messages, _) = genuine();
    let elsewhere = [
        format!("http://sns.us-east-1.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com.evil.example/{FILE}"),
        format!("https://sns.evil.example/.amazonaws.com/{FILE}"),
        format!("https://evil@sns.us-east-1.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1@evil.example/.amazonaws.com/{FILE}"),
        format!("https://sns..amazonaws.com/{FILE}"),
        format!("https://sns.a.b.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com:8443/{FILE}"),
        format!("https://s3.us-east-1.amazonaws.com/{FILE}"),
        // Buckets called `sns`, in which anybody may have put it.
        format!("https://sns.s3.amazonaws.com/{FILE}"),
        format!("https://sns.s3-ap-southeast-2.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com.cn.amazonaws.com/{FILE}"),
        // Answers of the API, in which anybody's text may stand.
        format!("https://sns.us-east-1.amazonaws.com/?Action=X&y=/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com/{FILE}?x.pem"),
        format!("https://sns.us-east-1.amazonaws.com/a/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com/{FILE}#"),
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem".to_owned(),
        "https://sns.us-east-1.amazonaws.com/a".to_owned(),
        String::new(),
    ];
    for address in elsewhere {
        let mut message = messages[0].clone();
        message["SigningCertURL"] = address.as_str().into();
        let envelope = Envelope::read(message.to_string().as_bytes()).unwrap();
        assert_eq!(
            envelope.certificate(),
            Err(Rejected::CertificateAddress),
            "{address}"
        );
    }
    for host in ["cn-north-1.amazonaws.com.cn", "us-gov-west-1.amazonaws.com"] {
        let mut message = messages[0].clone();
        message["SigningCertURL"] = format!("https://sns.{host}/{FILE}").into();
        let envelope = Envelope::read(message.to_string().as_bytes()).unwrap();
        assert!(envelope.certificate().is_ok(), "{host}");
    }
}

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
        (CERTIFICATE.to_owned(), Arc::new(certificate)),
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

/// Makes an envelope in which `rsa` signed `fields`.
fn envelope(rsa: &Rsa, fields: &[(&str, &str)]) -> String {
    let mut envelope = json!({"SignatureVersion": "2", "SigningCertURL": CERTIFICATE});
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut signed = String::new();
    for (name, value) in sorted {
        signed.push_str(&format!("{name}\n{value}\n"));
        envelope[name] = value.into();
    }
    envelope["Signature"] = rsa.sns(&signed).into();
    envelope.to_string()
}

fn notification(rsa: &Rsa, topic: &str, message: &str) -> String {
    let fields = [
        ("Type", "Notification"),
        ("MessageId", "m1"),
        ("TopicArn", topic),
        ("Message", message),
        ("Timestamp", "2025-12-31T23:59:00.000Z"),
    ];
    envelope(rsa, &fields)
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
        envelope(&rsa, &fields).into_bytes()
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
            certificates: [(CERTIFICATE.to_owned(), Arc::new(rsa.certificate()))].into(),
            ..FixedKeys::default()
        },
    );
    let body = notification(&rsa, TOPIC, &bought().to_string());
    assert_eq!(host.post(PATH, &[], body.as_bytes()).await.0, 503);
}

#[needs(shared)]
#[test]
fn signatures_by_sha_1_are_refused_where_the_settings_say_so() {
    let (messages, certificate) = genuine();
    for message in &messages {
        let envelope = Envelope::read(message.to_string().as_bytes()).unwrap();
        let settings = Settings {
            topics: vec![message["TopicArn"].as_str().unwrap().into()],
            sha256_only: true,
            ..Settings::default()
        };
        let at = Time::parse(message["Timestamp"].as_str().unwrap()).unwrap();
        let refused =
            envelope.verify(&settings, &EXAMPLE, &certificate, at) == Err(Rejected::WrongAlgorithm);
        assert_eq!(refused, message["SignatureVersion"] == "1");
    }
}

/// A source of keys that must not be asked.
struct Unasked;

impl Keys for Unasked {
    fn key_set<'a>(
        &'a self,
        _: &'a str,
        _: Option<&'a str>,
    ) -> Later<'a, Result<Arc<JwkSet>, Unavailable>> {
        panic!("asked for a key set")
    }

    fn certificate<'a>(&'a self, _: &'a str) -> Later<'a, Result<Arc<Vec<u8>>, Unavailable>> {
        panic!("asked for a certificate")
    }
}

#[tokio::test]
async fn nothing_is_fetched_for_a_message_that_is_not_for_us() {
    let rsa = Rsa::new();
    let text = bought().to_string();
    let good = notification(&rsa, TOPIC, &text);
    let not_for_us = [
        notification(&rsa, "arn:aws:sns:us-east-1:2:mine", &text),
        good.replace("2025-12-31", "2025-12-01"),
        good.replace("2025-12-31", "2026-12-31"),
        good.replace(r#""SignatureVersion":"2""#, r#""SignatureVersion":"3""#),
    ];
    for body in not_for_us {
        assert_ne!(body, good);
        let incoming = Incoming {
            header: &|_| None,
            body: body.as_bytes(),
            at: NOW,
        };
        let verified = settings().verify(&incoming, &EXAMPLE, &Unasked).await;
        assert!(matches!(verified, Err(NotTaken::Rejected(_))), "{body}");
    }
}
