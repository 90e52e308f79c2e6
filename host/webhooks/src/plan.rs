//! What to do next with an event: pure, from the event, what is known, and the time.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Endpoint, Outgoing, View};
use paywall_ledger::{EventName, Time};

/// Changes of a purchase are told once it was left alone for two minutes.
const SETTLED: i64 = 120_000;
/// An event that waits for a login is looked at once a day.
const LOGIN: i64 = 86_400_000;
/// It waits for 30 days.
const LOGIN_DAYS: i64 = 30;

/// How failed attempts are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// The pause after the first failure, in seconds. Each further pause is twice the last.
    pub first_seconds: u32,
    /// The longest pause, in seconds.
    pub longest_seconds: u32,
    /// How much a pause may be shorter or longer, as a share of it: so that what failed at once is not repeated at
    /// once. It follows from the event and the attempt.
    pub jitter: f64,
    /// After how many attempts an event is given up.
    pub attempts: u32,
}

/// 30 s, 1, 2, 4, … minutes, at most two hours between attempts; 20 attempts take a day.
impl Default for Retry {
    fn default() -> Self {
        Self {
            first_seconds: 30,
            longest_seconds: 7200,
            jitter: 0.25,
            attempts: 20,
        }
    }
}

impl Retry {
    /// The pause after `failures` failures in a row, in milliseconds.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a pause of hours in milliseconds is far from the ends of i64"
    )]
    pub fn pause(&self, failures: u32, event: &str) -> i64 {
        let doubled = f64::from(self.first_seconds) * 2f64.powi(failures.clamp(1, 32) as i32 - 1);
        let pause = doubled.min(f64::from(self.longest_seconds));
        let spread = 1.0 + self.jitter.clamp(0.0, 1.0) * (2.0 * chance(event, failures) - 1.0);
        (pause * spread * 1000.0) as i64
    }
}

/// A number from 0 to 1 that follows from the event and the attempt.
fn chance(event: &str, failures: u32) -> f64 {
    let mut hash = Sha256::new();
    hash.update(event.as_bytes());
    hash.update(failures.to_be_bytes());
    let bytes = hash.finalize();
    f64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])) / f64::from(u32::MAX)
}

/// Whether an event goes out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now.
    Send,
    /// Never: not wanted, or a newer event says it better.
    Skip,
    /// Not before this time.
    Wait(Time),
}

/// Whether `outgoing` goes out to `endpoint` at `now`. `view` is what its user has; None: a user who is forgotten.
pub fn turn(outgoing: &Outgoing, endpoint: &Endpoint, view: Option<&View>, now: Time) -> Turn {
    let event = &outgoing.event;
    if !endpoint.wants(event.name()) {
        return Turn::Skip;
    }
    let Some(view) = view else {
        return Turn::Skip;
    };
    if endpoint.wait_for_login && view.account.is_none() {
        return match event.at().plus_days(LOGIN_DAYS) <= now {
            true => Turn::Skip,
            false => Turn::Wait(now.plus_millis(LOGIN)),
        };
    }
    if let Some(event) = event.purchase()
        && event.name == EventName::PurchaseUpdated
    {
        let newest = view.versions.get(&event.lineage);
        let settled = event.at.plus_millis(SETTLED);
        if newest.is_some_and(|it| *it > event.version) {
            return Turn::Skip;
        } else if now < settled {
            return Turn::Wait(settled);
        }
    }
    Turn::Send
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has it: any 2xx.
    Delivered,
    /// The receiver is gone for good: 410.
    Gone,
    /// Anything else, or no answer. The receiver may have said how many seconds to wait.
    Failed {
        /// `Retry-After`.
        retry_after: Option<u32>,
    },
}

/// What becomes of an event after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing more: it is delivered, or not wanted.
    Done,
    /// Again, not before this time. The later events of its stream wait behind it.
    Again(Time),
    /// Nothing more: it was tried for long enough. The later events go on.
    GivenUp,
}

/// What becomes of `outgoing`, of which this was attempt number `attempts + 1`.
pub fn next(outgoing: &Outgoing, outcome: Outcome, now: Time, retry: &Retry) -> Next {
    let retry_after = match outcome {
        Outcome::Delivered => return Next::Done,
        Outcome::Gone => return Next::GivenUp,
        Outcome::Failed { retry_after } => retry_after,
    };
    let failures = u32::try_from(outgoing.attempts)
        .unwrap_or(0)
        .saturating_add(1);
    let pause = retry.pause(failures, outgoing.event.id());
    let asked = i64::from(retry_after.unwrap_or(0).min(retry.longest_seconds)) * 1000;
    let again = now.plus_millis(pause.max(asked));
    match failures >= retry.attempts {
        true => Next::GivenUp,
        false => Next::Again(again),
    }
}
