//! The cookies of a session, and of a sign-in that is under way at a provider.
//!
//! `__Host-` is a promise of the browser: no other host set it, and it goes to no other. It asks for HTTPS, so on this
//! machine itself, where browsers are without, the name has no prefix.

use axum::http::{HeaderMap, HeaderValue, header};
use paywall_database::control::LONGEST;

use super::origin::Place;

/// The characters of a secret: 256 bits in hexadecimal.
const LENGTH: usize = 64;

/// A cookie that holds a secret.
pub(crate) struct Cookie {
    /// The name where it goes over HTTPS.
    name: &'static str,
    /// The name over plain HTTP on this machine.
    local: &'static str,
    /// The seconds for which the browser keeps it.
    seconds: i64,
}

/// The cookie of a session.
pub(crate) const SESSION: Cookie = Cookie {
    name: "__Host-paywall",
    local: "paywall",
    seconds: LONGEST / 1_000,
};
/// The cookie of a browser that went to a provider to sign in.
pub(crate) const SIGNING_IN: Cookie = Cookie {
    name: "__Host-paywall-signing-in",
    local: "paywall-signing-in",
    seconds: 600,
};

impl Cookie {
    /// Reads the secret. None if there is none, or nothing that could be one.
    pub(crate) fn read<'a>(&self, place: &Place, headers: &'a HeaderMap) -> Option<&'a str> {
        let (name, _) = self.named(place, headers);
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|it| it.split(';')).map(str::trim);
        let found = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        let is_hex = found.bytes().all(|byte| byte.is_ascii_hexdigit());
        (found.len() == LENGTH && is_hex).then_some(found)
    }

    /// Writes the cookie.
    pub(crate) fn set(
        &self,
        place: &Place,
        headers: &HeaderMap,
        secret: &str,
    ) -> Option<HeaderValue> {
        self.write(place, headers, secret, self.seconds)
    }

    /// Writes the cookie that ends it.
    pub(crate) fn clear(&self, place: &Place, headers: &HeaderMap) -> Option<HeaderValue> {
        self.write(place, headers, "", 0)
    }

    /// Writes a cookie that lasts so many seconds.
    fn write(
        &self,
        place: &Place,
        headers: &HeaderMap,
        secret: &str,
        seconds: i64,
    ) -> Option<HeaderValue> {
        let (name, secure) = self.named(place, headers);
        let cookie =
            format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&cookie).ok()
    }

    /// Returns the name, and the word that asks for HTTPS.
    fn named(&self, place: &Place, headers: &HeaderMap) -> (&'static str, &'static str) {
        match place.is_local(headers) {
            true => (self.local, ""),
            false => (self.name, "; Secure"),
        }
    }
}
