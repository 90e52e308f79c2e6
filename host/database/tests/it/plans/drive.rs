//! Everything that requests, workers and the clock ask of a ledger, for one customer.

use paywall_database::results::{Counter, Exposed};
use paywall_database::{Activity, LedgerDatabase, Profile, Settlement};
use paywall_ledger::{DeviceId, Input, Presentation, Store, Time, What};
use paywall_results::{Ask, Experiment, Exposure, variant};
use paywall_webhooks::{DeviceEvent, Next};
use serde_json::json;

use crate::history::{input, install};
use crate::messages::{message, observed};
use paywall_host_testing::shop::{NOW, bought, key};
use paywall_host_testing::until::until;

const MINUTE: i64 = 60_000;

/// Plays a customer's life, and what a host does beside it. Each number is another customer.
pub async fn drive(ledger: &LedgerDatabase, number: u64) {
    customer(ledger, number).await;
    messages(ledger, number).await;
    events(ledger).await;
    results(ledger, number).await;
    old_rows(ledger, number).await;
    forgotten(ledger, number).await;
}

/// Names the two devices of a customer.
fn devices(number: u64) -> [DeviceId; 2] {
    [0, 1].map(|at| DeviceId::new((2 * number + at).to_string()))
}

/// Gives an input to the ledger.
async fn accept(ledger: &LedgerDatabase, number: u64, name: &str, what: What) {
    let Input { key, at, what } = input(format!("{name}-{number}"), 0, what);
    ledger.accept(Input { key, at, what }).await.unwrap();
}

async fn customer(ledger: &LedgerDatabase, number: u64) {
    for (at, device) in devices(number).into_iter().enumerate() {
        let profile = Profile {
            device: device.clone(),
            body: json!({}),
            secret: None,
        };
        let name = format!("install-{at}-{number}");
        let what = install(2 * number + u64::try_from(at).unwrap());
        ledger
            .install(input(name, 0, what), profile.clone())
            .await
            .unwrap();
        ledger.describe(profile).await.unwrap();
        let account = (5_000_000 + number).to_string().parse().unwrap();
        let login = What::Login { device, account };
        accept(ledger, number, &format!("login-{at}"), login).await;
    }
    let [device, other] = devices(number);
    let bought = bought(key(Store::Apple, &format!("C{number}")), NOW);
    let what = What::Present {
        device: device.clone(),
        how: Presentation::Transaction,
        purchases: vec![bought],
    };
    accept(ledger, number, "buy", what).await;
    let begun = i64::try_from(number).unwrap() * 10 * MINUTE;
    for at in 0..20 {
        report(ledger, &device, begun + at).await;
    }
    let shown = [device.clone(), other];
    let recent = ledger.recent_activity(&shown, "impression", 1024).await;
    assert_eq!(recent.unwrap().len(), 20);
    let first = ledger.recent_activity(&shown, "impression", 1).await;
    assert_eq!(first.unwrap()[0].0, NOW.plus_millis(begun + 19));
    let since = NOW.plus_millis(begun + 9);
    let newest = ledger.newest_activity(since, 5).await.unwrap();
    assert!(
        newest.len() == 5 && newest.iter().all(|it| it.at > since),
        "{newest:?}"
    );
    assert!(newest.is_sorted_by(|one, other| one.at >= other.at));
    ledger.profile(&device).await.unwrap();
    let state = ledger.device_state(&device, NOW).await.unwrap().unwrap();
    ledger.user_state(&state.user, NOW).await.unwrap();
    ledger.view(&state.user, NOW).await.unwrap();
    ledger.history(&state.user).await.unwrap();
    ledger.accounts_in_history(&state.user).await.unwrap();
    ledger.user_of(&state.row.account.unwrap()).await.unwrap();
    ledger.export(&state.user, NOW).await.unwrap().unwrap();
    assert!(ledger.tick(NOW.plus_days(31)).await.unwrap() > 0);
}

async fn report(ledger: &LedgerDatabase, device: &DeviceId, at: i64) {
    let (id, at) = (format!("{device}-{at}"), NOW.plus_millis(at));
    let state = ledger.device_state(device, NOW).await.unwrap().unwrap();
    let event = DeviceEvent {
        id: id.clone(),
        name: paywall_ledger::EventName::DeviceImpression,
        at,
        device: device.clone(),
        platform: paywall_ledger::PlatformId::new("apple"),
        what: json!({}),
    };
    let activity = Activity {
        told: Some((state.user, event)),
        id,
        device: device.clone(),
        kind: "impression",
        at,
        body: json!({}),
    };
    ledger.note(activity).await.unwrap();
}

async fn messages(ledger: &LedgerDatabase, number: u64) {
    let name = |what: &str| format!("{what}-{number}");
    let take = async |what: &str, settlement| {
        let message = message(&name(what), NOW);
        ledger.take(message, NOW, settlement).await.unwrap();
    };
    take("whole", observed(&name("C"))).await;
    let nothing = Settlement::Nothing {
        why: "not understood".into(),
        answers: Vec::new(),
        unread: Some("a part".into()),
    };
    take("nothing", nothing).await;
    ledger.receive(message(&name("asks"), NOW)).await.unwrap();
    let taken = ledger.take_messages(NOW, MINUTE, 10).await.unwrap();
    assert!(ledger.question_number().await.unwrap() > 0);
    for message in taken {
        let later = Settlement::Later {
            until: NOW.plus_millis(MINUTE),
            why: "away".into(),
        };
        ledger.settle(&message, NOW, later).await.unwrap();
    }
    let later = NOW.plus_millis(MINUTE);
    for message in ledger.take_messages(later, MINUTE, 10).await.unwrap() {
        let observed = observed(&name("D"));
        ledger.settle(&message, NOW, observed).await.unwrap();
    }
    ledger.not_understood(100).await.unwrap();
    ledger.work_again(NOW).await.unwrap();
    ledger.waiting().await.unwrap();
    // After the times for which the rows of `fill` wait, so that none of those is worked off here.
    let late = Time::from_millis(4_100_000_000_000);
    ledger.recall(late.plus_days(1)).await.unwrap();
    ledger.recall(late).await.unwrap();
}

async fn events(ledger: &LedgerDatabase) {
    let mut now = NOW.plus_days(2);
    loop {
        now = now.plus_millis(2 * MINUTE);
        let taken = ledger.take_events(now, MINUTE, 64).await.unwrap();
        let Some(last) = taken.last() else { break };
        let position = last.position;
        for event in &taken {
            let again = Next::Again(now.plus_millis(MINUTE));
            let next = if event.attempts == 0 {
                again
            } else {
                Next::Done
            };
            let settled = ledger.settle_event(event, next, true, now);
            settled.await.unwrap();
        }
        ledger.replay_events(position, position).await.unwrap();
        for event in ledger.take_events(now, MINUTE, 64).await.unwrap() {
            let settled = ledger.settle_event(&event, Next::Done, true, now);
            settled.await.unwrap();
        }
        ledger.events_since(position - 1, 1).await.unwrap();
    }
}

/// Counts what a customer saw before they logged in. What operators ask for is left out: the list of all experiments, and
/// counting everything anew.
async fn results(ledger: &LedgerDatabase, number: u64) {
    let offer = Experiment {
        experiment: "offer".into(),
        phase: 1,
        ..Experiment::default()
    };
    ledger.declare(&[offer], NOW).await.unwrap();
    let device = DeviceId::new((3_000_000 + number).to_string());
    let what = install(3_000_000 + number);
    accept(ledger, number, "exposed", what).await;
    let state = ledger.device_state(&device, NOW).await.unwrap().unwrap();
    let exposed = Exposed {
        user: state.user,
        experiment: "offer".into(),
        phase: 1,
        exposure: Exposure {
            arm: variant("a"),
            crossed: false,
            at: NOW,
            platform: "apple".into(),
            country: "NZ".into(),
            rule: "r".into(),
            paywall: "p".into(),
            revision: "7".into(),
        },
    };
    let activity = Activity {
        told: None,
        id: format!("exposed-{number}"),
        device: device.clone(),
        kind: "impression",
        at: NOW,
        body: json!({}),
    };
    let noted = ledger.note_exposed(activity, Some(exposed));
    noted.await.unwrap();
    let account = (6_000_000 + number).to_string().parse().unwrap();
    accept(ledger, number, "counts", What::Login { device, account }).await;
    let mut counter = Counter::new(ledger);
    until(async || {
        counter.turn().await.unwrap();
        counter.is_done().await.unwrap()
    })
    .await;
    let asked = ledger.results("offer", None, &Ask::default()).await;
    let asked = asked.unwrap().unwrap();
    assert!(!asked.is_behind && asked.report.people.exposed > i64::try_from(number).unwrap());
}

async fn old_rows(ledger: &LedgerDatabase, number: u64) {
    let before = Time::from_millis(NOW.millis() - 1);
    ledger.retention_time(before).await.unwrap();
    ledger.forget_activity(before).await.unwrap();
    let surplus = ledger.forget_surplus_activity(10).await.unwrap();
    // The devices of `fill` report ten times each.
    assert_eq!(surplus, 10);
    let unused = input(format!("unused-{number}"), 0, install(1_000_000 + number));
    ledger.accept(unused).await.unwrap();
    let later = NOW.plus_millis(1);
    assert_eq!(ledger.forget_unused_devices(later).await.unwrap(), 1);
    ledger.forget_messages(before).await.unwrap();
    ledger.forget_not_understood(before).await.unwrap();
    ledger.forget_events(before).await.unwrap();
}

async fn forgotten(ledger: &LedgerDatabase, number: u64) {
    let [device, _] = devices(number);
    let state = ledger.device_state(&device, NOW).await.unwrap().unwrap();
    ledger.forget(&state.user, NOW, true).await.unwrap();
    ledger.finish_forgetting(true).await.unwrap();
}
