//! Tests of what customers have and had, by single examples.

use paywall_ledger::{
    App, Customer, DeviceId, Entitlement, EntitlementId, EventName, Input, Ledger, LineageId,
    NamedAccount, Observation, Offer, Phase, PlatformId, Presentation, Product, ProductId,
    Standing, Store, TermKind, Time, UserId, What, explain,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

/// Builds an app that sells `extra` beside `premium`, each for the entitlement of its name.
fn shop() -> App {
    let mut app = app();
    app.products.push(Product {
        id: ProductId::new("extra"),
        store: Store::Apple,
        sku: "extra".into(),
        days: None,
    });
    app.entitlements.push(Entitlement {
        id: EntitlementId::new("extra"),
        name: "Extra".into(),
        products: vec![ProductId::new("extra")],
    });
    app
}

/// Makes a purchase of a product from a day on, for 30 days.
fn purchase(id: &str, product: &str, day: i64) -> Observation {
    let mut seen = bought(key(Store::Apple, id), NOW.plus_days(day));
    seen.terms[0].product = product.into();
    seen
}

/// A ledger in which a store speaks of the purchases of one account.
struct World(Ledger, u32);

impl World {
    fn of(seen: &[Observation]) -> Self {
        let mut world = Self(Ledger::new(shop()), 0);
        seen.iter().for_each(|it| world.hear(it.clone()));
        world
    }

    fn hear(&mut self, mut seen: Observation) {
        seen.account = Some("7".into());
        self.1 += 1;
        let purchases = vec![seen];
        let what = What::Notify { purchases };
        let (key, at) = (self.1.to_string(), NOW);
        self.0.accept(&Input { key, at, what }).unwrap();
    }

    /// Returns what the owner of a purchase has after so many days.
    fn after(&self, id: &str, days: i64) -> Customer {
        self.0
            .customer(&self.owner(id), NOW.plus_days(days))
            .unwrap()
    }

    fn owner(&self, id: &str) -> UserId {
        let lineage = LineageId::of(key(Store::Apple, id));
        self.0.state().lineages[&lineage].owner.clone()
    }
}

fn ended(customer: &Customer) -> Vec<(&str, Time)> {
    let ended = customer.ended.iter();
    ended.map(|(id, at)| (id.as_str(), *at)).collect()
}

#[test]
fn an_entitlement_that_ended_says_when() {
    let world = World::of(&[purchase("C", "premium", 0)]);
    assert_eq!(ended(&world.after("C", 29)), []);
    let end = NOW.plus_days(30);
    assert_eq!(ended(&world.after("C", 30)), [("premium", end)]);
    assert_eq!(ended(&world.after("C", 90)), [("premium", end)]);
}

#[test]
fn in_a_grace_period_the_end_is_that_of_the_grace() {
    let mut seen = purchase("C", "premium", 0);
    seen.standing = Some(Standing::Grace(Some(NOW.plus_days(36))));
    let world = World::of(&[seen]);
    assert_eq!(ended(&world.after("C", 33)), []);
    let end = NOW.plus_days(36);
    assert_eq!(ended(&world.after("C", 40)), [("premium", end)]);
}

#[test]
fn a_grace_period_that_is_over_and_an_introductory_offer_show_in_the_status() {
    let mut seen = purchase("C", "premium", 0);
    seen.standing = Some(Standing::Grace(Some(NOW.plus_days(36))));
    seen.terms[0].offer = Some(Offer::Introductory);
    let world = World::of(&[seen]);
    let (during, after) = (world.after("C", 35), world.after("C", 37));
    let phase = |it: &Customer| it.purchases[0].status.phase;
    assert_eq!(
        [phase(&during), phase(&after)],
        [Phase::Grace, Phase::Expired]
    );
    assert!(during.journey.in_intro_offer_period && during.journey.in_grace_period);
    assert!(!after.journey.in_intro_offer_period && !after.journey.in_grace_period);
    assert!(after.journey.former_subscriber);
}

#[test]
fn what_the_app_used_up_never_ended() {
    let mut seen = purchase("C", "premium", 0);
    seen.terms[0].kind = TermKind::Consumable;
    let world = World::of(&[seen]);
    assert_eq!(ended(&world.after("C", 90)), []);
}

#[test]
fn of_two_entitlements_the_one_that_lasts_has_not_ended() {
    let mut one = purchase("C", "extra", -40);
    let mut more = purchase("C", "premium", 0).terms.remove(0);
    more.id = "2".into();
    one.terms.push(more);
    one.complete = true;
    let world = World::of(&[one]);
    let customer = world.after("C", 1);
    assert_eq!(ended(&customer), [("extra", NOW.plus_days(-10))]);
    let active: Vec<_> = customer
        .entitlements
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(active, ["premium"]);
}

#[test]
fn two_purchases_of_one_entitlement_are_both_its_reasons_and_the_longer_one_counts() {
    let mut ledger = Ledger::new(shop());
    let install = What::Install {
        device: DeviceId::new("D"),
        platform: PlatformId::new("apple"),
    };
    let show = What::Present {
        device: DeviceId::new("D"),
        how: Presentation::Restore,
        purchases: vec![purchase("C", "premium", 0), purchase("D", "premium", 5)],
    };
    for (key, what) in [("1", install), ("2", show)] {
        let (key, at) = (key.to_owned(), NOW);
        ledger.accept(&Input { key, at, what }).unwrap();
    }
    let user = ledger.state().users.keys().next().unwrap().clone();
    let customer = ledger.customer(&user, NOW.plus_days(6)).unwrap();
    let [premium] = customer.entitlements.as_slice() else {
        panic!("{customer:?}");
    };
    let lineages = ["C", "D"].map(|id| LineageId::of(key(Store::Apple, id)));
    assert_eq!(premium.purchases, lineages);
    assert_eq!(premium.until, Some(NOW.plus_days(35)));
}

#[test]
fn a_purchase_for_a_named_account_only_waits_for_it_whatever_else_the_policy_says() {
    let mut app = shop();
    app.policy.named_account = NamedAccount::Only;
    app.policy.link_by_account_token = false;
    let mut ledger = Ledger::new(app);
    let mut seen = purchase("C", "premium", 0);
    seen.account = Some("7".into());
    let purchases = vec![seen];
    let what = What::Notify { purchases };
    let (name, at) = ("1".to_owned(), NOW);
    ledger
        .accept(&Input {
            key: name,
            at,
            what,
        })
        .unwrap();
    let owner = &ledger.state().accounts[&"7".parse().unwrap()];
    assert!(
        ledger.state().users[owner]
            .owns
            .contains(&LineageId::of(key(Store::Apple, "C")))
    );
}

#[test]
fn a_history_begins_with_the_device() {
    let mut ledger = Ledger::new(shop());
    let what = What::Install {
        device: DeviceId::new("D"),
        platform: PlatformId::new("apple"),
    };
    let (name, at) = ("1".to_owned(), NOW);
    let input = Input {
        key: name,
        at,
        what,
    };
    let log = [ledger.accept(&input).unwrap().unwrap()];
    let user = ledger.state().users.keys().next().unwrap();
    let lines: Vec<_> = explain(&log, user).into_iter().map(|it| it.text).collect();
    assert_eq!(lines, ["created, anonymous", "device D was installed"]);
    assert!(explain(&log, &UserId::new("somebody else")).is_empty());
}

#[test]
fn events_say_what_the_purchase_gives_and_updates_hold_up_only_updates() {
    let mut ledger = Ledger::new(shop());
    let purchases = vec![purchase("C", "premium", 0)];
    let what = What::Notify { purchases };
    let (name, at) = ("1".to_owned(), NOW);
    let input = Input {
        key: name,
        at,
        what,
    };
    let record = ledger.accept(&input).unwrap().unwrap();
    let lineage = LineageId::of(key(Store::Apple, "C")).to_string();
    for event in &record.events {
        let stream = match event.name {
            EventName::PurchaseUpdated => lineage.as_str(),
            _ => "",
        };
        assert_eq!(event.stream(), stream);
        assert_eq!(event.entitlements, [EntitlementId::new("premium")]);
    }
    assert_eq!(record.events.len(), 2);
}
