//! Tests that the database says and keeps the same as the pure ledger.

use std::fs;
use std::path::Path;

use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{
    AppId, Arrival, DeviceId, Input, Ledger, PlatformId, State, Time, What, explain,
};
use paywall_scenario::{self as scenario, Exchange};

use crate::databases::{Place, check, everywhere};
use crate::history::history;
use paywall_host_testing::shop::{NOW, app};

#[tokio::test]
async fn every_scenario_goes_through_every_database() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "json") {
            texts.push((
                path.display().to_string(),
                fs::read_to_string(path).unwrap(),
            ));
        }
    }
    for (file, text) in texts {
        let exchanges = scenario::exchanges(&text).unwrap();
        for place in everywhere() {
            play(&format!("{file} on {}", place.name), &place, &exchanges).await;
        }
    }
}

async fn play(name: &str, place: &Place, exchanges: &[Exchange]) {
    let database = place.open().await;
    let mut ledger = LedgerDatabase::new(&database, exchanges[0].app.clone());
    for exchange in exchanges {
        if *ledger.app() != exchange.app {
            ledger = LedgerDatabase::new(&database, exchange.app.clone());
        }
        let found = ledger.accept(exchange.input.clone()).await.unwrap();
        let expected = exchange.record.clone();
        assert_eq!(found, Arrival::from(expected), "{name}");
    }
    let log: Vec<_> = exchanges
        .iter()
        .filter_map(|it| it.record.clone())
        .collect();
    assert_eq!(ledger.state().await.unwrap(), State::replay(&log), "{name}");
    database.close().await;
}

#[tokio::test]
async fn a_history_gives_the_same_records_rows_and_answers() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        let mut pure = Ledger::new(app());
        let inputs = history(1, 250, 5, 6);
        for input in &inputs {
            let found = ledger.accept(input.clone()).await;
            match pure.accept(input) {
                Ok(Some(record)) => assert_eq!(found.unwrap(), Arrival::New(record)),
                Ok(None) => assert_eq!(found.unwrap(), Arrival::Known),
                Err(refused) => assert!(matches!(found, Err(Error::Refused(it)) if it == refused)),
            }
        }
        assert_eq!(
            ledger.state().await.unwrap(),
            *pure.state(),
            "{}",
            place.name
        );
        check(&ledger, &inputs).await;
        answers_agree(&ledger, &pure, NOW.plus_days(1)).await;
        let log = ledger.log().await.unwrap();
        for user in pure.state().users.keys() {
            let told = explain(&log, user);
            assert_eq!(ledger.history(user).await.unwrap(), told);
        }
    }
}

async fn answers_agree(ledger: &LedgerDatabase, pure: &Ledger, now: Time) {
    for (id, row) in &pure.state().users {
        let found = ledger.user_state(id, now).await.unwrap();
        assert_eq!(
            found.as_ref().map(|it| &it.customer),
            pure.customer(id, now).as_ref()
        );
        assert!(found.is_none_or(|it| it.row == *row));
    }
    for (id, row) in &pure.state().devices {
        let found = ledger.device_state(id, now).await.unwrap().unwrap();
        assert_eq!(found.user, row.user);
        assert_eq!(Some(found.customer), pure.customer(&row.user, now));
        assert_eq!(found.device.unwrap().1, *row);
    }
    let nobody = DeviceId::new("nobody's");
    assert_eq!(ledger.device_state(&nobody, now).await.unwrap(), None);
}

#[tokio::test]
async fn apps_do_not_see_each_other() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        let mut other = app();
        other.id = AppId::new("another");
        let other = LedgerDatabase::new(&database, other);
        for input in history(2, 50, 3, 3) {
            let _ = ledger.accept(input).await;
        }
        assert_eq!(other.state().await.unwrap(), Default::default());
        assert!(other.log().await.unwrap().is_empty());
        assert!(other.events_since(0, 10).await.unwrap().is_empty());
        assert!(
            other
                .device_state(&DeviceId::new("0"), NOW)
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test]
async fn what_is_kept_is_there_after_a_restart() {
    for place in everywhere().into_iter().skip(1) {
        let mut inputs = history(3, 100, 4, 4);
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        let mut pure = Ledger::new(app());
        // What was about nothing is not used up.
        inputs.retain(|input| pure.accept(input).is_ok());
        for input in &inputs {
            ledger.accept(input.clone()).await.unwrap();
        }
        let before = ledger.state().await.unwrap();
        database.close().await;
        assert!(matches!(ledger.state().await, Err(Error::Database(_))));
        let ledger = LedgerDatabase::new(&place.open().await, app());
        assert_eq!(ledger.state().await.unwrap(), before);
        for input in &inputs {
            assert!(!matches!(
                ledger.accept(input.clone()).await,
                Ok(Arrival::New(_))
            ));
        }
        check(&ledger, &inputs).await;
    }
}

#[tokio::test]
async fn the_clock_tells_each_end_once_on_any_number_of_hosts() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        let second = LedgerDatabase::new(&database, app());
        let mut pure = Ledger::new(app());
        for input in history(4, 60, 3, 8) {
            let _ = pure.accept(&input);
            let _ = ledger.accept(input).await;
        }
        for minutes in [0, 10, 60 * 24, 60 * 24 * 2] {
            let now = NOW.plus_millis(3_600_000 + minutes * 60_000);
            let due = pure.due(now);
            let (one, other) = tokio::join!(ledger.tick(now), second.tick(now));
            assert!(one.unwrap().max(other.unwrap()) >= due.len());
            for lineage in due {
                let key = format!("{lineage} at {now}");
                let what = What::Expire { lineage };
                pure.accept(&Input { key, at: now, what }).unwrap();
            }
            let (mut found, mut expected) = (ledger.state().await.unwrap(), pure.state().clone());
            found.seen.clear();
            expected.seen.clear();
            assert_eq!(found, expected, "{} after {minutes} minutes", place.name);
            assert_eq!(ledger.tick(now).await.unwrap(), 0);
        }
        let events = ledger.events_since(0, u32::MAX).await.unwrap();
        assert!(
            events
                .iter()
                .any(|it| it.event.name().name() == "user.subscription.expired")
        );
    }
}

#[tokio::test]
async fn what_no_database_could_keep_is_refused() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let what = What::Install {
            device: DeviceId::new("a\0b"),
            platform: PlatformId::new("apple"),
        };
        let key = "key".to_owned();
        let input = Input { key, at: NOW, what };
        assert!(
            matches!(ledger.accept(input).await, Err(Error::Unfit)),
            "{}",
            place.name
        );
        assert!(ledger.log().await.unwrap().is_empty());
    }
}
