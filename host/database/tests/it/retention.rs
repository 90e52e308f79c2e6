//! Tests of retention: old rows are deleted, and nothing happens a second time because of that.

use paywall_database::{Activity, LedgerDatabase, Settled, Settlement};
use paywall_ledger::{Arrival, DeviceId, Time};
use paywall_webhooks::Next;
use tokio::task::JoinSet;

use crate::databases::everywhere;
use crate::history::{input, install};
use crate::messages::{message, observed};
use paywall_host_testing::shop::{NOW, app};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn settled_messages_go_and_change_nothing_when_they_come_again() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let nothing = || Settlement::Nothing {
            why: "TEST".into(),
            answers: vec![],
            unread: None,
        };
        let later = NOW.plus_days(1);
        ledger
            .take(message("old", NOW), NOW, observed("C"))
            .await
            .unwrap();
        ledger
            .take(message("test", NOW), NOW, nothing())
            .await
            .unwrap();
        ledger
            .take(message("new", later), later, nothing())
            .await
            .unwrap();
        ledger.receive(message("waits", NOW)).await.unwrap();
        let log = ledger.log().await.unwrap();

        assert_eq!(ledger.forget_messages(NOW).await.unwrap(), 0);
        assert_eq!(
            ledger.forget_messages(later).await.unwrap(),
            2,
            "{}",
            place.name
        );
        assert_eq!(ledger.forget_messages(later).await.unwrap(), 0);
        let waiting = ledger.take_messages(later, MINUTE, 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].it, message("waits", NOW));

        let again = ledger.take(message("old", NOW), NOW, observed("C")).await;
        assert_eq!(
            again.unwrap(),
            Arrival::New(Settled::Done(None)),
            "its key is in the log"
        );
        let known = ledger.take(message("new", later), later, nothing()).await;
        assert_eq!(known.unwrap(), Arrival::Known);
        assert_eq!(ledger.log().await.unwrap(), log);
    }
}

#[tokio::test]
async fn events_go_once_they_are_delivered_or_given_up() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for number in 0..3 {
            let id = number.to_string();
            ledger
                .take(message(&id, NOW), NOW, observed(&id))
                .await
                .unwrap();
        }
        let mut taken = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        taken.retain(|it| it.event.stream().is_empty());
        let [delivered, given_up] = [0, 1].map(|at| &taken[at]);
        let leased = taken[2].position;
        let settle = async |event, next, at: Time| {
            ledger.settle_event(event, next, true, at).await.unwrap();
        };
        settle(delivered, Next::Done, NOW).await;
        settle(given_up, Next::GivenUp, NOW).await;
        let later = NOW.plus_days(1);
        let all = ledger.events_since(0, 100).await.unwrap().len();

        assert_eq!(ledger.forget_events(NOW).await.unwrap(), 0);
        assert_eq!(
            ledger.forget_events(later).await.unwrap(),
            2,
            "{}",
            place.name
        );
        let left = ledger.events_since(0, 100).await.unwrap();
        assert_eq!(left.len(), all - 2);
        assert!(left.iter().any(|it| it.position == leased));
        let gone = ledger.replay_events(delivered.position, given_up.position);
        assert_eq!(gone.await.unwrap(), 0);
    }
}

#[tokio::test]
async fn what_devices_did_goes_however_much_it_is() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        ledger
            .accept(input("i".into(), 0, install(0)))
            .await
            .unwrap();
        let mut under_way = JoinSet::new();
        // More rows than one statement deletes.
        for number in 0..1_050 {
            let session = Activity {
                id: number.to_string(),
                device: DeviceId::new("0"),
                told: None,
                kind: "session",
                at: NOW.plus_millis(number),
                body: serde_json::json!({}),
            };
            let ledger = ledger.clone();
            under_way.spawn(async move { ledger.note(session).await });
        }
        for noted in under_way.join_all().await {
            noted.unwrap();
        }
        let before = NOW.plus_millis(1_040);
        assert_eq!(
            ledger.forget_activity(before).await.unwrap(),
            1_040,
            "{}",
            place.name
        );
        let user = ledger
            .device_state(&DeviceId::new("0"), NOW)
            .await
            .unwrap()
            .unwrap()
            .user;
        let export = ledger.export(&user, NOW).await.unwrap().unwrap();
        assert_eq!(export.activity.len(), 10);
    }
}
