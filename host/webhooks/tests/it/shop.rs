//! An app, and customers who subscribe.

use paywall_ledger::{
    App, DeviceId, Environment, Event, EventName, Input, Ledger, LineageId, MemberKey, Money,
    Observation, Payment, PlatformId, Presentation, Standing, Store, Term, TermKind, Time, UserId,
    What,
};
use paywall_webhooks::{Endpoint, MemoryOutbox, Outgoing, SigningSecret, Told};

use paywall_host_testing::receiver::SECRET;

pub use paywall_host_testing::shop::NOW;
use paywall_host_testing::shop::app_on;

/// Makes the app, which is in Apple's store only.
pub fn app() -> App {
    app_on("ios", Store::Apple)
}

pub fn endpoint(url: &str) -> Endpoint {
    Endpoint {
        url: url.into(),
        secrets: vec![SigningSecret::try_from(SECRET.to_owned()).unwrap()],
        events: None,
        wait_for_login: false,
    }
}

fn key(name: &str) -> MemberKey {
    MemberKey::new(Store::Apple, Environment::Production, name)
}

/// Makes a subscription as it is at `at`, paid until 30 days after 2026-01-01.
fn subscription(name: &str, at: Time, renews: bool) -> Observation {
    let mut seen = Observation::new(key(name), at);
    seen.standing = Some(Standing::Active);
    seen.renews = Some(renews);
    seen.terms.push(Term {
        id: "1".into(),
        product: "premium".into(),
        kind: TermKind::Subscription,
        starts: NOW,
        ends: Some(NOW.plus_days(30)),
        revoked: false,
        payment: Some("1".into()),
        offer: None,
    });
    seen.payments.push(Payment {
        products: vec!["premium".into()],
        at: Some(NOW),
        amount: Money::new(9_990_000, "NZD"),
        ..Payment::new("1")
    });
    seen
}

/// Lets something happen at `at`.
fn happen(outbox: &MemoryOutbox, at: Time, what: What) {
    outbox.with_ledger(|ledger| {
        let key = format!("{}{what:?}", at.millis());
        ledger.accept(&Input { key, at, what }).unwrap()
    });
}

pub fn outbox() -> MemoryOutbox {
    MemoryOutbox::new(Ledger::new(app()))
}

/// Lets the device `name` show that it bought the purchase `name`.
pub fn buys(outbox: &MemoryOutbox, name: &str, at: Time) {
    let device = DeviceId::new(name);
    let platform = PlatformId::new("ios");
    let install = What::Install {
        device: device.clone(),
        platform,
    };
    happen(outbox, at, install);
    let purchases = vec![subscription(name, at, true)];
    let how = Presentation::Transaction;
    let present = What::Present {
        device,
        how,
        purchases,
    };
    happen(outbox, at, present);
}

/// Lets the store say that the purchase will not renew (or will again).
pub fn renewal(outbox: &MemoryOutbox, name: &str, at: Time, renews: bool) {
    let purchases = vec![subscription(name, at, renews)];
    happen(outbox, at, What::Notify { purchases });
}

pub fn logs_in(outbox: &MemoryOutbox, name: &str, at: Time, account: &str) {
    let device = DeviceId::new(name);
    let account = account.parse().unwrap();
    happen(outbox, at, What::Login { device, account });
}

/// Makes an event by itself.
pub fn event(name: EventName) -> Outgoing {
    let user = UserId::new("u");
    Outgoing {
        position: 0,
        user: user.clone(),
        attempts: 0,
        settled_at: None,
        event: Told::Purchase(Event {
            id: "e".into(),
            name,
            users: vec![user],
            lineage: LineageId::of(key("C")),
            version: 3,
            at: NOW,
            entitlements: vec![],
            payments: vec![],
            transfer: None,
        }),
    }
}
