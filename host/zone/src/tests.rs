#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};

use super::{Zone, complete, names};

/// 2026-04-05 3:00 in Auckland, when summer ends, and 2026-09-27 2:00, when it begins.
const AUTUMN: i64 = 1_775_311_200_000;
const SPRING: i64 = 1_790_431_200_000;

#[test]
fn a_clock_has_its_changes_from_last_year_to_next_year() {
    let clock = Zone::named("Pacific/Auckland").unwrap().clock(SPRING);
    assert_eq!(clock.utc_offset, 780);
    assert_eq!(clock.offset_changes.len(), 7);
    assert_eq!(clock.offset_changes[0], (1_735_689_600_000, 780));
    assert!(clock.offset_changes.contains(&(AUTUMN, 720)));
    assert!(clock.offset_changes.contains(&(SPRING, 780)));
    assert!(clock.offset_changes.is_sorted());
    assert_eq!(
        Zone::named("Pacific/Auckland")
            .unwrap()
            .clock(SPRING - 1)
            .utc_offset,
        720
    );
    // Ramadan: four changes a year.
    assert!(
        Zone::named("Africa/Casablanca")
            .unwrap()
            .clock(SPRING)
            .offset_changes
            .len()
            >= 6
    );
    assert_eq!(
        Zone::named("Asia/Tokyo")
            .unwrap()
            .clock(SPRING)
            .offset_changes
            .len(),
        1
    );
    for extreme in [
        i64::MIN,
        i64::MAX,
        0,
        -62_135_596_800_000,
        253_402_300_799_000,
    ] {
        let clock = Zone::named("America/New_York").unwrap().clock(extreme);
        assert!(!clock.offset_changes.is_empty(), "{extreme}");
    }
}

#[test]
fn names_are_read_as_devices_write_them() {
    let rows = [
        ("NZ", 780),
        ("nz", 780),
        ("Etc/GMT-13", 780),
        ("GMT+13", 780),
        ("UTC+5:30", 330),
        ("GMT+0530", 330),
        ("+05:30", 330),
        ("UTC-3", -180),
        ("utc", 0),
        ("Z", 0),
        ("GMT", 0),
        ("America/New York", -240),
        ("US/Pacific", -420),
        ("gmt\u{2212}8", -480),
        ("Asia/Calcutta", 330),
        (" Europe/Berlin ", 120),
    ];
    for (name, minutes) in rows {
        assert_eq!(
            Zone::named(name).unwrap().clock(SPRING).utc_offset,
            minutes,
            "{name}"
        );
    }
    for name in [
        "",
        "New Zealand Standard Time",
        "GMT+99",
        "UTC+5:75",
        "GMT+",
        "+",
        "é+1",
        "../etc/passwd",
        "+123456",
    ] {
        assert!(Zone::named(name).is_err(), "{name}");
    }
    assert!(names().len() > 400);
}

#[test]
fn what_was_perhaps_meant_is_said() {
    for (name, meant) in [
        ("Auckland", "Pacific/Auckland"),
        ("Pacific/Aukland", "Pacific/Auckland"),
        ("europe-berlin", "Europe/Berlin"),
        ("New_Yrok", "America/New_York"),
    ] {
        assert_eq!(
            Zone::named(name).unwrap_err().nearest.as_deref(),
            Some(meant),
            "{name}"
        );
    }
    let error = Zone::named("Middle Earth Standard Time").unwrap_err();
    assert_eq!(error.nearest, None);
    assert_eq!(
        error.to_string(),
        "there is no time zone \"Middle Earth Standard Time\": expected an IANA name such as \"Pacific/Auckland\", or \
         an offset such as \"UTC+5:30\""
    );
}

#[test]
fn times_are_read_by_the_clock() {
    let auckland = Zone::named("Pacific/Auckland").unwrap();
    let rows = [
        ("1790431200000", SPRING),
        ("2026-09-26T14:00:00Z", SPRING),
        ("2026-09-27T03:00", SPRING),
        // Skipped, so an hour later; twice, so the first.
        ("2026-09-27 02:30:00", SPRING + 1_800_000),
        ("2026-04-05T02:00", AUTUMN - 3_600_000),
        ("2026-09-27", SPRING - 7_200_000),
    ];
    for (text, time) in rows {
        assert_eq!(auckland.read_time(text).unwrap(), time, "{text}");
    }
    assert!(auckland.read_time("soon").is_err());
    assert_eq!(auckland.shown(SPRING), "Sun 2026-09-27 03:00");
}

#[test]
fn a_request_is_completed_once() {
    let request = |value: Value| value.as_object().unwrap().clone();
    let mut filled = request(json!({"now": SPRING, "device": {"timezone": "Pacific/Auckland"}}));
    complete(&mut filled).unwrap();
    assert_eq!(
        (&filled["utcOffset"], filled["offsetChanges"][0][1].as_i64()),
        (&json!(780), Some(780))
    );
    for value in [
        json!({"now": SPRING, "utcOffset": 60, "device": {"timezone": "Pacific/Auckland"}}),
        json!({"now": SPRING}),
        json!({"device": {"timezone": "Pacific/Auckland"}}),
    ] {
        let mut kept = request(value.clone());
        complete(&mut kept).unwrap();
        assert_eq!(Value::from(kept), value);
    }
    let mut unknown = request(json!({"now": SPRING, "device": {"timezone": "Mars/Base"}}));
    assert!(complete(&mut unknown).is_err());
    assert!(!unknown.contains_key("utcOffset"));
}
