//! Signed answers, as a client checks them.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys::Key;
use super::{NOW, SECRET, buy, host, refused, register};
use crate::sdk::{Answer, Host};

/// Finds the signature of an answer.
fn signature(answer: &Answer) -> Option<String> {
    let mut lines = answer.head.lines().filter_map(|it| it.split_once(": "));
    let found = lines.find(|(name, _)| name.eq_ignore_ascii_case("paywall-signature"));
    found.map(|(_, value)| value.to_owned())
}

/// Checks a signature with the keys that the host shows. Returns what it says.
async fn checked(host: &Host, answer: &Answer) -> Value {
    let keys = host.call("GET", "/sdk/v3/platform/web/keys", "", "").await;
    let keys: JwkSet = serde_json::from_str(&keys.text).unwrap();
    let signature = signature(answer).expect("a signature");
    let header = decode_header(&signature).unwrap();
    let key = keys.find(&header.kid.unwrap()).unwrap();
    let mut rules = Validation::new(header.alg);
    rules.required_spec_claims.clear();
    let read = decode(&signature, &DecodingKey::from_jwk(key).unwrap(), &rules);
    read.unwrap().claims
}

fn hash(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn ask(host: &Host, path: &str, headers: &str) -> Answer {
    let path = format!("/sdk/v3/platform/web/device/d/{path}/");
    let headers = format!("device-secret: {SECRET}\r\n{headers}");
    host.call("GET", &path, &headers, "").await
}

#[tokio::test]
async fn a_client_can_tell_the_hosts_answers_from_all_others() {
    for key in [Key::curve(), Key::edwards()] {
        let host = host(&format!("sign_with = '''{}'''", key.private_pem())).await;
        register(&host, "d", Some(SECRET)).await;
        let bought = buy(&host, "d", Some(SECRET), None).await;
        let said = checked(&host, &bought).await;
        let expected = json!({"platform": "web", "device": "d", "call": "purchase_event", "iat": NOW,
            "sha256": hash(&bought.text)});
        assert_eq!(said, expected);
        for path in ["active_entitlements", "profile"] {
            let answer = ask(&host, path, "nonce: 5f2a\r\n").await;
            let said = checked(&host, &answer).await;
            assert_eq!(said["sha256"], hash(&answer.text), "{path}");
            assert_eq!(
                (&said["nonce"], &said["call"]),
                (&json!("5f2a"), &json!(path))
            );
            let tag = answer
                .headers
                .lines()
                .find_map(|it| it.strip_prefix("etag: "));
            let known = format!("if-none-match: {}\r\nnonce: new\r\n", tag.unwrap());
            let same = ask(&host, path, &known).await;
            assert_eq!(same.status, 304);
            let said = checked(&host, &same).await;
            let expected = (&json!(hash(&answer.text)), &json!("new"));
            assert_eq!(
                (&said["sha256"], &said["nonce"]),
                expected,
                "of the body that the client has"
            );
        }
        let keys = host.call("GET", "/sdk/v3/platform/web/keys/", "", "").await;
        assert!(
            keys.body["keys"][0].get("d").is_none(),
            "no private key is shown"
        );
    }
}

#[tokio::test]
async fn nothing_is_signed_unless_the_settings_say_so() {
    let host = host("").await;
    register(&host, "d", Some(SECRET)).await;
    let answer = ask(&host, "profile", "nonce: 1\r\n").await;
    assert_eq!((answer.status, signature(&answer)), (200, None));
    let keys = host.call("GET", "/sdk/v3/platform/web/keys", "", "").await;
    assert_eq!((keys.status, keys.body), (200, json!({"keys": []})));
    let long = format!("nonce: {}\r\n", "a".repeat(129));
    refused(&ask(&host, "profile", &long).await, 400, "invalid_request");
}
