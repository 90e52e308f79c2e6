//! Tests of how often a store is asked: made-up purchases and many callers at once must not become as many questions.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use paywall_ledger::{Clock, Later, PlatformId, Store, Time};
use paywall_stores::{
    Answer, AskError, MemoryNumbers, NotShown, Question, Questions, Reply, Shown, StoreApi, google,
    look_at,
};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use paywall_host_testing::shop::{NOW, app};

/// A store that counts the questions, knows purchases only while it is told to, and answers when it is let.
struct Slow {
    asked: AtomicUsize,
    knows: AtomicUsize,
    lets: Semaphore,
}

impl Slow {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            asked: AtomicUsize::new(0),
            knows: AtomicUsize::new(0),
            lets: Semaphore::new(0),
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl StoreApi for Slow {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        Box::pin(async {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let _let = self.lets.acquire().await.unwrap();
            let known = json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
                "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z"}]});
            Ok(match self.knows.load(Ordering::SeqCst) {
                0 => Answer::Missing.into(),
                _ => Answer::Found(known).into(),
            })
        })
    }
}

struct World {
    store: Arc<Slow>,
    questions: Questions,
    now: Arc<AtomicI64>,
    platform: PlatformId,
}

impl World {
    fn new() -> Self {
        let (store, now) = (Slow::new(), Arc::new(AtomicI64::new(NOW.millis())));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || Time::from_millis(told.load(Ordering::SeqCst)));
        Self {
            questions: Questions::new(
                Arc::clone(&store) as Arc<dyn StoreApi>,
                Arc::<MemoryNumbers>::default(),
                clock,
            ),
            store,
            now,
            platform: PlatformId::new("google"),
        }
    }

    async fn show(&self, token: &str) -> Result<(), NotShown> {
        let settings = google::Settings::default();
        let shown = Shown::Named(google::ask_for_subscription(token));
        let seen = look_at(shown, &app(), &self.platform, &settings, &self.questions).await;
        seen.map(drop)
    }
}

#[tokio::test]
async fn a_purchase_that_the_store_does_not_know_is_not_asked_about_again_for_some_minutes() {
    let world = World::new();
    world.store.lets.add_permits(100);
    for _ in 0..20 {
        assert_eq!(world.show("T").await, Err(NotShown::Unknown));
    }
    assert_eq!(world.store.asked(), 1);
    assert_eq!(world.show("another").await, Err(NotShown::Unknown));
    assert_eq!(world.store.asked(), 2);
    world.now.fetch_add(180_000, Ordering::SeqCst);
    world.store.knows.store(1, Ordering::SeqCst);
    assert_eq!(world.show("T").await, Ok(()), "it may have come into being");
}

#[tokio::test]
async fn a_stores_own_message_asks_always_and_ends_what_was_remembered() {
    let world = World::new();
    world.store.lets.add_permits(100);
    assert_eq!(world.show("T").await, Err(NotShown::Unknown));
    world.store.knows.store(1, Ordering::SeqCst);
    let question = google::ask_for_subscription("T");
    world
        .questions
        .ask(&world.platform, question)
        .await
        .unwrap();
    assert_eq!(world.show("T").await, Ok(()));
}

#[tokio::test]
async fn many_who_ask_the_same_at_once_are_one_question_after_the_first() {
    let world = Arc::new(World::new());
    world.store.knows.store(1, Ordering::SeqCst);
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let world = Arc::clone(&world);
        callers.spawn(async move { world.show("T").await });
    }
    // All of them are waiting by then: the first for the store, the others for the first.
    while world.store.asked() == 0 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    world.store.lets.add_permits(100);
    for outcome in callers.join_all().await {
        assert_eq!(outcome, Ok(()));
    }
    // The first question may have been put before the others came, so one more is put for all of them.
    assert_eq!(world.store.asked(), 2);
    assert_eq!(world.show("T").await, Ok(()));
    assert_eq!(
        world.store.asked(),
        3,
        "who comes later hears what is so then"
    );
}

#[test]
fn a_list_that_repeats_itself_and_names_without_end_are_not_asked_about() {
    let shown = Shown::read(
        Store::Google,
        r#"["T", "T", {"store": "google", "token": "T"}, "U"]"#,
    );
    let world = World::new();
    let shown = shown.unwrap();
    assert_eq!(shown.len(), 2);
    assert_eq!(Shown::to_ask(&shown, &world.platform, &world.questions), 2);
    assert!(Shown::read(Store::Google, &"T".repeat(2048)).is_ok());
    assert!(Shown::read(Store::Google, &"T".repeat(2049)).is_err());
}
