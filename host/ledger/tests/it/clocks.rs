//! Tests of a clock that was wrong for a while: nothing wrong remains once it is right again.

use paywall_ledger::{
    DeviceId, Fact, Input, Ledger, MemberKey, Observation, PlatformId, Presentation, Standing,
    State, Store, TermKind, Time, What,
};

use crate::invariants;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// Makes the store's answer to a question with this number, dated `at`.
fn answer(number: u64, at: Time, standing: Standing, of: &MemberKey) -> Observation {
    let mut seen = bought(of.clone(), at);
    seen.asked = Some(number);
    seen.complete = true;
    seen.standing = Some(standing);
    seen
}

fn said(at: Time, standing: Standing, of: &MemberKey) -> Observation {
    let mut seen = bought(of.clone(), at);
    seen.standing = Some(standing);
    seen
}

/// Returns whether the purchase gives access after these records, whatever the order in which they come.
fn access(records: &[&Observation]) -> bool {
    let mut orders = vec![records.to_vec(), records.iter().rev().copied().collect()];
    orders.extend((1..records.len()).map(|by| {
        let mut turned = records.to_vec();
        turned.rotate_left(by);
        turned
    }));
    let one = |order: &Vec<&Observation>| {
        let mut ledger = Ledger::new(app());
        let mut log = Vec::new();
        for (at, seen) in order.iter().enumerate() {
            let what = What::Notify {
                purchases: vec![(*seen).clone()],
            };
            let key = at.to_string();
            log.extend(ledger.accept(&Input { key, at: NOW, what }).unwrap());
        }
        assert_eq!(&State::replay(&log), ledger.state());
        let lineage = ledger.state().lineages.values().next().unwrap();
        lineage.status(NOW).access()
    };
    let all: Vec<bool> = orders.iter().map(one).collect();
    assert!(all.iter().all(|it| *it == all[0]), "{all:?}");
    all[0]
}

#[test]
fn an_answer_dated_tomorrow_gives_way_to_the_answer_to_a_later_question() {
    for store in [Store::Google, Store::Amazon, Store::Roku, Store::Stripe] {
        let of = key(store, "T");
        let ahead = answer(1, NOW.plus_days(1), Standing::Active, &of);
        let right = answer(2, NOW, Standing::Ended, &of);
        assert!(!access(&[&ahead, &right]), "{store:?}");
        let back = answer(3, NOW.plus_millis(1), Standing::Active, &of);
        assert!(access(&[&ahead, &right, &back]), "{store:?}");
        let behind = answer(4, NOW.plus_days(-400), Standing::Ended, &of);
        assert!(!access(&[&ahead, &right, &back, &behind]), "{store:?}");
    }
}

#[test]
fn an_answer_dated_tomorrow_before_questions_had_numbers_gives_way_too() {
    for store in [Store::Google, Store::Amazon] {
        let of = key(store, "T");
        let ahead = Observation {
            asked: None,
            ..answer(0, NOW.plus_days(1), Standing::Active, &of)
        };
        let right = answer(1, NOW, Standing::Ended, &of);
        assert!(!access(&[&ahead, &right]), "{store:?}");
    }
}

#[test]
fn what_a_store_says_after_a_question_comes_after_the_answer() {
    for store in [Store::Roku, Store::Stripe] {
        let of = key(store, "T");
        let [before, after] = [-1, 1].map(|days| said(NOW.plus_days(days), Standing::Hold, &of));
        let asked = answer(1, NOW, Standing::Active, &of);
        assert!(access(&[&asked, &before]), "{store:?}");
        assert!(!access(&[&asked, &after]), "{store:?}");
        // The clock was two days ahead at an earlier question, so its answer seems to be newer than the message.
        let ahead = answer(0, NOW.plus_days(2), Standing::Active, &of);
        assert!(!access(&[&ahead, &asked, &after]), "{store:?}");
        assert!(access(&[&ahead, &asked, &before]), "{store:?}");
    }
}

#[test]
fn a_list_in_an_answer_dated_tomorrow_takes_nothing_away_for_good() {
    let of = key(Store::Stripe, "T");
    let empty = |number, at| {
        let mut seen = answer(number, at, Standing::Active, &of);
        seen.terms.clear();
        seen
    };
    let ahead = empty(1, NOW.plus_days(1));
    let right = empty(2, NOW.plus_days(-2));
    let said = said(NOW.plus_days(-1), Standing::Active, &of);
    assert!(!access(&[&ahead, &said]));
    assert!(access(&[&ahead, &said, &right]));
}

#[test]
fn an_end_told_too_early_is_taken_back_also_by_a_move() {
    let mut ledger = Ledger::new(app());
    let mut log = Vec::new();
    let mut accept = |at: Time, what: What| {
        let key = log.len().to_string();
        log.extend(ledger.accept(&Input { key, at, what }).unwrap());
        ledger.clone()
    };
    let device = DeviceId::new("d");
    accept(
        NOW,
        What::Install {
            device: device.clone(),
            platform: PlatformId::new("apple"),
        },
    );
    let of = key(Store::Apple, "C");
    accept(
        NOW,
        What::Present {
            device: device.clone(),
            how: Presentation::Transaction,
            purchases: vec![bought(of, NOW)],
        },
    );
    let ahead = NOW.plus_days(31);
    let now = accept(
        NOW,
        What::Logout {
            device: device.clone(),
        },
    );
    assert!(now.due(NOW).is_empty());
    let lineage = now.due(ahead)[0].clone();
    let now = accept(ahead, What::Expire { lineage });
    assert!(now.due(ahead).is_empty());
    assert_eq!(now.due(NOW).len(), 1, "it has not ended");
    let now = accept(
        NOW,
        What::Login {
            device,
            account: "1".parse().unwrap(),
        },
    );
    assert!(now.due(NOW).is_empty());
    invariants::check(&now, &log, NOW);
    let facts = log.iter().flat_map(|it| &it.facts);
    let back = facts.filter(|it| matches!(it, Fact::EndTakenBack { .. }));
    assert_eq!(back.count(), 1);
}

#[test]
fn moves_that_a_clock_ahead_left_behind_use_up_no_budget() {
    let mut ledger = Ledger::new(app());
    let mut number = 0;
    let mut accept = |at: Time, what: What| {
        number += 1;
        let key = number.to_string();
        ledger.accept(&Input { key, at, what }).unwrap();
        let lineages = ledger.state().lineages.values();
        lineages.map(|it| it.owner.clone()).next()
    };
    for name in ["1", "2"] {
        let (device, platform) = (DeviceId::new(name), PlatformId::new("apple"));
        accept(
            NOW,
            What::Install {
                device: device.clone(),
                platform,
            },
        );
        let account = name.parse().unwrap();
        accept(NOW, What::Login { device, account });
    }
    let mut shows = |at: Time, name: &str| {
        let mut seen = bought(key(Store::Apple, "C"), NOW);
        seen.terms[0].ends = None;
        seen.terms[0].kind = TermKind::OneTime;
        let (device, purchases) = (DeviceId::new(name), vec![seen]);
        let how = Presentation::Restore;
        accept(
            at,
            What::Present {
                device,
                how,
                purchases,
            },
        )
        .unwrap()
    };
    // Five moves within a month are the most.
    let a_year_ahead = NOW.plus_days(365);
    let owners: Vec<_> = (0..8)
        .map(|at| shows(a_year_ahead, ["1", "2"][at % 2]))
        .collect();
    assert_eq!(owners[6], owners[7], "the budget is used up");
    let other = if owners[7] == owners[0] { "2" } else { "1" };
    assert_ne!(shows(NOW, other), owners[7], "the clock is right again");
}
