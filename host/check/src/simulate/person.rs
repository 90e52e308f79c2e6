//! Made-up people: by chance, but with what a document's conditions ask for.

use std::fmt::Write as _;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::give::{put, set};
use super::hints::Hints;
use super::home::Home;

/// The length of a day, in milliseconds.
const DAY: u64 = 86_400_000;

/// A person who asks: the fields of a request except `launch`, and the fields of `launch` except the placement.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The fields inside the request's object, without braces.
    pub(super) request: String,
    /// The launch's context: `"context":{…}`.
    pub(super) launch: String,
    /// The form factor of the device.
    pub(super) form_factor: String,
    /// True if there is an id to draw by.
    pub(super) has_id: bool,
}

/// The traits that all people of a population have in common.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) seed: u64,
    /// The facts that the conditions of the document ask for.
    pub(super) hints: Hints,
    pub(super) now: u64,
    /// The homes by country.
    pub(super) homes: Vec<Vec<Home>>,
}

/// Makes person `number` of a population. The result depends on these alone, not on the order of calls.
pub(super) fn make(origin: &Origin, number: u64) -> Person {
    let Origin {
        seed,
        hints,
        now,
        homes,
    } = origin;
    // Neighbouring seeds would give similar generators; one draw from a first generator spreads them.
    let mut rng =
        Rng::with_seed(Rng::with_seed(*seed).u64(..) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let form_factor = pick(&mut rng, &hints.form_factors)
        .cloned()
        .unwrap_or_default();
    let country = pick(&mut rng, homes).map_or(&[][..], Vec::as_slice);
    let home = pick(&mut rng, country);
    let country = home.map_or("US", |home| home.country);
    let mut request = json!({
        "customer": customer(&mut rng, hints, *now),
        "device": device(&mut rng, &form_factor, country),
        "locale": format!("en-{country}"),
        "now": now,
        "events": {},
    });
    if let (Some(home), Some(fields)) = (home, request.as_object_mut()) {
        fields.extend(home.clock.clone());
        if let Some(zone) = home.zone {
            put(&mut request, &["device", "timezone"], zone.into());
        }
    }
    let mut context = json!({ "customAttributes": {}, "customObject": {} });
    for (identifier, values) in &hints.values {
        // One person in four lacks each attribute.
        if rng.u8(..4) > 0
            && let Some(value) = pick(&mut rng, values)
        {
            set(&mut request, &mut context, identifier, value);
        }
    }
    let text = request.to_string();
    Person {
        request: text.get(1..text.len() - 1).unwrap_or_default().to_owned(),
        launch: format!("\"context\":{context}"),
        form_factor,
        has_id: true,
    }
}

/// Picks an entry of a list. None if the list is empty.
fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    (!list.is_empty()).then(|| list.get(rng.usize(..list.len())))?
}

/// Makes a device whose screen and system fit its form factor.
fn device(rng: &mut Rng, form_factor: &str, country: &str) -> Value {
    let (width, height, systems): (u32, u32, &[&str]) = match form_factor {
        "phone" => (390, 844, &["iOS", "android"]),
        "tablet" => (820, 1180, &["iOS", "android"]),
        "television" => (1920, 1080, &["tvOS", "android", "roku"]),
        _ => (1440, 900, &["web"]),
    };
    json!({
        "formFactor": form_factor, "width": width, "height": height,
        "osName": pick(rng, systems), "storeCountry": country,
        "appVersion": format!("{}.{}.{}", rng.u8(1..5), rng.u8(..20), rng.u8(..5)),
    })
}

/// Makes a customer. Two in five have never subscribed; the others are at some point of the journey.
fn customer(rng: &mut Rng, hints: &Hints, now: u64) -> Value {
    let mut journey = Map::new();
    let (mut active, mut ended) = (false, false);
    let mut flags: &[&str] = &[];
    match rng.u8(..100) {
        0..40 => {}
        40..60 => active = true,
        60..66 => (active, flags) = (true, &["inTrialPeriod"]),
        66..70 => (active, flags) = (true, &["inIntroOfferPeriod"]),
        70..77 => (active, flags) = (true, &["isCancelled"]),
        77..80 => (active, flags) = (true, &["inGracePeriod"]),
        80..82 => flags = &["inAccountHold"],
        82..84 => flags = &["inPause"],
        _ => (ended, flags) = (true, &["formerSubscriber"]),
    }
    for flag in flags {
        journey.insert((*flag).to_owned(), true.into());
    }
    let premium = "premium".to_owned();
    let entitlement = pick(rng, &hints.entitlements).unwrap_or(&premium);
    let mut expiry = Map::new();
    if ended {
        let ago = rng.u64(..180 * DAY);
        expiry.insert(entitlement.clone(), now.saturating_sub(ago).into());
    } else if active {
        expiry.insert(entitlement.clone(), (now + rng.u64(..30 * DAY)).into());
    }
    let logged_in = rng.u8(..10) < 7;
    let id = logged_in.then(|| uuid(rng));
    json!({
        "id": id, "deviceId": uuid(rng), "loggedIn": logged_in, "journeyState": journey,
        "entitlements": if active { vec![entitlement] } else { Vec::new() },
        "entitlementExpiry": expiry, "attributes": {},
    })
}

/// Makes a random UUID (version 4).
fn uuid(rng: &mut Rng) -> String {
    let number = rng.u128(..) & !(0xf << 76) | 0x4 << 76;
    let number = number & !(0x3 << 62) | 0x2 << 62;
    let mut out = String::with_capacity(36);
    for (shift, digits) in [(96, 8), (80, 4), (64, 4), (48, 4), (0, 12)] {
        let part = number >> shift & ((1 << (4 * digits)) - 1);
        let dash = if out.is_empty() { "" } else { "-" };
        let _ = write!(out, "{dash}{part:0digits$x}");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;
    use crate::simulate::home::homes;

    fn person(number: u64) -> Value {
        let condition = json!({ "conditions": [
            { "identifier": "UserTags.plan", "operator": "equals", "values": ["gold"] },
            { "identifier": "Events.buy.count", "operator": "gt", "values": [3] },
            { "identifier": "Device.appVersion", "operator": "version_gte", "values": ["2.0"] },
            { "identifier": "Customer.last_expiry", "operator": "within_last", "values": ["P30D"] },
        ]});
        let now = 1_000_000_000_000;
        let origin = Origin {
            seed: 7,
            hints: Hints::of(std::slice::from_ref(&condition), 1e12),
            now,
            homes: homes(now, None),
        };
        let made = make(&origin, number);
        serde_json::from_str(&format!("{{{}}}", made.request)).unwrap()
    }

    #[test]
    fn people_are_of_their_number_and_have_what_conditions_ask_for() {
        assert_eq!(person(3), person(3));
        assert_ne!(person(3), person(4));
        let people: Vec<_> = (0..200).map(person).collect();
        let count =
            |test: &dyn Fn(&Value) -> bool| people.iter().filter(|person| test(person)).count();
        let gold = count(&|person| person["customer"]["attributes"]["plan"] == "gold");
        assert!((40..140).contains(&gold), "{gold}");
        let missing = count(&|person| person["customer"]["attributes"]["plan"].is_null());
        assert!((20..90).contains(&missing), "{missing}");
        for test in [json!(2.0), json!(3.0), json!(4.0)] {
            assert!(count(&|person| person["events"]["buy"]["count"] == test) > 20);
        }
        assert!(
            count(&|person| person["customer"]["journeyState"]["formerSubscriber"] == true) > 10
        );
    }

    #[test]
    fn people_live_by_the_clocks_of_their_country() {
        let mut clocks = std::collections::BTreeMap::new();
        for person in (0..200).map(person) {
            let country = person["locale"].as_str().unwrap().to_owned();
            let offset = person["utcOffset"].as_i64().unwrap();
            assert!(person["offsetChanges"].is_array());
            clocks.insert((country, person["device"]["timezone"].to_string()), offset);
        }
        let of = |country: &str| -> Vec<i64> {
            let here = clocks.iter().filter(|((of, _), _)| of == country);
            here.map(|(_, offset)| *offset).collect()
        };
        // 9 September 2001: summer in the north, winter in the south.
        assert_eq!(
            (of("en-GB"), of("en-NZ"), of("en-US").len()),
            (vec![60], vec![720], 4)
        );
    }

    #[test]
    fn ids_are_uuids_of_version_4() {
        for number in 0..50 {
            let id = person(number)["customer"]["deviceId"]
                .as_str()
                .unwrap()
                .to_owned();
            let bytes = id.as_bytes();
            assert_eq!((id.len(), bytes[8], bytes[14]), (36, b'-', b'4'), "{id}");
            assert!(b"89ab".contains(&bytes[19]), "{id}");
        }
    }
}
