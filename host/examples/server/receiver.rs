//! A receiver of events on this machine that does not take the events of all users alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use paywall_ledger::Time;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::Outcome;
use crate::customer::Customer;

/// The way in which the events of a customer are answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Prompt,
    /// Answered after two seconds.
    Slow,
    /// Answered with 500 at the first attempt of each event.
    Failing,
    /// Never answered; the connection stays open.
    Silent,
}

impl Mood {
    /// Returns the mood for a customer of a receiver with which not all is well: of a hundred, two are answered slowly,
    /// two fail at first, and one is never answered.
    pub const fn mixed(customer: usize) -> Self {
        match customer % 100 {
            20 | 45 => Self::Slow,
            30 | 55 => Self::Failing,
            70 => Self::Silent,
            _ => Self::Prompt,
        }
    }
}

/// The news of a customer: the latest end of access, and whether it was said to have expired.
#[derive(Clone, Copy, Default)]
pub struct Heard {
    pub until: i64,
    pub expired: bool,
}

#[derive(Default)]
struct Got {
    ids: BTreeSet<u64>,
    again: usize,
    failed: BTreeSet<u64>,
    heard: BTreeMap<usize, Heard>,
}

#[derive(Clone)]
pub struct Receiver {
    /// The address of the endpoint.
    pub url: String,
    mood: fn(usize) -> Mood,
    got: Arc<Mutex<Got>>,
}

impl Receiver {
    /// Opens one on a free port. `mood` is asked for each customer's number.
    pub async fn open(mood: fn(usize) -> Mood) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr()?),
            mood,
            got: Arc::default(),
        };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(receiver)
    }

    fn got(&self) -> MutexGuard<'_, Got> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of events that arrived, and of those that came again.
    pub fn count(&self) -> (usize, usize) {
        let got = self.got();
        (got.ids.len(), got.again)
    }

    pub fn heard(&self, customer: Customer) -> Heard {
        self.got()
            .heard
            .get(&customer.number)
            .copied()
            .unwrap_or_default()
    }

    /// Keeps an event.
    fn keep(&self, id: u64, customer: usize, body: &Value) {
        let mut got = self.got();
        if !got.ids.insert(id) {
            got.again += 1;
            return;
        }
        let heard = got.heard.entry(customer).or_default();
        heard.expired |= body["event_type"] == "user.subscription.expired";
        for active in body["active_entitlements"].as_array().into_iter().flatten() {
            let until = active["expiration"].as_str().and_then(Time::parse);
            heard.until = heard.until.max(until.map_or(0, Time::millis));
        }
    }
}

async fn hear(State(own): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    let id = headers
        .get("webhook-id")
        .map_or(0, |it| hash(it.as_bytes()));
    let ids = body["external_ids"].as_array().into_iter().flatten();
    let account = ids
        .filter(|it| it["key"] == "external_id")
        .find_map(|it| it["value"].as_str());
    // A device's events from before its login are nobody's.
    let Some(account) = account.and_then(|it| it.parse::<usize>().ok()) else {
        own.keep(id, usize::MAX, &Value::Null);
        return StatusCode::NO_CONTENT;
    };
    let customer = account - 1;
    match (own.mood)(customer) {
        Mood::Silent => return std::future::pending().await,
        Mood::Failing if own.got().failed.insert(id) => return StatusCode::INTERNAL_SERVER_ERROR,
        Mood::Slow => tokio::time::sleep(Duration::from_secs(2)).await,
        Mood::Prompt | Mood::Failing => {}
    }
    own.keep(id, customer, &body);
    StatusCode::NO_CONTENT
}

/// Returns a short hash (FNV-1a) in the place of an id, because a day has millions of them.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
