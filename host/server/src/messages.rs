//! Stores' messages on their way: kept in the ledger's inbox, looked into, and put into the ledger.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::endless::say_endless;
use super::log::Log;
use paywall_database::{Error, LedgerDatabase, Settled, Settlement};
use paywall_ledger::{Arrival, Clock, Later, Leased, Time, Unavailable};
use paywall_stores::{AskError, Inbox, Message, Prepared, Questions, Received, prepare};

/// The number of messages looked into at once.
const AT_ONCE: usize = 64;
/// The number of messages taken together at least: each taking is a transaction of its own.
const TAKEN: usize = 32;
/// The time, in milliseconds, for which a message is left to the host that
/// looks into it. Stores answer, or fail to, in much less.
const LEASE: i64 = 120_000;
/// The pause when nothing waits. A new message ends it; the regular
/// look finds messages that another host left behind.
const REST: Duration = Duration::from_secs(5);
/// The number of times that a message is looked into again because the store's answer was not its last word.
const MOST_ROUNDS: i64 = 400;
/// The bounds of a message's pause, in milliseconds. Within them it waits as long again as it has waited so far.
/// So the pauses double, and a store that was down for a day is asked again within the hour.
const PAUSES: (i64, i64) = (15_000, 3_600_000);

/// The inbox of an app, and the worker that empties it. Cheap to clone.
#[derive(Clone)]
pub struct Messages {
    ledger: LedgerDatabase,
    questions: Questions,
    clock: Clock,
    log: Option<Log>,
    kept: Arc<Notify>,
}

impl Messages {
    /// Makes the inbox of `ledger`'s app; `questions` are put to the stores to look into its messages.
    pub fn new(ledger: &LedgerDatabase, questions: &Questions, clock: &Clock) -> Self {
        Self {
            ledger: ledger.clone(),
            questions: questions.clone(),
            clock: Arc::clone(clock),
            log: None,
            kept: Arc::default(),
        }
    }

    /// Writes failures to look into messages to `log`.
    #[must_use]
    pub fn with_log(mut self, log: &Log) -> Self {
        self.log = Some(log.clone());
        self
    }

    /// Looks into waiting messages, for ever. Any number of hosts may do so.
    pub async fn work(&self) {
        let mut under_way = JoinSet::new();
        loop {
            while under_way.try_join_next().is_some() {}
            let room = AT_ONCE - under_way.len();
            // A database that fails is asked again after a rest.
            let taken = self.take(room).await.unwrap_or_default();
            let more = taken.len() == room;
            for message in taken {
                let own = self.clone();
                under_way.spawn(async move { own.look_into(&message).await });
            }
            while AT_ONCE - under_way.len() < TAKEN {
                under_way.join_next().await;
            }
            if more {
                continue;
            }
            tokio::select! {
                () = self.kept.notified() => {}
                () = tokio::time::sleep(REST) => {}
            }
        }
    }

    /// Takes as many messages as there is room for.
    async fn take(&self, room: usize) -> Result<Vec<Leased<Message>>, Error> {
        let room = u32::try_from(room).unwrap_or(0);
        self.ledger.take_messages((self.clock)(), LEASE, room).await
    }

    /// Looks into a message that was taken, and settles it: for good, or until the store may answer.
    ///
    /// # Errors
    /// Fails if the database fails: the message comes again when its lease is over.
    pub async fn look_into(&self, message: &Leased<Message>) -> Result<Arrival<Settled>, Error> {
        let mut notice = message.read();
        // What it states itself was not enough, so the store's word takes its place.
        let doubted = message.rounds > 0 && !notice.doubts.is_empty();
        if doubted {
            notice.questions.append(&mut notice.doubts);
            notice.purchases.clear();
        }
        let settlement = match prepare(&message.platform, notice, &self.questions).await {
            Ok(prepared) => self.settlement(message, prepared),
            // Waiting would not help: what the message itself says counts, and an operator sees why.
            Err(error @ (AskError::NotAllowed(_) | AskError::NotConfigured)) if doubted => {
                let stated = Prepared {
                    purchases: message.read().purchases,
                    unread: Some(error.to_string()),
                    ..Prepared::default()
                };
                self.settlement(message, stated)
            }
            Err(error) => {
                let why = error.to_string();
                let fields =
                    json!({"platform": message.platform, "kind": message.kind, "why": why});
                if let Some(log) = &self.log {
                    log.error("message put off", &fields);
                }
                let until = again(message, (self.clock)());
                Settlement::Later { until, why }
            }
        };
        let now = (self.clock)();
        match self.ledger.settle(message, now, settlement).await {
            // Settled without the observation, because the message would otherwise come for ever.
            Err(Error::Unfit) => self.ledger.settle(message, now, unfit()).await,
            settled => settled,
        }
    }

    /// Keeps a message: for later if the store must be asked, else all the way into the ledger.
    async fn keep(&self, received: Received) -> Result<Arrival, Error> {
        let Received { message, notice } = received;
        if !notice.questions.is_empty() {
            let arrival = self.ledger.receive(message).await?;
            self.kept.notify_one();
            return Ok(arrival);
        }
        // The message says everything there is to know, so one transaction does all.
        let prepared = Prepared {
            purchases: notice.purchases,
            answers: Vec::new(),
            unread: notice.unread,
            again: None,
        };
        let (settlement, now) = (self.settlement(&message, prepared), (self.clock)());
        let settled = match self.ledger.take(message.clone(), now, settlement).await {
            Err(Error::Unfit) => self.ledger.take(message, now, unfit()).await?,
            settled => settled?,
        };
        Ok(settled.map(drop))
    }
}

impl Messages {
    /// Makes a settlement of observations and answers. Whatever is not understood is said to
    /// the operator, by its kind alone, and can be worked on again ([`LedgerDatabase::work_again`]).
    fn settlement(&self, message: &Message, prepared: Prepared) -> Settlement {
        let Prepared {
            purchases,
            answers,
            unread,
            again,
        } = prepared;
        // Whoever is asked for more than a year gives no other answer.
        let again = again.filter(|_| message.rounds < MOST_ROUNDS);
        if let (Some(_), Some(log)) = (&unread, &self.log) {
            let store = message.store.name();
            let fields =
                json!({"store": store, "platform": message.platform, "kind": message.kind});
            log.error("message not understood", &fields);
        }
        if let Some(log) = &self.log {
            say_endless(log, &self.ledger.app(), &message.platform, &purchases);
        }
        let answers = answers
            .iter()
            .filter_map(|it| serde_json::to_value(it).ok());
        let answers = answers.collect();
        if !purchases.is_empty() {
            return Settlement::Observed {
                purchases,
                answers,
                unread,
                again,
            };
        }
        let why = match unread {
            Some(_) => "not understood".into(),
            None => message.kind.clone(),
        };
        Settlement::Nothing {
            why,
            answers,
            unread,
        }
    }
}

impl Inbox for Messages {
    fn put(&self, received: Received) -> Later<'_, Result<Arrival, Unavailable>> {
        Box::pin(async move { Ok(self.keep(received).await?) })
    }
}

/// Settles a message that no database can keep as an observation: it changes nothing, and is kept as it came.
fn unfit() -> Settlement {
    Settlement::Nothing {
        why: Error::Unfit.to_string(),
        answers: Vec::new(),
        unread: Some(Error::Unfit.to_string()),
    }
}

/// Returns the time of the next attempt.
fn again(message: &Message, now: Time) -> Time {
    let waited = now.millis().saturating_sub(message.received_at.millis());
    now.plus_millis(waited.clamp(PAUSES.0, PAUSES.1))
}
