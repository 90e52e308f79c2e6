//! Tests of purchases that devices show: again, because the ledger was put back to an older state, and of each other's.

use std::sync::Arc;

use paywall_ledger::{
    App, Budget, DeviceId, Input, Ledger, LineageId, PlatformId, Policy, Presentation, Store, Time,
    TransferPolicy, What,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

/// A ledger in which devices show purchases.
struct World {
    app: Arc<App>,
    ledger: Ledger,
    inputs: u32,
    now: Time,
}

impl World {
    fn new(transfer: TransferPolicy) -> Self {
        let policy = Policy {
            transfer,
            ..Policy::default()
        };
        let app = Arc::new(App { policy, ..app() });
        Self {
            ledger: Ledger::new(Arc::clone(&app)),
            app,
            inputs: 0,
            now: NOW,
        }
    }

    fn accept(&mut self, what: What) {
        self.inputs += 1;
        let key = self.inputs.to_string();
        let at = self.now;
        self.ledger.accept(&Input { key, at, what }).unwrap();
    }

    fn install(&mut self, device: &str) {
        let (device, platform) = (DeviceId::new(device), PlatformId::new("apple"));
        self.accept(What::Install { device, platform });
    }

    fn login(&mut self, device: &str, account: &str) {
        let (device, account) = (DeviceId::new(device), account.parse().unwrap());
        self.accept(What::Login { device, account });
    }

    fn show(&mut self, device: &str, how: Presentation, purchase: &str) {
        let purchases = vec![bought(key(Store::Apple, purchase), NOW)];
        let device = DeviceId::new(device);
        self.accept(What::Present {
            device,
            how,
            purchases,
        });
    }

    /// Returns true if a purchase belongs to the user of a device.
    fn has(&self, device: &str, purchase: &str) -> bool {
        let state = self.ledger.state();
        let lineage = LineageId::of(key(Store::Apple, purchase));
        state.lineages[&lineage].owner == state.devices[&DeviceId::new(device)].user
    }
}

#[test]
fn a_device_that_shows_one_purchase_again_keeps_the_others() {
    let mut world = World::new(TransferPolicy::LastDeviceWins);
    world.install("D");
    world.show("D", Presentation::Validation, "old");
    world.show("D", Presentation::Again, "new");
    world.login("D", "1");
    assert!(world.has("D", "old") && world.has("D", "new"));
    // A validation says that the store shows nothing else any more.
    world.install("E");
    world.show("E", Presentation::Validation, "first");
    world.show("E", Presentation::Validation, "second");
    world.login("E", "2");
    assert!(!world.has("E", "first") && world.has("E", "second"));
}

#[test]
fn what_is_shown_again_is_taken_from_an_account_only_where_a_validation_may() {
    for (policy, moves) in [
        (TransferPolicy::LastDeviceWins, true),
        (TransferPolicy::RestoreOnly, false),
        (TransferPolicy::KeepOriginal, false),
    ] {
        let mut world = World::new(policy);
        for (device, account) in [("D", "1"), ("E", "2")] {
            world.install(device);
            world.login(device, account);
        }
        world.show("D", Presentation::Transaction, "C");
        world.show("E", Presentation::Again, "C");
        assert_eq!(world.has("E", "C"), moves, "{policy:?}");
    }
}

#[test]
fn a_device_has_a_newer_version_whenever_it_changes_hands() {
    let mut world = World::new(TransferPolicy::LastDeviceWins);
    let device = DeviceId::new("D");
    let mut versions = Vec::new();
    let mut look = |world: &World| versions.push(world.ledger.state().devices[&device].version);
    world.install("D");
    look(&world);
    for account in ["1", "2"] {
        world.login("D", account);
        look(&world);
    }
    world.accept(What::Logout {
        device: device.clone(),
    });
    look(&world);
    assert_eq!(versions, [1, 2, 3, 4]);
}

#[test]
fn a_purchase_has_a_newer_version_whenever_something_changes() {
    let mut world = World::new(TransferPolicy::LastDeviceWins);
    let mut versions = Vec::new();
    for day in 0..4 {
        let mut seen = bought(key(Store::Apple, "C"), NOW.plus_days(day));
        seen.renews = Some(day % 2 == 0);
        let purchases = vec![seen];
        world.accept(What::Notify { purchases });
        let rows = world.ledger.state().lineages.values();
        versions.extend(rows.map(|it| it.version));
    }
    let grows = versions.windows(2).all(|it| it[0] < it[1]);
    assert!(grows && versions.len() == 4, "{versions:?}");
}

#[test]
fn only_moves_from_accounts_use_up_the_budget() {
    let mut world = World::new(TransferPolicy::LastDeviceWins);
    let app = Arc::make_mut(&mut world.app);
    app.policy.budget = Some(Budget { moves: 1, days: 90 });
    world.ledger = Ledger::new(Arc::clone(&world.app));
    for device in ["A", "B", "C", "D", "E", "F"] {
        world.install(device);
    }
    for anonymous in ["A", "B", "C"] {
        world.show(anonymous, Presentation::Validation, "P");
        assert!(world.has(anonymous, "P"));
    }
    world.login("C", "1");
    for (device, account, moves) in [("D", "2", true), ("E", "3", false)] {
        world.login(device, account);
        world.show(device, Presentation::Restore, "P");
        assert_eq!(world.has(device, "P"), moves, "{device}");
    }
    // Without access there is nothing to protect.
    world.now = NOW.plus_days(31);
    world.login("F", "4");
    world.show("F", Presentation::Restore, "P");
    assert!(world.has("F", "P"));
}

#[test]
fn restore_only_keeps_an_active_purchase_from_the_start_of_a_session_alone() {
    for (how, days, moves) in [
        (Presentation::Validation, 1, false),
        (Presentation::Restore, 1, true),
        (Presentation::Validation, 31, true),
    ] {
        let mut world = World::new(TransferPolicy::RestoreOnly);
        for (device, account) in [("D", "1"), ("E", "2")] {
            world.install(device);
            world.login(device, account);
        }
        world.show("D", Presentation::Transaction, "P");
        world.now = NOW.plus_days(days);
        world.show("E", how, "P");
        assert_eq!(world.has("E", "P"), moves, "{how:?} {days}");
    }
}
