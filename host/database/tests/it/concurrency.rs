//! Tests with many writers on one or two hosts: the result is always as if they wrote one after the other.

use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{Arrival, Input, LineageId, Store};
use tokio::task::JoinSet;

use crate::databases::{Place, check, everywhere, postgres_database, sqlite_file};
use crate::history::history;
use paywall_host_testing::needs;
use paywall_host_testing::shop::app;

/// Lets every writer play a history of its own, about the same devices and purchases.
/// Every input goes to one of the hosts, and every third one that is accepted to the first host once more.
async fn write(
    ledgers: &[LedgerDatabase],
    writers: u64,
    inputs: usize,
    purchases: u64,
) -> Vec<Input> {
    let mut all = history(0, 0, 4, 1);
    for input in &all {
        ledgers[0].accept(input.clone()).await.unwrap();
    }
    let mut running = JoinSet::new();
    for writer in 0..writers {
        let own = history(100 + writer, inputs, 4, purchases).split_off(4);
        all.extend(own.iter().cloned());
        let ledgers = ledgers.to_vec();
        running.spawn(async move {
            for (at, input) in own.into_iter().enumerate() {
                let ledger = &ledgers[(at + usize::try_from(writer).unwrap()) % ledgers.len()];
                match ledger.accept(input.clone()).await {
                    Ok(Arrival::New(_)) if at % 3 == 0 => {
                        assert_eq!(ledgers[0].accept(input).await.unwrap(), Arrival::Known);
                    }
                    // Refused: the input is about a purchase that is not there yet.
                    Ok(Arrival::New(_)) | Err(Error::Refused(_)) => {}
                    other => panic!("{other:?}"),
                }
            }
        });
    }
    running.join_all().await;
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_purchase_write_one_after_the_other() {
    for place in everywhere() {
        let database = place.open().await;
        let ledger = LedgerDatabase::new(&database, app());
        let inputs = write(std::slice::from_ref(&ledger), 16, 12, 1).await;
        let state = ledger.state().await.unwrap();
        let bought = |id: &&LineageId| id.first().store != Store::Granted;
        let purchases = state.lineages.keys().filter(bought).count();
        assert_eq!(purchases, 1, "{}", place.name);
        check(&ledger, &inputs).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_on_one_database_write_one_after_the_other() {
    let places: Vec<Place> = [Some(sqlite_file()), postgres_database()]
        .into_iter()
        .flatten()
        .collect();
    for place in places {
        for purchases in [1, 5] {
            let (one, other) = (place.open().await, place.open().await);
            let mut app = app();
            app.id = paywall_ledger::AppId::new(format!("app-{purchases}"));
            let ledgers = [
                LedgerDatabase::new(&one, app.clone()),
                LedgerDatabase::new(&other, app),
            ];
            let inputs = write(&ledgers, 16, 12, purchases).await;
            check(&ledgers[1], &inputs).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_input_at_once_is_accepted_once() {
    for place in everywhere() {
        let database = place.open().await;
        let ledgers = [(); 2].map(|()| LedgerDatabase::new(&database, app()));
        let install = history(0, 0, 1, 1).remove(0);
        let mut running = JoinSet::new();
        for at in 0..16 {
            let (ledger, input) = (ledgers[at % 2].clone(), install.clone());
            running.spawn(async move { ledger.accept(input).await.unwrap() });
        }
        let results = running.join_all().await;
        let new = results.iter().filter(|it| matches!(it, Arrival::New(_)));
        assert_eq!((new.count(), results.len()), (1, 16), "{}", place.name);
        check(&ledgers[0], &[install]).await;
    }
}

#[needs(postgres)]
#[tokio::test]
async fn who_reads_events_by_position_misses_none() {
    let place = postgres_database().unwrap();
    let ledger = LedgerDatabase::new(&place.open().await, app());
    let pool = sqlx::AnyPool::connect(&place.url).await.unwrap();
    let put = "INSERT INTO outbox (app, user_id, event) VALUES ('app', $1,
         '{\"id\": \"1\", \"name\": \"device.impression\", \"at\": 1767225600000, \"device\": \"d\", \"platform\": \"apple\", \"what\": {}}')";
    let heard = async |after: i64| -> Vec<String> {
        let events = ledger.events_since(after, 100).await.unwrap();
        events.iter().map(|it| it.user.to_string()).collect()
    };
    sqlx::query(put).bind("first").execute(&pool).await.unwrap();
    assert_eq!(heard(0).await, ["first"]);
    // The second draws its position before the third, and is there after it.
    let mut slow = pool.begin().await.unwrap();
    let second = sqlx::query(put).bind("second").execute(&mut *slow);
    second.await.unwrap();
    sqlx::query(put).bind("third").execute(&pool).await.unwrap();
    assert_eq!(heard(0).await, ["first"], "the third must wait");
    slow.commit().await.unwrap();
    assert_eq!(heard(0).await, ["first", "second", "third"]);
    assert_eq!(heard(1).await, ["second", "third"]);
}
