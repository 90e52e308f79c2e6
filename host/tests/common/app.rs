//! An app that sells `premium` in one store.

use paywall_ledger::{
    App, AppId, AppPlatform, Entitlement, EntitlementId, PlatformId, Policy, Product, ProductId,
    Store,
};

/// Makes the app; its only app platform is named `platform`.
pub fn app(platform: &str, store: Store) -> App {
    let premium = ProductId::new("premium");
    App {
        id: AppId::new("app"),
        platforms: vec![AppPlatform {
            id: PlatformId::new(platform),
            name: platform.into(),
            store,
            store_app: "com.example".into(),
        }],
        products: vec![Product {
            id: premium.clone(),
            store,
            sku: "premium".into(),
        }],
        entitlements: vec![Entitlement {
            id: EntitlementId::new("premium"),
            name: "Premium".into(),
            products: vec![premium],
        }],
        policy: Policy::default(),
        sandbox: None,
        hold_and_pause_everywhere: false,
    }
}
