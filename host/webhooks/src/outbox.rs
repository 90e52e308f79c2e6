//! The outbox, in which events wait until the outside has received them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Next, Outgoing, Told, View};
use paywall_ledger::{Later, Leased, Unavailable};
use paywall_ledger::{Ledger, Record, Time, UserId};

/// A keeper of events in order, for one receiver.
pub trait Outbox: Send + Sync {
    /// Takes up to `limit` events that are due: the oldest unsettled event of each user's stream ([`Told::stream`]).
    /// Nobody else gets them before `now + lease_millis`; an event that is not
    /// settled by then is taken again, so each is sent at least once.
    fn take(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Later<'_, Result<Vec<Leased<Outgoing>>, Unavailable>>;

    /// Records the outcome for an event that was taken, at `now`. `attempted` is true if something was sent.
    /// Nothing happens if the event is finished, or if it was taken again since.
    fn settle<'a>(
        &'a self,
        event: &'a Leased<Outgoing>,
        next: Next,
        attempted: bool,
        now: Time,
    ) -> Later<'a, Result<(), Unavailable>>;

    /// Returns what a user has at `now`. None means that the user never existed or was deleted.
    fn view<'a>(
        &'a self,
        user: &'a UserId,
        now: Time,
    ) -> Later<'a, Result<Option<View>, Unavailable>>;
}

impl Row {
    /// Returns the user and the name of the stream.
    fn stream(&self) -> (UserId, String) {
        (self.outgoing.user.clone(), self.outgoing.event.stream())
    }
}

/// An outbox in memory, beside a ledger, for tests and for trying things out. It ends with the program.
pub struct MemoryOutbox {
    ledger: Mutex<Ledger>,
    rows: Mutex<Vec<Row>>,
}

/// An event in the outbox, with the state of its delivery.
struct Row {
    outgoing: Outgoing,
    due: Time,
    settled: Option<Next>,
}

impl MemoryOutbox {
    /// Makes an outbox without events, beside `ledger`.
    pub fn new(ledger: Ledger) -> Self {
        Self {
            ledger: Mutex::new(ledger),
            rows: Mutex::default(),
        }
    }

    /// Does something with the ledger, and keeps the events that result.
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

    /// Sends the events at these positions again.
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

    /// Lists the outcome of each event so far, in order; None if it is still waiting.
    pub fn settled(&self) -> Vec<Option<Next>> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().map(|it| it.settled).collect()
    }

    /// Returns the next time at which an event is due: the oldest unsettled one of some stream.
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
    ) -> Later<'_, Result<Vec<Leased<Outgoing>>, Unavailable>> {
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
                taken.push(Leased {
                    it: row.outgoing.clone(),
                    until: row.due,
                });
            }
        }
        Box::pin(std::future::ready(Ok(taken)))
    }

    fn settle<'a>(
        &'a self,
        event: &'a Leased<Outgoing>,
        next: Next,
        attempted: bool,
        now: Time,
    ) -> Later<'a, Result<(), Unavailable>> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = rows.iter_mut();
        let is_theirs = |it: &&mut Row| {
            let is_it = it.outgoing.position == event.position;
            is_it && it.due == event.until && it.settled.is_none()
        };
        if let Some(row) = found.find(is_theirs) {
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
