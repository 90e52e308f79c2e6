//! Tests of clocks that were wrong for a while: once they are right again, no end is lost and none is told for good
//! that did not come.

use std::collections::BTreeSet;

use paywall_database::{LedgerDatabase, Settlement};
use paywall_ledger::{Observation, Standing, State, Store, Time, What};
use paywall_webhooks::Next;

use crate::databases::everywhere;
use crate::history::input;
use crate::messages::message;
use paywall_host_testing::shop::{NOW, app, bought, key};

const MINUTE: i64 = 60_000;

/// Lists the names of the events so far, but for `purchase.updated`, and checks that no two have one id.
async fn heard(ledger: &LedgerDatabase) -> Vec<String> {
    let events = ledger.events_since(0, u32::MAX).await.unwrap();
    let ids: BTreeSet<String> = events.iter().map(|it| it.id()).collect();
    assert_eq!(ids.len(), events.len(), "ids are told apart");
    let log = ledger.log().await.unwrap();
    let rows = ledger.state().await.unwrap();
    assert_eq!(State::replay(&log), rows);
    let names = events.iter().map(|it| it.event.name().name());
    let short = names.filter_map(|it| it.strip_prefix("user.subscription."));
    short.map(str::to_owned).collect()
}

async fn tells(ledger: &LedgerDatabase, key: &str, at: Time, seen: Observation) {
    let purchases = vec![seen];
    let told = input(key.into(), 0, What::Notify { purchases });
    let told = paywall_ledger::Input { at, ..told };
    ledger.accept(told).await.unwrap();
}

#[tokio::test]
async fn an_end_told_while_the_clock_was_ahead_is_taken_back_and_told_in_its_time() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        tells(&ledger, "buys", NOW, bought(key(Store::Apple, "C"), NOW)).await;
        let ahead = NOW.plus_days(31);
        assert_eq!(ledger.tick(ahead).await.unwrap(), 1);
        assert_eq!(ledger.tick(ahead).await.unwrap(), 0);
        assert_eq!(heard(&ledger).await, ["purchased", "expired"]);

        let right = NOW.plus_millis(MINUTE);
        assert_eq!(ledger.tick(right).await.unwrap(), 1);
        assert_eq!(ledger.tick(right).await.unwrap(), 0);
        assert_eq!(heard(&ledger).await, ["purchased", "expired", "purchased"]);

        let end = NOW.plus_days(30).plus_millis(6 * MINUTE);
        assert_eq!(ledger.tick(end).await.unwrap(), 1);
        assert_eq!(ledger.tick(end).await.unwrap(), 0);
        let all = ["purchased", "expired", "purchased", "expired"];
        assert_eq!(heard(&ledger).await, all, "{}", place.name);
    }
}

#[tokio::test]
async fn an_end_is_told_although_it_was_told_before_and_a_store_said_otherwise() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let seen = bought(key(Store::Apple, "C"), NOW);
        tells(&ledger, "buys", NOW, seen.clone()).await;
        assert_eq!(ledger.tick(NOW.plus_days(31)).await.unwrap(), 1);
        let right = NOW.plus_millis(MINUTE);
        let mut cancelled = seen;
        cancelled.at = right;
        cancelled.renews = Some(false);
        tells(&ledger, "cancels", right, cancelled).await;
        assert_eq!(ledger.tick(right).await.unwrap(), 0);
        let end = NOW.plus_days(30).plus_millis(6 * MINUTE);
        assert_eq!(ledger.tick(end).await.unwrap(), 1);
        let all = ["purchased", "expired", "purchased", "cancelled", "expired"];
        assert_eq!(heard(&ledger).await, all, "{}", place.name);
    }
}

#[tokio::test]
async fn what_was_put_off_while_the_clock_was_ahead_is_due_once_it_is_right() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        assert_eq!(ledger.recall(NOW).await.unwrap(), 0);
        tells(&ledger, "buys", NOW, bought(key(Store::Apple, "C"), NOW)).await;
        ledger.receive(message("1", NOW)).await.unwrap();
        let ahead = NOW.plus_days(1);
        assert_eq!(ledger.recall(ahead).await.unwrap(), 0);
        let taken = ledger.take_messages(ahead, MINUTE, 10).await.unwrap();
        let until = ahead.plus_millis(15_000);
        let why = "503".into();
        let later = Settlement::Later { until, why };
        ledger.settle(&taken[0], ahead, later).await.unwrap();
        let late = ledger.take_events(ahead, MINUTE, 10).await.unwrap();
        assert_eq!(late.len(), 2, "{}", place.name);

        let right = NOW.plus_millis(2 * MINUTE);
        assert!(
            ledger
                .take_messages(right, MINUTE, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(ledger.recall(right).await.unwrap(), 3, "{}", place.name);
        assert_eq!(
            ledger.take_messages(right, MINUTE, 10).await.unwrap().len(),
            1
        );
        assert_eq!(
            ledger.take_events(right, MINUTE, 10).await.unwrap().len(),
            2
        );
        // Whoever had them when the clock was ahead has them no more.
        for event in &late {
            let done = ledger.settle_event(event, Next::Done, true, right);
            done.await.unwrap();
        }
        let all = ledger.events_since(0, 10).await.unwrap();
        assert!(all.iter().all(|it| it.settled_at.is_none()));

        // What waits by a clock that is right goes on waiting.
        assert_eq!(ledger.recall(right.plus_millis(5000)).await.unwrap(), 0);
        assert_eq!(ledger.recall(right.plus_millis(-5000)).await.unwrap(), 0);
        assert!(
            ledger
                .take_events(right, MINUTE, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_clock_that_differs_by_seconds_takes_nothing_back() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let seen = bought(key(Store::Apple, "C"), NOW);
        tells(&ledger, "buys", NOW, seen.clone()).await;
        let end = NOW.plus_days(30);
        let mut over = Observation::new(seen.member, NOW.plus_days(29));
        over.standing = Some(Standing::Grace(None));
        // Told at the very end, by a host whose clock is ahead a little.
        tells(&ledger, "over", end, over).await;
        assert_eq!(ledger.tick(end.plus_millis(-50_000)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn thousands_of_purchases_that_seem_due_keep_nobody_from_hearing_of_an_end() {
    for place in everywhere().into_iter().skip(1) {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        tells(&ledger, "buys", NOW, bought(key(Store::Apple, "C"), NOW)).await;
        let pool = sqlx::AnyPool::connect(&place.url).await.unwrap();
        // As an older version left them: told, and due for ever.
        let told = "INSERT INTO lineages (app, id, owner, due, body) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
            SELECT app, 'apple/production/X' || i, owner, 1, body FROM n, lineages";
        sqlx::query(told).execute(&pool).await.unwrap();
        let broken = "INSERT INTO lineages (app, id, owner, due, body) VALUES ('app', 'apple/production/broken', 'A', 0, '{}')";
        sqlx::query(broken).execute(&pool).await.unwrap();
        let early = NOW.plus_days(29);
        assert!(ledger.tick(early).await.is_err(), "one row cannot be read");
        let due = "SELECT COUNT(*) FROM lineages WHERE due < 1767225600000";
        let due: i64 = sqlx::query_scalar(due).fetch_one(&pool).await.unwrap();
        assert_eq!(due, 1, "only the broken row, {}", place.name);
        let end = NOW.plus_days(30).plus_millis(6 * MINUTE);
        sqlx::query("DELETE FROM lineages WHERE id LIKE 'apple/production/X%'")
            .execute(&pool)
            .await
            .unwrap();
        assert!(ledger.tick(end).await.is_err());
        let events = ledger.events_since(0, u32::MAX).await.unwrap();
        let mut names = events.iter().map(|it| it.event.name().name());
        assert!(names.any(|it| it == "user.subscription.expired"));
    }
}
