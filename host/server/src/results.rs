//! The counting of experiments: every host counts, one after the other, what devices and stores told.

use std::time::Duration;

use paywall_database::LedgerDatabase;
use paywall_database::results::{Counted, Counter};
use paywall_engine::LoadedDocument;
use paywall_ledger::Clock;
use paywall_results::Experiment;
use serde_json::json;

use super::log::Log;
use super::sdk::Sdk;

/// The pause while nothing is to be counted.
const PAUSE: Duration = Duration::from_secs(1);
/// The pause between two turns, in which others write.
const BREATH: Duration = Duration::from_millis(20);
/// The pause after a failure.
const LATER: Duration = Duration::from_secs(10);

/// The counting for one app.
#[derive(Clone)]
pub(super) struct Counting {
    ledger: LedgerDatabase,
    sdk: Sdk,
    clock: Clock,
    log: Log,
}

/// The notes of a host about its experiments.
#[derive(Default)]
struct Noted {
    /// The documents that they were read from.
    documents: Vec<LoadedDocument>,
    /// The experiments that were written.
    experiments: Vec<Experiment>,
}

impl Counting {
    /// Makes the counting of each app.
    pub(super) fn of(
        ledgers: &[LedgerDatabase],
        sdk: &Sdk,
        (clock, log): (&Clock, &Log),
    ) -> Vec<Self> {
        let count = |ledger: &LedgerDatabase| Self {
            ledger: ledger.clone(),
            sdk: sdk.clone(),
            clock: Clock::clone(clock),
            log: log.clone(),
        };
        ledgers.iter().map(count).collect()
    }

    /// Returns the id of the app.
    pub(super) fn app(&self) -> &str {
        self.ledger.id().as_str()
    }

    /// Counts, for ever.
    pub(super) async fn keep(self) {
        let (mut counter, mut noted) = (Counter::new(&self.ledger), Noted::default());
        loop {
            let declared = self.declare(&mut noted).await;
            let counted = match declared {
                Ok(()) => counter.turn().await,
                Err(error) => Err(error),
            };
            let pause = match counted {
                Ok(Counted::Some) => BREATH,
                Ok(Counted::All) => PAUSE,
                Err(error) => {
                    let fields = json!({"app": self.ledger.id(), "why": error.to_string()});
                    self.log.error("results_not_counted", &fields);
                    LATER
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Notes the experiments of the documents that are served, if these changed.
    async fn declare(&self, noted: &mut Noted) -> Result<(), paywall_database::Error> {
        let documents = self.sdk.documents(self.ledger.id());
        let is_same = documents.len() == noted.documents.len()
            && documents
                .iter()
                .zip(&noted.documents)
                .all(|(one, other)| std::ptr::eq(one.json(), other.json()));
        if is_same {
            return Ok(());
        }
        let experiments = documents
            .iter()
            .flat_map(|it| paywall_check::declared::experiments(it.json()))
            .collect::<Vec<_>>();
        if experiments != noted.experiments && !experiments.is_empty() {
            self.ledger.declare(&experiments, (self.clock)()).await?;
        }
        *noted = Noted {
            documents,
            experiments,
        };
        Ok(())
    }
}
