//! Tests with a real streaming replica: who reads from it, and who does not.

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{DeviceId, Store, What};
use sqlx::AnyPool;

use crate::databases::postgres_database;
use crate::history::{input, install};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::Replica;
use paywall_host_testing::shop::{NOW, app, bought, key};
use paywall_host_testing::until::until;

fn device(number: u64) -> DeviceId {
    DeviceId::new(number.to_string())
}

/// Logs a device in to an account that nobody had before, and returns the account.
async fn login(ledger: &LedgerDatabase, number: u64, account: u32) -> String {
    let account = (1000 + account).to_string();
    let what = What::Login {
        device: device(number),
        account: account.parse().unwrap(),
    };
    let login = input(format!("{number} in {account}"), 0, what);
    ledger.accept(login).await.unwrap();
    account
}

/// Reads the account of a device: as it is, or as it may be a little earlier.
async fn account(ledger: &LedgerDatabase, number: u64, exact: bool) -> Option<String> {
    let device = device(number);
    let state = match exact {
        true => ledger.device_state(&device, NOW).await,
        false => ledger.reader(&device).device_state(NOW).await,
    };
    Some(state.unwrap()?.row.account?.to_string())
}

/// Counts the purchases of a device's user: as it is, or as it may be a little earlier.
async fn owned(ledger: &LedgerDatabase, number: u64, exact: bool) -> usize {
    let device = device(number);
    let state = match exact {
        true => ledger.device_state(&device, NOW).await,
        false => ledger.reader(&device).device_state(NOW).await,
    };
    state.unwrap().unwrap().row.owns.len()
}

/// Has a store give a purchase to an account, without a word of any device.
async fn gift(ledger: &LedgerDatabase, account: &str, number: usize) {
    let mut seen = bought(key(Store::Apple, &format!("gift {number}")), NOW);
    seen.account = Some(account.to_owned());
    let purchases = vec![seen];
    let notify = input(format!("gift {number}"), 0, What::Notify { purchases });
    ledger.accept(notify).await.unwrap();
}

#[needs(postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_device_sees_what_it_did_whatever_the_replica_does() {
    let place = postgres_database().unwrap();
    // Its tables have to be there before they can be copied.
    place.open().await.close().await;
    let replica = Replica::start().unwrap();
    let url = replica.url(&place.url);
    let database = Database::open_with_replicas(&place.url, std::slice::from_ref(&url));
    let database = database.await.unwrap();
    let ledger = LedgerDatabase::new(&database, app());
    for number in 0..2 {
        let install = input(number.to_string(), 0, install(number));
        ledger.accept(install).await.unwrap();
    }
    until(async || database.replicas() == 1).await;
    for round in 0..50 {
        let last = login(&ledger, 0, round).await;
        assert_eq!(account(&ledger, 0, false).await, Some(last));
    }

    let standby = AnyPool::connect(&url).await.unwrap();
    let say = async |what: &'static str| {
        sqlx::query(what).execute(&standby).await.unwrap();
    };
    // Once the replica has all that the second device did, it answers for it, and does not know what others do.
    let second = login(&ledger, 1, 1000).await;
    let mut gifts = 0;
    until(async || {
        say("SELECT pg_wal_replay_pause()").await;
        gifts += 1;
        gift(&ledger, &second, gifts).await;
        let is_old = owned(&ledger, 1, false).await < owned(&ledger, 1, true).await;
        if !is_old {
            say("SELECT pg_wal_replay_resume()").await;
        }
        is_old
    })
    .await;
    let last = login(&ledger, 0, 100).await;
    assert_eq!(account(&ledger, 0, false).await, Some(last.clone()));
    // Once it is too far behind, it is not asked.
    until(async || owned(&ledger, 1, false).await == gifts).await;
    assert_eq!(database.replicas(), 0);
    say("SELECT pg_wal_replay_resume()").await;
    until(async || database.replicas() == 1).await;
    // It is asked again as soon as it is near, and may still lack the last gifts for a moment.
    until(async || owned(&ledger, 1, false).await == gifts).await;

    standby.close().await;
    replica.stop();
    assert_eq!(account(&ledger, 0, false).await, Some(last));
    gift(&ledger, &second, gifts + 1).await;
    assert_eq!(owned(&ledger, 1, false).await, gifts + 1);
    until(async || database.replicas() == 0).await;
    assert_eq!(owned(&ledger, 1, false).await, gifts + 1);
}
