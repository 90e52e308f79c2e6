//! Tests of payments: they are kept with their purchase, told with its events, and never counted twice.

use paywall_ledger::{
    Event, EventName, Input, Ledger, LineageId, Money, Observation, Offer, Payment, PaymentKind,
    State, Store, Time, What,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

/// A ledger, and the events of the last statement.
struct World {
    ledger: Ledger,
    log: Vec<paywall_ledger::Record>,
}

impl World {
    fn new() -> Self {
        Self {
            ledger: Ledger::new(app()),
            log: Vec::new(),
        }
    }

    /// Takes in a statement, and returns its events.
    fn hear(&mut self, seen: Observation) -> Vec<Event> {
        let (key, at) = (self.log.len().to_string(), seen.at);
        let what = What::Notify {
            purchases: vec![seen],
        };
        let record = self
            .ledger
            .accept(&Input { key, at, what })
            .unwrap()
            .unwrap();
        let events = record.events.clone();
        self.log.push(record);
        events
    }

    fn payments(&self) -> Vec<Payment> {
        let lineage = &self.ledger.state().lineages[&LineageId::of(key(Store::Apple, "C"))];
        lineage.payments().into_iter().cloned().collect()
    }
}

fn payment(id: &str, at: Time, cents: i64) -> Payment {
    Payment {
        products: vec!["premium".into()],
        at: Some(at),
        amount: Money::new(cents * 10_000, "NZD"),
        starts: Some(at),
        ends: Some(at.plus_days(30)),
        offer: Some(Offer::Standard),
        ..Payment::new(id)
    }
}

/// Makes a statement about the period that was paid for by this payment.
fn period(payment: &Payment) -> Observation {
    let mut seen = bought(key(Store::Apple, "C"), payment.at.unwrap());
    seen.terms[0].id.clone_from(&payment.id);
    seen.terms[0].payment = Some(payment.id.clone());
    seen.payments.push(payment.clone());
    seen
}

fn told(events: &[Event]) -> Vec<(EventName, usize)> {
    events
        .iter()
        .map(|it| (it.name, it.payments.len()))
        .collect()
}

#[test]
fn a_purchase_its_renewal_and_its_refund_tell_what_was_paid() {
    let mut world = World::new();
    let (first, second) = (
        payment("1", NOW, 999),
        payment("2", NOW.plus_days(29), 1299),
    );
    let events = world.hear(period(&first));
    assert_eq!(
        told(&events),
        [(EventName::Purchased, 1), (EventName::PurchaseUpdated, 1)]
    );
    assert_eq!(events[0].payments, std::slice::from_ref(&first));
    let events = world.hear(period(&second));
    assert_eq!(events[0].name, EventName::Renewed);
    assert_eq!(events[0].payments, std::slice::from_ref(&second));
    let mut back = period(&second);
    back.at = NOW.plus_days(31);
    back.terms[0].revoked = true;
    back.payments.push(Payment::refund(&second, Some(back.at)));
    let events = world.hear(back);
    assert_eq!(
        events[0].payments.len(),
        1,
        "the payment itself is no news: {events:?}"
    );
    assert_eq!(events[0].payments[0].kind, PaymentKind::Refund);
    assert_eq!(events[0].payments[0].amount, Money::new(-12_990_000, "NZD"));
    let ids: Vec<_> = world.payments().into_iter().map(|it| it.id).collect();
    assert_eq!(ids, ["1", "2", "2/refund"]);
    assert_eq!(&State::replay(&world.log), world.ledger.state());
}

#[test]
fn an_exact_amount_counts_before_a_price_and_a_repetition_is_no_news() {
    let mut world = World::new();
    let exact = payment("1", NOW, 799);
    let price = Payment {
        listed: true,
        ..payment("1", NOW, 999)
    };
    world.hear(period(&price));
    let mut later = period(&exact);
    later.at = NOW.plus_millis(1000);
    assert_eq!(told(&world.hear(later)), [(EventName::PurchaseUpdated, 1)]);
    let mut again = period(&price);
    again.at = NOW.plus_millis(2000);
    assert_eq!(told(&world.hear(again)), []);
    assert_eq!(world.payments(), [exact]);
}

#[test]
fn money_alone_makes_no_purchase_known() {
    let mut world = World::new();
    let mut seen = Observation::new(key(Store::Roku, "C"), NOW);
    seen.payments.push(Payment {
        kind: PaymentKind::Refund,
        ..payment("1", NOW, 999)
    });
    world.hear(seen);
    assert!(world.ledger.state().lineages.is_empty() && world.ledger.state().users.is_empty());
}

#[test]
fn the_latest_payments_are_kept_however_many_there_were() {
    let mut world = World::new();
    for month in 0..100 {
        world.hear(period(&payment(
            &format!("{month:03}"),
            NOW.plus_days(30 * month),
            999,
        )));
    }
    let kept = world.payments();
    assert_eq!((kept.len(), &*kept[0].id), (60, "040"));
    // An old one that is told again changes nothing.
    let mut again = period(&payment("003", NOW.plus_days(90), 999));
    again.at = NOW.plus_days(4000);
    again.terms.clear();
    world.hear(again);
    assert_eq!(world.payments(), kept);
}

#[test]
fn rows_of_before_payments_were_kept_are_read() {
    let mut world = World::new();
    let mut plain = bought(key(Store::Apple, "C"), NOW);
    plain.payments.clear();
    world.hear(plain);
    let rows = serde_json::to_string(world.ledger.state()).unwrap();
    assert!(!rows.contains("payments\":{"), "{rows}");
    let read: State = serde_json::from_str(&rows).unwrap();
    assert_eq!(&read, world.ledger.state());
}
