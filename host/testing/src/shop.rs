//! An app to test with, and purchases in it.

use paywall_ledger::{
    App, AppId, AppPlatform, Entitlement, EntitlementId, Environment, MemberKey, Observation,
    PlatformId, Policy, Product, ProductId, Standing, Store, Term, TermKind, Time,
};

/// The time of the tests: 2026-01-01.
pub const NOW: Time = Time::from_millis(1_767_225_600_000);

/// Builds an app that sells `premium` in every store, for the entitlement of that name. It takes no test purchases.
/// Its platforms and products are named for their stores.
pub fn app() -> App {
    let id = |store: Store| ProductId::new(store.name());
    App {
        id: AppId::new("app"),
        platforms: Store::ALL.map(|store| platform(store.name(), store)).into(),
        products: Store::ALL
            .map(|store| Product {
                id: id(store),
                store,
                sku: "premium".into(),
                days: None,
            })
            .into(),
        entitlements: vec![Entitlement {
            id: EntitlementId::new("premium"),
            name: "Premium".into(),
            products: Store::ALL.map(id).into(),
        }],
        policy: Policy::default(),
        sandbox: None,
        hold_and_pause_everywhere: false,
    }
}

/// Builds the same app with one platform of this name.
pub fn app_on(name: &str, store: Store) -> App {
    App {
        platforms: vec![platform(name, store)],
        ..app()
    }
}

fn platform(name: &str, store: Store) -> AppPlatform {
    AppPlatform {
        id: PlatformId::new(name),
        name: name.into(),
        store,
        store_app: "com.example".into(),
    }
}

/// Names a purchase as its store does.
pub fn key(store: Store, id: &str) -> MemberKey {
    MemberKey::new(store, Environment::Production, id)
}

/// Builds the observation of a subscription that was bought at `at`, for 30 days.
pub fn bought(key: MemberKey, at: Time) -> Observation {
    let mut seen = Observation::new(key, at);
    seen.standing = Some(Standing::Active);
    seen.renews = Some(true);
    seen.terms.push(Term {
        id: "1".into(),
        product: "premium".into(),
        kind: TermKind::Subscription,
        starts: at,
        ends: Some(at.plus_days(30)),
        revoked: false,
        payment: Some("1".into()),
        offer: None,
    });
    seen
}
