//! The receiver of events: it hears them, and answers well, badly, late, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paywall_ledger::Later;
use paywall_webhooks::{Outcome, Post, Request};
use serde_json::Value;
use tokio::time::Instant;

use super::dice::Dice;
use super::machine::Machine;
use super::trace::Trace;

/// The time for which a sender waits for an answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// An event that was heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub id: String,
    pub user: String,
    pub kind: String,
    /// The purchase as an update tells of it.
    pub purchase: Option<Value>,
}

/// A user, and the stream within which their events keep their order.
type Stream = (String, String);

/// A request under way: who sends what, and since when.
struct UnderWayNow {
    sender: Arc<Machine>,
    since: Instant,
}

/// The receiver, which all hosts send to.
pub(crate) struct Receiver {
    dice: Arc<Dice>,
    trace: Arc<Trace>,
    /// True while it may answer badly, late, or not at all.
    pub moody: AtomicBool,
    heard: Mutex<Vec<Heard>>,
    /// The users for whom it never answers, nor hears anything.
    deaf: Mutex<BTreeSet<String>>,
    /// The requests under way.
    under_way: Mutex<BTreeMap<Stream, UnderWayNow>>,
    /// The things that senders did and may not do.
    wrong: Mutex<Vec<String>>,
}

impl Receiver {
    /// Makes a receiver that heard nothing yet.
    pub fn new(dice: &Arc<Dice>, trace: &Arc<Trace>) -> Self {
        Self {
            dice: Arc::clone(dice),
            trace: Arc::clone(trace),
            moody: AtomicBool::new(false),
            heard: Mutex::default(),
            deaf: Mutex::default(),
            under_way: Mutex::default(),
            wrong: Mutex::default(),
        }
    }

    /// Never answers for a user from now on.
    pub fn ignore(&self, user: &str) {
        self.deaf.lock().unwrap().insert(user.to_owned());
    }

    /// Answers for all users from now on.
    pub fn recover(&self) {
        self.deaf.lock().unwrap().clear();
    }

    /// Returns true if it never answers for a user.
    pub fn ignores(&self, user: &str) -> bool {
        self.deaf.lock().unwrap().contains(user)
    }

    /// Lists all that was heard, in order.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// Lists what senders did and may not do.
    pub fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    /// Notes that a request begins. Two about one stream at the same time are wrong, unless the first one is about to be
    /// given up, as all machines stood still and its sender has not had its turn yet.
    fn begin(&self, sender: &Arc<Machine>, stream: &Stream) {
        let now = UnderWayNow {
            sender: Arc::clone(sender),
            since: Instant::now(),
        };
        let before = self.under_way.lock().unwrap().remove(stream);
        let other = before.filter(|it| it.sender.is_alive() && it.since.elapsed() < PATIENCE);
        self.under_way.lock().unwrap().insert(stream.clone(), now);
        if let Some(other) = other {
            let wrong = format!(
                "{} and {} send to {} ({}) at the same time, {:?} after the other began",
                other.sender.name,
                sender.name,
                stream.0,
                stream.1,
                other.since.elapsed()
            );
            self.trace.say("receiver", format_args!("WRONG {wrong}"));
            self.wrong.lock().unwrap().push(wrong);
        }
    }

    /// Hears a request, and answers it.
    async fn hear(&self, sender: &Machine, heard: Heard) -> Outcome {
        let failed = Outcome::Failed { retry_after: None };
        tokio::time::sleep(self.dice.millis(1..30)).await;
        // The events that a dead process was about to send are not sent.
        sender.live().await;
        let moody = self.moody.load(Ordering::Relaxed);
        if self.ignores(&heard.user) || (moody && self.dice.chance(300)) {
            return std::future::pending().await;
        }
        if moody && self.dice.chance(1000) {
            return failed;
        }
        self.trace.say(
            "receiver",
            format_args!("hears {} of {} from {}", heard.id, heard.user, sender.name),
        );
        self.heard.lock().unwrap().push(heard);
        if moody && self.dice.chance(1000) {
            tokio::time::sleep(self.dice.millis(200..20_000)).await;
        }
        match () {
            // It has the event, and the sender does not know.
            () if moody && self.dice.chance(500) => failed,
            () if moody && self.dice.chance(200) => Outcome::Failed {
                retry_after: Some(20),
            },
            () => Outcome::Delivered,
        }
    }
}

/// The way from one machine to the receiver.
pub(crate) struct Way {
    pub receiver: Arc<Receiver>,
    pub machine: Arc<Machine>,
}

/// Notes that a request ended, also if the sender gave it up.
struct UnderWay<'a> {
    way: &'a Way,
    stream: Stream,
    since: Instant,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut all = self.way.receiver.under_way.lock().unwrap();
        if all
            .get(&self.stream)
            .is_some_and(|it| it.since == self.since && Arc::ptr_eq(&it.sender, &self.way.machine))
        {
            all.remove(&self.stream);
        }
    }
}

impl Post for Way {
    fn post(&self, request: Request) -> Later<'_, Outcome> {
        Box::pin(async move {
            self.machine.live().await;
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
            let heard = Heard {
                id: text(&body["id"]),
                user: text(&body["user_id"]),
                kind: text(&body["event_type"]),
                purchase: body.get("purchase").cloned(),
            };
            let purchase = text(&body["purchase"]["collapse_key"]);
            let stream = (heard.user.clone(), purchase);
            self.receiver.begin(&self.machine, &stream);
            let _under_way = UnderWay {
                way: self,
                stream,
                since: Instant::now(),
            };
            self.receiver.hear(&self.machine, heard).await
        })
    }
}
