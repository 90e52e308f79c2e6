//! Tests of a host whose clock was wrong for a while: once it is right again, nothing wrong remains.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{AppId, Clock, Input, PlatformId, Store, Time, What};
use paywall_stores::{
    Answer, Message, Notice, Questions, Reply, amazon, google, prepare, roku, stripe,
};
use serde_json::{Value, json};

use paywall_host_testing::asked::AskedStore;
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::shop::{NOW, app_on};

struct World {
    ledger: LedgerDatabase,
    store: Store,
    says: Arc<AskedStore>,
    questions: Questions,
    ahead: Arc<AtomicI64>,
    now: Arc<AtomicI64>,
}

impl World {
    fn new(database: &Database, store: Store) -> Self {
        let mut app = app_on(store.name(), store);
        app.id = AppId::new(store.name());
        let ledger = LedgerDatabase::new(database, app);
        let (says, now, ahead) = (Arc::<AskedStore>::default(), Arc::default(), Arc::default());
        let (told, by): (Arc<AtomicI64>, Arc<AtomicI64>) = (Arc::clone(&now), Arc::clone(&ahead));
        let clock: Clock = Arc::new(move || {
            Time::from_millis(told.load(Ordering::SeqCst) + by.load(Ordering::SeqCst))
        });
        let questions = Questions::new(says.clone(), Arc::new(ledger.clone()), clock);
        Self {
            ledger,
            store,
            says,
            questions,
            ahead,
            now,
        }
    }

    /// Asks the store at `at`, with a clock that is so many days ahead. The store answers `answer`.
    async fn asks(&self, at: Time, days_ahead: i64, answer: Value) {
        self.now.store(at.millis(), Ordering::SeqCst);
        let ahead = Time::from_millis(0).plus_days(days_ahead).millis();
        self.ahead.store(ahead, Ordering::SeqCst);
        let reply = Reply {
            answer: Answer::Found(answer),
            dated: Some(Time::from_seconds(at.millis().div_euclid(1000))),
        };
        self.says.answers(move |_| Ok(reply.clone()));
        let question = match self.store {
            Store::Google => google::ask_for_subscription("P"),
            Store::Amazon => amazon::ask_for_receipt("U", "P"),
            Store::Roku => roku::ask_for_transaction("P"),
            _ => stripe::ask_for_subscription("P"),
        };
        let notice = Notice {
            unread: None,
            questions: vec![question],
            ..message(self.store, Value::Null).read()
        };
        let prepared = prepare(&PlatformId::new("it"), notice, &self.questions).await;
        self.takes(prepared.unwrap().purchases, at.plus_days(days_ahead))
            .await;
    }

    /// Hears what the store says of its own accord.
    async fn hears(&self, content: Value, at: Time) {
        self.takes(message(self.store, content).read().purchases, at)
            .await;
    }

    async fn takes(&self, purchases: Vec<paywall_ledger::Observation>, at: Time) {
        assert!(!purchases.is_empty());
        let input = Input {
            key: format!("{:?} {at} {purchases:?}", self.store),
            at,
            what: What::Notify { purchases },
        };
        self.ledger.accept(input).await.unwrap();
    }

    async fn access(&self, now: Time) -> bool {
        let state = self.ledger.state().await.unwrap();
        let mut lineages = state.lineages.values();
        lineages.next().unwrap().status(now).access()
    }
}

fn message(store: Store, content: Value) -> Message {
    Message {
        id: "1".into(),
        store,
        platform: PlatformId::new("it"),
        kind: String::new(),
        received_at: NOW,
        body: Vec::new(),
        content,
        rounds: 0,
    }
}

/// Writes a store's answer about a subscription of 30 days that runs, or that was taken back.
fn answer(store: Store, runs: bool) -> Value {
    let ends = NOW.plus_days(30);
    match store {
        Store::Google => json!({
            "subscriptionState": if runs { "SUBSCRIPTION_STATE_ACTIVE" } else { "SUBSCRIPTION_STATE_EXPIRED" },
            "startTime": NOW.plus_days(-1).to_string(),
            "lineItems": [{"productId": "premium", "expiryTime": ends.to_string()}]}),
        Store::Amazon => json!({
            "productId": "premium", "productType": "SUBSCRIPTION", "autoRenewing": runs,
            "purchaseDate": NOW.plus_days(-1).millis(), "renewalDate": ends.millis(),
            "cancelDate": if runs { Value::Null } else { json!(NOW.millis()) }}),
        Store::Roku => json!({
            "transactionId": "P", "productId": "premium", "isEntitled": runs, "cancelled": !runs,
            "expirationDate": ends.to_string(), "originalPurchaseDate": NOW.plus_days(-1).to_string()}),
        _ => subscription(if runs { "active" } else { "canceled" }),
    }
}

fn subscription(status: &str) -> Value {
    json!({"id": "P", "object": "subscription", "status": status, "livemode": true,
        "start_date": NOW.plus_days(-1).millis() / 1000,
        "items": {"data": [{"id": "i", "price": {"id": "premium"},
            "current_period_end": NOW.plus_days(30).millis() / 1000}]}})
}

/// Opens every sort of database that there is here. The last test shows if PostgreSQL is not among them.
async fn everywhere() -> Vec<Database> {
    let mut all = vec![Database::open("sqlite::memory:").await.unwrap()];
    if let Some(url) = postgres() {
        all.push(Database::open(&url).await.unwrap());
    }
    all
}

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_refund_counts_although_the_clock_was_a_day_ahead_at_an_earlier_question() {
    for database in everywhere().await {
        for store in [Store::Google, Store::Amazon, Store::Roku, Store::Stripe] {
            let world = World::new(&database, store);
            world.asks(NOW, 1, answer(store, true)).await;
            assert!(world.access(NOW).await, "{store:?}");
            let later = NOW.plus_millis(MINUTE);
            world.asks(later, 0, answer(store, false)).await;
            assert!(!world.access(later).await, "{store:?}");
            let even_later = NOW.plus_millis(2 * MINUTE);
            world.asks(even_later, -400, answer(store, true)).await;
            assert!(world.access(even_later).await, "a year behind, {store:?}");
        }
    }
}

#[tokio::test]
async fn what_a_store_says_counts_although_the_clock_was_wrong_when_it_was_asked() {
    let later = NOW.plus_millis(MINUTE);
    let canceled = json!({"id": "evt", "type": "customer.subscription.deleted", "livemode": true,
        "created": later.millis() / 1000, "data": {"object": subscription("canceled")}});
    let on_hold = json!({"transactionType": "OnHoldInitiated", "transactionId": "T",
        "originalTransactionId": "P", "productCode": "premium", "eventDate": later.to_string()});
    for database in everywhere().await {
        for (store, ended) in [(Store::Stripe, &canceled), (Store::Roku, &on_hold)] {
            let world = World::new(&database, store);
            world.asks(NOW, 1, answer(store, true)).await;
            world.hears(ended.clone(), later).await;
            assert!(!world.access(later).await, "{store:?}");
            let even_later = NOW.plus_millis(2 * MINUTE);
            world.asks(even_later, -1, answer(store, true)).await;
            assert!(world.access(even_later).await, "a day behind, {store:?}");
        }
    }
}

#[needs(postgres)]
#[test]
fn clocks_are_tried_on_postgres_too() {
    assert!(postgres().is_some());
}
