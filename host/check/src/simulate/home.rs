//! The places where made-up people live, each with its clock.

use paywall_zone::Zone;
use serde_json::{Map, Value};

/// The countries that people come from, and the zones in which they live there.
const COUNTRIES: [(&str, &[&str]); 8] = [
    (
        "US",
        &[
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
        ],
    ),
    ("GB", &["Europe/London"]),
    ("DE", &["Europe/Berlin"]),
    ("FR", &["Europe/Paris"]),
    ("NZ", &["Pacific/Auckland"]),
    ("BR", &["America/Sao_Paulo", "America/Manaus"]),
    ("JP", &["Asia/Tokyo"]),
    ("IN", &["Asia/Kolkata"]),
];

/// A country and a zone in it.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// The country's two letters.
    pub(super) country: &'static str,
    /// The name of the zone, if it is the country's.
    pub(super) zone: Option<&'static str>,
    /// The fields of a request that say the clock.
    pub(super) clock: Map<String, Value>,
}

/// Lists the homes by country, with their clocks at `now`; with a zone, all clocks are those of that zone.
pub(super) fn homes(now: u64, zone: Option<&Zone>) -> Vec<Vec<Home>> {
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let home = |country, name| {
        let own = || Zone::named(name).unwrap_or_else(|_| Zone::utc());
        let mut clock = Map::new();
        zone.cloned()
            .unwrap_or_else(own)
            .clock(now)
            .add_to(&mut clock);
        Home {
            country,
            zone: zone.is_none().then_some(name),
            clock,
        }
    };
    let of = |(country, zones): (_, &'static [_])| {
        zones.iter().map(|name| home(country, *name)).collect()
    };
    COUNTRIES.into_iter().map(of).collect()
}
