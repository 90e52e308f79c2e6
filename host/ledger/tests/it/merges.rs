//! Tests of two purchases that turn out to be one: who owns both, and what is told of it.

use paywall_ledger::{
    DeviceId, EventName, Fact, Input, Ledger, Observation, PlatformId, Presentation, Record, Store,
    UserId, What,
};

use crate::invariants;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// The owner of a purchase before it turns out to be another one.
#[derive(Clone, Copy)]
enum Owner {
    /// An account that has no device just now.
    Account(&'static str),
    /// A device that nobody is logged in on.
    Device,
    /// Nobody: a store spoke of the purchase, and no device showed it yet.
    Nobody,
}

struct World {
    ledger: Ledger,
    log: Vec<Record>,
}

impl World {
    fn accept(&mut self, what: What) -> Record {
        let key = self.log.len().to_string();
        let at = NOW.plus_millis(self.log.len() as i64);
        let record = self.ledger.accept(&Input { key, at, what });
        let record = record.unwrap().unwrap();
        self.log.push(record.clone());
        invariants::check(&self.ledger, &self.log, at);
        record
    }

    /// Lets an owner have bought a purchase, and returns the user.
    fn bought(&mut self, id: &str, owner: Owner) -> UserId {
        let purchases = vec![seen(id)];
        let device = DeviceId::new(id);
        if let Owner::Nobody = owner {
            self.accept(What::Notify { purchases });
        } else {
            let platform = PlatformId::new("apple");
            let device = || device.clone();
            self.accept(What::Install {
                device: device(),
                platform,
            });
            if let Owner::Account(name) = owner {
                let account = name.parse().unwrap();
                self.accept(What::Login {
                    device: device(),
                    account,
                });
            }
            self.accept(What::Present {
                device: device(),
                how: Presentation::Transaction,
                purchases,
            });
            if let Owner::Account(_) = owner {
                self.accept(What::Logout { device: device() });
            }
        }
        self.owner(id)
    }

    fn owner(&self, id: &str) -> UserId {
        let state = self.ledger.state();
        let lineage = &state.members[&key(Store::Apple, id)];
        state.lineages[lineage].owner.clone()
    }
}

fn seen(id: &str) -> Observation {
    bought(key(Store::Apple, id), NOW)
}

/// Lets a renewal of the newer purchase show that it took the place of the older one.
/// Returns the owners of both before, the owner of the one that is left, and the record.
fn merged(older: Owner, newer: Owner) -> ([UserId; 2], UserId, Record) {
    let mut world = World {
        ledger: Ledger::new(app()),
        log: Vec::new(),
    };
    let owners = [world.bought("old", older), world.bought("new", newer)];
    let mut renewed = seen("new");
    renewed.at = NOW.plus_millis(500);
    renewed.replaces = vec![key(Store::Apple, "old")];
    renewed.terms[0].payment = Some("2".into());
    renewed.terms[0].ends = Some(NOW.plus_days(60));
    let record = world.accept(What::Notify {
        purchases: vec![renewed],
    });
    assert_eq!(world.ledger.state().lineages.len(), 1);
    (owners, world.owner("new"), record)
}

#[test]
fn the_owner_of_the_newer_purchase_gets_both_unless_nobody_showed_it_yet() {
    let newer_wins = [
        (Owner::Account("1"), Owner::Account("2")),
        (Owner::Account("1"), Owner::Device),
        (Owner::Nobody, Owner::Device),
        (Owner::Nobody, Owner::Account("2")),
    ];
    for (older, newer) in newer_wins {
        let ([_, wins], owner, _) = merged(older, newer);
        assert_eq!(owner, wins);
    }
    for older in [Owner::Account("1"), Owner::Device, Owner::Nobody] {
        let ([wins, _], owner, _) = merged(older, Owner::Nobody);
        assert_eq!(owner, wins);
    }
}

#[test]
fn what_the_store_changed_just_now_is_no_news_of_the_clock() {
    let ([wins, from], _, record) = merged(Owner::Account("1"), Owner::Nobody);
    let by_the_clock = |it: &Fact| matches!(it, Fact::TimePassed { .. });
    assert!(!record.facts.iter().any(by_the_clock));
    let told = record.events.iter().map(|it| (it.name, it.users.clone()));
    let told: Vec<_> = told.collect();
    let expected = [
        (EventName::Renewed, vec![from.clone()]),
        (EventName::Transferred, vec![from, wins.clone()]),
        (EventName::PurchaseUpdated, vec![wins]),
    ];
    assert_eq!(told, expected);
}
