//! A measurement of how fast the database takes notifications and answers reads.
//!
//! `cargo run --release -p paywall-database --example ledger -- sqlite:/tmp/bench.db [USERS]`, or a `postgres://` URL.
//! The database should be empty and on the disk that will be used.
//! Each notification is one renewal of a subscription:
//! kept in the inbox, run through the ledger, and durable before it is counted.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for people, about time"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use paywall_database::{Database, LedgerDatabase, Settlement};
use paywall_ledger::{
    App, AppId, AppPlatform, DeviceId, Entitlement, EntitlementId, Environment, Input, MemberKey,
    Observation, PlatformId, Presentation, Product, ProductId, Standing, Store, Term, TermKind,
    Time, What,
};
use paywall_stores::Message;
use tokio::task::JoinSet;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const START: Time = Time::from_millis(1_767_225_600_000);
const CALLERS: u64 = 64;
/// Half of the 1,000 notifications and the 5,000 reads a second that one small machine should do.
const HALF_NOTIFICATIONS: f64 = 500.0;
const HALF_READS: f64 = 2500.0;
const SPAN: Duration = Duration::from_secs(8);

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("usage: ledger DATABASE-URL [USERS]")?;
    let users: u64 = arguments.next().map_or(Ok(2000), |it| it.parse())?;
    let ledger = LedgerDatabase::new(&Database::open(&url).await?, app());
    println!("{users} users, each with a device and a subscription; {CALLERS} callers");
    let begun = Instant::now();
    fill(&ledger, users).await?;
    let inputs = 3 * users;
    println!(
        "filled: {:.0} inputs/s",
        per_second(inputs, begun.elapsed())
    );

    let full = measure(&ledger, users, Work::Notify, None).await?;
    full.print("notifications");
    let half = measure(&ledger, users, Work::Notify, Some(HALF_NOTIFICATIONS)).await?;
    half.print("notifications, at half of what is aimed at");
    let full = measure(&ledger, users, Work::Read, None).await?;
    full.print("device-state reads");
    let half = measure(&ledger, users, Work::Read, Some(HALF_READS)).await?;
    half.print("device-state reads, at half of what is aimed at");
    Ok(())
}

#[derive(Clone, Copy)]
enum Work {
    Notify,
    Read,
}

struct Measured {
    times: Vec<Duration>,
    span: Duration,
}

impl Measured {
    fn per_second(&self) -> f64 {
        per_second(self.times.len() as u64, self.span)
    }

    fn print(&self, what: &str) {
        let at = |share: usize| {
            let index = self.times.len().saturating_sub(1) * share / 100;
            self.times
                .get(index)
                .map_or(0.0, |it| it.as_secs_f64() * 1000.0)
        };
        let (median, most, rate) = (at(50), at(99), self.per_second());
        println!("{what}: {rate:.0}/s, median {median:.1} ms, p99 {most:.1} ms");
    }
}

fn per_second(count: u64, span: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / span.as_secs_f64()
}

/// Lets all callers work at once, as fast as they can or at a rate (per second).
async fn measure(
    ledger: &LedgerDatabase,
    users: u64,
    work: Work,
    rate: Option<f64>,
) -> Outcome<Measured> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let gap = rate.map(|rate| Duration::from_secs_f64(64.0 / rate));
    let begun = Instant::now();
    let ledger = Arc::new(ledger.clone());
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let ledger = Arc::clone(&ledger);
        callers.spawn(async move {
            let mut times = Vec::new();
            let mut next = begun
                + gap
                    .unwrap_or_default()
                    .mul_f64(f64::from(u32::try_from(caller)?) / 64.0);
            while begun.elapsed() < SPAN {
                if let Some(gap) = gap {
                    tokio::time::sleep_until(next.into()).await;
                    next += gap;
                }
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                // A multiplicative hash visits every user in turn, in no order that a cache would like.
                let user = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % users;
                let call = Instant::now();
                match work {
                    Work::Notify => notify(&ledger, user, number).await?,
                    Work::Read => read(&ledger, user).await?,
                }
                times.push(call.elapsed());
            }
            Outcome::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = callers.join_next().await {
        times.extend(done??);
    }
    let span = begun.elapsed();
    times.sort_unstable();
    Ok(Measured { times, span })
}

async fn notify(ledger: &LedgerDatabase, user: u64, number: u64) -> Outcome<()> {
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

async fn read(ledger: &LedgerDatabase, user: u64) -> Outcome<()> {
    let device = DeviceId::new(format!("device-{user}"));
    let state = ledger.device_state(&device, START.plus_days(1)).await?;
    let state = state.ok_or("no such device")?;
    if state.customer.entitlements.len() != 1 {
        return Err("no entitlement".into());
    }
    Ok(())
}

/// Fills the database with installs, logins and purchases.
async fn fill(ledger: &LedgerDatabase, users: u64) -> Outcome<()> {
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let ledger = ledger.clone();
        callers.spawn(async move {
            for user in (0..users).filter(|user| user % CALLERS == caller) {
                let device = DeviceId::new(format!("device-{user}"));
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
                    ledger
                        .accept(Input {
                            key,
                            at: START,
                            what,
                        })
                        .await?;
                }
            }
            Outcome::Ok(())
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
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

fn app() -> App {
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
