//! One attacker who knows everything but secrets, on every database: whatever they try, nothing changes hands.

use paywall_host_testing::forge::unsigned;
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_ledger::{NamedAccount, Policy, State};
use paywall_server::identity::IdentitySettings;
use serde_json::{Value, json};

use super::keys::{Key, confused};
use super::{ATTACKER, NOW, OTHER, SECRET, VICTIM, buy, call, claims, entitled, login, register};
use crate::sdk::{Answer, Host};

/// Starts a host that wants tokens and secrets, and gives purchases to the accounts that they name only.
async fn host(url: &str, key: &Key) -> Host {
    let settings = format!(
        "keys = ['''{}''']\nrequired = true\ndevice_secrets = 'required'",
        key.pem()
    );
    let settings: IdentitySettings = toml::from_str(&settings).unwrap();
    let names = ["app", "web", "other"];
    let identity = settings.read(&names, std::path::Path::new("")).unwrap();
    let policy = Policy {
        named_account: NamedAccount::Only,
        ..Policy::default()
    };
    Host::identifying_on(url, identity, policy).await
}

fn with(token: String) -> Value {
    json!({"external_id": VICTIM, "identity_token": token})
}

/// Lists logins of the attacker's own device to the victim's account.
fn logins(key: &Key) -> Vec<Value> {
    let (good, stranger) = (claims(VICTIM), Key::curve());
    let but = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        key.token(&claims)
    };
    let none = unsigned(&json!({"alg": "none"}), &good);
    vec![
        json!({"external_id": VICTIM}),
        with(key.token(&claims(ATTACKER))),
        with(format!("{none}.")),
        with(confused(key.pem().as_bytes(), &good)),
        with(confused(key.public(), &good)),
        with(stranger.token(&good)),
        with(stranger.token_under(&json!({"alg": "ES256", "jwk": stranger.jwk(None)}), &good)),
        with(but("exp", json!(NOW - 120))),
        with(but("aud", json!("elsewhere"))),
    ]
}

/// Tries calls about the victim's device, of which the attacker knows the id.
async fn at_the_device(host: &Host, key: &Key, given: Option<&str>) -> Vec<Answer> {
    let own = json!({"external_id": ATTACKER, "identity_token": key.token(&claims(ATTACKER))});
    let mut answers = Vec::new();
    for (method, path, body) in [
        (
            "POST",
            "",
            json!({"id": "v", "os_name": "evil", "device_secret": given}),
        ),
        ("PUT", "v/", json!({"os_name": "evil"})),
        ("PUT", "v/login/", own),
        ("PUT", "v/logout/", json!({})),
        ("PUT", "v/purchase_event/", json!({})),
        ("POST", "v/impression/", json!({})),
        ("GET", "v/profile/", Value::Null),
    ] {
        answers.push(call(host, given, method, path, &body).await);
    }
    // The same device, called by another platform of the app, even with the right secret.
    let secret = format!("device-secret: {SECRET}\r\n");
    let other = "/sdk/v3/platform/other/device";
    let made = json!({"id": "v", "device_secret": OTHER}).to_string();
    answers.push(host.call("POST", other, "", &made).await);
    for (method, path) in [("GET", "profile"), ("PUT", "logout")] {
        let path = format!("{other}/v/{path}");
        answers.push(host.call(method, &path, &secret, "").await);
    }
    answers
}

/// Everything that belongs to somebody.
async fn possessions(host: &Host) -> State {
    let mut state = host.ledger.state().await.unwrap();
    state.seen.clear();
    state
}

async fn nothing_changes_hands(url: &str) {
    let key = Key::curve();
    let host = host(url, &key).await;
    let (secret, other) = (Some(SECRET), Some(OTHER));
    let proved =
        |account| json!({"external_id": account, "identity_token": key.token(&claims(account))});
    for (device, secret, account) in [("v", secret, VICTIM), ("x", other, ATTACKER)] {
        assert_eq!(register(&host, device, secret).await.status, 201);
        let answer = login(&host, device, secret, proved(account)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(buy(&host, "v", secret, Some(VICTIM)).await.status, 200);
    assert_eq!(entitled(&host, "v", secret).await, 1);
    let before = possessions(&host).await;

    let mut taken = 0;
    for body in logins(&key) {
        let answer = login(&host, "x", other, body).await;
        taken += usize::from(answer.status == 200);
    }
    for given in [None, other] {
        for answer in at_the_device(&host, &key, given).await {
            taken += usize::from((200..300).contains(&answer.status));
        }
    }
    assert_eq!(taken, 0);
    // The receipt itself is genuine, and its copy proves nothing for anybody but the account that it names.
    for _ in 0..3 {
        assert_eq!(buy(&host, "x", other, Some(VICTIM)).await.status, 200);
        assert_eq!(entitled(&host, "x", other).await, 0);
    }
    assert_eq!(possessions(&host).await, before, "{url}");
    assert_eq!(entitled(&host, "v", secret).await, 1);
}

#[tokio::test]
async fn nothing_changes_hands_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    for url in ["sqlite::memory:", &format!("sqlite:{}", file.display())] {
        nothing_changes_hands(url).await;
    }
}

#[needs(postgres)]
#[tokio::test]
async fn nothing_changes_hands_on_postgres() {
    nothing_changes_hands(&postgres().unwrap()).await;
}
