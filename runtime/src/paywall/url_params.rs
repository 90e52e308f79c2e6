//! The query parameters that a text may show: few, short, and none that looks like a credential.
//!
//! The page's address may carry secrets of the app. A paywall that printed any parameter would put them on the screen
//! and into snapshots.

use serde_json::{Map, Value as Json};

use crate::limits;

/// Returns the parameters that may be shown, by names in snake case.
pub fn readable(given: &Map<String, Json>) -> Map<String, Json> {
    let mut out = Map::new();
    for (name, value) in given {
        let (name, Some(value)) = (snake_case(name), value.as_str()) else {
            continue;
        };
        if out.len() < limits::URL_PARAMETERS && !is_secret_name(&name) && !is_secret_value(value) {
            let end = value.char_indices().nth(limits::URL_PARAMETER_CHARS);
            let end = end.map_or(value.len(), |(at, _)| at);
            out.insert(name, Json::String(value[..end].into()));
        }
    }
    out
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && after_lower {
            out.push('_');
        }
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(if c == '-' || c == ' ' {
            '_'
        } else {
            c.to_ascii_lowercase()
        });
    }
    out
}

/// Returns whether a name is that of a credential.
fn is_secret_name(name: &str) -> bool {
    const SECRETS: [&str; 13] = [
        "token",
        "key",
        "auth",
        "secret",
        "code",
        "state",
        "session",
        "password",
        "passwd",
        "jwt",
        "sig",
        "signature",
        "nonce",
    ];
    name.split('_').any(|word| SECRETS.contains(&word)) || name.starts_with("auth")
}

/// Returns whether a value looks like a URL, a JSON Web Token, or another token: a long run of letters and digits.
fn is_secret_value(value: &str) -> bool {
    let is_url = value.contains("://") || value.starts_with("//") || value.starts_with("www.");
    let is_jwt = value.starts_with("eyJ") && value.matches('.').count() == 2;
    let is_token = value.len() >= 32
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_+/=.".contains(&byte));
    is_url || is_jwt || is_token
}
