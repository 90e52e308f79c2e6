//! Tests of databases that were put back to an older state, while others know of a newer one.

use paywall_database::{Database, Error, LedgerDatabase, Settlement};
use paywall_ledger::{Arrival, Event, What};
use serde_json::json;

use crate::databases::{everywhere, sqlite_file};
use crate::history::{input, install};
use crate::messages::message;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// Lets a purchase come about by a message of its store, with a key and a change that others have not.
async fn news(ledger: &LedgerDatabase, name: &str, cancelled: bool) -> Vec<Event> {
    let mut seen = bought(key(paywall_ledger::Store::Apple, "C"), NOW);
    if cancelled {
        seen.renews = Some(false);
        seen.at = NOW.plus_millis(1000);
    }
    let purchases = vec![seen];
    let what = What::Notify { purchases };
    match ledger.accept(input(name.into(), 1, what)).await.unwrap() {
        Arrival::New(record) => record.events,
        Arrival::Known => Vec::new(),
    }
}

#[tokio::test]
async fn after_a_restore_new_events_have_ids_and_positions_that_were_never_given_out() {
    let (place, folder) = (sqlite_file(), tempfile::tempdir().unwrap());
    let ledger = LedgerDatabase::new(&place.open().await, app());
    ledger
        .accept(input("i".into(), 0, install(0)))
        .await
        .unwrap();
    news(&ledger, "bought", false).await;
    let file = folder.path().join("copy.db");
    ledger
        .database()
        .backup(file.to_str().unwrap())
        .await
        .unwrap();
    let before = news(&ledger, "cancelled", true).await;
    let read = ledger.events_since(0, 100).await.unwrap();
    let last = read.last().unwrap().position;

    let url = format!("sqlite:{}", file.display());
    let copy = LedgerDatabase::new(&Database::open(&url).await.unwrap(), app());
    let ahead = copy.events_since(last, 100).await.unwrap_err();
    assert_eq!(ahead.code(), "position_ahead", "{ahead}");
    let (restored, _) = copy
        .database()
        .mark_restored(NOW.plus_days(1))
        .await
        .unwrap();
    assert_eq!(restored.newest, Some(NOW.plus_millis(60_000)));
    assert!(copy.events_since(last, 100).await.unwrap().is_empty());
    // Another message than before leads to a purchase of the same version.
    let after = news(&copy, "also cancelled", true).await;
    assert_eq!(after[0].version, before[0].version);
    assert_ne!(after[0].id, before[0].id, "a receiver would pass over it");
    let read = copy.events_since(last, 100).await.unwrap();
    assert_eq!(
        read.len(),
        after.len(),
        "a reader of positions gets what is new"
    );
    copy.database().close().await;
    let again = Database::open(&url).await.unwrap();
    assert_eq!(
        again.restored(),
        Some(restored),
        "hosts that start know of it"
    );
}

#[tokio::test]
async fn the_same_message_after_a_restore_leads_to_the_same_event() {
    let mut ids = Vec::new();
    for place in [sqlite_file(), sqlite_file()] {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let events = news(&ledger, "bought", false).await;
        ids.push(events.into_iter().map(|it| it.id).collect::<Vec<_>>());
    }
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn positions_that_were_not_given_out_are_said_and_others_are_not() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        assert!(ledger.events_since(0, 10).await.unwrap().is_empty());
        let ahead = ledger.events_since(1, 10).await.unwrap_err();
        assert!(
            matches!(ahead, Error::PositionAhead { asked: 1, last: 0 }),
            "{}: {ahead}",
            place.name
        );
        news(&ledger, "bought", false).await;
        let last = ledger.events_since(0, 10).await.unwrap().pop().unwrap();
        assert!(
            ledger
                .events_since(last.position, 10)
                .await
                .unwrap()
                .is_empty()
        );
        for days in [1, 2] {
            let before = ledger.events_since(0, 10).await.unwrap().pop().unwrap();
            database.mark_restored(NOW.plus_days(days)).await.unwrap();
            news(&ledger, &format!("again {days}"), days == 1).await;
            let news = ledger.events_since(before.position, 10).await.unwrap();
            assert_eq!(
                news.is_empty(),
                days == 2,
                "nothing new twice: {}",
                place.name
            );
            assert!(news.iter().all(|it| it.position > NOW.millis() * 1024));
        }
    }
}

#[tokio::test]
async fn what_a_store_was_asked_about_is_asked_again() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        for name in ["asked", "told"] {
            ledger.receive(message(name, NOW)).await.unwrap();
        }
        let taken = ledger.take_messages(NOW, 1000, 10).await.unwrap();
        ledger.receive(message("waits", NOW)).await.unwrap();
        let nothing = |answers| Settlement::Nothing {
            why: "renewed".into(),
            answers,
            unread: None,
        };
        for message in taken {
            let answers = match message.id.as_str() {
                "asked" => vec![json!({"found": {}})],
                _ => Vec::new(),
            };
            let settled = ledger.settle(&message, NOW, nothing(answers));
            settled.await.unwrap();
        }
        let (_, again) = database.mark_restored(NOW).await.unwrap();
        assert_eq!(again, 1, "{}", place.name);
        let due = ledger.take_messages(NOW, 1000, 10).await.unwrap();
        let mut due: Vec<_> = due
            .into_iter()
            .map(|it| (it.id.clone(), it.rounds))
            .collect();
        due.sort();
        assert_eq!(due, [("asked".into(), 1), ("waits".into(), 0)]);
    }
}
