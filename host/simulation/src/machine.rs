//! Machines: processes that run a host, and may be killed at any statement.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::{Error, SqliteConnection};
use tokio::sync::Notify;

use super::dice::Dice;
use super::disk::{Disk, Real};
use super::trace::Trace;

/// The rates at which statements meet faults, in ten thousand.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// The process is killed, before the statement or after it.
    pub crash: AtomicU64,
    /// The connection is cut, before the statement or after it took effect.
    pub cut: AtomicU64,
    /// The disk fails in mid-statement, and SQLite undoes the whole transaction by itself.
    pub undone: AtomicU64,
    /// The statement takes up to two seconds.
    pub slow: AtomicU64,
}

impl Faults {
    /// Ends all faults.
    pub fn end(&self) {
        for rate in [&self.crash, &self.cut, &self.undone, &self.slow] {
            rate.store(0, Ordering::Relaxed);
        }
    }
}

/// The place of a connection. It is empty once the connection was cut.
pub(crate) type Slot = Arc<Mutex<Option<Real>>>;

/// A process that runs a host, from its start to its end.
#[derive(Debug)]
pub(crate) struct Machine {
    pub name: String,
    pub url: String,
    pub dice: Arc<Dice>,
    pub trace: Arc<Trace>,
    faults: Arc<Faults>,
    disk: Arc<Disk>,
    slots: Mutex<Vec<Slot>>,
    dead: AtomicBool,
    died: Notify,
}

/// All machines that run, by the URLs of their databases.
static NUMBER: AtomicU64 = AtomicU64::new(0);
static MACHINES: Mutex<BTreeMap<String, Arc<Machine>>> = Mutex::new(BTreeMap::new());

/// The fate of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    CrashBefore,
    CrashAfter,
    CutBefore,
    CutAfter,
    Undone,
}

impl Machine {
    /// Starts a machine. Its database is at its URL.
    pub fn start(
        name: String,
        dice: &Arc<Dice>,
        trace: &Arc<Trace>,
        faults: &Arc<Faults>,
        disk: &Arc<Disk>,
    ) -> Arc<Self> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let machine = Arc::new(Self {
            name,
            url: format!("sqlite://machine-{number}"),
            dice: Arc::clone(dice),
            trace: Arc::clone(trace),
            faults: Arc::clone(faults),
            disk: Arc::clone(disk),
            slots: Mutex::default(),
            dead: AtomicBool::new(false),
            died: Notify::new(),
        });
        let place = (machine.url.clone(), Arc::clone(&machine));
        MACHINES.lock().unwrap().extend([place]);
        machine
    }

    /// Finds the machine of a URL.
    pub fn find(url: &str) -> Option<Arc<Self>> {
        MACHINES.lock().unwrap().get(url).cloned()
    }

    /// Opens a connection.
    pub fn connect(&self) -> Result<Slot, Error> {
        let slot = Arc::new(Mutex::new(Some(self.disk.open()?)));
        self.slots.lock().unwrap().push(Arc::clone(&slot));
        Ok(slot)
    }

    /// Cuts a connection.
    pub fn cut(&self, slot: &Slot) {
        if let Some(real) = slot.lock().unwrap().take() {
            self.disk.take_back(real);
        }
        self.slots
            .lock()
            .unwrap()
            .retain(|it| !Arc::ptr_eq(it, slot));
    }

    /// Does something with a connection, unless it was cut.
    pub fn with<T>(
        &self,
        slot: &Slot,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut slot = slot.lock().unwrap();
        let real = slot.as_mut().ok_or_else(gone)?;
        real.limit(self.disk.is_full());
        work(&mut real.connection)
    }

    /// Kills the process: its connections end, and none of its tasks comes past another statement.
    pub fn kill(&self, why: &str) {
        if self.dead.swap(true, Ordering::Relaxed) {
            return;
        }
        self.trace.say(&self.name, format_args!("KILLED {why}"));
        let slots = std::mem::take(&mut *self.slots.lock().unwrap());
        for slot in slots {
            self.cut(&slot);
        }
        MACHINES.lock().unwrap().remove(&self.url);
        self.died.notify_waiters();
    }

    /// Returns true until it is killed.
    pub fn is_alive(&self) -> bool {
        !self.dead.load(Ordering::Relaxed)
    }

    /// Waits until it is killed.
    pub async fn death(&self) {
        let died = self.died.notified();
        if self.is_alive() {
            died.await;
        }
    }

    /// Lets the time pass that a statement needs on its way. A dead process never comes back from there.
    pub async fn way(&self) {
        let slow = self.dice.chance(self.faults.slow.load(Ordering::Relaxed));
        let millis = self.dice.roll(if slow { 100..2000 } else { 0..8 });
        // Half of the statements follow at once: each wait costs the run more than the statement.
        if slow || millis < 4 {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
        self.live().await;
    }

    /// Stops here for ever if the process is dead.
    pub async fn live(&self) {
        if !self.is_alive() {
            std::future::pending().await
        }
    }

    /// Rolls what becomes of a statement. What may be wrong is mostly wrong at a commit, so faults come there more often.
    pub fn fate(&self, is_commit: bool) -> Fate {
        let times = if is_commit { 5 } else { 1 };
        let rolls = |rate: &AtomicU64| self.dice.chance(times * rate.load(Ordering::Relaxed));
        let before = |one, other| if self.dice.chance(5000) { one } else { other };
        match () {
            () if rolls(&self.faults.crash) => before(Fate::CrashBefore, Fate::CrashAfter),
            () if rolls(&self.faults.cut) => before(Fate::CutBefore, Fate::CutAfter),
            () if rolls(&self.faults.undone) => Fate::Undone,
            () => Fate::Done,
        }
    }
}

/// Makes the error of a connection that was cut.
pub(crate) fn gone() -> Error {
    Error::Io(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
}
