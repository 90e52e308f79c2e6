//! Envelopes of SNS, genuine ones and those signed by a key of our own: which are believed.

use std::sync::Arc;

use paywall_host_testing::forge::{AUTHORITY_ADDRESS, CERTIFICATE_ADDRESS, Rsa};
use paywall_host_testing::shop::NOW;
use paywall_host_testing::{file, needs};
use paywall_ledger::{Later, Time, Unavailable};
use paywall_stores::amazon::{Envelope, Settings};
use paywall_stores::{
    ConfiguredStore, Expected, FixedKeys, Given, Incoming, JwkSet, Keys, NotTaken, Rejected,
    Verified,
};
use serde_json::{Value, json};

const FILE: &str = "SimpleNotificationService-7ff5318490ec183fbaddaa2a969abfda.pem";
const TOPIC: &str = "arn:aws:sns:us-east-1:1:appstore";
const EXAMPLE: Expected<'static> = Expected {
    store_app: "com.example",
    sandbox: false,
};
/// The address by which Amazon asks whether messages are wanted.
const CONFIRM: &str = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription";

fn settings(topic: &str) -> Settings {
    Settings {
        topics: vec![topic.into()],
        oldest_days: Some(14),
        ..Settings::default()
    }
}

fn verify(message: &Value, certificate: &[u8], at: Time) -> Result<Given<Verified>, Rejected> {
    let envelope = Envelope::read(message.to_string().as_bytes())?;
    let topic = message["TopicArn"].as_str().unwrap_or_default();
    envelope.verify(&settings(topic), &EXAMPLE, certificate, at)
}

/// Makes the fields of an envelope of some kind, all of which are signed.
fn fields<'a>(kind: &'a str, message: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("Type", kind),
        ("MessageId", "m1"),
        ("TopicArn", TOPIC),
        ("Message", message),
        ("Timestamp", "2025-12-31T23:59:00.000Z"),
    ];
    match kind {
        "Notification" => fields.push(("Subject", "s")),
        _ => fields.extend([("Token", "t"), ("SubscribeURL", CONFIRM)]),
    }
    fields
}

fn bought(app: &str, test: bool) -> String {
    json!({"appPackageName": app, "betaProductTransaction": test}).to_string()
}

/// Makes a good notification, whose certificate lies at this address.
fn lying_at(rsa: &Rsa, address: &str) -> Value {
    let mut message = rsa.envelope(&fields("Notification", &bought("com.example", false)));
    message["SigningCertURL"] = address.into();
    message
}

#[test]
fn each_kind_of_envelope_says_what_it_is_for() {
    let rsa = Rsa::new();
    let given = |kind, message: &str| {
        verify(
            &rsa.envelope(&fields(kind, message)),
            &rsa.certificate(),
            NOW,
        )
    };
    let text = bought("com.example", false);
    let Ok(Given::Message(verified)) = given("Notification", &text) else {
        panic!("not taken");
    };
    assert_eq!(verified.id, "m1");
    assert_eq!(verified.message.to_string(), text);
    let address = CONFIRM.to_owned();
    let confirm = given("SubscriptionConfirmation", "Visit…");
    assert_eq!(confirm, Ok(Given::Confirm { address }));
    let over = given("UnsubscribeConfirmation", "Visit…");
    assert_eq!(over, Ok(Given::Nothing));
    let other = given("Invitation", "Visit…");
    assert!(matches!(other, Err(Rejected::Malformed(_))));
    // Amazon also sends what is no JSON, as a test of the topic.
    let test = given("Notification", "hello");
    assert!(matches!(test, Ok(Given::Message(it)) if it.message.is_null()));
}

#[test]
fn a_change_of_any_signed_field_is_noticed_and_the_others_are_not_signed() {
    let rsa = Rsa::new();
    let certificate = rsa.certificate();
    for (kind, not_signed) in [
        ("Notification", ["Token", "SubscribeURL"].as_slice()),
        ("SubscriptionConfirmation", &["Subject"]),
        ("UnsubscribeConfirmation", &["Subject"]),
    ] {
        let text = bought("com.example", false);
        let signed = fields(kind, &text);
        let good = rsa.envelope(&signed);
        for (field, _) in &signed {
            let mut changed = good.clone();
            changed[field] = "x".into();
            let refused = verify(&changed, &certificate, NOW);
            assert_eq!(refused, Err(Rejected::BadSignature), "{kind}: {field}");
        }
        for field in not_signed {
            let mut more = good.clone();
            more[field] = "x".into();
            assert!(verify(&more, &certificate, NOW).is_ok(), "{kind}: {field}");
        }
        let mut unreadable = good.clone();
        unreadable["Signature"] = "?".into();
        let refused = verify(&unreadable, &certificate, NOW);
        assert_eq!(refused, Err(Rejected::BadSignature));
    }
}

#[test]
fn a_message_is_for_our_topic_our_app_and_our_time() {
    let rsa = Rsa::new();
    let text = bought("com.example", false);
    let good = rsa.envelope(&fields("Notification", &text));
    let envelope = Envelope::read(good.to_string().as_bytes()).unwrap();
    let certificate = rsa.certificate();
    let other = envelope.verify(&settings("other"), &EXAMPLE, &certificate, NOW);
    assert_eq!(other, Err(Rejected::WrongSender));
    for (days, refused) in [
        (14, None),
        (15, Some(Rejected::Expired)),
        (-1, Some(Rejected::FromTheFuture)),
        (800, Some(Rejected::ExpiredCertificate)),
        (-800, Some(Rejected::ExpiredCertificate)),
    ] {
        let at = NOW.plus_millis(-60_000).plus_days(days);
        assert_eq!(verify(&good, &certificate, at).err(), refused, "{days}");
    }
    for (app, test, refused) in [
        ("com.other", false, Some(Rejected::WrongApp)),
        ("com.example", true, Some(Rejected::WrongEnvironment)),
    ] {
        let message = bought(app, test);
        let message = rsa.envelope(&fields("Notification", &message));
        assert_eq!(verify(&message, &certificate, NOW).err(), refused);
    }
    let test = bought("com.example", true);
    let test = rsa.envelope(&fields("Notification", &test));
    let test = Envelope::read(test.to_string().as_bytes()).unwrap();
    let sandbox = Expected {
        sandbox: true,
        ..EXAMPLE
    };
    let taken = test.verify(&settings(TOPIC), &sandbox, &certificate, NOW);
    assert!(taken.is_ok());
    assert!(Envelope::read(b"{}").is_err());
}

#[test]
fn a_certificate_is_that_of_the_service_in_the_region_where_it_lies() {
    let rsa = Rsa::new();
    let names = [
        ("us-east-1.amazonaws.com", "sns.amazonaws.com", true),
        (
            "us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com",
            true,
        ),
        (
            "us-east-1.amazonaws.com",
            "sns-signing.us-east-1.amazonaws.com",
            true,
        ),
        (
            "us-east-1.amazonaws.com",
            "sns-us-east-1.amazonaws.com",
            true,
        ),
        (
            "us-east-1.amazonaws.com",
            "sns-signing.eu-west-1.amazonaws.com",
            false,
        ),
        (
            "us-east-1.amazonaws.com",
            "sns-us-gov-west-1.amazonaws.com",
            false,
        ),
        ("us-east-1.amazonaws.com", "s3.amazonaws.com", false),
        ("us-east-1.amazonaws.com", "evil.example", false),
        (
            "us-gov-east-1.amazonaws.com",
            "sns-us-gov-west-1.amazonaws.com",
            true,
        ),
        (
            "cn-north-1.amazonaws.com.cn",
            "sns.cn-north-1.amazonaws.com.cn",
            true,
        ),
        (
            "cn-north-1.amazonaws.com.cn",
            "sns-cn-north-1.amazonaws.com.cn",
            true,
        ),
        (
            "cn-north-1.amazonaws.com.cn",
            "sns.cn-north-1.amazonaws.com",
            false,
        ),
    ];
    for (region, name, good) in names {
        let message = lying_at(&rsa, &format!("https://sns.{region}/{FILE}"));
        let found = verify(&message, &rsa.certificate_for(name), NOW);
        let refused = (!good).then_some(Rejected::WrongCertificate);
        assert_eq!(found.err(), refused, "{name} in {region}");
    }
}

#[test]
fn certificates_lie_with_amazon_or_the_message_is_refused() {
    let rsa = Rsa::new();
    let of = |address: &str| {
        let message = lying_at(&rsa, address).to_string();
        let envelope = Envelope::read(message.as_bytes()).unwrap();
        envelope.certificate().map(str::to_owned)
    };
    for host in [
        "us-east-1.amazonaws.com",
        "cn-north-1.amazonaws.com.cn",
        "us-gov-west-1.amazonaws.com",
    ] {
        let address = format!("https://sns.{host}/{FILE}");
        assert_eq!(of(&address), Ok(address));
    }
    let no_regions = [
        "us-1",
        "useast-1",
        "u-east-1",
        "usa-east-1",
        "us-east-",
        "us-east-10",
        "us-east-a",
        "us--1",
        "us-east",
        "US-east-1",
        "us-EAST-1",
        "u1-east-1",
        "us-e4st-1",
        "",
    ];
    let no_regions = no_regions.map(|it| format!("https://sns.{it}.amazonaws.com/{FILE}"));
    let no_files = [
        // One digit too few, one too many, and no hexadecimal ones.
        &FILE.replace("fda.pem", "fd.pem"),
        &FILE.replace("fda.pem", "fdaa.pem"),
        &FILE.replace("fda.pem", "fdg.pem"),
        &FILE.replace("fda.pem", "fdA.pem"),
        &FILE.replace(".pem", ""),
        &FILE.replace("Simple", ""),
    ];
    let no_files = no_files.map(|it| format!("https://sns.us-east-1.amazonaws.com/{it}"));
    let elsewhere = [
        format!("http://sns.us-east-1.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1.amazonaws.com.evil.example/{FILE}"),
        format!("https://sns.evil.example/.amazonaws.com/{FILE}"),
        format!("https://evil@sns.us-east-1.amazonaws.com/{FILE}"),
        format!("https://sns.us-east-1@evil.example/.amazonaws.com/{FILE}"),
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
        "https://sns.us-east-1.amazonaws.com/a".to_owned(),
        String::new(),
    ];
    for address in elsewhere.iter().chain(&no_regions).chain(&no_files) {
        let refused = Err(Rejected::CertificateAddress);
        assert_eq!(of(address), refused, "{address}");
        let message = lying_at(&rsa, address);
        let verified = verify(&message, &rsa.certificate(), NOW);
        assert_eq!(verified, Err(Rejected::CertificateAddress), "{address}");
    }
}

#[test]
fn only_amazon_is_told_that_messages_are_wanted() {
    let rsa = Rsa::new();
    for (address, good) in [
        (Some(CONFIRM), true),
        (Some("https://sns.cn-north-1.amazonaws.com.cn/?a"), true),
        (Some("https://evil.example/"), false),
        (Some("https://sns.s3.amazonaws.com/?a"), false),
        (None, false),
    ] {
        let mut fields = fields("SubscriptionConfirmation", "Visit…");
        fields.retain(|(name, _)| *name != "SubscribeURL");
        fields.extend(address.map(|it| ("SubscribeURL", it)));
        let found = verify(&rsa.envelope(&fields), &rsa.certificate(), NOW);
        let refused = (!good).then_some(Rejected::CertificateAddress);
        assert_eq!(found.err(), refused, "{address:?}");
    }
}

/// Verifies a good notification as a host does, with these files on the web.
async fn verified(settings: Settings, files: &[(&str, Vec<u8>)], rsa: &Rsa) -> Option<NotTaken> {
    let files = files.iter().map(|(address, it)| {
        let (address, it) = (*address, it.clone());
        (address.to_owned(), Arc::new(it))
    });
    let keys = FixedKeys {
        certificates: files.collect(),
        ..FixedKeys::default()
    };
    let body = lying_at(rsa, CERTIFICATE_ADDRESS).to_string();
    let incoming = Incoming {
        header: &|_| None,
        body: body.as_bytes(),
        at: NOW,
    };
    settings.verify(&incoming, &EXAMPLE, &keys).await.err()
}

#[tokio::test]
async fn a_certificate_leads_to_a_configured_issuer_or_to_a_root() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let trusting = |of: &Rsa| Settings {
        roots: vec![Rsa::new().root(), of.root()],
        ..settings(TOPIC)
    };
    let web = |certificate| {
        [
            (CERTIFICATE_ADDRESS, certificate),
            (AUTHORITY_ADDRESS, rsa.authority()),
        ]
    };
    let untrusted = Some(NotTaken::Rejected(Rejected::UntrustedCertificate));
    let good = web(rsa.certificate());
    assert_eq!(verified(trusting(&rsa), &good, &rsa).await, None);
    assert_eq!(verified(trusting(&other), &good, &rsa).await, untrusted);
    assert_eq!(verified(settings(TOPIC), &good, &rsa).await, untrusted);
    let alone = web(rsa.self_signed());
    assert_eq!(verified(trusting(&rsa), &alone, &rsa).await, untrusted);
    let not_there = verified(trusting(&rsa), &good[..1], &rsa).await;
    assert!(matches!(not_there, Some(NotTaken::Unavailable(_))));

    let (issued, authority) = rsa.issued_certificate();
    let issuers = Settings {
        issuers: vec![rsa.issued_certificate().1, authority],
        ..settings(TOPIC)
    };
    let there = [(CERTIFICATE_ADDRESS, issued)];
    assert_eq!(verified(issuers.clone(), &there, &rsa).await, None);
    assert_eq!(verified(issuers, &good, &rsa).await, untrusted);
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
    let good = lying_at(&rsa, CERTIFICATE_ADDRESS).to_string();
    let not_for_us = [
        good.replace("us-east-1:1:appstore", "us-east-1:2:mine"),
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
        let verified = settings(TOPIC).verify(&incoming, &EXAMPLE, &Unasked).await;
        assert!(matches!(verified, Err(NotTaken::Rejected(_))), "{body}");
    }
}

/// Reads messages that Amazon signed, and the certificate.
fn genuine() -> (Vec<Value>, Vec<u8>) {
    let shared = |path| std::fs::read(file("../shared/stores/amazon").join(path)).unwrap();
    let messages = shared("sns_signed_messages_real.json");
    let certificate = shared("sns_signing_cert_2021-2022.pem");
    (serde_json::from_slice(&messages).unwrap(), certificate)
}

fn sent(message: &Value) -> Time {
    Time::parse(message["Timestamp"].as_str().unwrap()).unwrap()
}

#[needs(shared)]
#[test]
fn genuine_messages_are_verified_at_their_time_by_both_methods() {
    let (messages, certificate) = genuine();
    let mut methods = Vec::new();
    for message in &messages {
        let at = sent(message);
        let Ok(Given::Message(verified)) = verify(message, &certificate, at) else {
            panic!("{message}");
        };
        assert_eq!(verified.id, message["MessageId"].as_str().unwrap());
        methods.push(message["SignatureVersion"].as_str().unwrap());
        for (days, refused) in [
            (800, Rejected::ExpiredCertificate),
            (15, Rejected::Expired),
            (-1, Rejected::FromTheFuture),
        ] {
            let found = verify(message, &certificate, at.plus_days(days));
            assert_eq!(found, Err(refused));
        }
    }
    assert_eq!(methods, ["1", "2", "1", "2"]);
}

#[needs(shared)]
#[test]
fn a_genuine_message_with_any_signed_field_or_its_method_changed_is_refused() {
    let (messages, certificate) = genuine();
    for message in &messages {
        let with = |field: &str, value: &str| {
            let mut changed = message.clone();
            changed[field] = value.into();
            verify(&changed, &certificate, sent(message))
        };
        for field in [
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
            "Signature",
        ] {
            assert_eq!(with(field, "x"), Err(Rejected::BadSignature), "{field}");
        }
        let is_first = message["SignatureVersion"] == "1";
        let other = with("SignatureVersion", if is_first { "2" } else { "1" });
        assert_eq!(other, Err(Rejected::BadSignature));
        let third = with("SignatureVersion", "3");
        assert_eq!(third, Err(Rejected::WrongAlgorithm));

        let envelope = Envelope::read(message.to_string().as_bytes()).unwrap();
        let settings = Settings {
            sha256_only: true,
            ..settings(message["TopicArn"].as_str().unwrap())
        };
        let found = envelope.verify(&settings, &EXAMPLE, &certificate, sent(message));
        assert_eq!(found == Err(Rejected::WrongAlgorithm), is_first);
    }
}
