//! Any body of a login, where logins need an identity token: only the token of the app's server lets its account in.
//!
//! The input is the body.

use std::path::Path;
use std::sync::Arc;

use paywall_server::identity::IdentitySettings;
use serde_json::Value;

use super::sdk::World;

/// The public key of an app's server, whose private key nobody has.
const KEY: &str = r#"{"kty":"EC","x":"HS15OdUQ7HU28sJAuoK7IKlCZhK5KzFAv5DqTSsu-RQ","y":"3gdW6_wRlRL_i2MUHa7F54uxvKyIDZOrz84mWU5cAC8","crv":"P-256"}"#;
/// The parts of a token that it signed for account 1001.
const TOKEN: [&str; 3] = [
    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJzdWIiOiIxMDAxIiwiYXVkIjoid2ViIiwiaWF0IjoxNzY3MjI1NTk1LCJleHAiOjE3NjcyMjU5MDB9",
    "apOf8l2u5dN8KHqQEzm79uipuUBxLrjHdtdFxFLQMaMBqYTBZw9Rn3BWaVZ8u9v0wgsGtFIwCKhUSBM2S42ZLg",
];

thread_local! {
    static WORLD: World = {
        let settings = format!("required = true\ndevice_secrets = 'optional'\nkeys = ['''{KEY}''']");
        let settings: IdentitySettings = toml::from_str(&settings).expect("TOML");
        let identity = settings.read(&["web"], Path::new("")).expect("a key");
        World::new(Some(Arc::new(identity)))
    };
}

/// Returns the login of the account, and logins that lack something.
pub fn seeds() -> Vec<Vec<u8>> {
    let token = TOKEN.join(".");
    let [header, claims, signature] = TOKEN;
    [
        format!(r#"{{"external_id": "1001", "identity_token": "{token}"}}"#),
        format!(r#"{{"external_id": "6666", "identity_token": "{token}"}}"#),
        format!(r#"{{"external_id": "1001", "identity_token": "{header}.{claims}."}}"#),
        format!(r#"{{"external_id": "1001", "identity_token": "e30.{claims}.{signature}"}}"#),
        r#"{"external_id": "1001"}"#.to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

/// Works on an input.
pub fn run(input: &[u8]) {
    WORLD.with(|world| {
        let (status, answer) = world.call("PUT", "device/d/login", input);
        assert!(status < 500, "{status} {answer}");
        if status == 200 {
            let body: Value = serde_json::from_slice(input).expect("JSON was read");
            assert_eq!(body["external_id"], "1001");
            assert_eq!(body["identity_token"], TOKEN.join("."));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_login_with_the_token_of_its_account_is_taken() {
        WORLD.with(|world| {
            let statuses = seeds()
                .iter()
                .map(|body| world.call("PUT", "device/d/login", body).0)
                .collect::<Vec<_>>();
            assert_eq!(statuses, [200, 409, 409, 409, 409]);
        });
    }
}
