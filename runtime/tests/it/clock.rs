//! The customer's clock, with the changes that a request brings along.

use paywall_runtime::clock::Clock;
use proptest::prelude::*;

const HOUR: f64 = 3_600_000.0;
/// 2026-04-05 3:00 in summer time: the clock in Auckland goes back to 2:00.
const AUTUMN: f64 = 1_775_311_200_000.0;
/// 2026-09-27 2:00: it goes on to 3:00.
const SPRING: f64 = 1_790_431_200_000.0;

fn auckland() -> Clock {
    Clock {
        offset: 780.0,
        changes: vec![[AUTUMN, 720.0], [SPRING, 780.0]],
    }
}

#[test]
fn the_clock_changes_at_the_instants_that_are_given() {
    let clock = auckland();
    let ahead = |instant: f64| (clock.wall(instant) - instant) / HOUR;
    assert_eq!([AUTUMN - 1.0, AUTUMN].map(ahead), [13.0, 12.0]);
    assert_eq!([SPRING - 1.0, SPRING].map(ahead), [12.0, 13.0]);
    assert_eq!([0.0, 9e15].map(ahead), [13.0, 13.0]);
}

#[test]
fn a_time_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first() {
    let clock = auckland();
    let (skipped, twice) = (SPRING + 12.0 * HOUR, AUTUMN + 12.0 * HOUR);
    assert_eq!(clock.instant(skipped - 1.0), SPRING - 1.0);
    assert_eq!(clock.instant(skipped), SPRING);
    assert_eq!(
        clock.wall(clock.instant(skipped + HOUR / 2.0)),
        skipped + 1.5 * HOUR
    );
    assert_eq!(clock.instant(skipped + HOUR), SPRING);
    assert_eq!(clock.instant(twice), AUTUMN - HOUR);
    assert_eq!(clock.instant(twice + HOUR - 1.0), AUTUMN - 1.0);
    assert_eq!(clock.instant(twice + HOUR), AUTUMN + HOUR);
}

prop_compose! {
    /// Clocks that change every few months, by up to three hours.
    fn clocks()(offset in -720..780_i32, steps in prop::collection::vec((60..300_i32, -180..180_i32), 0..8)) -> Clock {
        let (mut from, mut minutes) = (0.0, f64::from(offset));
        let mut changes = Vec::new();
        for (days, by) in steps {
            from += f64::from(days) * 24.0 * HOUR;
            minutes += f64::from(by);
            changes.push([from, minutes]);
        }
        Clock { offset: f64::from(offset), changes }
    }
}

proptest! {
    /// What the clock shows at an instant names that instant, or the earlier one at which it shows the same.
    #[test]
    fn what_the_clock_shows_leads_back(clock in clocks(), minutes in 0..3_000_000_i32) {
        let instant = f64::from(minutes) * 60_000.0;
        let back = clock.instant(clock.wall(instant));
        prop_assert_eq!(clock.wall(back), clock.wall(instant));
        prop_assert!(back <= instant && instant - back <= 3.0 * HOUR, "{} and {}", instant, back);
    }

    /// Any time on the wall is shown, or skipped, and then moved on by no more than the change.
    #[test]
    fn any_time_names_an_instant(clock in clocks(), minutes in 0..3_000_000_i32) {
        let wall = f64::from(minutes) * 60_000.0;
        let shown = clock.wall(clock.instant(wall));
        prop_assert!(shown >= wall && shown - wall <= 3.0 * HOUR, "{} shows {}", wall, shown);
    }
}
