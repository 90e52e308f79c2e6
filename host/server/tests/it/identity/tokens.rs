//! Logins with tokens of the app's own server.

use paywall_host_testing::forge::unsigned;
use serde_json::{Value, json};

use super::keys::{Key, confused};
use super::{
    ATTACKER, NOW, SECRET, VICTIM, call, claims, complaint, entitled, host, login, refused,
    register,
};

/// Writes settings that want tokens of this key.
fn required(key: &str) -> String {
    format!("keys = ['''{key}''']\nrequired = true\ndevice_secrets = 'optional'")
}

#[tokio::test]
async fn the_owner_of_an_account_logs_in_with_every_form_of_key_and_token() {
    for key in [Key::curve(), Key::edwards()] {
        let set = json!({"keys": [Key::curve().jwk(Some("old")), key.jwk(Some("k1"))]});
        for settings in [
            required(&key.pem()),
            required(&key.jwk(None).to_string()),
            required(&set.to_string()),
        ] {
            let host = host(&settings).await;
            register(&host, "d", None).await;
            let token = key.token(&claims(VICTIM));
            let body = json!({"external_id": VICTIM, "identity_token": token});
            let answer = login(&host, "d", None, body).await;
            assert_eq!(answer.status, 200, "{settings} {}", answer.text);
            let named = key.token_under(
                &json!({"alg": key.algorithm(), "kid": "k1"}),
                &claims(VICTIM),
            );
            let path = "/sdk/v3/platform/web/device/d/login";
            let header = format!("authorization: Bearer {named}\r\n");
            let body = json!({"external_id": VICTIM}).to_string();
            let answer = host.call("PUT", path, &header, &body).await;
            assert_eq!(answer.status, 200, "{settings} {}", answer.text);
        }
    }
}

#[tokio::test]
async fn what_proves_nothing_logs_nobody_in_and_is_never_repeated() {
    let (key, stranger, edwards) = (Key::curve(), Key::curve(), Key::edwards());
    let pem = key.pem();
    let settings = format!(
        "required = true\nkeys = [{{ key = '''{pem}''', kid = 'k1' }}, '''{}''']\ndevice_secrets = 'optional'",
        edwards.jwk(Some("k2"))
    );
    let host = host(&settings).await;
    register(&host, "d", None).await;
    let good = claims(VICTIM);
    let but = |name: &str, value: Value| {
        let mut claims = claims(VICTIM);
        match value.is_null() {
            true => _ = claims.as_object_mut().unwrap().remove(name),
            false => claims[name] = value,
        }
        key.token(&claims)
    };
    let header = |name: &str, value: Value| {
        let mut header = json!({"alg": "ES256"});
        header[name] = value;
        key.token_under(&header, &claims(VICTIM))
    };
    let mut changed = key.token(&claims(ATTACKER));
    let signature = changed.rsplit_once('.').unwrap().1.to_owned();
    changed = format!("{}.{signature}", unsigned(&json!({"alg": "ES256"}), &good));
    for (what, says, token) in [
        (
            "none",
            "JWT",
            format!("{}.", unsigned(&json!({"alg": "none"}), &good)),
        ),
        (
            "none, with a signature",
            "JWT",
            header("alg", json!("none")),
        ),
        (
            "HS256 with the PEM",
            "algorithm",
            confused(pem.as_bytes(), &good),
        ),
        (
            "HS256 with the point",
            "algorithm",
            confused(key.public(), &good),
        ),
        ("RS256", "algorithm", header("alg", json!("RS256"))),
        (
            "the other key's algorithm",
            "has signed",
            header("alg", json!("EdDSA")),
        ),
        ("the other key's name", "`kid`", header("kid", json!("k2"))),
        ("an unknown name", "`kid`", header("kid", json!("k9"))),
        (
            "what must be understood",
            "`crit`",
            header("crit", json!(["b64"])),
        ),
        ("another key", "has signed", stranger.token(&good)),
        (
            "another key, brought along",
            "has signed",
            stranger.token_under(&json!({"alg": "ES256", "jwk": stranger.jwk(None)}), &good),
        ),
        ("other claims than signed", "has signed", changed),
        (
            "another audience",
            "`aud` is none of app, web, other",
            but("aud", json!("elsewhere")),
        ),
        ("other audiences", "`aud`", but("aud", json!(["a", "b"]))),
        ("no audience", "JWT", but("aud", Value::Null)),
        ("over", "`exp`", but("exp", json!(NOW - 61))),
        ("no end", "JWT", but("exp", Value::Null)),
        ("an end in words", "JWT", but("exp", json!("never"))),
        (
            "made in the far future",
            "`iat`",
            but("iat", json!(NOW + 86_400)),
        ),
        ("not good yet", "`nbf`", but("nbf", json!(NOW + 61))),
        (
            "too old",
            "24 hours",
            but("iat", json!(NOW - 24 * 3600 - 61)),
        ),
        (
            "good for years, of unknown age",
            "24 hours",
            key.token(&json!({"sub": VICTIM, "aud": "web", "exp": NOW + 99_999_999})),
        ),
        (
            "another account",
            "`sub` is not",
            but("sub", json!(ATTACKER)),
        ),
        ("an account as a number", "JWT", but("sub", json!(1001))),
        ("no account", "JWT", but("sub", Value::Null)),
        ("nothing", "JWT", String::new()),
        ("no token", "JWT", "secret-words".to_owned()),
        (
            "a list of tokens",
            "JWT",
            format!("{0}.{0}", key.token(&good)),
        ),
        ("a long one", "JWT", "a".repeat(9 << 10)),
    ] {
        let body = json!({"external_id": VICTIM, "identity_token": token});
        let answer = login(&host, "d", None, body).await;
        assert_eq!(
            answer.body["error"]["code"], "invalid_identity",
            "{what}: {}",
            answer.text
        );
        let message = answer.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(says), "{what}: {message}");
        // The one status after which SDKs do not repeat a login.
        assert_eq!(answer.status, 409, "{what}");
        assert!(token.is_empty() || !answer.text.contains(&token), "{what}");
    }
    for body in [
        json!({"external_id": VICTIM}),
        json!({"external_id": VICTIM, "identity_token": null}),
    ] {
        refused(
            &login(&host, "d", None, body).await,
            409,
            "identity_required",
        );
    }
    let state = host.ledger.state().await.unwrap();
    assert!(state.accounts.is_empty(), "nobody was logged in");
    let edges = [
        but("exp", json!(NOW - 59)),
        but("iat", json!(NOW + 59)),
        but("aud", json!(["elsewhere", "other"])),
        but("aud", json!("app")),
        header("kid", json!("k1")),
    ];
    for token in edges {
        let body = json!({"external_id": VICTIM, "identity_token": token});
        assert_eq!(login(&host, "d", None, body).await.status, 200);
    }
}

#[tokio::test]
async fn a_token_is_looked_at_even_where_none_is_wanted() {
    let (key, stranger) = (Key::edwards(), Key::edwards());
    let host = host(&format!("keys = ['''{}''']", key.pem())).await;
    register(&host, "d", None).await;
    let token = stranger.token(&claims(VICTIM));
    let body = json!({"external_id": VICTIM, "identity_token": token});
    refused(
        &login(&host, "d", None, body).await,
        409,
        "invalid_identity",
    );
    let body = json!({"external_id": VICTIM});
    assert_eq!(
        login(&host, "d", None, body).await.status,
        200,
        "the platform's own SDK"
    );
}

#[tokio::test]
async fn no_guess_and_no_known_device_id_takes_an_account_or_a_purchase() {
    let key = Key::curve();
    let host = host(&format!("keys = ['''{}''']\nrequired = true", key.pem())).await;
    let token = |account: &str| json!({"external_id": account, "identity_token": key.token(&claims(account))});
    let secret = Some(SECRET);
    register(&host, "victim", secret).await;
    assert_eq!(
        login(&host, "victim", secret, token(VICTIM)).await.status,
        200
    );
    assert_eq!(super::buy(&host, "victim", secret, None).await.status, 200);

    // With a device and an account of one's own: all the numbers around.
    let own = Some(super::OTHER);
    register(&host, "own", own).await;
    for number in 900..1100 {
        let bare = json!({"external_id": number.to_string()});
        refused(
            &login(&host, "own", own, bare).await,
            409,
            "identity_required",
        );
        let mut borrowed = token(ATTACKER);
        borrowed["external_id"] = json!(number.to_string());
        refused(
            &login(&host, "own", own, borrowed).await,
            409,
            "invalid_identity",
        );
    }
    assert_eq!(login(&host, "own", own, token(ATTACKER)).await.status, 200);
    assert_eq!(entitled(&host, "own", own).await, 0);

    // With the victim's device id, and a good token for one's own account.
    for given in [None, own] {
        refused(
            &login(&host, "victim", given, token(ATTACKER)).await,
            403,
            "device_secret_wrong",
        );
        let path = "victim/logout/";
        refused(
            &call(&host, given, "PUT", path, &json!({})).await,
            403,
            "device_secret_wrong",
        );
    }
    // A device without a secret would be known by its id alone: there is none.
    refused(
        &register(&host, "bare", None).await,
        409,
        "device_secret_required",
    );
    assert_eq!(entitled(&host, "victim", secret).await, 1);
    assert_eq!(entitled(&host, "own", own).await, 0);
}

#[test]
fn settings_that_protect_nobody_are_refused() {
    let key = Key::edwards();
    let private = key.private_pem();
    let secret_half = {
        let mut jwk = key.jwk(None);
        jwk["d"] = json!("AAAA");
        jwk
    };
    for (settings, says) in [
        ("required = true".to_owned(), "`keys`"),
        (format!("keys = ['''{private}''']"), "private key"),
        (format!("keys = ['''{secret_half}''']"), "private key"),
        ("keys = ['hello']".to_owned(), "ES256"),
        (
            "keys = ['''{\"kty\": \"oct\", \"k\": \"AAAA\"}''']".to_owned(),
            "ES256",
        ),
        ("keys = ['file:nowhere.pem']".to_owned(), "nowhere.pem"),
        (
            format!("keys = ['''{}''']\nmax_age_hours = 0", key.pem()),
            "max_age_hours",
        ),
        (format!("sign_with = '''{}'''", key.pem()), "PKCS #8"),
    ] {
        let complaint = complaint(&settings);
        assert!(complaint.contains(says), "{settings}: {complaint}");
        assert!(!complaint.contains("AAAA") && !complaint.contains("BEGIN PRIVATE KEY-"));
    }
}
