//! Where events wait until the outside has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Next, Told, View};
use paywall_ledger::{Later, Unavailable};
use paywall_ledger::{Ledger, Record, Time, UserId};

/// An event on its way to one receiver, about one user. A transfer is two of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it stands in the order of the log.
    pub position: i64,
    /// Whom it is about.
    pub user: UserId,
    /// The event.
    pub event: Told,
    /// How often it was tried before; a replay begins anew.
    pub attempts: i64,
    /// When nothing more was to be done about it: it was delivered, not wanted, or given up.
    pub settled_at: Option<Time>,
}

impl Outgoing {
    /// The id of the message: the event's, and which of its users it is about where there are several. It follows
    /// from these, so an attempt, a replay and another host say the same.
    pub fn id(&self) -> String {
        let users = self.event.purchase().map(|it| it.users.as_slice());
        let users = users.unwrap_or_default();
        match users.iter().position(|it| *it == self.user) {
            Some(at) if users.len() > 1 => format!("{}-{}", self.event.id(), at + 1),
            _ => self.event.id().to_owned(),
        }
    }
}

/// Keeps events in order, for one receiver.
pub trait Outbox: Send + Sync {
    /// Up to `limit` events that are due: of each stream of a user ([`Told::stream`]) the oldest that is not settled,
    /// and nobody else gets it before `now + lease_millis`. What is taken and never settled comes again then: at least once.
    fn take(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Later<'_, Result<Vec<Outgoing>, Unavailable>>;

    /// What becomes of an event at `now`. `attempted`: whether something was sent.
    fn settle(
        &self,
        position: i64,
        next: Next,
        attempted: bool,
        now: Time,
    ) -> Later<'_, Result<(), Unavailable>>;

    /// What a user has at `now`. None: there is no such user, or no longer.
    fn view<'a>(
        &'a self,
        user: &'a UserId,
        now: Time,
    ) -> Later<'a, Result<Option<View>, Unavailable>>;
}

impl Row {
    /// Whose, and which of theirs.
    fn stream(&self) -> (UserId, String) {
        (self.outgoing.user.clone(), self.outgoing.event.stream())
    }
}

/// An outbox that ends with the program, beside a ledger: for tests and for trying things out.
pub struct MemoryOutbox {
    ledger: Mutex<Ledger>,
    rows: Mutex<Vec<Row>>,
}

struct Row {
    outgoing: Outgoing,
    due: Time,
    settled: Option<Next>,
}

impl MemoryOutbox {
    /// An outbox without events, beside `ledger`.
    pub fn new(ledger: Ledger) -> Self {
        Self {
            ledger: Mutex::new(ledger),
            rows: Mutex::default(),
        }
    }

    /// Does something with the ledger, and keeps the events that come of it.
    pub fn with_ledger(&self, work: impl FnOnce(&mut Ledger) -> Option<Record>) {
        let record = work(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner));
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for event in record.into_iter().flat_map(|it| it.events) {
            for user in &event.users {
                let outgoing = Outgoing {
                    position: rows.len() as i64,
                    user: user.clone(),
                    attempts: 0,
                    settled_at: None,
                    event: Told::Purchase(event.clone()),
                };
                rows.push(Row {
                    due: event.at,
                    outgoing,
                    settled: None,
                });
            }
        }
    }

    /// Sends the events of these positions again.
    pub fn replay(&self, positions: std::ops::RangeInclusive<i64>, now: Time) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let again = rows.iter_mut();
        for row in again.filter(|it| positions.contains(&it.outgoing.position)) {
            row.settled = None;
            row.due = now;
            row.outgoing.attempts = 0;
            row.outgoing.settled_at = None;
        }
    }

    /// What became of each event so far, in order.
    pub fn settled(&self) -> Vec<Option<Next>> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().map(|it| it.settled).collect()
    }

    /// When something is due next: of each stream of a user the oldest that is not settled.
    pub fn next_due(&self) -> Option<Time> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut heads: BTreeMap<(UserId, String), Time> = BTreeMap::new();
        for row in rows.iter().filter(|it| it.settled.is_none()) {
            heads.entry(row.stream()).or_insert(row.due);
        }
        heads.into_values().min()
    }
}

impl Outbox for MemoryOutbox {
    fn take(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Later<'_, Result<Vec<Outgoing>, Unavailable>> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut streams, mut taken) = (Vec::new(), Vec::new());
        for row in rows.iter_mut().filter(|it| it.settled.is_none()) {
            // Later events of a stream wait for the oldest.
            let stream = row.stream();
            if streams.contains(&stream) || taken.len() >= limit as usize {
                continue;
            }
            streams.push(stream);
            if row.due <= now {
                row.due = now.plus_millis(lease_millis);
                taken.push(row.outgoing.clone());
            }
        }
        Box::pin(std::future::ready(Ok(taken)))
    }

    fn settle(
        &self,
        position: i64,
        next: Next,
        attempted: bool,
        now: Time,
    ) -> Later<'_, Result<(), Unavailable>> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = rows.iter_mut();
        if let Some(row) = found.find(|it| it.outgoing.position == position) {
            row.outgoing.attempts += i64::from(attempted);
            match next {
                Next::Again(time) => row.due = time,
                Next::Done | Next::GivenUp => {
                    row.settled = Some(next);
                    row.outgoing.settled_at = Some(now);
                }
            }
        }
        Box::pin(std::future::ready(Ok(())))
    }

    fn view<'a>(
        &'a self,
        user: &'a UserId,
        now: Time,
    ) -> Later<'a, Result<Option<View>, Unavailable>> {
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(std::future::ready(Ok(View::of(&ledger, user, now))))
    }
}
