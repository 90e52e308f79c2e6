//! Tests with arbitrary input as messages: it is refused, never fatal.

use paywall_stores::amazon::Envelope;
use paywall_stores::{Expected, JwkSet, Secret, apple, google, roku, stripe};
use proptest::prelude::*;
use serde_json::json;

use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF, Rsa};
use paywall_host_testing::shop::NOW;

const EXAMPLE: Expected<'static> = Expected {
    store_app: "com.example",
    sandbox: true,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[A-Za-z0-9_.=-]{0,200}",
        "t=[0-9]{1,20},v1=[0-9a-f]{0,70}",
        "eyJhbGciOiJSUzI1NiJ9\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}",
    ]
}

proptest! {
    #[test]
    fn texts_of_any_kind_are_refused(text in text(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let keys = JwkSet { keys: vec![] };
        for body in [text.as_bytes(), bytes.as_slice(), json!({"signedPayload": text}).to_string().as_bytes()] {
            prop_assert!(apple::verify_notification(body, &apple::Settings::default(), &EXAMPLE, NOW).is_err());
            prop_assert!(google::verify_push(Some(&text), body, &google::Settings::default(), &EXAMPLE, &keys, NOW).is_err());
            prop_assert!(roku::verify_push(body, &EXAMPLE, &keys, NOW).is_err());
            prop_assert!(Envelope::read(body).is_err());
            let secrets = vec![Secret::new("whsec_1")];
            let settings = stripe::Settings { secrets, tolerance_seconds: 300, ..stripe::Settings::default() };
            prop_assert!(stripe::verify_event(Some(&text), body, &settings, &EXAMPLE, NOW).is_err());
        }
        prop_assert!(apple::verify_transaction(&text, &apple::Settings::default(), &EXAMPLE, NOW).is_err());
    }
}

/// Changes every letter of a good message, one at a time: a signature holds all of it together.
#[test]
fn a_good_message_with_any_one_letter_changed_is_refused() {
    let chain = Chain::new(AUTHORITY, LEAF);
    let settings = apple::Settings {
        roots: vec![chain.root.clone()].into(),
        ..apple::Settings::default()
    };
    let signed = chain
        .sign(&json!({"bundleId": "com.example", "environment": "Production", "signedDate": NOW.millis()}));
    assert!(apple::verify_transaction(&signed, &settings, &EXAMPLE, NOW).is_ok());
    let root = signed.len() / 3;
    let (header, rest) = signed.split_once('.').unwrap();
    // The root in the message is not looked at, since ours counts. So only the part behind the header is tried.
    for at in header.len() + 1..signed.len() - 1 {
        let changed = with_another_letter(&signed, at);
        assert!(
            apple::verify_transaction(&changed, &settings, &EXAMPLE, NOW).is_err(),
            "{at}"
        );
    }
    for at in (0..root).step_by(7) {
        let _ =
            apple::verify_transaction(&with_another_letter(&signed, at), &settings, &EXAMPLE, NOW);
    }
    assert!(apple::verify_transaction(rest, &settings, &EXAMPLE, NOW).is_err());

    let rsa = Rsa::new();
    let token = rsa.token(
        "k",
        &json!({"iss": "Roku, Inc. urn:roku:apps:partner-service.roku.com",
        "exp": NOW.millis() / 1000 + 10, "x-Roku-message-key": "1"}),
    );
    let keys = rsa.key_set("k");
    assert!(roku::verify_push(token.as_bytes(), &EXAMPLE, &keys, NOW).is_ok());
    for at in 0..token.len() - 1 {
        let changed = with_another_letter(&token, at);
        assert!(
            roku::verify_push(changed.as_bytes(), &EXAMPLE, &keys, NOW).is_err(),
            "{at}"
        );
    }
}

/// Changes one letter of a text. The last letter of base64 may carry bits without meaning, so it is left alone.
fn with_another_letter(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}
