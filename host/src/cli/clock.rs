//! The clocks of commands: this computer's, read here and nowhere else, and the customer's.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use clap::Args;
use paywall_host::zone::{self, Zone};
use serde_json::Value;

use super::context::Request;

/// The flags that say when it is, and by whose clock.
#[derive(Args)]
pub(super) struct When {
    /// The time: epoch milliseconds, `2026-11-27T00:00:00Z`, or `2026-11-27T09:00` by the customer's clock
    /// [default: this computer's]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// The customer's time zone: an IANA name such as Pacific/Auckland, or an offset such as UTC+5:30 [default: UTC]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl When {
    /// Returns the time in epoch milliseconds.
    pub(super) fn now(&self) -> Result<u64> {
        self.read(self.zone()?.as_ref())?
            .map_or_else(|| Ok(now()), Ok)
    }

    /// Returns the zone, if one is given.
    pub(super) fn zone(&self) -> Result<Option<Zone>> {
        Ok(self.zone.as_deref().map(Zone::named).transpose()?)
    }

    /// Puts the time and the customer's clock into a request, of which the flags win.
    pub(super) fn add_to(&self, request: &mut Request) -> Result<()> {
        let mut zone = self.zone()?;
        if let Some(name) = &self.zone {
            request.set(&["device", "timezone"], name.as_str())?;
            for field in ["utcOffset", "offsetChanges"] {
                request.fields().remove(field);
            }
        } else if let Some(name) = request.zone() {
            zone = Some(Zone::named(name)?);
        }
        if let Some(time) = self.read(zone.as_ref())? {
            request.set(&["now"], time)?;
        } else if !request.has("now") {
            request.set(&["now"], now())?;
        }
        Ok(zone::complete(request.fields())?)
    }

    /// Reads the flag's time by the clock of a zone; without a zone, by UTC.
    fn read(&self, zone: Option<&Zone>) -> Result<Option<u64>> {
        let utc = Zone::utc();
        let read = |text| read_time(text, zone.unwrap_or(&utc)).context("--now");
        self.now.as_deref().map(read).transpose()
    }
}

impl Request {
    /// Says in a line what the clock of the request's zone shows, if it goes by one.
    pub(super) fn clock(&self) -> Option<String> {
        let name = self.field("device")?.get("timezone")?.as_str()?;
        let shown = Zone::named(name).ok()?.shown(self.field("now")?.as_i64()?);
        Some(format!("by the clock of {name}, {shown}:\n"))
    }

    /// Returns the zone by whose clock the request goes, if it names one and says no offset itself.
    fn zone(&self) -> Option<&str> {
        let is_said = self.has("utcOffset") || self.has("offsetChanges");
        let zone = self
            .field("device")?
            .get("timezone")
            .and_then(Value::as_str);
        zone.filter(|_| !is_said)
    }
}

/// Reads a time, by UTC where it has no offset. Returns epoch milliseconds.
pub(super) fn time(text: &str) -> Result<u64> {
    read_time(text, &Zone::utc())
}

/// Reads a time, by the clock of a zone of this name where it has no offset. Returns epoch milliseconds.
#[cfg(feature = "server")]
pub(super) fn time_in(text: &str, zone: Option<&str>) -> Result<u64> {
    let zone = zone.map_or_else(|| Ok(Zone::utc()), Zone::named)?;
    read_time(text, &zone)
}

/// Reads a time, by the clock of a zone where it has no offset.
fn read_time(text: &str, zone: &Zone) -> Result<u64> {
    let time = zone
        .read_time(text)
        .ok()
        .and_then(|time| u64::try_from(time).ok());
    time.with_context(|| {
        format!("expected a time from 1970 on, such as 2026-11-27T09:00, found {text:?}")
    })
}

/// Returns the time of this computer in epoch milliseconds.
#[allow(
    clippy::disallowed_methods,
    reason = "a person at the command line means now, unless they say otherwise"
)]
pub(super) fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
