//! Tests of what somebody can make longer at will: it has an end, and whoever paid loses nothing by it.

use paywall_ledger::{
    App, DeviceId, ExternalId, Fact, Input, Ledger, LineageId, MAX_CLAIMED, MAX_CLAIMS,
    MAX_DEVICES, Observation, PlatformId, Policy, Presentation, Record, Store, TermKind, UserId,
    What, explain,
};

use crate::invariants;
use paywall_host_testing::shop::{NOW, app, bought, key};

struct World {
    ledger: Ledger,
    log: Vec<Record>,
    inputs: Vec<Input>,
}

impl World {
    fn new() -> Self {
        let budget = Policy {
            budget: None,
            ..Policy::default()
        };
        Self {
            ledger: Ledger::new(App {
                policy: budget,
                ..app()
            }),
            log: Vec::new(),
            inputs: Vec::new(),
        }
    }

    fn accept(&mut self, what: What) {
        let input = Input {
            key: self.inputs.len().to_string(),
            at: NOW,
            what,
        };
        self.log.extend(self.ledger.accept(&input).unwrap());
        self.inputs.push(input);
    }

    fn install(&mut self, name: &str) {
        let (device, platform) = (DeviceId::new(name), PlatformId::new("apple"));
        self.accept(What::Install { device, platform });
    }

    fn login(&mut self, name: &str, account: &ExternalId) {
        let (device, account) = (DeviceId::new(name), account.clone());
        self.accept(What::Login { device, account });
    }

    fn show(&mut self, name: &str, how: Presentation, purchases: Vec<Observation>) {
        let device = DeviceId::new(name);
        self.accept(What::Present {
            device,
            how,
            purchases,
        });
    }

    fn user(&self, device: &str) -> &UserId {
        &self.ledger.state().devices[&DeviceId::new(device)].user
    }

    fn entitlements(&self, user: &UserId) -> usize {
        let customer = self.ledger.customer(user, NOW).unwrap();
        customer.entitlements.len()
    }

    /// Returns the names of the devices that claim the purchase `C`, the last one last.
    fn claims(&self) -> Vec<&str> {
        let claims = &self.ledger.state().lineages[&lineage("C")].claims;
        claims.iter().map(DeviceId::as_str).collect()
    }

    /// Checks that nothing is inconsistent, and that the same inputs once more change nothing.
    fn check(mut self) {
        invariants::check(&self.ledger, &self.log, NOW);
        let before = self.ledger.clone();
        for input in &self.inputs {
            assert_eq!(self.ledger.accept(input).unwrap(), None);
        }
        assert_eq!(self.ledger, before);
    }
}

fn seen(name: &str) -> Observation {
    bought(key(Store::Apple, name), NOW)
}

fn lineage(name: &str) -> LineageId {
    LineageId::of(key(Store::Apple, name))
}

fn account(number: u32) -> ExternalId {
    number.to_string().parse().unwrap()
}

#[test]
fn who_logs_in_everywhere_logs_out_no_device_that_paid() {
    let mut world = World::new();
    world.install("paid");
    world.login("paid", &account(1));
    world.show("paid", Presentation::Transaction, vec![seen("C")]);
    world.install("shared");
    world.login("shared", &account(1));
    let user = world.user("paid").clone();
    for number in 0..MAX_DEVICES + 50 {
        let name = format!("D{number}");
        world.install(&name);
        world.login(&name, &account(1));
    }
    let row = &world.ledger.state().users[&user];
    assert_eq!(row.devices.len(), MAX_DEVICES);
    assert_eq!(row.devices[0], DeviceId::new("paid"));
    assert_eq!(world.user(&format!("D{}", MAX_DEVICES + 49)), &user);
    assert_eq!(world.entitlements(&user), 1);
    // The devices that came first are as if they had logged out.
    for gone in ["shared", "D0", "D50"] {
        let user = world.user(gone);
        assert_eq!(world.ledger.state().users[user].account, None, "{gone}");
        assert_eq!(world.entitlements(user), 0);
    }
    assert_eq!(world.user("D51"), &user);
    let told = explain(&world.log, &user);
    let left = told.iter().filter(|it| it.text.contains("left by limit"));
    assert_eq!(left.count(), 52);
    world.check();
}

#[test]
fn a_device_that_paid_goes_only_if_all_did_and_the_first_of_them() {
    let mut world = World::new();
    for number in 0..=MAX_DEVICES {
        let name = format!("D{number}");
        world.install(&name);
        world.login(&name, &account(1));
        world.show(&name, Presentation::Validation, vec![seen(&name)]);
    }
    let user = world.user("D1").clone();
    assert_ne!(world.user("D0"), &user);
    let row = &world.ledger.state().users[&user];
    assert_eq!(row.devices.len(), MAX_DEVICES);
    assert_eq!(row.owns.len(), MAX_DEVICES + 1, "no purchase goes");
    world.check();
}

#[test]
fn a_receipt_that_is_passed_around_has_one_owner_and_few_claims() {
    let mut world = World::new();
    for number in 0..200 {
        let name = format!("D{number}");
        world.install(&name);
        world.show(&name, Presentation::Validation, vec![seen("C")]);
        assert!(world.claims().len() <= MAX_CLAIMS);
    }
    assert_eq!(world.claims().last(), Some(&"D199"));
    assert_eq!(world.entitlements(world.user("D199")), 1);
    assert_eq!(world.entitlements(world.user("D198")), 0);
    // The owner's claim is what a login takes the purchase along by.
    world.login("D199", &account(1));
    assert_eq!(world.entitlements(world.user("D199")), 1);
    world.check();
}

#[test]
fn claims_of_strangers_go_before_the_owners() {
    let mut world = World::new();
    world.install("owner");
    world.login("owner", &account(1));
    for number in 0..100 {
        let name = format!("stranger {number}");
        world.install(&name);
        world.show(&name, Presentation::Validation, vec![seen("C")]);
    }
    world.show("owner", Presentation::Restore, vec![seen("C")]);
    for number in 0..MAX_CLAIMS - 1 {
        let name = format!("owner's {number}");
        world.install(&name);
        world.login(&name, &account(1));
        world.show(&name, Presentation::Validation, vec![seen("C")]);
    }
    let claims = world.claims();
    assert_eq!(claims.len(), MAX_CLAIMS);
    assert_eq!(claims[0], "owner");
    assert!(!claims.iter().any(|it| it.starts_with("stranger")));
    world.check();
}

#[test]
fn purchases_that_turn_out_to_be_one_have_the_claims_of_one() {
    let mut world = World::new();
    for (purchase, devices) in [("C", 0..60), ("D", 100..160)] {
        for number in devices {
            let name = format!("D{number}");
            world.install(&name);
            world.show(&name, Presentation::Validation, vec![seen(purchase)]);
        }
    }
    let mut replaces = seen("D");
    replaces.at = NOW.plus_millis(1);
    replaces.replaces = vec![key(Store::Apple, "C")];
    world.accept(What::Notify {
        purchases: vec![replaces],
    });
    assert_eq!(world.claims().len(), MAX_CLAIMS);
    assert_eq!(world.claims().last(), Some(&"D159"));
    world.check();
}

#[test]
fn a_device_claims_its_running_purchases_rather_than_old_ones_and_keeps_all_of_them() {
    let mut world = World::new();
    world.install("D");
    for number in 0..MAX_CLAIMED + 20 {
        let mut one = seen(&number.to_string());
        if number % 10 == 9 {
            one.terms[0].ends = Some(NOW.plus_days(-1));
        }
        world.show("D", Presentation::Transaction, vec![one]);
    }
    let row = &world.ledger.state().devices[&DeviceId::new("D")];
    assert_eq!(row.claims.len(), MAX_CLAIMED);
    assert!(!row.claims.contains(&lineage("9")));
    let owner = &world.ledger.state().users[world.user("D")];
    assert_eq!(owner.owns.len(), MAX_CLAIMED + 20);
    world.check();
}

#[test]
fn what_is_used_up_is_not_claimed() {
    let mut world = World::new();
    world.install("D");
    for number in 0..5 {
        let mut coins = seen(&number.to_string());
        coins.terms[0].kind = TermKind::Consumable;
        world.show("D", Presentation::Transaction, vec![coins]);
    }
    let row = &world.ledger.state().devices[&DeviceId::new("D")];
    assert!(row.claims.is_empty());
    let facts = world.log.iter().flat_map(|it| &it.facts);
    let claimed = |it: &&Fact| matches!(it, Fact::Claimed { .. });
    assert_eq!(facts.filter(claimed).count(), 0);
    world.check();
}

#[test]
fn a_stores_message_about_a_purchase_needs_no_row_of_a_device() {
    let mut world = World::new();
    for number in 0..30 {
        let name = format!("D{number}");
        world.install(&name);
        world.show(&name, Presentation::Validation, vec![seen("C")]);
    }
    let renewed = Input {
        key: "renewed".into(),
        at: NOW,
        what: What::Notify {
            purchases: vec![seen("C")],
        },
    };
    let touched = renewed.touches(world.ledger.state());
    assert_eq!(touched.len(), 3, "{touched:?}");
}
