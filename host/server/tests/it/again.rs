//! Tests of messages that are looked into again: because two of them disagree, because a store's answer is not its last
//! word, or because a part of them was not understood.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{Clock, Customer, PlatformId, Store, Time};
use paywall_server::Messages;
use paywall_stores::{Answer, Inbox, Message, Questions};
use serde_json::{Value, json};

use paywall_host_testing::asked::AskedStore;
use paywall_host_testing::shop::{NOW, app_on};

struct World {
    ledger: LedgerDatabase,
    store: Store,
    asked: Arc<AskedStore>,
    messages: Messages,
    now: Arc<AtomicI64>,
}

impl World {
    async fn new(store: Store) -> Self {
        let database = Database::open("sqlite::memory:").await.unwrap();
        let ledger = LedgerDatabase::new(&database, app_on("shop", store));
        let asked = Arc::<AskedStore>::default();
        let now = Arc::new(AtomicI64::new(NOW.millis()));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || Time::from_millis(told.load(Ordering::SeqCst)));
        let questions = Questions::new(asked.clone(), Arc::new(ledger.clone()), Arc::clone(&clock));
        Self {
            messages: Messages::new(&ledger, &questions, &clock),
            ledger,
            store,
            asked,
            now,
        }
    }

    /// Lets the store answer with this from now on.
    fn answers(&self, json: &Value) {
        let answer = Answer::Found(json.clone());
        self.asked.answers(move |_| Ok(answer.clone().into()));
    }

    async fn comes(&self, id: &str, content: Value) {
        let message = Message {
            rounds: 0,
            id: id.into(),
            store: self.store,
            platform: PlatformId::new("shop"),
            kind: String::new(),
            received_at: NOW,
            body: Vec::new(),
            content,
        };
        self.messages.put(message.into()).await.unwrap();
    }

    /// Looks into everything that waits at `now`. Returns how much that was.
    async fn look(&self, now: Time) -> usize {
        self.now.store(now.millis(), Ordering::SeqCst);
        let taken = self.ledger.take_messages(now, 60_000, 10).await.unwrap();
        for message in &taken {
            self.messages.look_into(message).await.unwrap();
        }
        taken.len()
    }

    /// Returns what the only owner of purchases has at `now`.
    async fn customer(&self, now: Time) -> Customer {
        let state = self.ledger.state().await.unwrap();
        let owner = state.lineages.values().next().unwrap().owner.clone();
        let state = self.ledger.user_state(&owner, now).await.unwrap();
        state.unwrap().customer
    }

    async fn listed(&self) -> Vec<String> {
        let listed = self.ledger.not_understood(10).await.unwrap();
        listed.into_iter().map(|it| it.why).collect()
    }
}

fn subscription(renews: bool) -> Value {
    json!({"id": "sub_1", "object": "subscription", "status": "active", "livemode": true,
        "cancel_at_period_end": !renews, "start_date": NOW.millis() / 1000, "latest_invoice": "in_1",
        "items": {"object": "list", "has_more": false, "data": [
            {"id": "si_1", "price": {"id": "premium"}, "current_period_end": NOW.plus_days(30).millis() / 1000}]}})
}

fn event(id: &str, object: &Value) -> Value {
    json!({"id": id, "object": "event", "type": "customer.subscription.updated", "livemode": true,
        "created": NOW.millis() / 1000, "data": {"object": object}})
}

#[tokio::test]
async fn of_two_states_of_one_second_stripe_is_asked_for_the_last() {
    for (first, last) in [(true, false), (false, true)] {
        let world = World::new(Store::Stripe).await;
        world
            .comes("evt_1", event("evt_1", &subscription(first)))
            .await;
        assert_eq!(world.look(NOW).await, 0, "one alone says it all");
        world
            .comes("evt_2", event("evt_2", &subscription(last)))
            .await;
        let renews = async || !world.customer(NOW).await.journey.is_cancelled;
        assert!(
            renews().await,
            "the same in either order, until it was asked"
        );
        world.answers(&subscription(last));
        let within_second = NOW.plus_millis(900);
        assert_eq!(world.look(within_second).await, 0, "more may happen in it");
        assert_eq!(world.look(NOW.plus_millis(5000)).await, 1);
        assert_eq!(renews().await, last);
        assert_eq!(world.look(NOW.plus_days(1)).await, 0, "asked once");
        // The same messages again say nothing new.
        world
            .comes("evt_1", event("evt_1", &subscription(first)))
            .await;
        world
            .comes("evt_2", event("evt_2", &subscription(last)))
            .await;
        assert_eq!(world.look(NOW.plus_days(2)).await, 0);
        assert_eq!(world.asked.times(), 1);
        assert_eq!(renews().await, last);
    }
}

#[tokio::test]
async fn an_answer_of_the_second_of_an_event_that_says_otherwise_is_not_the_last_word() {
    let (soon, later) = (NOW.plus_millis(600), NOW.plus_millis(10_000));
    for event_first in [true, false] {
        let world = World::new(Store::Stripe).await;
        // The event tells of the beginning. Of what follows in the same second, only an invoice tells.
        let begins = async || {
            let content = event("evt_1", &subscription(true));
            world.comes("evt_1", content).await;
        };
        if event_first {
            begins().await;
        }
        let mut paid = event(
            "evt_2",
            &json!({"id": "in_1", "object": "invoice", "subscription": "sub_1"}),
        );
        paid["type"] = "invoice.paid".into();
        world.comes("evt_2", paid).await;
        world.answers(&subscription(false));
        assert_eq!(world.look(soon).await, 1);
        if !event_first {
            begins().await;
        }
        assert_eq!(world.look(later).await, 1, "asked once more");
        assert!(world.customer(later).await.journey.is_cancelled);
        assert_eq!(world.look(later.plus_days(1)).await, 0);
    }
}

#[tokio::test]
async fn where_stripe_may_not_be_asked_the_state_counts_and_an_operator_sees_why() {
    let world = World::new(Store::Stripe).await;
    let mut pending = subscription(true);
    pending["status"] = "incomplete".into();
    world.comes("evt_1", event("evt_1", &pending)).await;
    world
        .comes("evt_2", event("evt_2", &subscription(true)))
        .await;
    assert!(!world.customer(NOW).await.entitlements.is_empty());
    assert_eq!(world.look(NOW.plus_millis(3000)).await, 1);
    assert!(!world.customer(NOW).await.entitlements.is_empty());
    assert_eq!(world.listed().await.len(), 1);
    assert_eq!(world.look(NOW.plus_days(1)).await, 0, "not tried for ever");
    // Once it may be asked, the operator has it looked into again.
    world.answers(&subscription(true));
    assert_eq!(world.ledger.work_again(NOW).await.unwrap(), 1);
    assert_eq!(world.look(NOW.plus_days(1)).await, 1);
    assert_eq!(world.listed().await.len(), 0);
}

fn receipt(ends: Option<Time>) -> Value {
    json!({"productType": "SUBSCRIPTION", "productId": "premium", "termSku": "premium", "term": "1 Month",
        "receiptId": "R", "autoRenewing": false, "purchaseDate": NOW.millis(), "renewalDate": null,
        "cancelDate": ends.map(Time::millis), "cancelReason": null, "testTransaction": false})
}

#[tokio::test]
async fn amazon_is_asked_again_when_a_subscription_without_renewal_ends() {
    let world = World::new(Store::Amazon).await;
    world.answers(&receipt(None));
    let off = json!({"appPackageName": "com.example", "notificationType": "SUBSCRIPTION_AUTO_RENEWAL_OFF",
        "appUserId": "u", "receiptId": "R", "relatedReceipts": {}, "betaProductTransaction": false});
    world.comes("1", off).await;
    assert_eq!(world.look(NOW.plus_days(3)).await, 1);
    let month = NOW.plus_months(1).unwrap();
    let until = world.customer(NOW.plus_days(3)).await.entitlements[0].until;
    assert_eq!(until, Some(month), "first seen so, it ends with its period");
    assert_eq!(world.look(month.plus_millis(-1)).await, 0);
    assert!(world.customer(month).await.entitlements.is_empty());
    // Amazon does not say so yet: access stays ended, and it is asked each day.
    assert_eq!(world.look(month).await, 1);
    assert!(world.customer(month).await.entitlements.is_empty());
    world.answers(&receipt(Some(month)));
    let next = world.look(month.plus_days(1)).await + world.look(month.plus_days(40)).await;
    assert_eq!(next, 1);
    assert_eq!(world.look(month.plus_days(400)).await, 0, "it ended");
    assert_eq!(world.asked.times(), 3);
}

#[tokio::test]
async fn of_a_message_that_is_understood_in_part_the_rest_is_listed_and_counts_later() {
    let world = World::new(Store::Stripe).await;
    let mut first = subscription(true);
    first["items"]["has_more"] = true.into();
    world.answers(&json!({"object": "subscription"}));
    world.comes("evt_1", event("evt_1", &first)).await;
    assert_eq!(world.look(NOW).await, 1);
    assert!(
        !world.customer(NOW).await.entitlements.is_empty(),
        "what is understood counts"
    );
    assert_eq!(world.listed().await.len(), 1);
    assert_eq!(world.ledger.waiting().await.unwrap().unread, 1);
    let far = NOW.plus_days(100);
    assert_eq!(
        world.ledger.forget_messages(far).await.unwrap(),
        0,
        "an operator may see it"
    );

    let mut whole = subscription(false);
    whole["items"]["has_more"] = false.into();
    world.answers(&whole);
    assert_eq!(world.ledger.work_again(NOW).await.unwrap(), 1);
    assert_eq!(world.look(NOW.plus_days(1)).await, 1);
    assert!(
        world.customer(NOW).await.journey.is_cancelled,
        "the rest has its effect"
    );
    assert_eq!(world.listed().await.len(), 0);
    assert_eq!(world.ledger.forget_messages(far).await.unwrap(), 1);
}

#[tokio::test]
async fn what_nobody_understood_goes_after_its_own_time() {
    let world = World::new(Store::Google).await;
    world
        .comes(
            "1",
            json!({"subscriptionNotification": {"purchaseToken": 1}}),
        )
        .await;
    assert_eq!(world.ledger.forget_not_understood(NOW).await.unwrap(), 0);
    let later = NOW.plus_days(1);
    assert_eq!(world.ledger.forget_messages(later).await.unwrap(), 0);
    assert_eq!(world.ledger.forget_not_understood(later).await.unwrap(), 1);
}

#[tokio::test]
async fn messages_of_every_store_are_listed_if_nobody_understands_them() {
    for store in Store::ALL {
        let world = World::new(store).await;
        world.comes("1", json!(["not", "a", "message"])).await;
        let listed = world.ledger.not_understood(10).await.unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|it| (it.store.as_str(), it.waits))
            .collect();
        assert_eq!(listed, [(store.name(), false)]);
        assert_eq!(world.ledger.work_again(NOW).await.unwrap(), 1);
        assert!(world.ledger.not_understood(10).await.unwrap()[0].waits);
        assert_eq!(world.look(NOW).await, 1);
        assert_eq!(
            world.listed().await.len(),
            1,
            "this version understands no more of it"
        );
    }
}
