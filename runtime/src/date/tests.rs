//! Tests of the forms that are read as dates, and of those that are none.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::clock::Clock;

/// 18 July 2025, 10:00:00 in UTC.
const TEN: f64 = 1_752_832_800_000.0;

/// Returns the date in a text as an instant, or as the time of a clock.
fn read(text: &str) -> Result<f64, Option<f64>> {
    match read_text(text) {
        Some(Moment { time, wall: false }) => Ok(time),
        other => Err(other.map(|moment| moment.time)),
    }
}

#[test]
fn an_instant_is_read_in_any_form_that_says_its_offset() {
    for text in [
        "2025-07-18T10:00:00Z",
        "2025-07-18t10:00:00z",
        "2025-07-18T10:00Z",
        "2025-07-18T10Z",
        "2025-07-18 10:00:00Z",
        "2025-07-18 10:00:00 +0000",
        "2025-07-18  10:00:00  UTC",
        "2025-07-18T10:00:00GMT",
        "2025-07-18T12:00+02:00[Europe/Paris]",
        "2025-07-18T10:00:00.000+00:00",
        "2025-07-18T10:00:00,0+00",
        "2025-07-18T10:00:00.000000000000000000000-00:00",
        "2025-07-18T23:00:00+13:00",
        "2025-07-18T04:30:00-0530",
        "20250718T100000Z",
        "20250718T1000Z",
        "20250718T10Z",
        "20250718T100000.0+0000",
        "2025/07/18 10:00:00Z",
        "2025-7-18T10:00:00Z",
        " 2025-07-18T10:00:00Z\n",
        "1752832800",
        "1752832800000",
        "1752832800.0",
        " 1752832800000 ",
    ] {
        assert_eq!(read(text), Ok(TEN), "{text}");
    }
    for (text, expected) in [
        ("1970-01-01T00:00:00Z", 0.0),
        ("2017-12-06T00:00:00.000-07:00", 1_512_543_600_000.0),
        ("2002-10-31T09:00:00.594321Z", 1_036_054_800_594.0),
        ("2024-02-29t23:59:59.9z", 1_709_251_199_900.0),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000.0),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000.0),
        ("2025-07-17T24:00Z", TEN - 10.0 * 60.0 * MINUTE),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000.0),
        ("2017-01-01T05:29:60.5+05:30", 1_483_228_800_500.0),
        ("-86400", -86_400_000.0),
        ("-1234567", -1_234_567_000.0),
        ("-1752832800000", -TEN),
        ("1752832800.25", TEN + 250.0),
    ] {
        assert_eq!(read(text), Ok(expected), "{text}");
    }
}

#[test]
fn a_time_without_an_offset_is_one_of_the_customers_clock() {
    let midnight = TEN - 10.0 * 60.0 * MINUTE;
    for (text, expected) in [
        ("2025-07-18T10:00:00", TEN),
        ("2025-07-18 10:00", TEN),
        ("2025-07-18 9:59:59.9", TEN - 100.0),
        ("20250718T100000", TEN),
        ("2025-07-18", midnight),
        ("2025-07-17T24:00:00", midnight),
        ("20250718", midnight),
        ("2025/7/18", midnight),
        ("2025-07", midnight - 17.0 * DAY),
        ("2025", 1_735_689_600_000.0),
        ("2016-12-31T23:59:60", 1_483_228_800_000.0),
    ] {
        assert_eq!(read(text), Err(Some(expected)), "{text}");
    }
    let clock = Clock {
        offset: 120.0,
        ..Clock::default()
    };
    let both = |text: &str| {
        let moment = read_text(text).unwrap();
        (clock.instant_of(moment), clock.wall_of(moment))
    };
    assert_eq!(both("2025-07-18 10:00"), (TEN - 120.0 * MINUTE, TEN));
    assert_eq!(both("2025-07-18 10:00Z"), (TEN, TEN + 120.0 * MINUTE));
}

#[test]
fn what_is_impossible_or_not_plain_is_no_date() {
    for text in [
        "",
        " ",
        "soon",
        "today",
        "07/08/2025",
        "18.07.2025",
        "18-07-2025",
        "7/18/25",
        "2025-02-30",
        "2023-02-29T00:00:00Z",
        "1900-02-29",
        "2025-13-01",
        "2025-00-10",
        "2025-07-00",
        "20251318",
        "0000-01-01T00:00:00Z",
        "2025-07-18T24:01",
        "2025-07-18T24:00:00.001",
        "2025-07-18T25:00:00Z",
        "2025-07-18T10:60:00Z",
        "2025-07-18T10:00:61Z",
        "2025-07-18T10:00:60Z",
        "2016-12-31T23:59:60+01:00",
        "2025-07-18T10:00:00.Z",
        "2025-07-18T10:00:00+7:00",
        "2025-07-18T10:00:00+24:00",
        "2025-07-18T10:00:00+00:60",
        "2025-07-18T10:00:00 PM",
        "2025-07-18T",
        "2025-07-18Tnoon",
        "2025-07-18T10:00:00Z2025",
        "2025-07/18",
        "2025-0718",
        "2025-07-18-19",
        "2025-07-18T10:00[Europe/Paris]",
        "2025-W29-5",
        "123",
        "12.2025",
        "2025.07",
        "20250718.5",
        "-1",
        "1e12",
        "1752832800000000",
        "１７５２８３２８００",
        "2025–07–18",
        "NaN",
    ] {
        assert_eq!(read_text(text), None, "{text}");
    }
    for value in [
        json!(null),
        json!(true),
        json!([TEN]),
        json!({}),
        json!(1e300),
        json!(1.752e15),
    ] {
        assert_eq!(super::read(&value), None, "{value}");
    }
}

#[test]
fn numbers_are_seconds_until_they_must_be_milliseconds() {
    for (number, expected) in [
        (0.0, 0.0),
        (-1.0, -1000.0),
        (1_752_832_800.0, TEN),
        (TEN, TEN),
        (-TEN, -TEN),
        (99_999_999_999.0, 99_999_999_999_000.0),
        (100_000_000_000.0, 100_000_000_000.0),
        (1_752_832_800.5, TEN + 500.0),
    ] {
        let found = super::read(&json!(number)).map(|moment| (moment.time, moment.wall));
        assert_eq!(found, Some((expected, false)), "{number}");
    }
}

/// Writes the parts of a time of day, `between` standing between them.
fn clock(time: u32, between: &str) -> String {
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{hour:02}{between}{minute:02}{between}{second:02}")
}

proptest! {
    /// Reads every second of the calendar back, in every form, by every offset.
    #[test]
    fn what_was_written_reads_back(
        day in -719_161_i64..2_932_895,
        time in 0_u32..86_400,
        fraction in 0_u32..1_000,
        offset in -840_i32..=840,
        form in 0..6,
    ) {
        let date = date(day);
        let basic = date.replace('-', "");
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let sign = if offset < 0 { '-' } else { '+' };
        let wall = day as f64 * DAY + f64::from(time) * 1000.0;
        let instant = wall - f64::from(offset) * MINUTE;
        let exact = f64::from(fraction);
        let (text, expected, is_wall) = match form {
            0 => (format!("{date}T{}.{fraction:03}{sign}{hours:02}:{minutes:02}", clock(time, ":")), instant + exact, false),
            1 => (format!(" {date} {},{fraction:03}999 {sign}{hours:02}{minutes:02} ", clock(time, ":")), instant + exact, false),
            2 => (format!("{basic}T{}{sign}{hours:02}{minutes:02}", clock(time, "")), instant, false),
            3 => (format!("{date}t{}z", clock(time, ":")), wall, false),
            4 => (format!("{} {}", date.replace('-', "/"), clock(time, ":")), wall, true),
            _ => (date.clone(), day as f64 * DAY, true),
        };
        let moment = Some(Moment { time: expected, wall: is_wall });
        prop_assert_eq!(read_text(&text), moment, "{}", text);
    }

    /// Reads a count back, as a number and as a text, of seconds and of milliseconds.
    #[test]
    fn counts_read_back(seconds in 100_000_000_i64..9_999_999_999, below in 0_i64..1_000) {
        let millis = seconds * 1000 + below;
        let texts = [json!(seconds), json!(seconds.to_string())];
        for value in texts {
            prop_assert_eq!(super::read(&value).map(|moment| moment.time), Some((seconds * 1000) as f64));
        }
        for value in [json!(millis), json!(millis.to_string()), json!(format!("-{millis}"))] {
            prop_assert_eq!(super::read(&value).map(|moment| moment.time.abs()), Some(millis as f64));
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_read(
        text in ".{0,40}",
        near in "[0-9]{4}[-/]?[0-9]{0,3}[-/]?[0-9]{0,3}[Tt ]?[0-9:.,]{0,12}[Zz+-]?[0-9:]{0,6}",
        number in any::<f64>(),
    ) {
        for moment in [read_text(&text), read_text(&near), super::read(&json!(number))].into_iter().flatten() {
            prop_assert!(moment.time.abs() < 2.6e14);
            date(local(moment.time).0);
        }
    }
}
