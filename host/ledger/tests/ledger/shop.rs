//! An app to test with, and purchases in it.

use paywall_ledger::{
    App, AppId, AppPlatform, Entitlement, EntitlementId, Environment, MemberKey, Observation,
    PlatformId, Policy, Product, ProductId, Standing, Store, Term, TermKind, Time,
};

pub const NOW: Time = Time::from_millis(1_767_225_600_000);

/// Makes an app that sells `premium` in every store, for the entitlement of that name.
/// It takes test purchases if `sandbox` says so.
pub fn app(policy: Policy, sandbox: Option<Policy>) -> App {
    let id = |store: Store| ProductId::new(store.name());
    App {
        id: AppId::new("app"),
        platforms: vec![AppPlatform {
            id: PlatformId::new("p"),
            name: "P".into(),
            store: Store::Apple,
            store_app: "com.example".into(),
        }],
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
        policy,
        sandbox,
        hold_and_pause_everywhere: false,
    }
}

/// Names a purchase as its store does.
pub fn key(store: Store, id: &str) -> MemberKey {
    MemberKey::new(store, Environment::Production, id)
}

/// Makes a subscription that was bought at `at`, for 30 days.
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
