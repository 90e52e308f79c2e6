//! The sender of a call, as far as the address tells.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The address from which a call comes. A server behind a proxy puts it into a request's extensions; otherwise it is that of
/// the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<Self>().copied();
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map(|it| Self(it.0.ip()));
        let nobody = Self(Ipv4Addr::UNSPECIFIED.into());
        Ok(known.or(connected).unwrap_or(nobody))
    }
}
