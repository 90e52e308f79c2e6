//! Tests with a sender, an outbox and a receiver. The clock is the test's.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use paywall_ledger::Clock;
use paywall_ledger::Time;
use serde_json::Value;

use paywall_webhooks::{MemoryOutbox, Next, Outbox, Retry, Sender, Sending};

use crate::shop::{NOW, app, buys, endpoint, logs_in, outbox, renewal};
use paywall_host_testing::receiver::{Mood, Receiver};

struct World {
    outbox: Arc<MemoryOutbox>,
    receiver: Receiver,
    sender: Sender,
    now: Arc<Mutex<Time>>,
}

/// Makes a sender of the test's app to a receiver at this address.
fn sender(url: &str, patience: Duration, outbox: &Arc<MemoryOutbox>, clock: Clock) -> Sender {
    let of = Sending {
        app: app().into(),
        endpoint: endpoint(url),
        retry: Retry::default(),
        patience,
        outbox: outbox.clone(),
        clock,
    };
    Sender::new(of).unwrap()
}

impl World {
    async fn new() -> Self {
        let now = Arc::new(Mutex::new(NOW));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || *told.lock().unwrap());
        let receiver = Receiver::start(Arc::clone(&clock)).await;
        let outbox = Arc::new(outbox());
        let patience = Duration::from_millis(300);
        let sender = sender(&receiver.url, patience, &outbox, clock);
        Self {
            sender,
            outbox,
            receiver,
            now,
        }
    }

    fn at(&self, now: Time) {
        *self.now.lock().unwrap() = now;
    }

    /// Goes on until nothing is left to send, whatever time that
    /// takes. Returns the number of rounds that sent something.
    async fn until_all_is_told(&self) -> usize {
        for rounds in 0..200 {
            while self.sender.round().await.unwrap() > 0 {}
            match self.outbox.next_due() {
                Some(due) => {
                    let now = *self.now.lock().unwrap();
                    self.at(due.max(now));
                }
                None => return rounds,
            }
        }
        panic!("it never ends");
    }
}

#[tokio::test]
async fn a_purchase_is_told_with_what_its_user_then_has() {
    let world = World::new().await;
    buys(&world.outbox, "D", NOW);
    world.until_all_is_told().await;
    assert_eq!(
        world.receiver.kinds(),
        ["user.subscription.purchased", "purchase.updated"]
    );
    let got = world.receiver.got();
    let body = &got[0].body;
    assert_eq!(body["id"], got[0].id.as_str());
    assert_eq!(body["created_date"], "2026-01-01T00:00:00Z");
    assert_eq!(
        body["active_entitlements"][0]["entitlement_ref_id"],
        "premium"
    );
    assert_eq!(
        body["active_entitlements"][0]["expiration"],
        "2026-01-31T00:00:00Z"
    );
    assert_eq!(body["active_entitlements"][0]["purchase_platform"], "apple");
    assert_eq!(body["customer_journey_state"]["is_cancelled"], false);
    assert_eq!(body["devices"][0]["id"], "D");
    assert_eq!(
        body["devices"][0]["platform"]["marketplace_app_id"],
        "com.example"
    );
    assert_eq!(body["external_ids"][0]["key"], "original_transaction_id");
    assert_eq!(
        got[1].body["purchase"]["collapse_key"],
        "apple/production/D"
    );
    assert_eq!(got[1].body["purchase"]["is_active"], true);
    for told in &got {
        let paid = &told.body["payments"];
        assert_eq!(paid.as_array().map(Vec::len), Some(1), "{paid}");
        assert_eq!(paid[0]["id"], "1");
        assert_eq!(
            (&paid[0]["amount"], &paid[0]["currency"]),
            (&"9.99".into(), &"NZD".into())
        );
        assert_eq!(
            (&paid[0]["kind"], &paid[0]["proceeds"]),
            (&"payment".into(), &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_user_hears_in_order_while_another_does_not_wait() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    renewal(&world.outbox, "A", NOW.plus_millis(1000), false);
    // A's first event fails three times; B's events go through at once.
    world.receiver.moods(&[Mood::Answer(500)]);
    world.sender.round().await.unwrap();
    buys(&world.outbox, "B", NOW.plus_millis(2000));
    world.at(NOW.plus_millis(2000));
    world.sender.round().await.unwrap();
    assert_eq!(world.receiver.kinds(), ["user.subscription.purchased"; 2]);
    let users: Vec<_> = world
        .receiver
        .got()
        .iter()
        .map(|it| it.body["user_id"].clone())
        .collect();
    assert_ne!(users[0], users[1]);
    world.receiver.moods(&[Mood::RetryAfter(3600), Mood::Sleep]);
    world.until_all_is_told().await;
    let of_a: Vec<String> = {
        let got = world.receiver.got();
        let of_a = got.iter().filter(|it| it.body["user_id"] == users[0]);
        let kinds = of_a.map(|it| it.kind().to_owned());
        kinds.filter(|it| it != "purchase.updated").collect()
    };
    let first = of_a
        .iter()
        .take_while(|it| *it == "user.subscription.purchased")
        .count();
    assert!(first >= 2, "told again after it failed");
    assert_eq!(of_a[first..], ["user.subscription.cancelled"]);
    assert!(
        world
            .outbox
            .settled()
            .iter()
            .all(|it| *it == Some(Next::Done))
    );
}

#[tokio::test]
async fn what_is_told_two_minutes_later_holds_back_nothing_else() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    world.sender.round().await.unwrap();
    let minute_later = NOW.plus_millis(60_000);
    renewal(&world.outbox, "A", minute_later, false);
    world.at(minute_later);
    world.sender.round().await.unwrap();
    let at_once = ["user.subscription.purchased", "user.subscription.cancelled"];
    assert_eq!(world.receiver.kinds(), at_once);
    world.until_all_is_told().await;
    assert_eq!(world.receiver.kinds()[2..], ["purchase.updated"]);
    let now = *world.now.lock().unwrap();
    assert_eq!(now, minute_later.plus_millis(120_000));
}

#[tokio::test]
async fn every_attempt_at_an_event_has_its_id_and_is_signed_anew() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    world.receiver.moods(&[
        Mood::Answer(500),
        Mood::Sleep,
        Mood::Answer(301),
        Mood::Answer(404),
    ]);
    world.until_all_is_told().await;
    let got = world.receiver.got();
    let mut ids = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    for message in got.iter() {
        ids.entry(message.kind()).or_default().push(&message.id);
    }
    assert_eq!((got.len(), ids.len()), (6, 2));
    for of_one in ids.values() {
        assert!(of_one.iter().all(|it| *it == of_one[0]));
    }
    assert_ne!(
        ids["user.subscription.purchased"][0],
        ids["purchase.updated"][0]
    );
}

#[tokio::test]
async fn what_fails_for_a_day_is_given_up_and_may_be_replayed() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    world.receiver.moods(&[Mood::Answer(500); 60]);
    world.until_all_is_told().await;
    assert_eq!(world.outbox.settled(), [Some(Next::GivenUp); 2]);
    assert_eq!(world.receiver.kinds().len(), 2 * 20);
    world.receiver.recovers();
    let back = NOW.plus_days(4);
    world.at(back);
    world.outbox.replay(0..=1, back);
    world.until_all_is_told().await;
    assert_eq!(world.receiver.kinds().last().unwrap(), "purchase.updated");
    assert_eq!(world.outbox.settled(), [Some(Next::Done); 2]);
}

#[tokio::test]
async fn a_sender_that_dies_between_sending_and_settling_sends_again() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    // Another sender takes the event and is never heard of again.
    let taken = world.outbox.take(NOW, 10_000, 5).await.unwrap();
    assert_eq!(taken.len(), 2, "the purchase, and that it changed");
    assert_eq!(
        world.sender.round().await.unwrap(),
        0,
        "what is taken is left alone"
    );
    world.at(NOW.plus_millis(10_000));
    assert_eq!(world.sender.round().await.unwrap(), 2);
    assert_eq!(world.receiver.kinds(), ["user.subscription.purchased"]);
}

#[tokio::test]
async fn a_transfer_is_told_to_both_users_each_under_an_id_of_its_own() {
    let world = World::new().await;
    buys(&world.outbox, "A", NOW);
    logs_in(&world.outbox, "A", NOW.plus_millis(1000), "42");
    world.until_all_is_told().await;
    let got = world.receiver.got();
    let transfers: Vec<_> = got
        .iter()
        .filter(|it| it.kind() == "user.subscription.transferred")
        .collect();
    assert_eq!(transfers.len(), 2);
    assert_ne!(transfers[0].id, transfers[1].id);
    for transfer in &transfers {
        assert_eq!(transfer.body["transfer"]["cause"], "login");
        let has_it = transfer.body["user_id"] == transfer.body["transfer"]["to"];
        let entitled = !transfer.body["active_entitlements"]
            .as_array()
            .unwrap()
            .is_empty();
        assert_eq!(has_it, entitled);
    }
}

#[tokio::test]
async fn nobody_listening_is_a_failure_like_any_other() {
    let outbox = Arc::new(outbox());
    buys(&outbox, "A", NOW);
    let patience = Duration::from_millis(300);
    let sender = sender("http://127.0.0.1:1/", patience, &outbox, Arc::new(|| NOW));
    assert_eq!(sender.round().await.unwrap(), 2);
    assert!(outbox.next_due().unwrap() > NOW);
}

#[tokio::test(flavor = "multi_thread")]
async fn users_whose_receiver_never_answers_keep_nobody_else_waiting() {
    let receiver = Receiver::start(Arc::new(|| NOW)).await;
    receiver.never_answers("silent");
    let outbox = Arc::new(outbox());
    // More of them than there are requests at once, and they come first.
    for number in 0..60 {
        buys(&outbox, &format!("silent{number}"), NOW);
    }
    for number in 0..200 {
        buys(&outbox, &format!("other{number}"), NOW);
    }
    let patience = Duration::from_mins(1);
    let sender = sender(&receiver.url, patience, &outbox, Arc::new(|| NOW));
    let running = tokio::spawn(async move { sender.run(std::future::pending()).await });
    // All of them before the first of the silent ones is given up.
    let taken = tokio::time::timeout(patience / 2, receiver.taken(200)).await;
    running.abort();
    assert_eq!(taken.expect("within half of the patience").len(), 200);
}
