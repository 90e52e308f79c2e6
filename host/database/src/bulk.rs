//! Many inputs at once, as an import has them: one transaction for all of them.

use super::LedgerDatabase;
use super::commit::{commit, rehearse};
use super::error::Error;
use super::work::{Results, Work};
use paywall_ledger::{Arrival, Input, Record};

/// The outcome of each of several inputs.
type Arrivals = Vec<Arrival<Record>>;

impl LedgerDatabase {
    /// Takes in many inputs in one transaction, each with all that it does. One that is refused keeps no other out.
    /// Other writers wait meanwhile on SQLite, so a call should have no more than some thousand.
    ///
    /// # Errors
    /// Fails if an input is about something that is not there, after it took in the others, or if the database fails.
    pub async fn accept_all(&self, inputs: Vec<Input>) -> Result<Arrivals, Error> {
        let works = works(inputs);
        arrivals(commit(&self.database, &self.app.now(), &works).await?)
    }

    /// Says what [`Self::accept_all`] would do, and writes nothing.
    ///
    /// # Errors
    /// Fails as it would.
    pub async fn rehearse(&self, inputs: Vec<Input>) -> Result<Arrivals, Error> {
        let works = works(inputs);
        arrivals(rehearse(&self.database, &self.app.now(), &works).await?)
    }
}

/// Makes works of inputs.
fn works(inputs: Vec<Input>) -> Vec<Work> {
    let work = |input| Work {
        input: Some(input),
        ..Work::default()
    };
    inputs.into_iter().map(work).collect()
}

/// Returns the outcomes, or the first failure.
fn arrivals(results: Results) -> Result<Arrivals, Error> {
    let arrival = |done: Result<super::work::Done, Error>| Ok(done?.record.into());
    results.into_iter().map(arrival).collect()
}
