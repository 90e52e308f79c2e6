//! The limits of the calls that SDKs make, so that nobody's calls take what others need.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::Method;
use paywall_ledger::{AppId, Time};
use serde::Deserialize;

pub use super::bucket::Size;
use super::bucket::{Buckets, Full, TwoBuckets};
use super::peer::Peers;

/// The sizes of the buckets of calls. A proxy that writes no header of its own is one address, so an address of this
/// machine has no limit as long as `proxy_header` is not set.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calls {
    /// All calls from one address. A whole company or mobile network may stand behind one.
    pub address: Size,
    /// New devices from one address, because each takes room in the database for good.
    pub new_devices: Size,
    /// All calls about one device.
    pub device: Size,
    /// The calls about one device by which something is kept, such as logins and impressions.
    pub device_writes: Size,
    /// The bytes that calls from one address write into the database of one app, because each device of an address
    /// has buckets of its own.
    pub address_bytes: Size,
    /// The bytes that all calls write into the database of one app, because many addresses may be one caller's.
    pub app_bytes: Size,
}

impl Default for Calls {
    fn default() -> Self {
        let size = |burst, per_second| Size { burst, per_second };
        Self {
            address: size(1000.0, 200.0),
            new_devices: size(100.0, 5.0),
            device: size(100.0, 10.0),
            device_writes: size(60.0, 0.5),
            address_bytes: size(4e6, 50e3),
            app_bytes: size(300e6, 5e6),
        }
    }
}

impl Calls {
    /// Returns what is wrong with the sizes, if anything is.
    pub fn complaint(&self) -> Option<&'static str> {
        let calls = [self.address, self.new_devices, self.device];
        let kept = [self.device_writes, self.address_bytes, self.app_bytes];
        let mut all = calls.into_iter().chain(kept);
        all.find_map(Size::complaint)
    }
}

/// The buckets of all callers.
pub(crate) struct CallLimits {
    peers: Peers,
    sizes: Calls,
    addresses: Buckets<IpAddr>,
    new_devices: Buckets<IpAddr>,
    devices: Buckets<String>,
    device_writes: Buckets<String>,
    bytes: TwoBuckets<(IpAddr, AppId), AppId>,
}

/// The address that a call came from. None if it has no limit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Caller(Option<IpAddr>);

impl Caller {
    /// Returns the address, if it has a limit.
    pub(crate) const fn address(self) -> Option<IpAddr> {
        self.0
    }
}

impl CallLimits {
    /// Makes full buckets.
    pub(crate) fn of(sizes: Calls, peers: Peers) -> Self {
        Self {
            peers,
            sizes,
            addresses: Buckets::of(sizes.address),
            new_devices: Buckets::of(sizes.new_devices),
            devices: Buckets::of(sizes.device),
            device_writes: Buckets::of(sizes.device_writes),
            bytes: TwoBuckets::of(sizes.address_bytes, sizes.app_bytes),
        }
    }

    /// Returns whom a call came from.
    pub(crate) fn caller(&self, request: &Request) -> Caller {
        let address = self.peers.of(request);
        let counts = self.peers.are_told() || !address.is_loopback();
        Caller(counts.then_some(address))
    }

    /// Takes a call out of all its buckets. Returns the seconds to wait if one of them is empty.
    pub(crate) fn refuse(&self, request: &Request, now: Time) -> Option<u64> {
        let place = Place::of(request.uri().path());
        if let Caller(Some(address)) = self.caller(request) {
            if !self.addresses.take(address, now) {
                return Some(self.sizes.address.wait(1.0));
            }
            let is_new = place == Place::Devices && request.method() == Method::POST;
            if is_new && !self.new_devices.take(address, now) {
                return Some(self.sizes.new_devices.wait(1.0));
            }
        }
        let Place::Device(device) = place else {
            return None;
        };
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let writes = || self.device_writes.take_many(device.clone(), 1, now);
        let all = self.devices.take_many(device.clone(), 1, now);
        all.and_then(|()| if reads { Ok(()) } else { writes() })
            .err()
    }

    /// Takes bytes that a call is about to write for an app out of the buckets of its address and of the app.
    pub(crate) fn write(
        &self,
        caller: Caller,
        app: &AppId,
        bytes: usize,
        now: Time,
    ) -> Result<(), Full> {
        let own = caller.0.map(|address| (address, app.clone()));
        self.bytes.take(own.as_ref(), app.clone(), bytes, now)
    }
}

/// The thing that a call is about, by its path.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// The list of devices, to which new ones are added.
    Devices,
    /// One device, with its platform.
    Device(String),
    /// The platform's document.
    Other,
}

impl Place {
    fn of(path: &str) -> Self {
        let rest = path.strip_prefix("/sdk/v3/platform/").unwrap_or_default();
        let mut parts = rest.split('/');
        let platform = parts.next().unwrap_or_default();
        if parts.next() != Some("device") {
            return Self::Other;
        }
        match parts.next() {
            None | Some("") => Self::Devices,
            Some(device) => Self::Device(format!("{platform}/{device}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;

    use super::*;

    const FEW: Calls = Calls {
        address: Size {
            burst: 20.0,
            per_second: 2.0,
        },
        new_devices: Size {
            burst: 3.0,
            per_second: 0.1,
        },
        device: Size {
            burst: 5.0,
            per_second: 1.0,
        },
        device_writes: Size {
            burst: 2.0,
            per_second: 0.25,
        },
        address_bytes: Size {
            burst: 5000.0,
            per_second: 100.0,
        },
        app_bytes: Size {
            burst: 12_000.0,
            per_second: 1000.0,
        },
    };

    fn call(from: [u8; 4], method: Method, path: &str) -> Request {
        let request = Request::builder().method(method).uri(path);
        let mut request = request.body(axum::body::Body::empty()).unwrap();
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from((from, 4000))));
        request
    }

    fn allowed(limits: &CallLimits, from: [u8; 4], method: &Method, path: &str, at: i64) -> usize {
        let now = Time::from_millis(1_767_225_600_000 + at);
        let is_allowed = |_: &u32| {
            let request = call(from, method.clone(), path);
            limits.refuse(&request, now).is_none()
        };
        (0..100).filter(is_allowed).count()
    }

    #[test]
    fn an_address_a_device_and_new_devices_have_limits_of_their_own() {
        let limits = CallLimits::of(FEW, Peers::default());
        let profile = "/sdk/v3/platform/ios/device/D1/profile/";
        let get = Method::GET;
        assert_eq!(allowed(&limits, [9, 9, 9, 1], &get, profile, 0), 5);
        // The device is the same from another address, and not on another platform.
        assert_eq!(allowed(&limits, [9, 9, 9, 2], &get, profile, 0), 0);
        let other = "/sdk/v3/platform/web/device/D1/profile";
        assert_eq!(allowed(&limits, [9, 9, 9, 3], &get, other, 0), 5);
        assert_eq!(allowed(&limits, [9, 9, 9, 3], &get, other, 2000), 2);
        let impression = "/sdk/v3/platform/ios/device/D2/impression";
        let post = Method::POST;
        assert_eq!(allowed(&limits, [9, 9, 9, 6], &post, impression, 0), 2);
        assert_eq!(allowed(&limits, [9, 9, 9, 7], &post, impression, 4000), 1);
        let devices = "/sdk/v3/platform/ios/device";
        assert_eq!(allowed(&limits, [9, 9, 9, 4], &Method::POST, devices, 0), 3);
        let rules = "/sdk/v3/platform/ios/campaign_rules";
        assert_eq!(allowed(&limits, [9, 9, 9, 5], &get, rules, 0), 20);
        assert_eq!(allowed(&limits, [9, 9, 9, 5], &get, rules, 3000), 6);
    }

    #[test]
    fn bytes_have_limits_by_address_and_by_app() {
        let limits = CallLimits::of(FEW, Peers::default());
        let write = |from: [u8; 4], app: &str, bytes, at: i64| {
            let request = call(from, Method::POST, "/sdk/v3/platform/ios/device");
            let now = Time::from_millis(1_767_225_600_000 + at);
            limits.write(limits.caller(&request), &AppId::new(app), bytes, now)
        };
        assert_eq!(write([9, 9, 9, 1], "shop", 4000, 0), Ok(()));
        assert_eq!(write([9, 9, 9, 1], "shop", 2000, 0), Err(Full::Own(10)));
        assert_eq!(write([9, 9, 9, 1], "shop", 2000, 10_000), Ok(()));
        // Another app's database grows by its own limits, and other addresses have theirs.
        assert_eq!(write([9, 9, 9, 1], "cafe", 5000, 10_000), Ok(()));
        assert_eq!(write([9, 9, 9, 2], "shop", 5000, 10_000), Ok(()));
        // What the app has no room for is not taken from the address.
        let full = Err(Full::Shared(1));
        assert_eq!(write([9, 9, 9, 3], "shop", 5000, 10_000), Ok(()));
        assert_eq!(write([9, 9, 9, 4], "shop", 400, 10_000), full);
        assert_eq!(write([9, 9, 9, 4], "shop", 5000, 20_000), Ok(()));
        // A proxy that tells nobody has no limit of its own.
        for _ in 0..2 {
            assert_eq!(write([127, 0, 0, 1], "cafe", 3000, 20_000), Ok(()));
        }
    }

    #[test]
    fn a_proxy_on_this_machine_that_tells_nobody_is_not_limited_itself() {
        let limits = CallLimits::of(FEW, Peers::default());
        let rules = "/sdk/v3/platform/ios/campaign_rules";
        assert_eq!(
            allowed(&limits, [127, 0, 0, 1], &Method::GET, rules, 0),
            100
        );
        let told = Peers::behind(Some(axum::http::HeaderName::from_static("x-forwarded-for")));
        let limits = CallLimits::of(FEW, told);
        assert_eq!(allowed(&limits, [127, 0, 0, 1], &Method::GET, rules, 0), 20);
    }

    #[test]
    fn a_refused_call_hears_when_to_come_again() {
        let limits = CallLimits::of(FEW, Peers::default());
        let devices = "/sdk/v3/platform/ios/device";
        assert_eq!(allowed(&limits, [9, 9, 9, 4], &Method::POST, devices, 0), 3);
        let request = call([9, 9, 9, 4], Method::POST, "/sdk/v3/platform/ios/device/");
        let now = Time::from_millis(1_767_225_600_000);
        // The address itself is used up by then.
        assert_eq!(limits.refuse(&request, now), Some(1));
        let later = Time::from_millis(1_767_225_600_000 + 5000);
        assert_eq!(limits.refuse(&request, later), Some(10));
        assert!(FEW.complaint().is_none());
        let none = Size {
            burst: 1.0,
            per_second: 0.0,
        };
        assert!(
            Calls {
                device: none,
                ..FEW
            }
            .complaint()
            .is_some()
        );
    }
}
