//! The time by which a host goes, and the watch over it.
//!
//! On PostgreSQL all hosts go by the server's clock, so leases and due times mean the same to each of them; on SQLite
//! there is this machine's clock alone. Either may move. What cannot be taken back then waits until it is known to be right.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::log::Log;
use paywall_database::{Database, Error, LedgerDatabase};
use paywall_ledger::{Clock, Time};

/// The time between two looks at the clock for ends of access.
const TICK: Duration = Duration::from_secs(5);
/// The time by which a clock must differ to count as wrong: a minute, in milliseconds.
const WRONG: i64 = 60_000;
/// The time after which a clock that moved is believed, if it goes on steadily: ten minutes, in milliseconds.
const PROBATION: i64 = 600_000;

/// The milliseconds since some moment, by a clock that nobody sets.
type Elapsed = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A keeper of the time. Cheap to clone.
#[derive(Clone)]
pub(super) struct Timekeeper {
    /// The clock of this machine.
    own: Clock,
    elapsed: Elapsed,
    seen: Arc<Mutex<Seen>>,
    log: Log,
}

/// Everything seen of the clocks so far. Each is kept as its time when `elapsed` was 0.
#[derive(Default)]
struct Seen {
    /// The server's clock, if there is one.
    server: Option<i64>,
    /// The clock that is believed.
    believed: Option<i64>,
    /// The clock as it is since it moved, and the moment since which it is so.
    moved: Option<(i64, i64)>,
    /// True if this machine's clock is not the server's.
    differs: bool,
}

impl Timekeeper {
    /// Makes a keeper that knows the clock of `database`, and returns the time too, as a function.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub(super) async fn begin(
        own: &Clock,
        database: &Database,
        log: &Log,
    ) -> Result<(Self, Clock), Error> {
        let begun = Instant::now();
        let elapsed = move || i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        let keeper = Self::with(own, Arc::new(elapsed), log);
        keeper.look(database).await?;
        let clock = keeper.clock();
        Ok((keeper, clock))
    }

    /// Makes a keeper with another measure of what has elapsed.
    fn with(own: &Clock, elapsed: Elapsed, log: &Log) -> Self {
        Self {
            own: Arc::clone(own),
            elapsed,
            seen: Arc::default(),
            log: log.clone(),
        }
    }

    /// Looks at the server's clock, and at whether this machine's differs from it.
    ///
    /// # Errors
    /// Fails if the database fails. The time goes on as it was.
    pub(super) async fn look(&self, database: &Database) -> Result<(), Error> {
        let before = (self.elapsed)();
        let time = database.time().await?;
        let between = before.midpoint((self.elapsed)());
        if let Some(time) = time {
            self.see(time, between);
        }
        self.careful();
        Ok(())
    }

    /// Notes what the server's clock showed at a moment.
    fn see(&self, time: Time, elapsed: i64) {
        let mut seen = self.lock();
        let server = time.millis() - elapsed;
        let by = (self.own)().millis() - (self.elapsed)() - server;
        let differs = by.abs() > WRONG;
        if differs && !seen.differs {
            let fields = json!({"ahead_seconds": by / 1000});
            self.log.error("clock differs from the database's", &fields);
        }
        seen.differs = differs;
        seen.server = Some(server);
    }

    /// Returns the time.
    pub(super) fn now(&self) -> Time {
        let server = self.lock().server;
        match server {
            Some(server) => Time::from_millis(server + (self.elapsed)()),
            None => (self.own)(),
        }
    }

    /// Returns the time for what cannot be taken back: while the clock has moved and is not believed yet, the
    /// earlier of what it shows and what it would show.
    pub(super) fn careful(&self) -> Time {
        let (now, elapsed) = (self.now(), (self.elapsed)());
        let shows = now.millis() - elapsed;
        let mut seen = self.lock();
        let believed = *seen.believed.get_or_insert(shows);
        let near = |other: i64| (shows - other).abs() <= WRONG;
        match seen.moved {
            _ if near(believed) => {
                seen.believed = Some(shows);
                seen.moved = None;
            }
            Some((to, since)) if near(to) && elapsed - since >= PROBATION => {
                seen.believed = Some(shows);
                seen.moved = None;
            }
            Some((to, _)) if near(to) => {}
            _ => {
                seen.moved = Some((shows, elapsed));
                let fields = json!({"by_seconds": (shows - believed) / 1000});
                self.log.error("clock moved", &fields);
            }
        }
        match seen.moved {
            Some(_) => now.min(Time::from_millis(believed + elapsed)),
            None => now,
        }
    }

    /// Returns the time as a function.
    fn clock(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || own.now())
    }

    /// Returns the time for what cannot be taken back, as a function.
    pub(super) fn careful_clock(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || own.careful())
    }

    /// Locks what was seen.
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Announces ends of access, for ever.
pub(super) async fn keep_time(ledger: LedgerDatabase, time: Timekeeper) {
    loop {
        // If the database does not answer, the time goes on as it was.
        let _ = time.look(ledger.database()).await;
        // By the clock as it is, since that is the one by which things were put off.
        let _ = ledger.recall(time.now()).await;
        // An end that fails to be announced now is due at the next tick too.
        let _ = ledger.tick(time.careful()).await;
        // A note that is lost is made again with the device's call of another day.
        let _ = ledger.keep_fetches().await;
        tokio::time::sleep(TICK).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::super::log::Level;
    use super::*;

    const DAY: i64 = 86_400_000;
    const START: i64 = 1_767_225_600_000;

    struct World {
        keeper: Timekeeper,
        own: Arc<AtomicI64>,
        elapsed: Arc<AtomicI64>,
    }

    impl World {
        fn new() -> Self {
            let (own, elapsed) = (Arc::new(AtomicI64::new(START)), Arc::<AtomicI64>::default());
            let (shown, passed) = (Arc::clone(&own), Arc::clone(&elapsed));
            let clock: Clock = Arc::new(move || Time::from_millis(shown.load(Ordering::SeqCst)));
            let log = Log::new(Level::Off, &clock);
            let passed: Elapsed = Arc::new(move || passed.load(Ordering::SeqCst));
            let keeper = Timekeeper::with(&clock, passed, &log);
            keeper.careful();
            Self {
                keeper,
                own,
                elapsed,
            }
        }

        fn pass(&self, millis: i64) {
            self.own.fetch_add(millis, Ordering::SeqCst);
            self.elapsed.fetch_add(millis, Ordering::SeqCst);
        }

        fn careful(&self) -> i64 {
            self.keeper.careful().millis() - START
        }
    }

    #[test]
    fn what_cannot_be_taken_back_does_not_follow_a_clock_that_moved() {
        let world = World::new();
        world.own.fetch_add(DAY, Ordering::SeqCst);
        world.pass(5000);
        assert_eq!(world.keeper.now().millis() - START, DAY + 5000);
        assert_eq!(world.careful(), 5000);
        assert_eq!(world.keeper.log.failures()["clock moved"], 1);
        world.own.fetch_add(-DAY, Ordering::SeqCst);
        world.pass(5000);
        assert_eq!(world.careful(), 10_000);
        assert_eq!(world.keeper.log.failures()["clock moved"], 1);
    }

    #[test]
    fn a_clock_that_stays_where_it_moved_is_believed_after_ten_minutes() {
        for by in [DAY, -DAY] {
            let world = World::new();
            world.own.fetch_add(by, Ordering::SeqCst);
            assert_eq!(world.careful(), by.min(0));
            world.pass(PROBATION - 1);
            assert_eq!(world.careful(), PROBATION - 1 + by.min(0));
            world.pass(1);
            assert_eq!(world.careful(), PROBATION + by);
        }
    }

    #[test]
    fn all_hosts_go_by_the_servers_clock() {
        let world = World::new();
        world.own.fetch_add(DAY, Ordering::SeqCst);
        world.keeper.see(Time::from_millis(START), 0);
        world.pass(1000);
        assert_eq!(world.keeper.now().millis() - START, 1000);
        assert_eq!(world.careful(), 1000);
        let failures = world.keeper.log.failures();
        assert_eq!(failures["clock differs from the database's"], 1);
        assert!(!failures.contains_key("clock moved"));
    }
}
