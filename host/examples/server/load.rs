//! Many callers at once, and the time that each call took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::http::{Answer, Connection};
use crate::{CALLERS, Outcome};

/// The time that one measurement takes at most.
const SPAN: Duration = Duration::from_secs(10);

/// A call, ready to be sent, and the status it must have.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub path: String,
    /// A whole header line, or nothing.
    pub header: String,
    pub body: Vec<u8>,
    pub status: u16,
}

impl Call {
    pub fn get(path: String) -> Self {
        Self {
            method: "GET",
            path,
            header: String::new(),
            body: Vec::new(),
            status: 200,
        }
    }

    pub fn send(method: &'static str, path: String, body: String, status: u16) -> Self {
        Self {
            method,
            path,
            header: String::new(),
            body: body.into_bytes(),
            status,
        }
    }

    pub async fn on(&self, connection: &mut Connection) -> Outcome<Answer> {
        let Self {
            method,
            path,
            header,
            body,
            status,
        } = self;
        let answer = connection.call(method, path, header, body).await?;
        if answer.status != *status {
            let text = String::from_utf8_lossy(&answer.body);
            return Err(format!("{method} {path}: {} {text}", answer.status).into());
        }
        Ok(answer)
    }
}

/// The rhythm in which calls are made.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As fast as possible: each caller makes the next call when it has its answer.
    Full,
    /// A number of calls per second, even if answers are late: a call's time counts from the moment it was due.
    Rate(f64),
}

pub struct Measured {
    times: Vec<Duration>,
    pub span: Duration,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        let count = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.span.as_secs_f64()
    }

    /// Returns the time within which that many of a thousand calls were answered, in milliseconds.
    pub fn within(&self, thousandths: usize) -> f64 {
        let index = self.times.len().saturating_sub(1) * thousandths / 1000;
        let time = self.times.get(index);
        time.map_or(0.0, |it| it.as_secs_f64() * 1000.0)
    }
}

/// Makes `calls`, each once or (`again`) in a circle, until they or the time are over.
pub async fn measure(
    address: &str,
    calls: &Arc<Vec<Call>>,
    again: bool,
    pace: Pace,
) -> Outcome<Measured> {
    let mut connections = Vec::new();
    for _ in 0..CALLERS {
        connections.push(Connection::open(address).await?);
    }
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for (caller, mut connection) in connections.into_iter().enumerate() {
        let calls = Arc::clone(calls);
        callers.spawn(async move {
            let mut times = Vec::new();
            for turn in 0_u32.. {
                let number = caller + turn as usize * CALLERS;
                let due = due(begun, caller, turn, pace)?;
                let over = begun.elapsed() >= SPAN || due >= begun + SPAN;
                if over || (!again && number >= calls.len()) {
                    break;
                }
                tokio::time::sleep_until(due.into()).await;
                let since = match pace {
                    Pace::Full => Instant::now(),
                    Pace::Rate(_) => due,
                };
                calls[number % calls.len()].on(&mut connection).await?;
                times.push(since.elapsed());
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

fn due(begun: Instant, caller: usize, turn: u32, pace: Pace) -> Outcome<Instant> {
    Ok(match pace {
        Pace::Full => begun,
        Pace::Rate(rate) => {
            let place = f64::from(u32::try_from(caller)?) + f64::from(turn) * CALLERS as f64;
            begun + Duration::from_secs_f64(place / rate)
        }
    })
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
