//! A host on a machine: the real ledger, inbox and sender, with the tasks that `paywall host` runs beside its calls.

use std::sync::Arc;
use std::time::Duration;

use paywall_database::{Database, Error, LedgerDatabase};
use paywall_ledger::{App, Clock};
use paywall_server::Messages;
use paywall_stores::{Questions, StoreApi};
use paywall_webhooks::{Endpoint, Retry, Sender, Sending, SigningSecret};
use tokio::task::JoinSet;

use super::machine::Machine;
use super::receiver::{PATIENCE, Receiver, Way};
use super::store::Stores;

/// The time between two looks at the clock, as in `paywall host`.
const TICK: Duration = Duration::from_secs(5);
/// The time between two looks for what is to be finished, as in `paywall host`.
const HOUR: Duration = Duration::from_secs(3600);
/// The rhythm of attempts: nothing is given up, for what is given up is not lost.
const RETRY: Retry = Retry {
    first_seconds: 2,
    longest_seconds: 60,
    jitter: 0.25,
    attempts: u32::MAX,
};

/// A host that runs.
pub(crate) struct Host {
    pub machine: Arc<Machine>,
    pub ledger: LedgerDatabase,
    pub messages: Messages,
    pub questions: Questions,
    pub clock: Clock,
    _tasks: JoinSet<()>,
}

impl Host {
    /// Opens the database of a machine, and begins the tasks.
    pub async fn start(
        machine: &Arc<Machine>,
        app: &Arc<App>,
        clock: Clock,
        stores: &Arc<Stores>,
        receiver: &Arc<Receiver>,
    ) -> Result<Self, Error> {
        let database = Database::open(&machine.url).await?;
        let ledger = LedgerDatabase::new(&database, Arc::clone(app));
        let ledger = ledger.with_secrets(machine.dice.secrets());
        let api: Arc<dyn StoreApi> = Arc::<Stores>::clone(stores);
        let numbers = Arc::new(ledger.clone());
        let questions = Questions::new(api, numbers, Arc::clone(&clock));
        let messages = Messages::new(&ledger, &questions, &clock);
        let mut tasks = JoinSet::new();
        let inbox = messages.clone();
        tasks.spawn(async move { inbox.work().await });
        let sender = sender(machine, &ledger, &clock, receiver);
        tasks.spawn(async move { sender.run(std::future::pending()).await });
        let of = ledger.clone();
        tasks.spawn(async move {
            loop {
                let _ = of.finish_forgetting(true).await;
                tokio::time::sleep(HOUR).await;
            }
        });
        let (of, time) = (ledger.clone(), Arc::clone(&clock));
        tasks.spawn(async move {
            loop {
                let _ = of.recall(time()).await;
                let _ = of.tick(time()).await;
                tokio::time::sleep(TICK).await;
            }
        });
        Ok(Self {
            machine: Arc::clone(machine),
            ledger,
            messages,
            questions,
            clock,
            _tasks: tasks,
        })
    }

    /// Makes a call as a client does: it may get no answer, because the host died or takes too long.
    pub async fn call<T>(&self, call: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.machine.death() => None,
            answer = tokio::time::timeout(Duration::from_secs(8), call) => answer.ok(),
        }
    }
}

/// Makes the sender of events.
fn sender(
    machine: &Arc<Machine>,
    ledger: &LedgerDatabase,
    clock: &Clock,
    receiver: &Arc<Receiver>,
) -> Sender {
    let secret = SigningSecret::try_from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
    let endpoint = Endpoint {
        url: "https://receiver.example/hook".into(),
        secrets: vec![secret.unwrap()],
        events: None,
        wait_for_login: false,
    };
    let way = Way {
        receiver: Arc::clone(receiver),
        machine: Arc::clone(machine),
    };
    let of = Sending {
        app: ledger.current().clone(),
        endpoint,
        retry: RETRY,
        patience: PATIENCE,
        outbox: Arc::new(ledger.clone()),
        clock: Arc::clone(clock),
    };
    Sender::over(Arc::new(way), of).unwrap()
}
