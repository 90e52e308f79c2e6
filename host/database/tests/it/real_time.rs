//! Tests of the real-time order, with many callers at once on two hosts: a read sees every input that was acknowledged
//! before it, whichever host took it in, and none that was sent later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use paywall_database::{Error, LedgerDatabase, UserState};
use paywall_host_testing::journal::Journal;
use paywall_host_testing::shop::{NOW, app};
use paywall_ledger::{App, Arrival, Customer, Device, DeviceId, Input, Ledger, Record, State};
use tokio::task::JoinSet;

use crate::databases::{Place, check, postgres_database, sqlite_file};
use crate::history::{Dice, history};

const WRITERS: u64 = 8;
const READERS: u64 = 4;
const INPUTS: usize = 40;
const DEVICES: u64 = 4;

/// A device, and what a host said of it.
pub type Answer = (DeviceId, Option<UserState>);

/// Sends an input until a host acknowledges or refuses it.
pub async fn send(
    ledgers: &[LedgerDatabase],
    dice: &mut Dice,
    input: &Input,
    journal: &Journal<Answer>,
) {
    journal.begins(&input.key);
    loop {
        let ledger = &ledgers[usize::try_from(dice.roll(ledgers.len() as u64)).unwrap()];
        match ledger.accept(input.clone()).await {
            Ok(arrival) => {
                let new = matches!(arrival, Arrival::New(_));
                return journal.acknowledged(&input.key, new);
            }
            // The input is about a purchase that is not there yet.
            Err(Error::Refused(_)) => return,
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
}

/// Asks for devices until `done`.
pub async fn read(
    ledgers: Vec<LedgerDatabase>,
    seed: u64,
    journal: Arc<Journal<Answer>>,
    done: Arc<AtomicBool>,
) {
    let mut dice = Dice::new(seed);
    while !done.load(Ordering::SeqCst) {
        let ledger = &ledgers[usize::try_from(dice.roll(ledgers.len() as u64)).unwrap()];
        let device = DeviceId::new(dice.roll(DEVICES).to_string());
        let began = journal.moment();
        if let Ok(state) = ledger.device_state(&device, NOW).await {
            journal.read(began, (device, state));
        }
    }
}

/// Returns true if a state gives this answer.
pub fn is_answer(app: &Arc<App>, state: &State, (device, answer): &Answer) -> bool {
    let (Some(device), Some(answer)) = (state.devices.get(device), answer) else {
        return !state.devices.contains_key(device) && answer.is_none();
    };
    let ledger = Ledger::with_state(Arc::clone(app), state.clone());
    answer.user == device.user
        && answer.device.as_ref().map(|it| &it.1) == Some(device)
        && Some(&answer.customer) == ledger.customer(&device.user, NOW).as_ref()
}

/// Lets writers and readers work at once, and compares what they saw with what is `there`. Returns the inputs.
pub async fn work(
    ledgers: &[LedgerDatabase],
    there: &LedgerDatabase,
    seed: u64,
    inputs: usize,
) -> Vec<Input> {
    let (journal, done) = (
        Arc::new(Journal::default()),
        Arc::new(AtomicBool::new(false)),
    );
    let mut readers = JoinSet::new();
    for reader in 0..READERS {
        readers.spawn(read(
            ledgers.to_vec(),
            seed + reader,
            Arc::clone(&journal),
            Arc::clone(&done),
        ));
    }
    let mut all = history(seed, 0, DEVICES, 1);
    let mut dice = Dice::new(seed);
    for input in &all {
        send(ledgers, &mut dice, input, &journal).await;
    }
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let own = history(seed + 100 + writer, inputs, DEVICES, 3)
            .split_off(usize::try_from(DEVICES).unwrap());
        all.extend(own.iter().cloned());
        let (ledgers, journal) = (ledgers.to_vec(), Arc::clone(&journal));
        writers.spawn(async move {
            let mut dice = Dice::new(writer);
            for input in own {
                send(&ledgers, &mut dice, &input, &journal).await;
            }
        });
    }
    writers.join_all().await;
    done.store(true, Ordering::SeqCst);
    readers.join_all().await;
    judge(there, &journal).await;
    all
}

/// Checks that every acknowledged input is in the log, and that every answer is one of its time.
async fn judge(ledger: &LedgerDatabase, journal: &Journal<Answer>) {
    let log = ledger.log().await.unwrap();
    for (key, call) in journal.calls() {
        let there = log.iter().filter(|it| it.key == key).count();
        assert!(
            call.acknowledged.is_none() || there == 1,
            "{key}: {there} times"
        );
        assert!(call.new <= 1, "{key} was taken in {} times", call.new);
    }
    let answers = |state: &State, answer: &Answer| is_answer(&ledger.app(), state, answer);
    let changes = changes(&ledger.app(), &log);
    let matters = |key: &str, (device, _): &Answer| changes[device].contains(key);
    let unexplained = journal.unexplained(&log, matters, answers);
    let first = unexplained.first();
    assert!(
        first.is_none(),
        "{} answers are of no moment, the first: {first:#?}",
        unexplained.len()
    );
}

/// Lists the keys of the inputs that changed the answer about each device. Two inputs about different customers may be
/// there in another order than that of the log for a moment, as they touch no row that both need.
fn changes(app: &Arc<App>, log: &[Record]) -> BTreeMap<DeviceId, BTreeSet<String>> {
    let devices = (0..DEVICES).map(|it| DeviceId::new(it.to_string()));
    let mut changes: BTreeMap<_, _> = devices.map(|it| (it, BTreeSet::new())).collect();
    let mut ledger = Ledger::new(Arc::clone(app));
    for record in log {
        let before: Vec<_> = changes.keys().map(|it| answer(&ledger, it)).collect();
        let facts = record.facts.iter();
        facts.for_each(|fact| ledger.state_mut().apply(record.at, fact));
        for ((device, keys), before) in changes.iter_mut().zip(before) {
            if answer(&ledger, device) != before {
                keys.insert(record.key.clone());
            }
        }
    }
    changes
}

/// Returns what a ledger says of a device: its row, and the customer who has it.
fn answer(ledger: &Ledger, device: &DeviceId) -> Option<(Device, Option<Customer>)> {
    let row = ledger.state().devices.get(device)?.clone();
    let customer = ledger.customer(&row.user, NOW);
    Some((row, customer))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_sees_what_any_host_acknowledged_before() {
    let places: Vec<Place> = [Some(sqlite_file()), postgres_database()]
        .into_iter()
        .flatten()
        .collect();
    for place in places {
        let ledgers = [
            LedgerDatabase::new(&place.open().await, app()),
            LedgerDatabase::new(&place.open().await, app()),
        ];
        let inputs = work(&ledgers, &ledgers[0], 7000, INPUTS).await;
        check(&ledgers[0], &inputs).await;
    }
}
