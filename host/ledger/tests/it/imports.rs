//! Tests of customers whom another system knew before.

use paywall_ledger::{
    DeviceId, EventName, ExternalId, Input, Ledger, LineageId, MemberKey, Note, Observation,
    PlatformId, Presentation, Record, Standing, State, Store, Term, TermKind, Time, UserId, What,
    explain,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

fn account(name: &str) -> ExternalId {
    name.parse().unwrap()
}

fn lineage(id: &str) -> LineageId {
    LineageId::of(key(Store::Apple, id))
}

/// A ledger with its log.
struct World {
    ledger: Ledger,
    log: Vec<Record>,
}

impl World {
    fn new() -> Self {
        let (ledger, log) = (Ledger::new(app()), Vec::new());
        Self { ledger, log }
    }

    fn accept(&mut self, at: Time, what: What) -> Record {
        let key = format!("input {}", self.log.len());
        let record = self.ledger.accept(&Input { key, at, what }).unwrap();
        let record = record.unwrap();
        self.log.push(record.clone());
        assert_eq!(State::replay(&self.log), *self.ledger.state());
        record
    }

    fn import(&mut self, name: Option<&str>, purchases: Vec<Observation>) -> Record {
        let what = What::Import {
            account: name.map(account),
            purchases,
            note: Note {
                by: "import".into(),
                why: "export.csv".into(),
            },
        };
        let record = self.accept(NOW.plus_days(1), what);
        assert!(record.events.is_empty(), "{:?}", record.events);
        record
    }

    fn owner(&self, id: &str) -> &UserId {
        &self.ledger.state().lineages[&lineage(id)].owner
    }

    fn user(&self, name: &str) -> &UserId {
        &self.ledger.state().accounts[&account(name)]
    }

    /// Returns the end of the one entitlement of an account at a time.
    fn until(&self, name: &str, now: Time) -> Option<Option<Time>> {
        let customer = self.ledger.customer(self.user(name), now).unwrap();
        customer.entitlements.first().map(|it| it.until)
    }

    fn install(&mut self, device: &str) {
        let (device, platform) = (DeviceId::new(device), PlatformId::new("apple"));
        self.accept(NOW, What::Install { device, platform });
    }

    fn show(&mut self, device: &str, id: &str) {
        let what = What::Present {
            device: DeviceId::new(device),
            how: Presentation::Restore,
            purchases: vec![bought(key(Store::Apple, id), NOW)],
        };
        self.accept(NOW, what);
    }
}

#[test]
fn an_imported_customer_has_what_the_other_system_knew_and_nobody_hears_of_it() {
    let mut world = World::new();
    world.import(Some("42"), vec![bought(key(Store::Apple, "C"), NOW)]);
    let end = NOW.plus_days(30);
    assert_eq!(world.until("42", NOW.plus_days(1)), Some(Some(end)));
    // The app logs in with the account, and has it at once.
    world.install("D");
    let (device, account) = (DeviceId::new("D"), account("42"));
    world.accept(NOW.plus_days(2), What::Login { device, account });
    let state = world.ledger.state();
    assert_eq!(&state.devices[&DeviceId::new("D")].user, world.owner("C"));
}

#[test]
fn a_renewal_by_the_store_after_the_import_is_a_renewal() {
    let mut world = World::new();
    world.import(Some("42"), vec![bought(key(Store::Apple, "C"), NOW)]);
    let mut renewed = bought(key(Store::Apple, "C"), NOW.plus_days(29));
    renewed.terms[0].id = "2".into();
    renewed.terms[0].payment = Some("2".into());
    let purchases = vec![renewed];
    let record = world.accept(NOW.plus_days(29), What::Notify { purchases });
    assert_eq!(record.events[0].name, EventName::Renewed);
    assert_eq!(record.events[0].users, [world.user("42").clone()]);
    assert_eq!(
        world.until("42", NOW.plus_days(31)),
        Some(Some(NOW.plus_days(59)))
    );
}

#[test]
fn an_end_after_the_import_is_announced_and_one_before_it_is_not() {
    let mut world = World::new();
    let past = bought(key(Store::Apple, "past"), NOW.plus_days(-60));
    world.import(Some("42"), vec![past, bought(key(Store::Apple, "C"), NOW)]);
    assert_eq!(world.ledger.due(NOW.plus_days(1)), []);
    let later = NOW.plus_days(31);
    assert_eq!(world.ledger.due(later), [lineage("C")]);
    let record = world.accept(
        later,
        What::Expire {
            lineage: lineage("C"),
        },
    );
    assert_eq!(record.events[0].name, EventName::Expired);
    let flags = world.ledger.customer(world.user("42"), later).unwrap();
    assert!(flags.journey.former_subscriber);
}

#[test]
fn the_newer_statement_counts_whatever_the_order_of_the_imports() {
    let mut ended = bought(key(Store::Apple, "C"), NOW.plus_days(1));
    ended.terms = Vec::new();
    ended.standing = Some(Standing::Ended);
    let older = bought(key(Store::Apple, "C"), NOW);
    for order in [[&older, &ended], [&ended, &older]] {
        let mut world = World::new();
        for seen in order {
            world.import(Some("42"), vec![seen.clone()]);
        }
        assert_eq!(world.until("42", NOW.plus_days(2)), None);
    }
    // What the store said is newer than any export.
    let mut world = World::new();
    let mut told = bought(key(Store::Apple, "C"), NOW.plus_days(2));
    told.terms[0].ends = Some(NOW.plus_days(90));
    let purchases = vec![told];
    world.accept(NOW.plus_days(2), What::Notify { purchases });
    world.import(Some("42"), vec![ended]);
    assert_eq!(
        world.until("42", NOW.plus_days(3)),
        Some(Some(NOW.plus_days(90)))
    );
}

#[test]
fn a_purchase_that_waits_goes_to_its_account_and_one_that_somebody_came_for_stays() {
    let mut world = World::new();
    let purchases = vec![bought(key(Store::Apple, "C"), NOW)];
    world.accept(
        NOW,
        What::Notify {
            purchases: purchases.clone(),
        },
    );
    assert_eq!(world.ledger.state().users[world.owner("C")].account, None);
    world.import(Some("42"), purchases);
    assert_eq!(world.owner("C"), world.user("42"));

    world.install("D");
    world.show("D", "E");
    let before = world.owner("E").clone();
    world.import(Some("42"), vec![bought(key(Store::Apple, "E"), NOW)]);
    assert_eq!(world.owner("E"), &before, "a device has shown it");
}

#[test]
fn a_customer_without_an_account_waits_for_a_device_that_shows_the_purchase() {
    let mut world = World::new();
    let both = ["C", "E"].map(|id| bought(key(Store::Apple, id), NOW));
    world.import(None, both.into());
    assert_eq!(world.owner("C"), world.owner("E"));
    world.install("D");
    world.show("D", "C");
    let state = world.ledger.state();
    assert_eq!(world.owner("C"), &state.devices[&DeviceId::new("D")].user);
}

#[test]
fn a_promotional_entitlement_is_a_grant_and_the_history_says_where_it_came_from() {
    let mut world = World::new();
    let grant: MemberKey = "granted/production/G".parse().unwrap();
    let mut seen = Observation::new(grant, NOW);
    seen.terms.push(Term {
        id: "grant".into(),
        product: "premium".into(),
        kind: TermKind::OneTime,
        starts: NOW,
        ends: Some(NOW.plus_days(9)),
        revoked: false,
        payment: None,
        offer: None,
    });
    world.import(Some("42"), vec![seen]);
    assert_eq!(
        world.until("42", NOW.plus_days(8)),
        Some(Some(NOW.plus_days(9)))
    );
    let told = explain(&world.log, world.user("42"));
    let line = "granted/production/G gives premium, by import: export.csv";
    assert!(told.iter().any(|it| it.text == line), "{told:?}");
    // Support may end it, and the same row again does not bring it back.
    let lineage = LineageId::of("granted/production/G".parse().unwrap());
    let note = Note::default();
    world.accept(NOW.plus_days(2), What::EndGrant { lineage, note });
    assert_eq!(world.until("42", NOW.plus_days(3)), None);
}
