//! Tokens of Google and Roku, and signatures of Stripe: which are believed, to the second.

use std::collections::BTreeSet;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_host_testing::forge::{Rsa, unsigned};
use paywall_host_testing::shop::NOW;
use paywall_ledger::Time;
use paywall_stores::{Expected, Rejected, Secret, Verified, google, roku, stripe};
use serde_json::{Value, json};

const EXAMPLE: Expected<'static> = Expected {
    store_app: "com.example",
    sandbox: false,
};
/// The subscription to Pub/Sub.
const SUBSCRIPTION: &str = "projects/p/subscriptions/s";
/// The second of the tests.
const SECOND: i64 = NOW.millis() / 1000;

fn googles_claims() -> Value {
    json!({
        "iss": "accounts.google.com", "aud": "https://host.example", "iat": SECOND - 10, "exp": SECOND + 3600,
        "email": "push@example", "email_verified": true,
    })
}

fn push(app: &str) -> Value {
    let data = STANDARD.encode(json!({"packageName": app}).to_string());
    json!({"message": {"data": data, "messageId": "m1"}, "subscription": SUBSCRIPTION})
}

fn google(rsa: &Rsa, token: Option<&str>, push: &Value) -> Result<Verified, Rejected> {
    let settings = google::Settings {
        audience: "https://host.example".into(),
        service_account: "push@example".into(),
        subscription: Some(SUBSCRIPTION.into()),
        ..google::Settings::default()
    };
    let (body, keys) = (push.to_string(), rsa.key_set("k1"));
    google::verify_push(token, body.as_bytes(), &settings, &EXAMPLE, &keys, NOW)
}

fn roku(rsa: &Rsa, token: &str) -> Result<Verified, Rejected> {
    roku::verify_push(token.as_bytes(), &EXAMPLE, &rsa.key_set("r1"), NOW)
}

/// Returns claims with one of them changed, or taken away.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[test]
fn googles_pushes_are_believed_for_each_of_their_claims() {
    let rsa = Rsa::new();
    let send = |claims: &Value, push: &Value| {
        let bearer = format!("Bearer {}", rsa.token("k1", claims));
        google(&rsa, Some(&bearer), push)
    };
    let good = push("com.example");
    let verified = send(&googles_claims(), &good).unwrap();
    assert_eq!(
        (verified.id.as_str(), &verified.message["packageName"]),
        ("m1", &json!("com.example"))
    );
    for (name, value, refusal) in [
        (
            "iss",
            json!("https://accounts.example"),
            Rejected::WrongIssuer,
        ),
        ("iss", Value::Null, Rejected::WrongIssuer),
        (
            "aud",
            json!("https://other.example"),
            Rejected::WrongAudience,
        ),
        ("email", json!("other@example"), Rejected::WrongSender),
        ("email_verified", json!(false), Rejected::WrongSender),
        ("email_verified", json!("true"), Rejected::WrongSender),
    ] {
        let claims = with(googles_claims(), name, value);
        assert_eq!(send(&claims, &good).unwrap_err(), refusal, "{name}");
    }
    let other_name = with(
        googles_claims(),
        "iss",
        json!("https://accounts.google.com"),
    );
    assert!(send(&other_name, &good).is_ok());
    let other = with(
        good.clone(),
        "subscription",
        json!("projects/p/subscriptions/other"),
    );
    assert_eq!(
        send(&googles_claims(), &other).unwrap_err(),
        Rejected::WrongSender
    );
    let about = send(&googles_claims(), &push("com.other"));
    assert_eq!(about.unwrap_err(), Rejected::WrongApp);
    // Pub/Sub may send what nobody understands: that is kept, and decides nothing.
    let strange =
        json!({"message": {"data": "?", "messageId": "m2"}, "subscription": SUBSCRIPTION});
    assert_eq!(
        send(&googles_claims(), &strange).unwrap().message,
        Value::Null
    );
    let no_push = send(&googles_claims(), &json!([])).unwrap_err();
    assert!(matches!(no_push, Rejected::Malformed(_)));
}

#[test]
fn tokens_hold_from_their_beginning_to_their_end_and_a_minute_more() {
    let rsa = Rsa::new();
    let send = |claims: &Value| {
        let bearer = format!("Bearer {}", rsa.token("k1", claims));
        google(&rsa, Some(&bearer), &push("com.example")).map(|_| ())
    };
    let at = |name: &str, second: i64| with(googles_claims(), name, json!(second));
    for (claims, outcome) in [
        (at("exp", SECOND - 59), Ok(())),
        (at("exp", SECOND - 60), Err(Rejected::Expired)),
        (
            with(googles_claims(), "exp", Value::Null),
            Err(Rejected::Expired),
        ),
        (at("iat", SECOND + 60), Ok(())),
        (at("iat", SECOND + 61), Err(Rejected::FromTheFuture)),
        (at("nbf", SECOND + 60), Ok(())),
        (at("nbf", SECOND + 61), Err(Rejected::FromTheFuture)),
        // The later of both beginnings counts, and a time may have a fraction.
        (
            with(at("nbf", SECOND - 9), "iat", json!(SECOND + 61)),
            Err(Rejected::FromTheFuture),
        ),
        (
            with(googles_claims(), "exp", json!(SECOND as f64 + 0.5)),
            Ok(()),
        ),
        (with(googles_claims(), "iat", Value::Null), Ok(())),
    ] {
        assert_eq!(send(&claims), outcome, "{claims}");
    }
}

#[test]
fn a_token_says_why_it_is_not_one() {
    let (rsa, other) = (Rsa::new(), Rsa::new());
    let send = |token: &str| google(&rsa, Some(token), &push("com.example")).unwrap_err();
    assert_eq!(
        google(&rsa, None, &push("com.example")).unwrap_err(),
        Rejected::Unsigned
    );
    let bare = rsa.token("k1", &googles_claims());
    assert_eq!(send(&bare), Rejected::Unsigned);
    let bearer = |token: &str| format!("Bearer {token}");
    assert_eq!(
        send(&bearer(&other.token("k1", &googles_claims()))),
        Rejected::BadSignature
    );
    assert_eq!(
        send(&bearer(&rsa.token("k2", &googles_claims()))),
        Rejected::UnknownKey
    );
    for (alg, refusal) in [
        ("HS256", Rejected::WrongAlgorithm),
        ("RS512", Rejected::WrongAlgorithm),
    ] {
        let token = unsigned(&json!({"alg": alg, "kid": "k1"}), &googles_claims());
        assert_eq!(send(&bearer(&format!("{token}.AAAA"))), refusal, "{alg}");
    }
    let nameless = unsigned(&json!({"alg": "RS256"}), &googles_claims());
    assert_eq!(
        send(&bearer(&format!("{nameless}.AAAA"))),
        Rejected::UnknownKey
    );
    assert!(matches!(send("Bearer x"), Rejected::Malformed(_)));
}

#[test]
fn rokus_pushes_are_believed_for_each_of_their_claims() {
    const ISSUER: &str = "Roku, Inc. urn:roku:apps:partner-service.roku.com";
    let rsa = Rsa::new();
    let sale = |app: &str| URL_SAFE_NO_PAD.encode(json!({"channelId": app}).to_string());
    let claims = json!({"iss": ISSUER, "exp": SECOND + 60, "nbf": SECOND, "x-Roku-message-key": "m1",
        "x-Roku-message-type": "roku.rpay.push", "x-Roku-message": sale("com.example")});
    let send = |claims: &Value| roku(&rsa, &format!(" {}\n", rsa.token("r1", claims)));
    let verified = send(&claims).unwrap();
    assert_eq!(
        (verified.id.as_str(), &verified.message["channelId"]),
        ("m1", &json!("com.example"))
    );
    for (name, value, refusal) in [
        ("iss", json!("somebody"), Rejected::WrongIssuer),
        ("exp", json!(SECOND - 60), Rejected::Expired),
        (
            "x-Roku-message",
            json!(sale("com.other")),
            Rejected::WrongApp,
        ),
    ] {
        assert_eq!(
            send(&with(claims.clone(), name, value)).unwrap_err(),
            refusal,
            "{name}"
        );
    }
    let keyless = send(&with(claims.clone(), "x-Roku-message-key", Value::Null));
    assert!(matches!(keyless.unwrap_err(), Rejected::Malformed(_)));
    let strange = send(&with(claims.clone(), "x-Roku-message", json!("?"))).unwrap();
    assert_eq!(strange.message, Value::Null);
    let other = with(
        claims.clone(),
        "x-Roku-message-type",
        json!("roku.invalidate_public_keys"),
    );
    let said = json!({"transactionType": "roku.invalidate_public_keys"});
    assert_eq!(send(&other).unwrap().message, said);
    // Without a type, it is about a purchase.
    let typeless = with(claims, "x-Roku-message-type", Value::Null);
    assert_eq!(send(&typeless).unwrap().message["channelId"], "com.example");
}

#[test]
fn stripes_events_are_believed_for_a_signature_of_now() {
    let settings = stripe::Settings {
        secrets: ["new", "old"].map(Secret::new).into(),
        tolerance_seconds: 300,
        ..stripe::Settings::default()
    };
    let v1 = |secret: &str, second: i64, body: &str| -> String {
        let signed = format!("{second}.{body}");
        let tag = sign(&Key::new(HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
        tag.as_ref().iter().map(|it| format!("{it:02x}")).collect()
    };
    let event = |live: bool| json!({"id": "evt_1", "livemode": live}).to_string();
    let body = event(true);
    let verify = |header: Option<&str>, body: &str, at: Time| {
        let verified = stripe::verify_event(header, body.as_bytes(), &settings, &EXAMPLE, at);
        verified.map(|it| it.id)
    };
    let good = |secret: &str| format!("t={SECOND},v1={}", v1(secret, SECOND, &body));
    for secret in ["new", "old"] {
        assert_eq!(verify(Some(&good(secret)), &body, NOW).unwrap(), "evt_1");
    }
    let several = format!("t={SECOND}, v1=00,v1={},v0=ff", v1("old", SECOND, &body));
    assert!(verify(Some(&several), &body, NOW).is_ok());
    assert_eq!(verify(None, &body, NOW).unwrap_err(), Rejected::Unsigned);
    for header in [
        good("other"),
        format!("t={},v1={}", SECOND + 1, v1("new", SECOND, &body)),
        format!("t={SECOND},v0={}", v1("new", SECOND, &body)),
        format!("t={SECOND},v1=zz"),
    ] {
        assert_eq!(
            verify(Some(&header), &body, NOW).unwrap_err(),
            Rejected::BadSignature,
            "{header}"
        );
    }
    for header in ["v1=00", "t=x,v1=00"] {
        assert!(
            matches!(
                verify(Some(header), &body, NOW),
                Err(Rejected::Malformed(_))
            ),
            "{header}"
        );
    }
    let at = |seconds: i64| {
        verify(
            Some(&good("new")),
            &body,
            Time::from_seconds(SECOND + seconds),
        )
    };
    assert!(at(300).is_ok() && at(-60).is_ok());
    assert_eq!(at(301).unwrap_err(), Rejected::Expired);
    assert_eq!(at(-61).unwrap_err(), Rejected::FromTheFuture);
    for body in [event(false), json!({"id": "evt_1"}).to_string()] {
        let header = format!("t={SECOND},v1={}", v1("new", SECOND, &body));
        assert_eq!(
            verify(Some(&header), &body, NOW).unwrap_err(),
            Rejected::WrongEnvironment
        );
    }
    let nameless = json!({"livemode": true}).to_string();
    let header = format!("t={SECOND},v1={}", v1("new", SECOND, &nameless));
    assert!(matches!(
        verify(Some(&header), &nameless, NOW),
        Err(Rejected::Malformed(_))
    ));
}

#[test]
fn each_refusal_has_a_code_of_its_own() {
    let all = [
        Rejected::Malformed("x"),
        Rejected::Unsigned,
        Rejected::WrongAlgorithm,
        Rejected::BadSignature,
        Rejected::UnknownKey,
        Rejected::UntrustedCertificate,
        Rejected::ExpiredCertificate,
        Rejected::RevokedCertificate,
        Rejected::WrongCertificate,
        Rejected::CertificateAddress,
        Rejected::Expired,
        Rejected::FromTheFuture,
        Rejected::WrongIssuer,
        Rejected::WrongAudience,
        Rejected::WrongSender,
        Rejected::WrongApp,
        Rejected::WrongEnvironment,
    ];
    let codes: BTreeSet<&str> = all.iter().map(Rejected::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(codes.contains("wrong_certificate"));
}
