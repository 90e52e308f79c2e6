//! Tests of messages that are only hints, while the store does not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use paywall_database::{Database, LedgerDatabase, Settled};
use paywall_ledger::{Arrival, Clock, Later, PlatformId, Store, Time, Unavailable};
use paywall_server::Messages;
use paywall_server::log::{Level, Log};
use paywall_stores::{Answer, AskError, Inbox, Message, Question, Questions, Reply, StoreApi};
use serde_json::{Value, json};

use paywall_host_testing::shop::app_on;
use paywall_host_testing::until::until;

const NOW: Time = Time::from_millis(1_767_225_600_000);
const LEASE: i64 = 60_000;

/// A store that answers only if `answers` is set.
#[derive(Default)]
struct Google {
    answers: AtomicBool,
    /// True if its answers are none that it documents.
    odd: AtomicBool,
}

impl StoreApi for Google {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        let answer = match self.answers.load(Ordering::SeqCst) {
            _ if self.odd.load(Ordering::SeqCst) => Ok(Answer::Found(json!({}))),
            false => Err(Unavailable::new("the store", "503").into()),
            true => Ok(Answer::Found(json!({
                "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
                "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z"}]}))),
        };
        Box::pin(std::future::ready(answer.map(Reply::from)))
    }
}

struct World {
    ledger: LedgerDatabase,
    google: Arc<Google>,
    messages: Messages,
    now: Arc<AtomicI64>,
}

impl World {
    async fn new() -> Self {
        let database = Database::open("sqlite::memory:").await.unwrap();
        let ledger = LedgerDatabase::new(&database, app_on("android", Store::Google));
        let google = Arc::new(Google::default());
        let now = Arc::new(AtomicI64::new(NOW.millis()));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || Time::from_millis(told.load(Ordering::SeqCst)));
        let questions =
            Questions::new(google.clone(), Arc::new(ledger.clone()), Arc::clone(&clock));
        Self {
            messages: Messages::new(&ledger, &questions, &clock),
            ledger,
            google,
            now,
        }
    }

    /// Looks into the messages that wait at `now`. Returns the outcome of each.
    async fn look(&self, now: Time) -> Vec<Arrival<Settled>> {
        self.now.store(now.millis(), Ordering::SeqCst);
        let mut out = Vec::new();
        for message in self.ledger.take_messages(now, LEASE, 10).await.unwrap() {
            out.push(self.messages.look_into(&message).await.unwrap());
        }
        out
    }

    async fn purchases(&self) -> usize {
        self.ledger.state().await.unwrap().lineages.len()
    }
}

fn message(id: &str, content: Value) -> Message {
    Message {
        rounds: 0,
        id: id.into(),
        store: Store::Google,
        platform: PlatformId::new("android"),
        kind: "a kind".into(),
        received_at: NOW,
        body: b"as it came".to_vec(),
        content,
    }
}

fn hint() -> Value {
    json!({"version": "1.0", "packageName": "com.example", "eventTimeMillis": "1503349566168",
        "subscriptionNotification": {"version": "1.0", "notificationType": 4, "purchaseToken": "T"}})
}

#[tokio::test]
async fn a_hint_waits_longer_and_longer_until_the_store_answers() {
    let world = World::new().await;
    let kept = world
        .messages
        .put(message("1", hint()).into())
        .await
        .unwrap();
    assert_eq!(kept, Arrival::New(()));
    assert_eq!(world.look(NOW).await, [Arrival::New(Settled::PutOff)]);
    let seconds = |it: i64| NOW.plus_millis(1000 * it);
    assert_eq!(world.look(seconds(14)).await, []);
    assert_eq!(
        world.look(seconds(20)).await,
        [Arrival::New(Settled::PutOff)]
    );
    assert_eq!(world.look(seconds(39)).await, []);
    assert_eq!(
        world.look(seconds(40)).await,
        [Arrival::New(Settled::PutOff)]
    );
    // Down for a day; then it is asked within the hour.
    assert_eq!(
        world.look(NOW.plus_days(1)).await,
        [Arrival::New(Settled::PutOff)]
    );
    assert_eq!(world.purchases().await, 0);
    world.google.answers.store(true, Ordering::SeqCst);
    let hour_later = NOW.plus_days(1).plus_millis(3_600_000);
    let done = world.look(hour_later).await;
    assert!(
        matches!(&done[..], [Arrival::New(Settled::Done(Some(_)))]),
        "{done:?}"
    );
    assert_eq!(world.purchases().await, 1);
    assert_eq!(world.look(hour_later.plus_days(9)).await, []);
    let again = world
        .messages
        .put(message("1", hint()).into())
        .await
        .unwrap();
    assert_eq!(again, Arrival::Known);
}

#[tokio::test]
async fn what_nobody_understands_is_kept_and_never_fatal() {
    let world = World::new().await;
    for (id, content) in [
        ("1", Value::Null),
        ("2", json!([1])),
        ("3", json!({"version": "9", "packageName": "com.example"})),
        ("4", json!({"testNotification": {"version": "1.0"}})),
    ] {
        let kept = world
            .messages
            .put(message(id, content).into())
            .await
            .unwrap();
        assert_eq!(kept, Arrival::New(()), "{id}");
    }
    assert_eq!(world.look(NOW.plus_days(1)).await, []);
    assert_eq!(world.purchases().await, 0);
    assert!(world.ledger.log().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_worker_looks_into_what_is_kept_by_itself() {
    let world = World::new().await;
    world.google.answers.store(true, Ordering::SeqCst);
    let worker = world.messages.clone();
    let worker = tokio::spawn(async move { worker.work().await });
    let messages = (0..100).map(|it| message(&it.to_string(), hint()));
    for message in messages {
        world.messages.put(message.into()).await.unwrap();
    }
    // The worker takes 32 at once, so the rest must wait for their turn.
    until(async || world.ledger.log().await.unwrap().len() == 100).await;
    worker.abort();
}

#[tokio::test]
async fn what_is_not_understood_is_kept_counted_and_worked_on_again() {
    let mut world = World::new().await;
    let clock: Clock = Arc::new(|| NOW);
    let log = Log::new(Level::Off, &clock);
    world.messages = world.messages.with_log(&log);
    let odd = json!({"subscriptionNotification": {"purchaseToken": 1}});
    let put = async |id, content| {
        world
            .messages
            .put(message(id, content).into())
            .await
            .unwrap()
    };
    assert_eq!(put("1", odd).await, Arrival::New(()));
    world.google.odd.store(true, Ordering::SeqCst);
    put("2", hint()).await;
    world.look(NOW).await;
    let listed = world.ledger.not_understood(10).await.unwrap();
    let kinds: Vec<_> = listed.iter().map(|it| it.kind.as_str()).collect();
    assert_eq!(kinds, ["unreadable", "subscription/4"]);
    assert_eq!(log.failures()["message not understood"], 2);
    assert_eq!(world.purchases().await, 0);

    // The same version understands no more of the first, but the store's answer to the second is good now.
    world.google.odd.store(false, Ordering::SeqCst);
    world.google.answers.store(true, Ordering::SeqCst);
    assert_eq!(world.ledger.work_again(NOW).await.unwrap(), 2);
    world.look(NOW).await;
    assert_eq!(world.purchases().await, 1);
    assert_eq!(world.ledger.not_understood(10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_product_that_is_for_good_for_want_of_a_setting_is_named() {
    let mut world = World::new().await;
    let clock: Clock = Arc::new(|| NOW);
    let log = Log::new(Level::Off, &clock);
    world.messages = world.messages.with_log(&log);
    for (id, kind) in [("1", "Non-Renewing Subscription"), ("2", "Non-Consumable")] {
        let transaction = json!({
            "transactionId": id, "originalTransactionId": id, "productId": "pass", "type": kind,
            "environment": "Production", "purchaseDate": NOW.millis(), "signedDate": NOW.millis(),
        });
        let data = json!({"environment": "Production", "signedTransactionInfo": transaction});
        let content = json!({"notificationType": "ONE_TIME_CHARGE", "signedDate": NOW.millis(), "data": data});
        let sent = Message {
            store: Store::Apple,
            ..message(id, content)
        };
        world.messages.put(sent.into()).await.unwrap();
    }
    assert_eq!(log.failures()["no end known"], 1);
}
