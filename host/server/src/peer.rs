//! The senders of requests, as far as their addresses tell.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderName;

/// The way to find out who sent a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Peers {
    /// The header in which a proxy before the host writes whom a request came from.
    header: Option<HeaderName>,
}

impl Peers {
    /// Believes the last address in this header, which is that of the proxy's own writing. None believes no header.
    pub(super) fn behind(header: Option<HeaderName>) -> Self {
        Self { header }
    }

    /// Returns whether a proxy tells whom requests came from.
    pub(super) const fn are_told(&self) -> bool {
        self.header.is_some()
    }

    /// Returns the address of the sender of a request. It stands for a whole household or
    /// company network where that owns more: of IPv6 only the first 64 bits count.
    pub(super) fn of(&self, request: &Request) -> IpAddr {
        let written = self.header.as_ref().and_then(|name| {
            let last = request.headers().get_all(name).iter().next_back()?;
            address(last.to_str().ok()?.rsplit(',').next()?.trim())
        });
        let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let address = written.or(connected.map(|it| it.0.ip()));
        network(address.unwrap_or(Ipv4Addr::UNSPECIFIED.into()))
    }
}

/// Reads an address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let plain = bare.unwrap_or(text).parse().ok();
    plain.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

/// Returns the network of an address that one customer usually has alone.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & (u128::MAX << 64);
            Ipv6Addr::from(prefix).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: Option<&'static str>, values: &[&str]) -> String {
        let mut request = Request::builder();
        for value in values {
            request = request.header("x-forwarded-for", *value);
        }
        let mut request = request.body(axum::body::Body::empty()).unwrap();
        let peer = SocketAddr::from(([10, 0, 0, 1], 4000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let peers = Peers::behind(header.map(HeaderName::from_static));
        peers.of(&request).to_string()
    }

    #[test]
    fn a_header_counts_only_if_a_proxy_writes_it_and_only_what_that_wrote() {
        let proxy = Some("x-forwarded-for");
        assert_eq!(of(None, &["1.2.3.4"]), "10.0.0.1");
        assert_eq!(of(proxy, &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(of(proxy, &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(of(proxy, &["6.6.6.6", "1.2.3.4"]), "1.2.3.4");
        assert_eq!(of(proxy, &["1.2.3.4:555"]), "1.2.3.4");
        assert_eq!(of(proxy, &["anything"]), "10.0.0.1");
        assert_eq!(of(proxy, &[]), "10.0.0.1");
    }

    #[test]
    fn a_customer_with_many_addresses_is_one() {
        let proxy = Some("x-forwarded-for");
        assert_eq!(of(proxy, &["2001:db8:1:2:3:4:5:6"]), "2001:db8:1:2::");
        assert_eq!(of(proxy, &["[2001:db8:1:2::9]:80"]), "2001:db8:1:2::");
        assert_eq!(of(proxy, &["::ffff:1.2.3.4"]), "1.2.3.4");
    }
}
