//! Vectors of the parts: hashes, versions, dates, durations, folding.

use std::cmp::Ordering;

use crate::date;
use crate::rule::hash::{Hash, murmur3};
use crate::rule::{fold, version};

#[test]
fn murmur3_matches_the_published_vectors() {
    for (text, seed, expected) in [
        ("", 0, 0),
        ("", 1, 0x514e_28b7),
        ("test", 0, 0xba6b_d213),
        ("Hello, world!", 0, 0xc036_3e43),
        (
            "The quick brown fox jumps over the lazy dog",
            0x9747_b28c,
            0x2fa8_26cd,
        ),
        // flagd's keys at the edges of 32 bits.
        ("ejOoVL", 0, 0),
        ("bY9fO-", 0, 1),
        ("SI7p-", 0, 0x7fff_ffff),
        ("6LvT0", 0, 0x8000_0000),
        ("ceQdGm", 0, 0xffff_ffff),
    ] {
        assert_eq!(murmur3(text.as_bytes(), seed), expected, "{text:?}");
    }
    // Unleash: group and id, in hundredths.
    assert_eq!(murmur3(b"gr1:123", 0) % 100 + 1, 73);
    assert_eq!(murmur3(b"groupX:999", 0) % 100 + 1, 25);
}

#[test]
fn hashes_count_utf_16_units_as_javascript_does() {
    for (seed, id, expected) in [
        ("seed", "é", 0.8663),
        ("seed", "ユーザー", 0.6909),
        ("seed", "😀", 0.4346),
        ("séed", "user", 0.3042),
        ("exp-1", "user-1", 0.5069),
        ("exp-1", "user-2", 0.0070),
    ] {
        assert_eq!(Hash::Fnv2.place(seed, id), expected, "{seed} {id}");
    }
    let place = Hash::Murmur3.place("a", "b");
    assert!((0.0..1.0).contains(&place));
}

#[test]
fn ids_spread_evenly_and_seeds_are_independent() {
    for hash in [Hash::Fnv2, Hash::Murmur3] {
        let mut joint = [[0_u32; 4]; 4];
        for number in 0..40_000 {
            let id = format!("user-{number}");
            let cell = |seed| (hash.place(seed, &id) * 4.0) as usize;
            joint[cell("one")][cell("two")] += 1;
        }
        let counts = joint.as_flattened();
        assert!(
            counts.iter().all(|count| (2_300..2_700).contains(count)),
            "{hash:?} {joint:?}"
        );
    }
}

#[test]
fn versions_that_are_none() {
    for text in [
        "", "v", "1.", ".1", "1..2", "1.a", "1.0-", "1.0-a..b", "1.0-ä", "vv1", " 1", "1 ", "-1",
    ] {
        assert_eq!(version::compare(text, "1"), None, "{text:?}");
    }
}

#[test]
fn versions_of_any_length_and_size() {
    for (one, other, expected) in [
        ("1.2.3.4", "1.2.3.5", Ordering::Less),
        ("1.2", "1.2.0.0", Ordering::Equal),
        ("01.002", "1.2", Ordering::Equal),
        (
            "99999999999999999999999",
            "99999999999999999999998",
            Ordering::Greater,
        ),
        ("1.0.0-rc.1", "1.0-rc.1", Ordering::Equal),
        ("V2", "v2+build.7", Ordering::Equal),
    ] {
        assert_eq!(
            version::compare(one, other),
            Some(expected),
            "{one} {other}"
        );
    }
}

#[test]
fn days_and_dates_agree() {
    for day in (-719_162..2_932_896).step_by(17) {
        let text = date::date(day);
        let moment = date::read_text(&text).unwrap();
        assert_eq!(moment.time, day as f64 * date::DAY, "{text}");
        assert_eq!(date::local(moment.time).0, day);
    }
    // A Sunday, at 23:59 by the clock.
    let (_, weekday, minute) = date::local(date::read_text("2026-11-22T23:59:00").unwrap().time);
    assert_eq!((date::WEEKDAYS[weekday], minute), ("sun", 24 * 60 - 1));
    assert_eq!(date::local(-1.0), (-1, 2, 24 * 60 - 1));
}

#[test]
fn durations_have_a_length_or_are_none() {
    for (text, expected) in [
        ("P7D", Some(604_800_000.0)),
        ("PT12H", Some(43_200_000.0)),
        ("P1W", Some(604_800_000.0)),
        ("P1DT2H3M4S", Some(93_784_000.0)),
        ("PT0S", Some(0.0)),
        ("P1M", None),
        ("P1Y", None),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("PT1D", None),
        ("P1H", None),
        ("PT1S1H", None),
        ("P7", None),
        ("PD", None),
        ("P1.5D", None),
        ("P-1D", None),
        ("7D", None),
        ("P9999999999D", None),
        ("PT1HT1H", None),
        ("", None),
    ] {
        assert_eq!(date::duration(text), expected, "{text}");
    }
}

/// The blocks of Latin, Greek, Cyrillic, Armenian and Georgian letters, and of full-width ones.
const SCRIPTS: [std::ops::RangeInclusive<u32>; 12] = [
    0x80..=0x24f,
    0x370..=0x52f,
    0x531..=0x58f,
    0x10a0..=0x10ff,
    0x1c80..=0x1cbf,
    0x1e00..=0x1fff,
    0x2126..=0x212b,
    0x2c60..=0x2c7f,
    0x2d00..=0x2d2f,
    0xa640..=0xa69f,
    0xa720..=0xa7ff,
    0xff21..=0xff5a,
];

/// The capitals that differ from their small letters, as `docs/campaigns.md` says: signs (İ, Å, Ω, K), letters of old
/// and of scholarly Greek, Cyrillic and Georgian, and of phonetic notations.
const KEPT: [std::ops::RangeInclusive<u32>; 12] = [
    0x130..=0x130,
    0x23a..=0x24f,
    0x370..=0x37f,
    0x3cf..=0x3ff,
    0x10a0..=0x10cd,
    0x1c80..=0x1c8f,
    0x1cbd..=0x1cbf,
    0x1f08..=0x1fff,
    0x2126..=0x212b,
    0x2c60..=0x2c7f,
    0xa640..=0xa69f,
    0xa720..=0xa7ff,
];

/// The capitals among those of African languages that phonetic notations, old alphabets and few others use.
const RARE: &str = "ƂƄƇƋƓƖƗƜƟƦƧƬƮƱƵƸƼǴǶǷȠ";

#[test]
fn folding_is_that_of_unicode_in_the_letters_of_living_languages() {
    for c in SCRIPTS.into_iter().flatten().filter_map(char::from_u32) {
        let kept = KEPT.iter().any(|it| it.contains(&(c as u32))) || RARE.contains(c);
        let mut small = c.to_lowercase();
        // The sigma at the end of a word has the same capital as any other.
        let expected = match (c, small.next()) {
            ('ς', _) => 'σ',
            (_, Some(small)) if !kept => small,
            _ => c,
        };
        assert_eq!(fold::lower(c), expected, "{c:?}");
    }
    for (one, other) in [
        ("ǄUNGLA", "ǆungla"),
        ("ƁAƘI", "ɓaƙi"),
        ("ƉƆƐŊƲ", "ɖɔɛŋʋ"),
        ("ΑΘΗΝΑΣ", "αθηνας"),
    ] {
        assert!(fold::equal(one, &fold::folded(other)), "{one}");
        assert!(fold::equal(other, &fold::folded(one)), "{other}");
    }
    assert!(fold::equal("STRASSE Ÿ Ω Ж", &fold::folded("strasse ÿ ω ж")));
    assert!(fold::has("ABCÄ", "bcä", false, true) && !fold::has("ABCÄ", "bcä", true, false));
    assert!(!fold::has("x", "", true, true) && fold::has("x", "", true, false));
}
