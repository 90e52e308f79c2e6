//! Tests of what is deleted because nobody uses it: invented devices, and reports that no decision looks at.

use paywall_database::{Activity, LedgerDatabase, Profile};
use paywall_ledger::{Arrival, DeviceId, Input, Presentation, Store, Time, What};
use serde_json::json;

use crate::catalogue::everything;
use crate::databases::{check, everywhere};
use crate::history::{input, install};
use paywall_host_testing::shop::{NOW, app, bought, key};

/// A device whose id stands nowhere by chance.
const LONG_GONE: u64 = 987_654_321;

fn device(number: u64) -> DeviceId {
    DeviceId::new(number.to_string())
}

async fn report(ledger: &LedgerDatabase, number: u64, at: Time) {
    let session = Activity {
        id: format!("{number}/{at}"),
        device: device(number),
        told: None,
        kind: "session",
        at,
        body: json!({}),
    };
    ledger.note(session).await.unwrap();
}

async fn is_there(ledger: &LedgerDatabase, number: u64) -> bool {
    let state = ledger.device_state(&device(number), NOW).await;
    state.unwrap().is_some()
}

#[tokio::test]
async fn devices_that_nobody_uses_go_without_a_trace_and_may_come_again() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let mut inputs = Vec::new();
        let mut accept = async |at: usize, what: What| {
            let input = input(format!("{at}"), at, what);
            inputs.push(input.clone());
            ledger.accept(input).await.unwrap();
        };
        for number in 0..250 {
            accept(usize::try_from(number).unwrap(), install(number)).await;
        }
        accept(250, install(LONG_GONE)).await;
        let account = "1".parse().unwrap();
        let login = What::Login {
            device: device(1),
            account,
        };
        accept(300, login).await;
        accept(301, What::Logout { device: device(1) }).await;
        let show = What::Present {
            device: device(2),
            how: Presentation::Transaction,
            purchases: vec![bought(key(Store::Apple, "C"), NOW)],
        };
        accept(302, show).await;
        report(&ledger, 3, NOW).await;
        accept(1000, install(1000)).await;
        let profile = Profile {
            device: device(4),
            body: json!({"os_name": "invented"}),
            secret: None,
        };
        ledger.describe(profile).await.unwrap();

        let before = NOW.plus_millis(60_000 * 500);
        assert_eq!(
            ledger.forget_unused_devices(before).await.unwrap(),
            248,
            "{}",
            place.name
        );
        for kept in [1, 2, 3, 1000] {
            assert!(is_there(&ledger, kept).await, "{kept}");
        }
        assert!(!is_there(&ledger, 4).await);
        assert_eq!(ledger.profile(&device(4)).await.unwrap(), None);
        let log = ledger.log().await.unwrap();
        assert_eq!(log.len(), 7, "the rest of the log stays");
        check(&ledger, &inputs).await;
        assert_eq!(ledger.forget_unused_devices(before).await.unwrap(), 0);
        if !place.url.contains(":memory:") {
            let mut left = everything(&place.url).await;
            left.retain(|it| it.contains(&LONG_GONE.to_string()));
            assert!(left.is_empty(), "{}: {left:?}", place.name);
        }

        // The same key is the same installation, which is new once more.
        let again: Input = inputs[4].clone();
        let arrival = ledger.accept(again).await.unwrap();
        assert!(matches!(arrival, Arrival::New(_)));
        assert!(is_there(&ledger, 4).await);
        check(&ledger, &inputs).await;
    }
}

#[tokio::test]
async fn of_many_reports_of_a_device_the_newest_stay() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for minute in 0..30 {
            report(&ledger, 0, NOW.plus_millis(minute * 60_000)).await;
        }
        report(&ledger, 1, NOW).await;
        assert_eq!(ledger.forget_surplus_activity(10).await.unwrap(), 20);
        let both = [device(0), device(1)];
        let recent = ledger.recent_activity(&both, "session", 100);
        let times: Vec<Time> = recent.await.unwrap().into_iter().map(|it| it.0).collect();
        assert_eq!(times.len(), 11, "{}", place.name);
        assert_eq!(times[0], NOW.plus_millis(29 * 60_000));
        assert_eq!(ledger.forget_surplus_activity(10).await.unwrap(), 0);
        // A later look goes on where this one ended, and another number begins anew.
        for minute in 100..104 {
            report(&ledger, 0, NOW.plus_millis(minute * 60_000)).await;
        }
        assert_eq!(ledger.forget_surplus_activity(10).await.unwrap(), 4);
        assert_eq!(ledger.forget_surplus_activity(3).await.unwrap(), 7);
    }
}
