//! The check of who sends a request: a page of this server, or somebody who is no page at all.
//!
//! Browsers let any page send requests to this machine. A page elsewhere may even give its own name the address of
//! this machine, and then read the answers, unless the server looks at the name that it is called by.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::Error;

/// Lets requests in that call the server by a name of its own, and that no page of another server sent.
pub(crate) async fn check(
    State(names): State<Arc<Vec<String>>>,
    request: Request,
    next: Next,
) -> Response {
    match refusal(request.headers(), &names) {
        None => next.run(request).await,
        Some(error) => error.into_response(),
    }
}

/// Returns the reason why a request with these headers is not let in.
fn refusal(headers: &HeaderMap, names: &[String]) -> Option<Error> {
    let host = match headers.get(HOST).map(|it| it.to_str()) {
        // No browser leaves it out.
        None => None,
        Some(Ok(host)) if is_own(host, names) => Some(host),
        Some(_) => return Some(Error::WrongHost),
    };
    let origin = headers.get(ORIGIN)?.to_str().ok();
    let from = origin.and_then(|it| Some(it.split_once("://")?.1));
    let own = from.is_some_and(|from| Some(from) == host || is_named(from, names));
    (!own).then_some(Error::WrongOrigin)
}

/// Returns true for names that nobody else can have: addresses, those of this machine, and those that were given.
fn is_own(host: &str, names: &[String]) -> bool {
    let name = without_port(host);
    let address = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || address.unwrap_or(&name).parse::<IpAddr>().is_ok()
        || is_named(host, names)
}

/// Returns true for the names that were given.
fn is_named(host: &str, names: &[String]) -> bool {
    let name = without_port(host);
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Returns a host without its port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    }
}
