//! The budget of questions that devices cause: a store grants an app so many a day, and anybody can make up purchases.

use paywall_ledger::{DeviceId, PlatformId, Time};
use serde::Deserialize;

use super::bucket::{Full, Size, TwoBuckets};

/// The sizes of the buckets of questions. Stores' own messages ask without them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionSizes {
    /// The questions that one device causes. A session shows all purchases on the device, mostly one or two.
    pub device: Size,
    /// The questions that all devices of one app platform cause.
    pub platform: Size,
}

impl Default for QuestionSizes {
    fn default() -> Self {
        let size = |burst, per_second| Size { burst, per_second };
        Self {
            device: size(60.0, 0.2),
            platform: size(600.0, 20.0),
        }
    }
}

impl QuestionSizes {
    /// Returns what is wrong with the sizes, if anything is.
    pub fn complaint(&self) -> Option<&'static str> {
        let mut all = [self.device, self.platform].into_iter();
        all.find_map(Size::complaint)
    }
}

/// The questions that devices may still cause.
pub(super) struct Budget(TwoBuckets<(PlatformId, DeviceId), PlatformId>);

impl Budget {
    /// Makes full buckets.
    pub(super) fn of(sizes: QuestionSizes) -> Self {
        Self(TwoBuckets::of(sizes.device, sizes.platform))
    }

    /// Takes so many questions for a device, all or none. Returns the seconds to wait if there is no room for them.
    pub(super) fn take(
        &self,
        platform: &PlatformId,
        device: &DeviceId,
        questions: usize,
        now: Time,
    ) -> Result<(), u64> {
        let own = (platform.clone(), device.clone());
        let taken = self.0.take(Some(&own), platform.clone(), questions, now);
        taken.map_err(Full::wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_platform_refuses_is_not_taken_from_the_device() {
        let size = |burst| Size {
            burst,
            per_second: 1.0,
        };
        let budget = Budget::of(QuestionSizes {
            device: size(10.0),
            platform: size(15.0),
        });
        let platform = PlatformId::new("android");
        let take = |device: &str, questions, seconds: i64| {
            let now = Time::from_millis(1_767_225_600_000 + seconds * 1000);
            budget.take(&platform, &DeviceId::new(device), questions, now)
        };
        assert_eq!(take("A", 10, 0), Ok(()));
        assert_eq!(take("A", 1, 0), Err(1), "the device has none left");
        assert_eq!(take("B", 8, 0), Err(3), "the platform has five left");
        assert_eq!(take("B", 5, 0), Ok(()), "and the device still has ten");
        assert_eq!(take("B", 8, 2), Err(1), "the device itself has seven");
        assert_eq!(take("B", 0, 2), Ok(()), "nothing is asked");
    }
}
