//! Tests of the plan for events, without any receiver.

use paywall_ledger::{Customer, EventName, JourneyState, LineageId};
use paywall_webhooks::{Endpoint, EndpointError, Next, Outcome, Retry, Turn, View, next, turn};
use proptest::prelude::*;

use crate::shop::{NOW, endpoint, event};

fn lineage() -> LineageId {
    let event = event(EventName::Purchased).event;
    event.purchase().unwrap().lineage.clone()
}

fn view(account: Option<&str>, version: u64) -> View {
    View {
        account: account.map(|it| it.parse().unwrap()),
        devices: vec![],
        customer: Customer {
            ended: Default::default(),
            entitlements: vec![],
            journey: JourneyState::default(),
            purchases: vec![],
        },
        versions: [(lineage(), version)].into(),
        payments: Default::default(),
        merged: Default::default(),
    }
}

#[test]
fn a_change_of_a_purchase_is_told_once_it_was_left_alone_for_two_minutes() {
    let (updated, to) = (
        event(EventName::PurchaseUpdated),
        endpoint("https://a.example"),
    );
    let at = |seconds: i64, version| {
        turn(
            &updated,
            &to,
            Some(&view(None, version)),
            NOW.plus_millis(seconds * 1000),
        )
    };
    assert_eq!(at(0, 3), Turn::Wait(NOW.plus_millis(120_000)));
    assert_eq!(at(120, 3), Turn::Send);
    assert_eq!(at(0, 4), Turn::Skip, "a newer one says it better");
    let moved = turn(&updated, &to, Some(&View::nobody()), NOW);
    assert_eq!(moved, Turn::Skip, "the new owner's says it better");
    let a_day_ahead = at(-86_400, 3);
    assert_eq!(
        a_day_ahead,
        Turn::Send,
        "the clock was ahead when it was made"
    );
    let purchased = event(EventName::Purchased);
    assert_eq!(turn(&purchased, &to, Some(&view(None, 4)), NOW), Turn::Send);
}

#[test]
fn a_receiver_hears_what_it_wants_and_when() {
    let purchased = event(EventName::Purchased);
    let other = Endpoint {
        events: Some(vec![EventName::Expired]),
        ..endpoint("https://a.example")
    };
    assert_eq!(
        turn(&purchased, &other, Some(&view(None, 3)), NOW),
        Turn::Skip
    );
    let waits = Endpoint {
        wait_for_login: true,
        ..endpoint("https://a.example")
    };
    let tomorrow = Turn::Wait(NOW.plus_days(1));
    assert_eq!(
        turn(&purchased, &waits, Some(&view(None, 3)), NOW),
        tomorrow
    );
    assert_eq!(
        turn(&purchased, &waits, Some(&view(None, 3)), NOW.plus_days(30)),
        Turn::Skip
    );
    assert_eq!(
        turn(&purchased, &waits, Some(&view(Some("42"), 3)), NOW),
        Turn::Send
    );
    assert_eq!(
        turn(&purchased, &waits, None, NOW),
        Turn::Skip,
        "nobody hears of who is forgotten"
    );
}

#[test]
fn pauses_grow_and_end_after_a_day() {
    let retry = Retry {
        jitter: 0.0,
        ..Retry::default()
    };
    let seconds: Vec<i64> = (1..12).map(|it| retry.pause(it, "e") / 1000).collect();
    assert_eq!(
        seconds,
        [30, 60, 120, 240, 480, 960, 1920, 3840, 7200, 7200, 7200]
    );
    let failed = Outcome::Failed { retry_after: None };
    let (mut outgoing, mut now) = (event(EventName::Purchased), NOW);
    loop {
        match next(&outgoing, failed, now, &retry) {
            Next::Again(time) => now = time,
            Next::GivenUp => break,
            Next::Done => panic!("a failure is not done"),
        }
        outgoing.attempts += 1;
    }
    assert_eq!(outgoing.attempts, 19);
    assert_eq!(now, NOW.plus_millis(86_850_000));
}

#[test]
fn a_receiver_may_ask_for_more_time_but_not_for_days() {
    let outgoing = event(EventName::Purchased);
    let asked = |seconds| {
        next(
            &outgoing,
            Outcome::Failed {
                retry_after: Some(seconds),
            },
            NOW,
            &Retry::default(),
        )
    };
    assert_eq!(asked(600), Next::Again(NOW.plus_millis(600_000)));
    assert_eq!(asked(u32::MAX), Next::Again(NOW.plus_millis(7_200_000)));
    assert_eq!(
        next(&outgoing, Outcome::Gone, NOW, &Retry::default()),
        Next::GivenUp
    );
    assert_eq!(
        next(&outgoing, Outcome::Delivered, NOW, &Retry::default()),
        Next::Done
    );
}

#[test]
fn nothing_is_sent_in_the_clear_or_unsigned() {
    for url in [
        "http://a.example/",
        "ftp://a.example",
        "a.example",
        "http://localhost.example/",
    ] {
        assert_eq!(endpoint(url).check(), Err(EndpointError::NotHttps), "{url}");
    }
    for url in [
        "https://a.example/hook",
        "http://localhost:9000/",
        "http://127.0.0.1/",
    ] {
        assert_eq!(endpoint(url).check(), Ok(()), "{url}");
    }
    let mut unsigned = endpoint("https://a.example");
    unsigned.secrets.clear();
    assert_eq!(unsigned.check(), Err(EndpointError::NoSecret));
}

proptest! {
    #[test]
    fn pauses_stay_within_their_spread_and_are_the_same_each_time(failures in 1..1000u32, id in "[a-f0-9]{8}", jitter in 0.0..1.0f64) {
        let (plain, spread) = (Retry { jitter: 0.0, ..Retry::default() }, Retry { jitter, ..Retry::default() });
        let (middle, pause) = (plain.pause(failures, &id) as f64, spread.pause(failures, &id));
        prop_assert!(pause as f64 >= middle * (1.0 - jitter) - 1.0 && pause as f64 <= middle * (1.0 + jitter) + 1.0);
        prop_assert_eq!(pause, spread.pause(failures, &id));
    }
}
