//! Attacks by those who know a device's id or guess an account's number, and the levels of identity that stop them.

mod everywhere;
mod keys;
mod secrets;
mod signed;
mod tokens;

use std::path::Path;

use paywall_ledger::Policy;
use paywall_server::identity::IdentitySettings;
use serde_json::{Value, json};

use crate::sdk::{Answer, Host};

/// The start of the tests' clock, in seconds.
const NOW: i64 = 1_767_225_600;
/// The account of the victim, and that of the attacker.
const VICTIM: &str = "1001";
const ATTACKER: &str = "6666";
/// The secrets of their devices.
const SECRET: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// Starts a host with these settings of identity, as an operator writes them.
async fn host(settings: &str) -> Host {
    host_under(settings, Policy::default()).await
}

async fn host_under(settings: &str, policy: Policy) -> Host {
    let settings: IdentitySettings = toml::from_str(settings).unwrap();
    let identity = settings
        .read(&["app", "web", "other"], Path::new(""))
        .unwrap();
    Host::identifying(identity, policy).await
}

/// Says why settings cannot be used.
fn complaint(settings: &str) -> String {
    let settings: IdentitySettings = toml::from_str(settings).unwrap();
    settings.read(&["app"], Path::new("")).unwrap_err()
}

/// Claims as the app's server makes them for an account.
fn claims(account: &str) -> Value {
    json!({"sub": account, "aud": "web", "iat": NOW - 5, "exp": NOW + 300})
}

/// Makes a call about a device, with the secret that the caller has.
async fn call(host: &Host, secret: Option<&str>, method: &str, path: &str, body: &Value) -> Answer {
    let header = secret.map(|it| format!("device-secret: {it}\r\n"));
    let path = format!("/sdk/v3/platform/web/device/{path}");
    let body = if method == "GET" {
        String::new()
    } else {
        body.to_string()
    };
    host.call(method, &path, &header.unwrap_or_default(), &body)
        .await
}

/// Registers a device.
async fn register(host: &Host, id: &str, secret: Option<&str>) -> Answer {
    let body = json!({"id": id, "os_name": "web", "device_secret": secret});
    call(host, None, "POST", "", &body).await
}

async fn login(host: &Host, device: &str, secret: Option<&str>, body: Value) -> Answer {
    call(host, secret, "PUT", &format!("{device}/login/"), &body).await
}

/// Shows the one purchase of these tests, whose receipt is known to all; `account` is the one that it names.
async fn buy(host: &Host, device: &str, secret: Option<&str>, account: Option<&str>) -> Answer {
    let receipt = json!([{"transactionId": "1", "originalTransactionId": "1", "productId": "monthly",
        "type": "Auto-Renewable Subscription", "environment": "Production", "purchaseDate": NOW * 1000,
        "signedDate": NOW * 1000, "expiresDate": (NOW + 30 * 86_400) * 1000, "appAccountToken": account}]);
    let body = json!({"payload": receipt.to_string()});
    call(
        host,
        secret,
        "PUT",
        &format!("{device}/purchase_event/"),
        &body,
    )
    .await
}

/// Counts the entitlements of a device's customer.
async fn entitled(host: &Host, device: &str, secret: Option<&str>) -> usize {
    let path = format!("{device}/active_entitlements/");
    let answer = call(host, secret, "GET", &path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["results"].as_array().unwrap().len()
}

/// Asserts that a call was refused with this status and code.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    let found = (answer.status, answer.body["error"]["code"].as_str());
    assert_eq!(found, (status, Some(code)), "{}", answer.text);
}
