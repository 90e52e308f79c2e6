//! Tests of the inbox and the outbox.

use paywall_database::{Error, LedgerDatabase, Settled, Settlement};
use paywall_ledger::{Arrival, Leased, PlatformId, Store, Time, UserId};
use paywall_stores::Message;
use paywall_webhooks::{Next, Outgoing};

use crate::databases::everywhere;
use crate::history::{history, input, install};
use paywall_host_testing::shop::{NOW, app, bought, key};

const MINUTE: i64 = 60_000;

pub fn message(id: &str, at: Time) -> Message {
    Message {
        rounds: 0,
        id: id.into(),
        store: Store::Apple,
        platform: PlatformId::new("apple"),
        body: vec![0, 159, 146, 150],
        received_at: at,
        kind: "SUBSCRIBED".into(),
        content: serde_json::json!({"verified": "\u{0} and \u{e9}"}),
    }
}

pub fn observed(id: &str) -> Settlement {
    Settlement::Observed {
        purchases: vec![bought(key(Store::Apple, id), NOW)],
        answers: vec![serde_json::json!({"answer": 1})],
        unread: None,
        again: None,
    }
}

#[tokio::test]
async fn a_message_waits_until_it_is_settled_and_is_settled_once() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        assert_eq!(
            ledger.receive(message("1", NOW)).await.unwrap(),
            Arrival::New(())
        );
        assert_eq!(
            ledger.receive(message("1", NOW)).await.unwrap(),
            Arrival::Known
        );
        let waiting = async |now| ledger.take_messages(now, MINUTE, 10).await.unwrap();
        let taken = waiting(NOW).await;
        assert_eq!(taken[0].it, message("1", NOW), "{}", place.name);
        assert!(waiting(NOW).await.is_empty(), "whoever took it works on it");
        let later = NOW.plus_millis(2 * MINUTE);
        let taken = waiting(later).await;
        assert_eq!(taken.len(), 1, "unless they died");

        let until = NOW.plus_millis(5 * MINUTE);
        let put_off = Settlement::Later {
            until,
            why: "503".into(),
        };
        assert_eq!(
            ledger.settle(&taken[0], NOW, put_off).await.unwrap(),
            Arrival::New(Settled::PutOff)
        );
        assert!(waiting(later).await.is_empty());
        let taken = waiting(until).await;
        assert_eq!(taken.len(), 1);

        let settle = async || ledger.settle(&taken[0], NOW, observed("C")).await;
        let done = settle().await.unwrap();
        assert!(
            matches!(done, Arrival::New(Settled::Done(Some(record))) if record.events.len() == 2)
        );
        assert_eq!(settle().await.unwrap(), Arrival::Known);
        assert!(waiting(until.plus_days(1)).await.is_empty());
        assert_eq!(
            ledger.receive(message("1", NOW)).await.unwrap(),
            Arrival::Known
        );
        assert_eq!(ledger.log().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_message_that_needs_no_question_is_taken_at_once() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let done = ledger
            .take(message("1", NOW), NOW, observed("C"))
            .await
            .unwrap();
        assert!(matches!(done, Arrival::New(Settled::Done(Some(_)))));
        let again = ledger
            .take(message("1", NOW), NOW, observed("C"))
            .await
            .unwrap();
        assert_eq!(again, Arrival::Known, "{}", place.name);
        let test = Settlement::Nothing {
            why: "TEST".into(),
            answers: vec![],
            unread: None,
        };
        assert_eq!(
            ledger.take(message("2", NOW), NOW, test).await.unwrap(),
            Arrival::New(Settled::Done(None))
        );
        assert!(
            ledger
                .take_messages(NOW.plus_days(9), MINUTE, 10)
                .await
                .unwrap()
                .is_empty()
        );
        let unknown = Leased {
            it: message("3", NOW),
            until: NOW,
        };
        let unknown = ledger.settle(&unknown, NOW, observed("C")).await;
        assert!(matches!(unknown, Err(Error::NoMessage(key)) if key == "notification/apple/3"));
    }
}

#[tokio::test]
async fn two_words_of_one_second_that_differ_make_the_store_be_asked_once() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let said = |renews, asked: Option<u64>| {
            let mut seen = bought(key(Store::Apple, "C"), NOW);
            (seen.renews, seen.asked) = (Some(renews), asked);
            seen.to_the_second = asked.is_none();
            seen
        };
        let outcome = |purchases| Settlement::Observed {
            purchases,
            answers: vec![],
            unread: None,
            again: None,
        };
        let due = async |now| ledger.take_messages(now, MINUTE, 10).await.unwrap();
        let first = outcome(vec![said(true, None)]);
        ledger.take(message("1", NOW), NOW, first).await.unwrap();
        assert!(due(NOW.plus_days(1)).await.is_empty(), "{}", place.name);

        let second = outcome(vec![said(false, None)]);
        ledger.take(message("2", NOW), NOW, second).await.unwrap();
        let over = NOW.plus_millis(2_999);
        assert!(due(over).await.is_empty(), "the second is not over yet");
        let soon = NOW.plus_millis(3_000);
        let taken = due(soon).await.remove(0);
        assert_eq!(taken.it.id, "2");
        // The answer stands for the message's own word from now on, which would be doubted for ever otherwise.
        let answered = outcome(vec![said(true, None), said(false, Some(1))]);
        ledger.settle(&taken, soon, answered).await.unwrap();
        assert!(due(NOW.plus_days(1)).await.is_empty(), "{}", place.name);
    }
}

/// Settles a message that needs no question, and returns the news that the ledger has of it.
fn facts(done: &Arrival<Settled>) -> usize {
    match done {
        Arrival::New(Settled::Done(Some(record))) => record.facts.len(),
        _ => 0,
    }
}

#[tokio::test]
async fn a_message_is_settled_by_whoever_took_it_last() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        ledger.receive(message("1", NOW)).await.unwrap();
        let take = async |now| ledger.take_messages(now, MINUTE, 10).await.unwrap();
        let late = take(NOW).await.remove(0);
        let next = NOW.plus_millis(2 * MINUTE);
        let taken = take(next).await.remove(0);
        // Its machine stood still; meanwhile somebody else took it.
        let outcomes = [
            Settlement::Later {
                until: next,
                why: "503".into(),
            },
            Settlement::Nothing {
                why: "TEST".into(),
                answers: vec![],
                unread: None,
            },
            observed("late"),
        ];
        for outcome in outcomes {
            let done = ledger.settle(&late, next, outcome).await.unwrap();
            assert_eq!(done, Arrival::Known, "{}", place.name);
            assert!(take(next).await.is_empty(), "it is left to the other one");
        }
        // The store sends it once more, and it says everything there is to know.
        let again = ledger.take(message("1", NOW), next, observed("again"));
        assert_eq!(again.await.unwrap(), Arrival::Known);
        assert!(take(next).await.is_empty());

        let done = ledger.settle(&taken, next, observed("C")).await.unwrap();
        assert!(facts(&done) > 0, "{}", place.name);
        let state = ledger.state().await.unwrap();
        let members: Vec<_> = state.members.keys().map(ToString::to_string).collect();
        assert_eq!(members, [key(Store::Apple, "C").to_string()]);
    }
}

#[tokio::test]
async fn each_stream_of_a_user_is_heard_in_order_and_one_event_at_a_time() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for input in history(7, 80, 4, 5) {
            let _ = ledger.accept(input).await;
        }
        let all = ledger.events_since(0, u32::MAX).await.unwrap();
        let mut heard = Vec::new();
        let mut now = NOW;
        loop {
            now = now.plus_millis(MINUTE);
            let taken = ledger.take_events(now, MINUTE / 2, 1000).await.unwrap();
            if taken.is_empty() {
                break;
            }
            assert!(
                ledger
                    .take_events(now, MINUTE / 2, 1000)
                    .await
                    .unwrap()
                    .is_empty(),
                "leased"
            );
            let mut streams: Vec<_> = taken.iter().map(|it| stream(it)).collect();
            streams.sort();
            streams.dedup();
            assert_eq!(streams.len(), taken.len(), "one of each stream");
            for event in taken {
                let done = ledger.settle_event(&event, Next::Done, true, now);
                done.await.unwrap();
                heard.push(event.it);
            }
        }
        let by_user = |mut list: Vec<(_, i64)>| {
            list.sort();
            list
        };
        let order: Vec<_> = heard.iter().map(|it| (stream(it), it.position)).collect();
        let mut last = std::collections::BTreeMap::new();
        for (stream, position) in &order {
            assert!(
                last.insert(stream, position) < Some(position),
                "{}",
                place.name
            );
        }
        let expected = all.iter().map(|it| (stream(it), it.position)).collect();
        assert_eq!(by_user(order), by_user(expected));
        let (first, end) = (all[0].position, all[all.len() - 1].position);
        let again = ledger.replay_events(first, end).await.unwrap();
        assert_eq!(again, all.len() as u64);
        assert!(
            !ledger
                .take_events(now, MINUTE, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

/// Returns the stream within which events must keep their order.
fn stream(outgoing: &Outgoing) -> (UserId, String) {
    (outgoing.user.clone(), outgoing.event.stream())
}

#[tokio::test]
async fn a_late_word_about_an_event_leaves_the_next_one_to_whoever_sends_it() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for input in history(7, 80, 4, 5) {
            let _ = ledger.accept(input).await;
        }
        let first = ledger
            .take_events(NOW.plus_days(1), MINUTE, 1)
            .await
            .unwrap();
        let settle = async || {
            let done = ledger.settle_event(&first[0], Next::Done, true, NOW.plus_days(1));
            done.await.unwrap();
        };
        settle().await;
        let rest = ledger
            .take_events(NOW.plus_days(1), MINUTE, 1000)
            .await
            .unwrap();
        let next = rest.iter().any(|it| stream(it) == stream(&first[0]));
        assert!(next, "{}: the one behind it goes out", place.name);
        settle().await;
        let again = ledger
            .take_events(NOW.plus_days(1), MINUTE, 1000)
            .await
            .unwrap();
        assert_eq!(again, [], "{}: and is leased", place.name);
    }
}

#[tokio::test]
async fn an_event_is_settled_by_whoever_took_it_last() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for input in history(7, 80, 4, 5) {
            let _ = ledger.accept(input).await;
        }
        let (begun, over) = (NOW.plus_days(1), NOW.plus_days(2));
        let take = async |now| ledger.take_events(now, MINUTE, 1000).await.unwrap();
        let late = take(begun).await;
        let taken = take(over).await;
        assert!(!late.is_empty() && late.len() == taken.len());
        // The machine of the first one stood still while its requests failed, were given up, or were taken.
        for next in [Next::Again(begun), Next::GivenUp, Next::Done] {
            for event in &late {
                let settled = ledger.settle_event(event, next, true, over);
                settled.await.unwrap();
            }
            assert_eq!(take(over).await, [], "{}: {next:?}", place.name);
        }
        for event in &taken {
            let fails = ledger.settle_event(event, Next::Again(over), true, over);
            fails.await.unwrap();
        }
        let again = take(over).await;
        assert_eq!(again.len(), taken.len());
        assert!(again.iter().all(|it| it.attempts == 1), "{}", place.name);
    }
}

#[tokio::test]
async fn an_event_that_fails_holds_up_its_user_only() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        for number in 0..2 {
            ledger
                .accept(input(number.to_string(), 0, install(number)))
                .await
                .unwrap();
            let what = paywall_ledger::What::Present {
                device: paywall_ledger::DeviceId::new(number.to_string()),
                how: paywall_ledger::Presentation::Transaction,
                purchases: vec![bought(key(Store::Apple, &format!("C{number}")), NOW)],
            };
            ledger
                .accept(input(format!("buy-{number}"), 0, what))
                .await
                .unwrap();
        }
        // Two events for each user: the purchase, and that something changed about it.
        let mut taken = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        assert_eq!(taken.len(), 4, "{}", place.name);
        for one in taken.iter().filter(|it| !it.event.stream().is_empty()) {
            let waits = Next::Again(NOW.plus_days(1));
            let put_off = ledger.settle_event(one, waits, false, NOW);
            put_off.await.unwrap();
        }
        // Those events hold up nobody.
        for number in 0..2 {
            let mut seen = bought(key(Store::Apple, &format!("C{number}")), NOW.plus_millis(1));
            seen.renews = Some(false);
            let what = paywall_ledger::What::Notify {
                purchases: vec![seen],
            };
            let cancelled = ledger.accept(input(format!("cancel-{number}"), 0, what));
            cancelled.await.unwrap();
        }
        taken.retain(|it| it.event.stream().is_empty());
        let settle = async |event: &Leased<Outgoing>, next| {
            let settled = ledger.settle_event(event, next, true, NOW);
            settled.await.unwrap();
        };
        let later = Next::Again(NOW.plus_millis(10 * MINUTE));
        settle(&taken[0], later).await;
        settle(&taken[1], Next::Done).await;
        let next = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].user, taken[1].user);
        let later = ledger
            .take_events(NOW.plus_millis(10 * MINUTE), MINUTE, 10)
            .await
            .unwrap();
        let again = later.iter().find(|it| it.user == taken[0].user).unwrap();
        assert_eq!((again.position, again.attempts), (taken[0].position, 1));
        settle(again, Next::GivenUp).await;
        let goes_on = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        assert!(goes_on.iter().any(|it| it.user == again.user));
    }
}

#[tokio::test]
async fn questions_of_all_hosts_have_numbers_that_only_grow() {
    for place in everywhere() {
        let (one, other) = (place.open().await, place.open().await);
        let in_memory = place.name.contains("memory");
        let ledgers = match in_memory {
            true => vec![LedgerDatabase::new(&one, app())],
            false => [&one, &other]
                .map(|it| LedgerDatabase::new(it, app()))
                .into(),
        };
        let mut last = 0;
        for turn in 0..10 {
            let number = ledgers[turn % ledgers.len()].question_number().await;
            assert!(number.as_ref().unwrap() > &last, "{}", place.name);
            last = number.unwrap();
        }
        let mut together = tokio::task::JoinSet::new();
        for at in 0..40 {
            let ledger = ledgers[at % ledgers.len()].clone();
            together.spawn(async move {
                let mut last = last;
                for _ in 0..5 {
                    let number = ledger.question_number().await.unwrap();
                    assert!(number > last);
                    last = number;
                }
            });
        }
        together.join_all().await;
    }
}

#[tokio::test]
async fn thousands_of_events_behind_one_that_fails_are_in_nobodys_way() {
    for place in everywhere().into_iter().skip(1) {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let pool = sqlx::AnyPool::connect(&place.url).await.unwrap();
        let event = r#"{"id": "1", "name": "device.impression", "at": 1767225600000, "device": "d", "platform": "apple", "what": {}}"#;
        let put = async |user: &str, count: u32| {
            let sql = format!(
                "INSERT INTO outbox (app, user_id, event) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                 SELECT 'app', '{user}', '{event}' FROM n"
            );
            let put = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool);
            put.await.unwrap();
        };
        let due = async |now: Time| -> i64 {
            let due = "SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL AND not_before <= $1";
            let row = sqlx::query_scalar(due).bind(now.millis());
            row.fetch_one(&pool).await.unwrap()
        };
        put("busy", 3000).await;
        let first = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        assert_eq!(first.len(), 1, "{}", place.name);
        let fails = Next::Again(NOW.plus_days(1));
        let fails = ledger.settle_event(&first[0], fails, true, NOW);
        fails.await.unwrap();
        put("other", 2).await;
        let others = ledger.take_events(NOW, MINUTE, 10).await.unwrap();
        assert_eq!(others.len(), 1);
        assert_eq!(others[0].user.as_str(), "other");
        assert!(due(NOW).await <= 256, "the others are put off");

        // Once it is delivered, the next ones follow one by one, without a pause.
        let tomorrow = NOW.plus_days(1);
        let mut last = 0;
        for _ in 0..20 {
            let next = ledger.take_events(tomorrow, MINUTE, 10).await.unwrap();
            let next = next.iter().find(|it| it.user.as_str() == "busy").unwrap();
            assert!(next.position > last);
            last = next.position;
            let done = ledger.settle_event(next, Next::Done, true, tomorrow);
            done.await.unwrap();
        }
        assert_eq!(last, first[0].position + 19);
    }
}
