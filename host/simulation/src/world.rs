//! The world of a run: hosts that come and go, clocks, stores, customers, the receiver.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paywall_host_testing::journal::{Journal, Moment};
use paywall_host_testing::shop;
use paywall_ledger::App;
use tokio::task::JoinSet;

use super::answer::Answer;
use super::dice::Dice;
use super::disk::Disk;
use super::gift::Gift;
use super::host::Host;
use super::machine::{Faults, Machine};
use super::receiver::Receiver;
use super::store::Stores;
use super::time::{HostTime, WorldTime};
use super::trace::Trace;

/// The names of the hosts.
const NAMES: [&str; 2] = ["one", "two"];

/// Everything in a run.
pub(crate) struct World {
    pub dice: Arc<Dice>,
    pub trace: Arc<Trace>,
    pub time: Arc<WorldTime>,
    pub stores: Arc<Stores>,
    pub receiver: Arc<Receiver>,
    pub faults: Arc<Faults>,
    pub disk: Arc<Disk>,
    /// True if the disk may be full.
    pub fills: bool,
    pub journal: Journal<Answer>,
    pub app: Arc<App>,
    /// The clock of all hosts: that of their one machine, or of the database's server.
    pub clock: HostTime,
    /// True once that clock was wrong.
    pub was_wrong: AtomicBool,
    hosts: Mutex<Vec<Option<Arc<Host>>>>,
    machines: Mutex<Vec<Arc<Machine>>>,
    /// True once old rows were deleted.
    pub cleaned: AtomicBool,
    /// Everything that support gave, and the calls that ended some of it, each with its grant.
    pub gifts: Mutex<Vec<Gift>>,
    pub ends: Mutex<Vec<(String, String)>>,
    /// The moments at which messages of stores were last acknowledged, by their keys.
    pub delivered: Mutex<BTreeMap<String, Moment>>,
}

impl World {
    /// Makes the world of a seed.
    pub fn new(seed: u64) -> Arc<Self> {
        let dice = Arc::new(Dice::new(seed));
        let fills = dice.chance(1500);
        let trace = Arc::new(Trace::new());
        let time = Arc::new(WorldTime::new());
        let count = if dice.chance(7000) { 2 } else { 1 };
        Arc::new(Self {
            stores: Arc::new(Stores::new(&time, &dice)),
            receiver: Arc::new(Receiver::new(&dice, &trace)),
            faults: Arc::default(),
            disk: super::file::disk(fills),
            fills,
            machines: Mutex::default(),
            journal: Journal::default(),
            app: Arc::new(shop::app()),
            clock: HostTime::new(&time),
            hosts: Mutex::new((0..count).map(|_| None).collect()),
            cleaned: AtomicBool::new(false),
            delivered: Mutex::default(),
            gifts: Mutex::default(),
            ends: Mutex::default(),
            was_wrong: AtomicBool::new(false),
            dice,
            trace,
            time,
        })
    }

    /// Starts all hosts, and each again whenever it was killed.
    pub fn keep_hosts(self: &Arc<Self>) -> JoinSet<()> {
        let mut keepers = JoinSet::new();
        for place in 0..self.hosts.lock().unwrap().len() {
            let own = Arc::clone(self);
            keepers.spawn(async move { own.keep_host(place).await });
        }
        keepers
    }

    /// Keeps one host running.
    async fn keep_host(&self, place: usize) {
        for number in 1.. {
            let name = format!("{}.{number}", NAMES[place]);
            let machine = Machine::start(name, &self.dice, &self.trace, &self.faults, &self.disk);
            self.machines.lock().unwrap().push(Arc::clone(&machine));
            let clock = self.clock.clock();
            let start = Host::start(&machine, &self.app, clock, &self.stores, &self.receiver);
            let started = tokio::select! {
                biased;
                () = machine.death() => None,
                host = start => host.ok(),
            };
            if let Some(host) = started {
                self.trace.say(&machine.name, format_args!("runs"));
                self.hosts.lock().unwrap()[place] = Some(Arc::new(host));
                machine.death().await;
                self.hosts.lock().unwrap()[place] = None;
            }
            machine.kill("because it did not start");
            tokio::time::sleep(self.dice.millis(20..3000)).await;
        }
    }

    /// Lists the hosts that run.
    pub fn running(&self) -> Vec<Arc<Host>> {
        let hosts = self.hosts.lock().unwrap();
        hosts.iter().flatten().cloned().collect()
    }

    /// Picks a host that runs.
    pub fn host(&self) -> Option<Arc<Host>> {
        let running = self.running();
        (!running.is_empty()).then(|| Arc::clone(self.dice.pick(&running)))
    }

    /// Waits for a host that runs.
    pub async fn a_host(&self) -> Arc<Host> {
        loop {
            if let Some(host) = self.host() {
                return host;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends all machines, and keeps the disk for the next run.
    pub fn end(&self) {
        for machine in self.machines.lock().unwrap().iter() {
            machine.kill("because the run is over");
        }
        super::file::done(Arc::clone(&self.disk));
    }

    /// Ends all faults: clocks are right, stores and receivers answer, the disk has room.
    pub fn calm(&self) {
        self.faults.end();
        self.disk.fill(false);
        self.clock.set(0);
        self.stores.down.store(false, Ordering::Relaxed);
        self.stores.moody.store(false, Ordering::Relaxed);
        self.receiver.moody.store(false, Ordering::Relaxed);
        self.trace.say("world", format_args!("calm"));
    }
}
