//! Customers, each with a device, an account and a subscription, and what they and their store do.

use paywall_database::{Activity, LedgerDatabase, Settlement};
use paywall_ledger::{
    App, AppId, AppPlatform, DeviceId, Entitlement, EntitlementId, Environment, EventName, Input,
    MemberKey, Observation, PlatformId, Presentation, Product, ProductId, Standing, Store, Term,
    TermKind, Time, What,
};
use paywall_stores::Message;
use paywall_webhooks::DeviceEvent;
use tokio::task::JoinSet;

use crate::{CALLERS, Outcome};

pub const START: Time = Time::from_millis(1_767_225_600_000);

pub async fn notify(ledger: &LedgerDatabase, user: u64, number: u64) -> Outcome<()> {
    let at = START.plus_millis(i64::try_from(number)? + 1);
    let message = Message {
        rounds: 0,
        id: number.to_string(),
        store: Store::Apple,
        platform: PlatformId::new("ios"),
        // The body is as long as Apple's, with content as after verification.
        body: vec![b'x'; 6000],
        received_at: at,
        kind: "DID_RENEW".into(),
        content: serde_json::Value::from("x".repeat(2000)),
    };
    let purchases = vec![subscription(user, 1 + i64::try_from(number)?, at)];
    let answers = Vec::new();
    ledger
        .take(
            message,
            at,
            Settlement::Observed {
                purchases,
                answers,
                unread: None,
                again: None,
            },
        )
        .await?;
    Ok(())
}

pub async fn read(ledger: &LedgerDatabase, user: u64) -> Outcome<()> {
    let device = device(user);
    let state = ledger.device_state(&device, START.plus_days(1)).await?;
    let state = state.ok_or("no such device")?;
    if state.customer.entitlements.len() != 1 {
        return Err("no entitlement".into());
    }
    Ok(())
}

/// Fills the database with installs, logins and purchases.
pub async fn fill(ledger: &LedgerDatabase, users: u64) -> Outcome<()> {
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let ledger = ledger.clone();
        callers.spawn(async move {
            for user in (0..users).filter(|user| user % CALLERS == caller) {
                customer(&ledger, user).await?;
            }
            Outcome::Ok(())
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    Ok(())
}

/// Adds a customer: an install, a login and a purchase.
pub async fn customer(ledger: &LedgerDatabase, user: u64) -> Outcome<()> {
    let device = device(user);
    let platform = PlatformId::new("ios");
    let install = What::Install {
        device: device.clone(),
        platform,
    };
    let login = What::Login {
        device: device.clone(),
        account: (user + 1).to_string().parse()?,
    };
    let buy = What::Present {
        device,
        how: Presentation::Transaction,
        purchases: vec![subscription(user, 0, START)],
    };
    for (name, what) in [("install", install), ("login", login), ("buy", buy)] {
        let key = format!("{name}/{user}");
        let at = START;
        ledger.accept(Input { key, at, what }).await?;
    }
    Ok(())
}

pub fn device(user: u64) -> DeviceId {
    DeviceId::new(format!("device-{user}"))
}

/// Reports that a paywall was shown, and has the outside told of it.
pub async fn impression(ledger: &LedgerDatabase, user: u64, number: u64) -> Outcome<()> {
    let (device, at) = (device(user), START.plus_millis(i64::try_from(number)?));
    let state = ledger.device_state(&device, at).await?;
    let user = state.ok_or("no such device")?.user;
    let what =
        serde_json::json!({"paywall": "spring", "placement": "start", "words": "x".repeat(100)});
    let event = DeviceEvent {
        id: format!("impression-{number}"),
        name: EventName::DeviceImpression,
        at,
        device: device.clone(),
        platform: PlatformId::new("ios"),
        what: what.clone(),
    };
    let activity = Activity {
        id: event.id.clone(),
        device,
        kind: "impression",
        at,
        body: what,
        told: Some((user, event)),
    };
    Ok(ledger.note(activity).await?)
}

/// Reads what a device was shown, as each decision does.
pub async fn shown(ledger: &LedgerDatabase, user: u64) -> Outcome<()> {
    let devices = [device(user)];
    ledger.recent_activity(&devices, "impression", 1024).await?;
    Ok(())
}

/// Makes a subscription of a user in its `period`; the newest period counts.
fn subscription(user: u64, period: i64, at: Time) -> Observation {
    let key = MemberKey::new(
        Store::Apple,
        Environment::Production,
        format!("20000{user:09}"),
    );
    let mut seen = Observation::new(key, at);
    seen.standing = Some(Standing::Active);
    seen.renews = Some(true);
    // Ten terms and then their replacements, as a year of renewals would leave behind.
    let id = format!("term-{}", period % 10);
    seen.terms.push(Term {
        payment: Some(format!("payment-{period}")),
        id,
        product: "premium.monthly".into(),
        kind: TermKind::Subscription,
        starts: at,
        ends: Some(at.plus_days(30)),
        revoked: false,
        offer: None,
    });
    seen
}

pub fn app() -> App {
    let id = ProductId::new("monthly");
    App {
        id: AppId::new("bench"),
        platforms: vec![AppPlatform {
            id: PlatformId::new("ios"),
            name: "iOS".into(),
            store: Store::Apple,
            store_app: "com.example".into(),
        }],
        products: vec![Product {
            id: id.clone(),
            store: Store::Apple,
            sku: "premium.monthly".into(),
            days: None,
        }],
        entitlements: vec![Entitlement {
            id: EntitlementId::new("premium"),
            name: "Premium".into(),
            products: vec![id],
        }],
        policy: paywall_ledger::Policy::default(),
        sandbox: None,
        hold_and_pause_everywhere: false,
    }
}
