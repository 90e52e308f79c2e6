//! Whoever sits at the machine: a link that signs its owner in once, or a document's file that everybody here may look at.
//!
//! Both are for a program that somebody starts to try things out. No setting of a host turns them on, and neither works from
//! elsewhere: the connection must come from this machine, nobody may have passed it on, and the browser must have called this
//! machine by a name that no other site can have.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use paywall_control::Hash;
use serde_json::Value;

use crate::problem::Problem;

/// The headers of those who pass calls on. A call with one comes from elsewhere, whatever its connection says.
const PASSED_ON: [&str; 5] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

/// The rights of somebody at this machine who has no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Here {
    /// Becoming the owner's session, once, by the secret of which this is the hash.
    Owner(Hash),
    /// Looking at a document's file, which nobody changes here.
    Reader(Shown),
}

/// A document's file, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The name of the file.
    pub name: String,
    /// The details of products that were given with it: a list.
    pub products: Option<Value>,
}

/// The state of [`Here`] in a Control Center.
pub(crate) struct AtHand {
    pub here: Here,
    /// The hash of the link's secret, until somebody used it.
    link: Mutex<Option<Hash>>,
}

impl AtHand {
    /// Makes the state at the start.
    pub(crate) fn new(here: Here) -> Self {
        let link = match &here {
            Here::Owner(hash) => Some(*hash),
            Here::Reader(_) => None,
        };
        Self {
            here,
            link: Mutex::new(link),
        }
    }

    /// Takes the link, if this is its secret. It is taken once.
    pub(crate) fn take(&self, secret: &str) -> bool {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = *link == Some(Hash::of(secret.as_bytes()));
        if is_it {
            *link = None;
        }
        is_it
    }
}

/// Returns whether a call comes from this machine, and from a page that is its own.
pub(crate) fn is_here(extensions: &Extensions, headers: &HeaderMap) -> bool {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let is_near = peer.is_some_and(|it| it.0.ip().to_canonical().is_loopback());
    let is_passed_on = PASSED_ON.iter().any(|name| headers.contains_key(*name));
    let mut hosts = headers.get_all(header::HOST).iter();
    let is_called_so = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().is_ok_and(is_own_name),
        _ => false,
    };
    is_near && !is_passed_on && is_called_so
}

/// Returns whether a host is this machine, by a name that cannot be given to another one.
fn is_own_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let address = bare.unwrap_or(name).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

/// Refuses all calls of routes that do not come from this machine.
pub fn only_here(routes: Router) -> Router {
    routes.layer(middleware::from_fn(keep_out))
}

/// Lets a call in if it comes from this machine.
async fn keep_out(request: Request, next: Next) -> Response {
    match is_here(request.extensions(), request.headers()) {
        true => next.run(request).await,
        false => elsewhere().into_response(),
    }
}

/// Makes the problem that a call comes from elsewhere.
pub(crate) fn elsewhere() -> Problem {
    let message = "expected a call from this machine itself, to localhost or a loopback address, that no proxy passed on";
    Problem::new(StatusCode::FORBIDDEN, "only_here", message)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let mut extensions = Extensions::new();
        let peer: SocketAddr = peer.parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, HeaderValue::from_static(value));
        }
        is_here(&extensions, &all)
    }

    #[test]
    fn only_this_machine_by_its_own_names_is_here() {
        for host in [
            "localhost",
            "LOCALHOST:8787",
            "127.0.0.1:8787",
            "127.0.0.2",
            "[::1]:8787",
        ] {
            assert!(of("127.0.0.1:4000", &[("host", host)]), "{host}");
            assert!(of("[::1]:4000", &[("host", host)]), "{host}");
            assert!(of("[::ffff:127.0.0.1]:4000", &[("host", host)]), "{host}");
            for far in ["10.0.0.1:4000", "[2001:db8::1]:4000", "192.168.1.7:4000"] {
                assert!(!of(far, &[("host", host)]), "{far} as {host}");
            }
        }
    }

    #[test]
    fn a_name_that_another_site_can_have_is_refused() {
        for host in [
            "example.com",
            "example.com:8787",
            "127.0.0.1.example.com",
            "localhost.example.com:8787",
            "my.localhost",
            "localhost.",
            "192.168.1.7:8787",
            "0.0.0.0:8787",
            "[::1",
            "",
        ] {
            assert!(!of("127.0.0.1:4000", &[("host", host)]), "{host}");
        }
        assert!(!of("127.0.0.1:4000", &[]));
        let two = [("host", "localhost"), ("host", "example.com")];
        assert!(!of("127.0.0.1:4000", &two));
    }

    #[test]
    fn what_a_proxy_passes_on_is_from_elsewhere_whatever_it_says() {
        for name in PASSED_ON {
            let headers = [("host", "localhost"), (name, "127.0.0.1")];
            assert!(!of("127.0.0.1:4000", &headers), "{name}");
        }
    }

    #[test]
    fn a_call_of_unknown_origin_is_from_elsewhere() {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("localhost"));
        assert!(!is_here(&Extensions::new(), &headers));
    }

    #[test]
    fn a_link_is_taken_once() {
        let at_hand = AtHand::new(Here::Owner(Hash::of(b"secret")));
        assert!(!at_hand.take("guess"));
        assert!(at_hand.take("secret"));
        assert!(!at_hand.take("secret"));
    }
}
