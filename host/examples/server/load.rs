//! Many callers at once, and the time that each call took.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::call::Call;
use crate::http::{Answer, Connection};
use crate::times::Times;

/// The usual number of callers.
pub const CALLERS: usize = 64;

/// The rhythm in which calls are made.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As fast as possible: each caller makes the next call when it has its answer.
    Full,
    /// A number of calls per second, even if answers are late: a call's time counts from the moment it was due.
    Rate(f64),
}

/// The calls to make, by their number; None when they are over.
pub type Calls = Arc<dyn Fn(usize) -> Option<Arc<Call>> + Send + Sync>;

/// Makes each of `calls` once.
pub fn each(calls: Vec<Call>) -> Calls {
    let calls: Vec<_> = calls.into_iter().map(Arc::new).collect();
    Arc::new(move |number| calls.get(number).cloned())
}

/// Makes `calls` in a circle.
pub fn around(calls: Vec<Call>) -> Calls {
    let calls: Vec<_> = calls.into_iter().map(Arc::new).collect();
    Arc::new(move |number| calls.get(number % calls.len()).cloned())
}

/// A load on a host: callers, their rhythm, and the time for which they call at most.
#[derive(Clone, Copy)]
pub struct Load {
    pub callers: usize,
    pub pace: Pace,
    pub span: Duration,
}

pub struct Measured {
    pub times: Times,
    /// The number of answers with each status.
    pub statuses: BTreeMap<u16, usize>,
    pub span: Duration,
}

impl Measured {
    pub fn count(&self) -> f64 {
        f64::from(u32::try_from(self.times.count()).unwrap_or(u32::MAX))
    }

    pub fn per_second(&self) -> f64 {
        self.count() / self.span.as_secs_f64()
    }

    /// Returns the number of answers with this status.
    pub fn with(&self, status: u16) -> usize {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// Adds another measurement of the same thing.
    pub fn join(&mut self, other: &Self) {
        self.times.join(&other.times);
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        self.span += other.span;
    }
}

impl Load {
    /// Calls as fast as possible with the usual number of callers.
    pub const fn full(seconds: u64) -> Self {
        Self {
            callers: CALLERS,
            pace: Pace::Full,
            span: Duration::from_secs(seconds),
        }
    }

    /// Calls that many times a second.
    pub const fn at(rate: f64, seconds: u64) -> Self {
        Self {
            callers: CALLERS,
            pace: Pace::Rate(rate),
            span: Duration::from_secs(seconds),
        }
    }

    /// Makes the calls until they or the time are over.
    pub async fn measure(self, address: &str, calls: &Calls) -> Outcome<Measured> {
        let mut connections = Vec::new();
        for _ in 0..self.callers {
            connections.push(Connection::open(address).await?);
        }
        let begun = Instant::now();
        let mut callers = JoinSet::new();
        for (caller, connection) in connections.into_iter().enumerate() {
            callers.spawn(self.caller(caller, connection, Arc::clone(calls), begun));
        }
        let (mut times, mut statuses) = (Times::default(), BTreeMap::new());
        while let Some(done) = callers.join_next().await {
            for (time, status) in done?? {
                times.add(time);
                *statuses.entry(status).or_default() += 1;
            }
        }
        Ok(Measured {
            times,
            statuses,
            span: begun.elapsed(),
        })
    }

    async fn caller(
        self,
        caller: usize,
        mut connection: Connection,
        calls: Calls,
        begun: Instant,
    ) -> Outcome<Vec<(Duration, u16)>> {
        let mut made = Vec::new();
        for number in (caller..).step_by(self.callers) {
            let due = self.due(begun, number);
            if begun.elapsed() >= self.span || due >= begun + self.span {
                break;
            }
            let Some(call) = calls(number) else {
                break;
            };
            tokio::time::sleep_until(due.into()).await;
            let since = match self.pace {
                Pace::Full => Instant::now(),
                Pace::Rate(_) => due,
            };
            let answer = call.on(&mut connection).await?;
            made.push((since.elapsed(), answer.status));
        }
        Ok(made)
    }

    fn due(self, begun: Instant, number: usize) -> Instant {
        match self.pace {
            Pace::Full => begun,
            Pace::Rate(rate) => begun + Duration::from_secs_f64(number as f64 / rate),
        }
    }
}

/// Makes all of `calls` once, as fast as possible. Returns their answers in their order.
pub async fn all(address: &str, calls: Vec<Call>) -> Outcome<Vec<Answer>> {
    let calls = Arc::new(calls);
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (calls, mut connection) = (Arc::clone(&calls), Connection::open(address).await?);
        callers.spawn(async move {
            let mut answers = Vec::new();
            for number in (caller..calls.len()).step_by(CALLERS) {
                answers.push((number, calls[number].on(&mut connection).await?));
            }
            Outcome::Ok(answers)
        });
    }
    let mut answers = Vec::new();
    while let Some(done) = callers.join_next().await {
        answers.extend(done??);
    }
    answers.sort_by_key(|(number, _)| *number);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}
