//! The app in which scenarios play.

use paywall_ledger::{
    App, AppId, AppPlatform, Entitlement, EntitlementId, PlatformId, Policy, Product, ProductId,
    Store,
};

/// Makes an app that sells `premium.monthly` and `premium.yearly` (both grant
/// `premium`), `extra.monthly` (`extra`) and `coins` (nothing) in every store.
pub(super) fn app(policy: Policy) -> App {
    let skus = [
        "premium.monthly",
        "premium.yearly",
        "extra.monthly",
        "coins",
    ];
    let product_id = |store: Store, sku: &str| ProductId::new(format!("{}/{sku}", store.name()));
    let products = Store::ALL.into_iter().flat_map(|store| {
        skus.map(|sku| Product {
            id: product_id(store, sku),
            store,
            sku: sku.into(),
            days: days(store, sku),
        })
    });
    let entitlement = |name: &str| Entitlement {
        id: EntitlementId::new(name),
        name: name.into(),
        products: Store::ALL
            .into_iter()
            .flat_map(|store| skus.map(|sku| (store, sku)))
            .filter(|(_, sku)| sku.starts_with(name))
            .map(|(store, sku)| product_id(store, sku))
            .collect(),
    };
    App {
        id: AppId::new("scenario"),
        platforms: Store::ALL.map(platform).into(),
        products: products.collect(),
        entitlements: vec![entitlement("premium"), entitlement("extra")],
        policy,
        sandbox: None,
        hold_and_pause_everywhere: false,
    }
}

/// Returns the days for which a product of Apple's lasts that does not renew. Elsewhere, single purchases are for good.
fn days(store: Store, sku: &str) -> Option<u32> {
    match sku.rsplit_once('.')? {
        _ if store != Store::Apple => None,
        (_, "monthly") => Some(30),
        (_, "yearly") => Some(365),
        _ => None,
    }
}

/// Names the app platform of a store.
pub(super) fn platform_id(store: Store) -> PlatformId {
    PlatformId::new(store.name())
}

/// Makes the app platform of a store.
fn platform(store: Store) -> AppPlatform {
    AppPlatform {
        id: platform_id(store),
        name: store.name().into(),
        store,
        store_app: "com.example".into(),
    }
}
