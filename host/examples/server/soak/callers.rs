//! The callers of a long run: as many as are needed at a time, on connections that stay open.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::mix::{self, Kind};
use super::people::{People, is_shown};
use crate::Outcome;
use crate::call::Call;
use crate::http::Connection;
use crate::random::Random;
use crate::times::Times;

/// The number of calls under way at most; those that are due then wait, and their time counts.
const MOST: usize = 400;
/// The time after which an unused connection is not used again. The host closes it after 15 seconds.
const IDLE: Duration = Duration::from_secs(8);
/// The longest time that a call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The counts and times of the calls of a span of time.
#[derive(Default)]
pub struct Made {
    pub times: BTreeMap<Kind, Times>,
    /// The calls that failed, and the first words about some of them.
    pub failed: usize,
    pub words: Vec<String>,
}

#[derive(Clone)]
pub struct Callers {
    address: Arc<str>,
    idle: Arc<Mutex<Vec<(Connection, Instant)>>>,
    room: Arc<Semaphore>,
    made: Arc<Mutex<Made>>,
}

impl Callers {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.into(),
            idle: Arc::default(),
            room: Arc::new(Semaphore::new(MOST)),
            made: Arc::default(),
        }
    }

    /// Begins a call of this kind, or several that belong together.
    pub async fn make(&self, kind: Kind, due: Instant, people: &Arc<People>, random: &mut Random) {
        let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
            return;
        };
        let (own, people) = (self.clone(), Arc::clone(people));
        match kind {
            Kind::Device => tokio::spawn(async move {
                own.arrive(due, &people).await;
                drop(room);
            }),
            Kind::Renewal => {
                let Some((customer, call)) = people.renews(random) else {
                    return;
                };
                let kind = if is_shown(customer) {
                    Kind::Shown
                } else {
                    kind
                };
                tokio::spawn(async move {
                    let taken = own.one(kind, &call, due).await;
                    people.told(customer, taken);
                    drop(room);
                })
            }
            _ => {
                let customer = people.any(random);
                let call = match kind {
                    Kind::Shown => people.shows(random),
                    Kind::Login => people.logs_in(customer),
                    _ => mix::plain(kind, customer, random),
                };
                tokio::spawn(async move {
                    own.one(kind, &call, due).await;
                    drop(room);
                })
            }
        };
    }

    /// Lets a new customer come in. The calls of a customer who did not are not made.
    async fn arrive(&self, due: Instant, people: &People) {
        let customer = people.next();
        let mut due = due;
        for (call, kind) in
            people
                .arrives(customer)
                .iter()
                .zip([Kind::Device, Kind::Login, Kind::Shown])
        {
            while !self.one(kind, call, due).await {
                tokio::time::sleep(Duration::from_secs(1)).await;
                due = Instant::now();
            }
            due = Instant::now();
        }
        people.came(customer);
    }

    /// Makes a call, and keeps the time since it was due. Returns whether it was answered as it should be.
    async fn one(&self, kind: Kind, call: &Call, due: Instant) -> bool {
        let answered = timeout(PATIENCE, self.send(call)).await;
        let mut made = self.made();
        match answered.unwrap_or_else(|_| Err("no answer in 30 s".into())) {
            Ok(()) => {
                made.times.entry(kind).or_default().add(due.elapsed());
                true
            }
            Err(error) => {
                made.failed += 1;
                if made.words.len() < 3 {
                    made.words.push(format!("{}: {error}", kind.name()));
                }
                false
            }
        }
    }

    async fn send(&self, call: &Call) -> Outcome<()> {
        let idle = self
            .idle()
            .pop()
            .filter(|(_, since)| since.elapsed() < IDLE);
        let mut connection = match idle {
            Some((connection, _)) => connection,
            None => {
                // The callers below were unused for even longer.
                self.idle().retain(|(_, since)| since.elapsed() < IDLE);
                Connection::open(&self.address).await?
            }
        };
        call.on(&mut connection).await?;
        self.idle().push((connection, Instant::now()));
        Ok(())
    }

    /// Waits for the calls under way.
    pub async fn finish(&self) {
        drop(
            self.room
                .acquire_many(u32::try_from(MOST).unwrap_or(1))
                .await,
        );
    }

    /// Returns what the calls since the last time came to.
    pub fn take(&self) -> Made {
        std::mem::take(&mut *self.made())
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
