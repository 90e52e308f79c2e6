//! The plan for an event: pure functions of the event, the user's state, and the time.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Endpoint, Outgoing, Told, View};
use paywall_ledger::{EventName, Time};

/// The time that a purchase must be left alone before an update of it is sent: two minutes, in milliseconds.
const SETTLED: i64 = 120_000;
/// The time between two looks at an event that waits for a login: one day, in milliseconds.
const LOGIN: i64 = 86_400_000;
/// The time after which an event no longer waits for a login, in days.
const LOGIN_DAYS: i64 = 30;

/// The rhythm in which failed attempts are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// The pause after the first failure, in seconds. Each further pause is twice the last.
    pub first_seconds: u32,
    /// The longest pause, in seconds.
    pub longest_seconds: u32,
    /// The share of a pause by which it may be shorter or longer, so that
    /// requests which failed together are not repeated together.
    /// The actual share follows from the event and the attempt.
    pub jitter: f64,
    /// The number of attempts after which an event is given up.
    pub attempts: u32,
}

/// Pauses of 30 s, then 1, 2, 4, … minutes, at most two hours; 20 attempts take a day.
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
    /// Returns the pause after `failures` failures in a row, in milliseconds.
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

/// Derives a number from 0 to 1 from the event and the attempt.
fn chance(event: &str, failures: u32) -> f64 {
    let mut hash = Sha256::new();
    hash.update(event.as_bytes());
    hash.update(failures.to_be_bytes());
    let bytes = hash.finalize();
    f64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])) / f64::from(u32::MAX)
}

/// The answer to the question if an event goes out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now is the time.
    Send,
    /// Never: the event is not wanted, or a newer one says it better.
    Skip,
    /// Later, but not before this time.
    Wait(Time),
}

/// Decides if `outgoing` goes out to `endpoint` at `now`. `view` is
/// the user's state, or None if the user was forgotten: then nothing goes out but that.
pub fn turn(outgoing: &Outgoing, endpoint: &Endpoint, view: Option<&View>, now: Time) -> Turn {
    let event = &outgoing.event;
    if !endpoint.wants(event.name()) {
        return Turn::Skip;
    }
    if let Told::Deletion(_) | Told::Stopped(_) = event {
        return Turn::Send;
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
        // An event that a clock ahead of now left behind waits for nothing.
        let is_recent = event.at <= now.plus_millis(SETTLED);
        // Without any, it has another owner by now, and the word about that says it better.
        if newest.is_none_or(|it| *it > event.version) {
            return Turn::Skip;
        } else if is_recent && now < settled {
            return Turn::Wait(settled);
        }
    }
    Turn::Send
}

/// The result of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has it: any 2xx status.
    Delivered,
    /// The receiver is gone for good: status 410.
    Gone,
    /// Any other answer, or none. The receiver may have said how many seconds to wait.
    Failed {
        /// The seconds in the header `Retry-After`, if it was a number.
        retry_after: Option<u32>,
    },
}

/// The fate of an event after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Finished, because it was delivered or is not wanted.
    Done,
    /// Another attempt, but not before this time. Later events of the stream wait behind it.
    Again(Time),
    /// Finished, because it was tried for long enough. Later events of the stream go on.
    GivenUp,
}

/// Decides on the fate of `outgoing`, after its attempt number `attempts + 1`.
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
    // A receiver may ask for a longer pause, but not for one that would hold its events back for days.
    let asked = i64::from(retry_after.unwrap_or(0).min(retry.longest_seconds)) * 1000;
    let again = now.plus_millis(pause.max(asked));
    match failures >= retry.attempts {
        true => Next::GivenUp,
        false => Next::Again(again),
    }
}
