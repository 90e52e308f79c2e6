//! Tests with Apple's own test data, and with notifications signed by a chain of our own.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_ledger::Time;
use paywall_stores::apple::{Settings, verify_notification, verify_transaction};
use paywall_stores::{Expected, FixedKeys, Rejected, Verified};
use serde_json::{Value, json};

use super::kept::{Host, NOW, shared};
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};
use paywall_host_testing::needs;

/// The effective date of Apple's own tests.
const EFFECTIVE: Time = Time::from_seconds(1_761_962_975);
const EXAMPLE: Expected<'static> = Expected {
    store_app: "com.example",
    sandbox: true,
};

fn apples(root: &str) -> Settings {
    Settings {
        roots: vec![shared(root)].into(),
        ..Settings::default()
    }
}

fn sample(name: &str) -> String {
    let bytes = shared(&format!("apple/mock_signed_data/{name}"));
    String::from_utf8(bytes).unwrap().trim().to_owned()
}

fn body(signed: &str) -> Vec<u8> {
    json!({"signedPayload": signed}).to_string().into_bytes()
}

fn check(name: &str, at: Time, expected: &Expected<'_>) -> Result<Verified, Rejected> {
    let settings = apples("apple/certs/testCA.der");
    verify_notification(&body(&sample(name)), &settings, expected, at)
}

#[needs(shared)]
#[test]
fn apples_good_notification_is_taken_at_its_date() {
    let taken = check("testNotification", EFFECTIVE, &EXAMPLE);
    let taken = taken.unwrap();
    assert_eq!(taken.id, "9ad56bd2-0bc6-42e0-af24-fd996d87a1e6");
    assert_eq!(taken.message["notificationType"], "TEST");
}

#[needs(shared)]
#[test]
fn apples_good_transaction_is_taken_at_its_date() {
    let (settings, signed) = (apples("apple/certs/testCA.der"), sample("transactionInfo"));
    let taken = verify_transaction(&signed, &settings, &EXAMPLE, EFFECTIVE).unwrap();
    assert_eq!(taken["bundleId"], "com.example");
    let other = Expected {
        store_app: "com.other",
        sandbox: true,
    };
    assert_eq!(
        verify_transaction(&signed, &settings, &other, EFFECTIVE),
        Err(Rejected::WrongApp)
    );
}

#[needs(shared)]
#[test]
fn apples_bad_data_is_refused_each_for_its_reason() {
    let production = Expected {
        sandbox: false,
        ..EXAMPLE
    };
    let cases = [
        ("wrongBundleId", EFFECTIVE, EXAMPLE, Rejected::WrongApp),
        (
            "missingX5CHeaderClaim",
            EFFECTIVE,
            EXAMPLE,
            Rejected::Unsigned,
        ),
        // A good one in a host that takes no tests, before its certificates are valid and after.
        (
            "testNotification",
            EFFECTIVE,
            production,
            Rejected::WrongEnvironment,
        ),
        (
            "testNotification",
            Time::from_seconds(1_600_000_000),
            EXAMPLE,
            Rejected::ExpiredCertificate,
        ),
        (
            "testNotification",
            Time::from_seconds(2_280_946_846),
            EXAMPLE,
            Rejected::ExpiredCertificate,
        ),
    ];
    for (name, at, expected, reason) in cases {
        let refused = check(name, at, &expected);
        assert_eq!(refused, Err(reason), "{name}");
    }
    for name in ["renewalInfo", "transactionInfo", "legacyTransaction"] {
        assert!(
            check(name, EFFECTIVE, &EXAMPLE).is_err(),
            "{name} is no notification"
        );
    }
}

#[needs(shared)]
#[test]
fn apples_real_root_does_not_vouch_for_the_test_data() {
    let (settings, signed) = (
        apples("apple-certs/real_apple_root.der"),
        sample("testNotification"),
    );
    let refused = verify_notification(&body(&signed), &settings, &EXAMPLE, EFFECTIVE);
    assert_eq!(refused, Err(Rejected::UntrustedCertificate));
}

/// Makes a token with these certificates and a worthless signature: the certificates are judged first.
fn with_certificates(files: [&str; 3]) -> String {
    let one = |name| STANDARD.encode(shared(&format!("apple-certs/{name}.der")));
    let [leaf, between, root] = files;
    let header = json!({"alg": "ES256", "x5c": [one(leaf), one(between), one(root)]});
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(&json!({})),
        URL_SAFE_NO_PAD.encode([7; 64])
    )
}

#[needs(shared)]
#[test]
fn apples_good_and_bad_chains_are_told_apart() {
    use Rejected::{BadSignature, UntrustedCertificate, WrongCertificate};
    let test = "apple-certs/root_ca.der";
    let real = "apple-certs/real_apple_root.der";
    // A good chain gets as far as the signature.
    let cases = [
        (
            test,
            ["leaf_cert", "intermediate_ca", "root_ca"],
            BadSignature,
        ),
        (
            real,
            [
                "real_apple_signing_certificate",
                "real_apple_intermediate",
                "real_apple_root",
            ],
            BadSignature,
        ),
        (
            test,
            ["leaf_cert_invalid_oid", "intermediate_ca", "root_ca"],
            WrongCertificate,
        ),
        (
            test,
            [
                "leaf_cert_for_intermediate_ca_invalid_oid",
                "intermediate_ca_invalid_oid",
                "root_ca",
            ],
            WrongCertificate,
        ),
        (
            test,
            ["leaf_cert", "root_ca", "root_ca"],
            UntrustedCertificate,
        ),
        (
            test,
            ["intermediate_ca", "root_ca", "root_ca"],
            UntrustedCertificate,
        ),
        (
            test,
            ["leaf_cert", "real_apple_intermediate", "root_ca"],
            UntrustedCertificate,
        ),
        (
            real,
            ["leaf_cert", "intermediate_ca", "real_apple_root"],
            UntrustedCertificate,
        ),
        (
            real,
            ["leaf_cert", "intermediate_ca", "root_ca"],
            UntrustedCertificate,
        ),
    ];
    for (root, files, reason) in cases {
        let (settings, signed) = (apples(root), with_certificates(files));
        let refused = verify_notification(&body(&signed), &settings, &EXAMPLE, EFFECTIVE);
        assert_eq!(refused, Err(reason), "{files:?}");
    }
}

#[needs(shared)]
#[test]
fn what_xcode_signs_is_refused() {
    for name in [
        "xcode-signed-transaction",
        "xcode-signed-app-transaction",
        "xcode-signed-renewal-info",
    ] {
        let (bytes, settings) = (
            shared(&format!("apple/xcode/{name}")),
            apples("apple/certs/testCA.der"),
        );
        let signed = String::from_utf8(bytes).unwrap();
        assert!(
            verify_transaction(signed.trim(), &settings, &EXAMPLE, EFFECTIVE).is_err(),
            "{name}"
        );
    }
}

/// Signs a notification of a subscription that was bought an hour ago, for 30 days.
fn subscribed(chain: &Chain, change: impl Fn(&mut Value, &mut Value)) -> String {
    let hour_ago = NOW.plus_millis(-3_600_000).millis();
    let mut transaction = json!({
        "transactionId": "1", "originalTransactionId": "1", "productId": "premium", "bundleId": "com.example",
        "environment": "Production", "type": "Auto-Renewable Subscription", "inAppOwnershipType": "PURCHASED",
        "purchaseDate": hour_ago, "signedDate": hour_ago, "expiresDate": NOW.plus_days(30).millis(),
    });
    let mut message = json!({
        "notificationType": "SUBSCRIBED", "subtype": "INITIAL_BUY", "notificationUUID": "u1",
        "signedDate": hour_ago, "version": "2.0",
        "data": {"bundleId": "com.example", "appAppleId": 7, "environment": "Production", "status": 1},
    });
    change(&mut message, &mut transaction);
    message["data"]["signedTransactionInfo"] = chain.sign(&transaction).into();
    chain.sign(&message)
}

fn host(chain: &Chain) -> Host {
    let settings = Settings {
        roots: vec![chain.root.clone()].into(),
        app_id: Some(7),
        oldest_days: Some(14),
        history: None,
    };
    Host::new(false, settings, FixedKeys::default())
}

#[tokio::test]
async fn a_notification_is_answered_kept_once_and_grants_what_was_bought() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let host = host(&chain);
    let body = body(&subscribed(&chain, |_, _| {}));
    assert_eq!(
        host.post("/notifications/apple/apple", &[], &body).await,
        (200, r#"{"stored":true}"#.into())
    );
    assert_eq!(
        host.post("/notifications/apple/apple", &[], &body).await,
        (200, r#"{"stored":false}"#.into())
    );
    assert_eq!(host.inbox.all().len(), 1);
    assert_eq!(host.inbox.all()[0].kind, "SUBSCRIBED/INITIAL_BUY");
    assert_eq!(host.grants().await, 1);
}

#[tokio::test]
async fn forged_expired_and_misdirected_notifications_grant_nothing() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let other = Chain::new(AUTHORITY, LEAF);
    let good = subscribed(&chain, |_, _| {});
    let parts: Vec<&str> = good.split('.').collect();
    let old = NOW.plus_days(-15).millis();
    let cases = [
        ("untrusted_certificate", subscribed(&other, |_, _| {})),
        (
            "bad_signature",
            format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode("{}"), parts[2]),
        ),
        ("malformed", format!("{}.{}", parts[0], parts[1])),
        (
            "wrong_algorithm",
            chain.sign_under(&json!({"alg": "HS256"}), &json!({})),
        ),
        (
            "unsigned",
            chain.sign_under(&json!({"alg": "ES256"}), &json!({})),
        ),
        (
            "malformed",
            chain.sign_under(&json!({"alg": "ES256", "x5c": ["AA"]}), &json!({})),
        ),
        (
            "wrong_app",
            subscribed(&chain, |message, _| {
                message["data"]["bundleId"] = "com.other".into()
            }),
        ),
        (
            "wrong_app",
            subscribed(&chain, |message, _| {
                message["data"]["appAppleId"] = 8.into()
            }),
        ),
        (
            "wrong_app",
            subscribed(&chain, |_, transaction| {
                transaction["bundleId"] = "com.other".into()
            }),
        ),
        (
            "wrong_environment",
            subscribed(&chain, |message, _| {
                message["data"]["environment"] = "Sandbox".into()
            }),
        ),
        (
            "wrong_environment",
            subscribed(&chain, |message, _| {
                message["data"]["environment"] = "Xcode".into()
            }),
        ),
        (
            "wrong_environment",
            subscribed(&chain, |_, transaction| {
                transaction["environment"] = "LocalTesting".into()
            }),
        ),
        (
            "expired",
            subscribed(&chain, |message, _| message["signedDate"] = old.into()),
        ),
        (
            "from_the_future",
            subscribed(&chain, |message, _| {
                message["signedDate"] = NOW.plus_days(1).millis().into()
            }),
        ),
    ];
    let host = host(&chain);
    for (code, signed) in cases {
        let answer = host
            .post("/notifications/apple/apple", &[], &body(&signed))
            .await;
        assert_eq!(answer, (403, code.into()));
    }
    // Two years later the certificates are past their end.
    host.at(NOW.plus_days(800));
    let answer = host
        .post("/notifications/apple/apple", &[], &body(&good))
        .await;
    assert_eq!(answer, (403, "expired_certificate".into()));
    host.at(NOW);
    assert!(host.inbox.all().is_empty());
    assert_eq!(host.grants().await, 0);
}

#[tokio::test]
async fn a_part_signed_by_somebody_else_spoils_the_whole() {
    let (chain, other) = (Chain::new(AUTHORITY, LEAF), Chain::new(AUTHORITY, LEAF));
    let message = json!({
        "notificationType": "SUBSCRIBED", "notificationUUID": "u2",
        "data": {"bundleId": "com.example", "appAppleId": 7, "environment": "Production", "status": 1,
                 "signedTransactionInfo": other.sign(&json!({"bundleId": "com.example", "environment": "Production"}))},
    });
    let host = host(&chain);
    let answer = host
        .post(
            "/notifications/apple/apple",
            &[],
            &body(&chain.sign(&message)),
        )
        .await;
    assert_eq!(answer, (403, "untrusted_certificate".into()));
    assert!(host.inbox.all().is_empty());
}

#[tokio::test]
async fn certificates_without_apples_marks_are_refused() {
    let host_of = |chain: &Chain| host(chain);
    for chain in [
        Chain::new(AUTHORITY, &[1, 2, 3]),
        Chain::new(&[1, 2, 3], LEAF),
    ] {
        let answer = host_of(&chain)
            .post(
                "/notifications/apple/apple",
                &[],
                &body(&subscribed(&chain, |_, _| {})),
            )
            .await;
        assert_eq!(answer, (403, "wrong_certificate".into()));
    }
}

#[tokio::test]
async fn a_type_of_tomorrow_is_kept_and_changes_nothing() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let host = host(&chain);
    let signed = chain.sign(&json!({
        "notificationType": "SOMETHING_NEW", "notificationUUID": "u3",
        "data": {"bundleId": "com.example", "appAppleId": 7, "environment": "Production"},
    }));
    let (status, _) = host
        .post("/notifications/apple/apple", &[], &body(&signed))
        .await;
    assert_eq!(status, 200);
    assert_eq!(host.inbox.all()[0].kind, "SOMETHING_NEW");
    assert_eq!(host.grants().await, 0);
}
