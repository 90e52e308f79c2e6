//! Replicas of a PostgreSQL server, for reads that may be slightly old.
//!
//! A device must see what it wrote itself. So the devices whose writes were acknowledged are remembered until
//! the replicas have replayed them; until then they read from the primary. Ten times a second, a task asks the
//! primary where its log ends, and each replica how far it has come. A replica that does not
//! answer, or is too far behind, is not read from until it has caught up.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use sqlx::{AnyPool, Row};

use super::error::Error;
use paywall_ledger::DeviceId;

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// The number of looks that a replica may be behind: about five seconds.
const BEHIND: usize = 50;
/// The time that a replica may take for an answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// The number of devices that are remembered of the time between two looks. Beyond it, all read from the primary.
const MOST: usize = 10_000;

/// All replicas of a database.
#[derive(Debug)]
pub(super) struct Replicas {
    list: Vec<Replica>,
    turn: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Replica {
    pool: AnyPool,
    usable: AtomicBool,
}

/// Writes of devices, and the end of the primary's log after them.
#[derive(Debug, Default)]
struct Seen {
    /// The devices that wrote since the last look.
    now: Writers,
    /// The writes of earlier looks, oldest first, as far as not all replicas that are read from have replayed them.
    marks: VecDeque<(Option<i64>, Writers)>,
    /// The position that a replica must have replayed to be read from at all.
    floor: i64,
}

/// Devices that wrote, by a hash: that two have the same one only sends another one to the primary.
#[derive(Debug, Default)]
struct Writers {
    devices: HashSet<u64>,
    /// True if there were too many to remember.
    all: bool,
}

impl Writers {
    fn add(&mut self, device: u64) {
        self.devices.insert(device);
        self.bound();
    }

    fn join(&mut self, other: Self) {
        self.devices.extend(other.devices);
        self.all |= other.all;
        self.bound();
    }

    fn bound(&mut self) {
        if self.devices.len() > MOST {
            self.all = true;
            self.devices = HashSet::new();
        }
    }

    fn has(&self, device: u64) -> bool {
        self.all || self.devices.contains(&device)
    }
}

/// Names a device of an app by a number.
fn hash(app: &str, device: &DeviceId) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((app, device))
}

impl Replicas {
    /// Begins to watch replicas. None is read from before it has answered.
    pub(super) fn watch(primary: &AnyPool, pools: Vec<AnyPool>) -> Arc<Self> {
        let list = pools.into_iter().map(|pool| Replica {
            pool,
            usable: AtomicBool::new(false),
        });
        let replicas = Arc::new(Self {
            list: list.collect(),
            turn: AtomicUsize::new(0),
            seen: Mutex::default(),
        });
        let (own, primary) = (Arc::downgrade(&replicas), primary.clone());
        tokio::spawn(async move {
            // A defect in one look must not end all: the replicas would never be read from again.
            while tokio::spawn(look(own.clone(), primary.clone()))
                .await
                .is_err()
            {
                tokio::time::sleep(PAUSE).await;
            }
        });
        replicas
    }

    /// Remembers that a device wrote. Call it before the write is acknowledged.
    pub(super) fn wrote(&self, app: &str, device: &DeviceId) {
        self.seen().now.add(hash(app, device));
    }

    /// Chooses a replica that has everything that a device wrote. None if there is none at present.
    pub(super) fn choose(&self, app: &str, device: &DeviceId) -> Option<(usize, &AnyPool)> {
        let device = hash(app, device);
        let seen = self.seen();
        if seen.now.has(device) || seen.marks.iter().any(|(_, it)| it.has(device)) {
            return None;
        }
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let all = (0..self.list.len()).map(|at| first.wrapping_add(at) % self.list.len());
        let mut usable = all.filter(|at| self.list[*at].usable.load(Ordering::Relaxed));
        usable.next().map(|at| (at, &self.list[at].pool))
    }

    /// Reads from no replica any more that failed, until it has answered again.
    pub(super) fn failed(&self, number: usize) {
        if let Some(replica) = self.list.get(number) {
            replica.usable.store(false, Ordering::Relaxed);
        }
    }

    /// Returns the number of replicas that are read from.
    pub(super) fn usable(&self) -> usize {
        let usable = self.list.iter();
        usable
            .filter(|it| it.usable.load(Ordering::Relaxed))
            .count()
    }

    /// Ends all connections.
    pub(super) async fn close(&self) {
        for replica in &self.list {
            replica.pool.close().await;
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the primary where its log ends, and each replica how far it has come.
    async fn look(&self, primary: &AnyPool) {
        self.seen().begin();
        let end = "SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS BIGINT)";
        if let Ok(end) = position(primary, end).await {
            self.seen().end(end);
        }
        let replayed = "SELECT CAST(pg_last_wal_replay_lsn() - '0/0' AS BIGINT)";
        let mut asked = tokio::task::JoinSet::new();
        for (at, replica) in self.list.iter().enumerate() {
            let pool = replica.pool.clone();
            asked.spawn(async move { (at, position(&pool, replayed).await) });
        }
        let mut answers = vec![None; self.list.len()];
        while let Some(answer) = asked.join_next().await {
            if let Ok((at, Ok(position))) = answer {
                answers[at] = Some(position);
            }
        }
        let mut seen = self.seen();
        let oldest = seen.oldest();
        for (replica, answer) in self.list.iter().zip(&answers) {
            let usable = answer.is_some_and(|it| it >= oldest);
            replica.usable.store(usable, Ordering::Relaxed);
        }
        let usable = answers.iter().flatten().filter(|it| **it >= oldest);
        if let Some(least) = usable.min() {
            seen.forget(*least);
        }
    }
}

impl Seen {
    /// Sets apart what was written so far. Where the log ends is asked after that.
    fn begin(&mut self) {
        let now = std::mem::take(&mut self.now);
        if self.marks.len() > BEHIND {
            // The oldest two become one, so that there are never more.
            if let (Some((_, first)), Some((_, next))) =
                (self.marks.pop_front(), self.marks.front_mut())
            {
                next.join(first);
            }
        }
        self.marks.push_back((None, now));
    }

    /// Notes where the log ended after all writes that are set apart.
    fn end(&mut self, end: i64) {
        for (position, _) in &mut self.marks {
            position.get_or_insert(end);
        }
    }

    /// Returns what a replica must have replayed to be read from.
    fn oldest(&self) -> i64 {
        let late = self.marks.len() > BEHIND;
        let first = self.marks.front().and_then(|(position, _)| *position);
        first.filter(|_| late).unwrap_or(0).max(self.floor)
    }

    /// Forgets the writes that all replicas have that are read from.
    fn forget(&mut self, replayed: i64) {
        while let Some((Some(position), _)) = self.marks.front() {
            if *position > replayed {
                return;
            }
            self.floor = *position;
            self.marks.pop_front();
        }
    }
}

/// Looks again and again.
async fn look(replicas: Weak<Replicas>, primary: AnyPool) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(replicas) = replicas.upgrade().filter(|_| !primary.is_closed()) else {
            return;
        };
        replicas.look(&primary).await;
    }
}

/// Asks for a position in the log, as a number of bytes.
async fn position(pool: &AnyPool, question: &'static str) -> Result<i64, Error> {
    let row = sqlx::query(question).fetch_one(pool);
    let row = in_time(async { Ok(row.await?) }).await?;
    Ok(row.try_get(0)?)
}

/// Waits for an answer as long as a replica may take for it.
pub(super) async fn in_time<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| Error::Database("no answer in time".into());
    tokio::time::timeout(PATIENCE, answer).await.map_err(late)?
}
