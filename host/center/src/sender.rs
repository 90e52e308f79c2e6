//! The sender of a call, as far as the address tells.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::Extensions;
use axum::http::request::Parts;

/// The address from which a call comes. A server behind a proxy puts it into a request's extensions; otherwise it is that of
/// the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender(pub IpAddr);

impl Sender {
    /// Returns the sender of a request.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        let known = extensions.get::<Self>().copied();
        let connected = extensions.get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map(|it| Self(it.0.ip()));
        let nobody = Self(Ipv4Addr::UNSPECIFIED.into());
        known.or(connected).unwrap_or(nobody)
    }
}

impl<S: Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}
