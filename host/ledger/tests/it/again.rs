//! Tests of purchases that a device shows again, because the ledger was put back to an older state.

use std::sync::Arc;

use paywall_ledger::{
    App, DeviceId, Input, Ledger, LineageId, PlatformId, Policy, Presentation, Store,
    TransferPolicy, What,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

/// A ledger in which devices show purchases.
struct World {
    ledger: Ledger,
    inputs: u32,
}

impl World {
    fn new(transfer: TransferPolicy) -> Self {
        let policy = Policy {
            transfer,
            ..Policy::default()
        };
        let app = App { policy, ..app() };
        Self {
            ledger: Ledger::new(Arc::new(app)),
            inputs: 0,
        }
    }

    fn accept(&mut self, what: What) {
        self.inputs += 1;
        let key = self.inputs.to_string();
        let at = NOW;
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
