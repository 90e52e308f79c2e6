//! An app in every store.

use paywall_ledger::{
    App, AppId, AppPlatform, Entitlement, EntitlementId, PlatformId, Policy, Product, ProductId,
    Store, Time,
};

/// 2026-01-01.
pub const NOW: Time = Time::from_millis(1_767_225_600_000);

/// Sells `premium` in every store; the app platforms are named for the stores.
pub fn app(sandbox: bool) -> App {
    let id = |store: Store| ProductId::new(store.name());
    App {
        id: AppId::new("app"),
        platforms: Store::ALL
            .map(|store| AppPlatform {
                id: PlatformId::new(store.name()),
                name: store.name().into(),
                store,
                store_app: "com.example".into(),
            })
            .into(),
        products: Store::ALL
            .map(|store| Product {
                id: id(store),
                store,
                sku: "premium".into(),
            })
            .into(),
        entitlements: vec![Entitlement {
            id: EntitlementId::new("premium"),
            name: "Premium".into(),
            products: Store::ALL.map(id).into(),
        }],
        policy: Policy::default(),
        sandbox: sandbox.then(Policy::default),
        hold_and_pause_everywhere: false,
    }
}
