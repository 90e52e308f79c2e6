//! The cookie of a session.
//!
//! `__Host-` is a promise of the browser: no other host set it, and it goes to no other. It asks for HTTPS, so on this
//! machine itself, where browsers are without, the name has no prefix.

use axum::http::{HeaderMap, HeaderValue, header};
use paywall_database::control::LONGEST;

use super::origin::Place;

/// The name of the cookie.
const NAME: &str = "__Host-paywall";
/// Its name over plain HTTP on this machine.
const LOCAL: &str = "paywall";
/// The characters of a secret: 256 bits in hexadecimal.
const LENGTH: usize = 64;

/// Reads the secret of a session. None if there is none, or nothing that could be one.
pub(crate) fn secret<'a>(place: &Place, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = if place.is_local(headers) { LOCAL } else { NAME };
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).map(str::trim);
    let found = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let is_hex = found.bytes().all(|byte| byte.is_ascii_hexdigit());
    (found.len() == LENGTH && is_hex).then_some(found)
}

/// Writes the cookie of a session.
pub(crate) fn set(place: &Place, headers: &HeaderMap, secret: &str) -> Option<HeaderValue> {
    write(place, headers, secret, LONGEST / 1_000)
}

/// Writes the cookie that ends one.
pub(crate) fn clear(place: &Place, headers: &HeaderMap) -> Option<HeaderValue> {
    write(place, headers, "", 0)
}

/// Writes a cookie that lasts so many seconds.
fn write(place: &Place, headers: &HeaderMap, secret: &str, seconds: i64) -> Option<HeaderValue> {
    let (name, secure) = match place.is_local(headers) {
        true => (LOCAL, ""),
        false => (NAME, "; Secure"),
    };
    let cookie =
        format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&cookie).ok()
}
