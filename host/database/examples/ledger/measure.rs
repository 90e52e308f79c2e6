//! Many callers at once, and the time that each call took.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use paywall_database::LedgerDatabase;
use tokio::task::JoinSet;

use crate::customer::{impression, notify, read, shown};
use crate::{CALLERS, Outcome};

const SPAN: Duration = Duration::from_secs(8);

/// The kinds of measurements.
#[derive(Clone, Copy)]
pub enum Work {
    /// A store's notification of a renewal.
    Notify,
    /// A device's entitlements.
    Read,
    /// The impressions of a device, for a decision.
    Shown,
    /// An impression that a device reports.
    Impression,
}

/// The rhythm of the calls.
#[derive(Clone, Copy)]
pub enum Pace {
    /// All callers, as fast as they can.
    Full,
    /// All callers, with a number of calls a second.
    Rate(f64),
    /// One caller, as fast as it can.
    Alone,
}

pub struct Measured {
    times: Vec<Duration>,
    span: Duration,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        per_second(self.times.len() as u64, self.span)
    }

    /// Returns the time within which that many of a hundred calls were answered, in milliseconds.
    pub fn within(&self, share: usize) -> f64 {
        let index = self.times.len().saturating_sub(1) * share / 100;
        let time = self.times.get(index);
        time.map_or(0.0, |it| it.as_secs_f64() * 1000.0)
    }

    pub fn print(&self, what: &str) {
        let (median, most, rate) = (self.within(50), self.within(99), self.per_second());
        println!("{what}: {rate:.0}/s, median {median:.2} ms, p99 {most:.1} ms");
    }
}

pub fn per_second(count: u64, span: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / span.as_secs_f64()
}

/// Lets callers work at once.
pub async fn measure(
    ledger: &LedgerDatabase,
    users: u64,
    work: Work,
    pace: Pace,
) -> Outcome<Measured> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let (count, gap) = match pace {
        Pace::Full => (CALLERS, None),
        Pace::Rate(rate) => (CALLERS, Some(Duration::from_secs_f64(64.0 / rate))),
        Pace::Alone => (1, None),
    };
    let begun = Instant::now();
    let ledger = Arc::new(ledger.clone());
    let mut callers = JoinSet::new();
    for caller in 0..count {
        let ledger = Arc::clone(&ledger);
        callers.spawn(async move {
            let mut times = Vec::new();
            let share = f64::from(u32::try_from(caller)?) / 64.0;
            let mut next = begun + gap.unwrap_or_default().mul_f64(share);
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
                    Work::Shown => shown(&ledger, user).await?,
                    Work::Impression => impression(&ledger, user, number).await?,
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
