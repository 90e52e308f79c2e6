//! A journal of what clients were told, to be compared with what is there in the end.
//!
//! The log gives the order of all inputs. An answer to a read must be what a beginning of the log adds up to, one that
//! holds every input that was acknowledged before the read began, and none that was sent after it ended.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard};

use paywall_ledger::{Record, State};

/// A moment in the order of everything that clients did.
pub type Moment = u64;

/// A read that was answered.
#[derive(Debug, Clone)]
pub struct Read<A> {
    /// The moment at which it was sent.
    pub began: Moment,
    /// The moment at which its answer came.
    pub ended: Moment,
    /// The question with its answer.
    pub answer: A,
}

/// The calls of one key.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The moment at which it was first sent.
    pub began: Moment,
    /// The moment at which it was first acknowledged.
    pub acknowledged: Option<Moment>,
    /// The number of hosts that said they took it in for the first time.
    pub new: u32,
}

/// The calls and reads of all clients.
#[derive(Debug)]
pub struct Journal<A> {
    inner: Mutex<Inner<A>>,
}

/// The entries of a journal.
#[derive(Debug)]
struct Inner<A> {
    now: Moment,
    calls: BTreeMap<String, Call>,
    reads: Vec<Read<A>>,
}

impl<A> Default for Journal<A> {
    fn default() -> Self {
        let inner = Inner {
            now: 0,
            calls: BTreeMap::new(),
            reads: Vec::new(),
        };
        Self {
            inner: Mutex::new(inner),
        }
    }
}

impl<A: Clone> Journal<A> {
    /// Returns the next moment.
    pub fn moment(&self) -> Moment {
        let mut inner = self.lock();
        inner.now += 1;
        inner.now
    }

    /// Notes that a call is sent.
    pub fn begins(&self, key: &str) {
        let began = self.moment();
        let call = Call {
            began,
            ..Call::default()
        };
        self.lock().calls.entry(key.to_owned()).or_insert(call);
    }

    /// Notes that a call was acknowledged; `new` if the host says that it took it in now.
    pub fn acknowledged(&self, key: &str, new: bool) {
        let now = self.moment();
        let mut inner = self.lock();
        let call = inner.calls.get_mut(key).unwrap();
        call.acknowledged.get_or_insert(now);
        call.new += u32::from(new);
    }

    /// Notes a read that was sent at `began` and is answered now.
    pub fn read(&self, began: Moment, answer: A) {
        let ended = self.moment();
        self.lock().reads.push(Read {
            began,
            ended,
            answer,
        });
    }

    /// Returns all calls.
    pub fn calls(&self) -> BTreeMap<String, Call> {
        self.lock().calls.clone()
    }

    /// Lists the reads that no moment between their beginning and their end explains, each with the lengths of the
    /// log that it may have seen. `counts` tells of which calls the log has the input once they are acknowledged, as far
    /// as the answer depends on them.
    pub fn unexplained(
        &self,
        log: &[Record],
        counts: impl Fn(&str, &A) -> bool,
        is_answer: impl Fn(&State, &A) -> bool,
    ) -> Vec<(RangeInclusive<usize>, Read<A>)> {
        let reads = self.lock().reads.clone();
        let mut open: Vec<_> = reads
            .into_iter()
            .map(|it| (self.seen(log, &it, &counts), it))
            .collect();
        let mut state = State::default();
        for length in 0..=log.len() {
            if let Some(record) = length.checked_sub(1).and_then(|it| log.get(it)) {
                let facts = record.facts.iter();
                facts.for_each(|fact| state.apply(record.at, fact));
            }
            open.retain(|(lengths, read)| {
                !(lengths.contains(&length) && is_answer(&state, &read.answer))
            });
        }
        open
    }

    /// Returns the lengths of the log that a read may have seen.
    fn seen(
        &self,
        log: &[Record],
        read: &Read<A>,
        counts: impl Fn(&str, &A) -> bool,
    ) -> RangeInclusive<usize> {
        let inner = self.lock();
        let (mut least, mut most) = (0, log.len());
        for (at, record) in log.iter().enumerate() {
            let Some(call) = inner.calls.get(&record.key) else {
                continue;
            };
            if counts(&record.key, &read.answer)
                && call.acknowledged.is_some_and(|it| it < read.began)
            {
                least = at + 1;
            }
            if call.began > read.ended {
                most = most.min(at);
            }
        }
        least..=most
    }

    /// Locks the entries.
    fn lock(&self) -> MutexGuard<'_, Inner<A>> {
        self.inner.lock().unwrap()
    }
}
