//! The facts that are kept for the results of experiments: first exposures, and the daily sums that a worker makes of them.
//!
//! Reports write first exposures ([`Exposed`]). The worker ([`count`]) takes those that are fresh, and the users of new
//! records of the log. It says anew what each of these users counts for, and adds the difference to the sums, in one
//! transaction with its place in the log. So the sums follow from the exposures and the ledger's rows alone, whatever
//! order things came in, and any number of hosts may count: one after the other.
//! The part of users who are forgotten stays in the sums ([`settle`]).

mod count;
mod declared;
mod moved;
mod reported;
mod settle;
mod summed;

pub use count::{Counted, Counter};
pub use declared::Declared;
pub use reported::{Listed, Results};
pub(super) use settle::settle;

pub use crate::exposed::Exposed;
use paywall_ledger::{Time, UserId};
use paywall_results::{Ask, Experiment, Row};

use crate::activity::Activity;
use crate::error::Error;
use crate::ledger::LedgerDatabase;
use crate::work::Work;

impl LedgerDatabase {
    /// Does [`Self::note`], and keeps the exposure that the report tells of, in one transaction.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn note_exposed(
        &self,
        activity: Activity,
        exposed: Option<Exposed>,
    ) -> Result<(), Error> {
        let work = Work {
            activity: Some(activity),
            exposed,
            ..Work::default()
        };
        self.work(work).await.map(drop)
    }

    /// Notes the experiments that a host serves at `now`. The horizon is the one that was set first.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn declare(&self, experiments: &[Experiment], now: Time) -> Result<(), Error> {
        declared::put(&self.source(), experiments, now).await
    }

    /// Lists the newest `limit` phases of experiments that were ever served, with their people.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn experiments(&self, limit: u32) -> Result<Vec<Listed>, Error> {
        reported::list(&self.source(), limit).await
    }

    /// Makes the report of a phase of an experiment, the newest if none is said. None if no such one was ever served.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn results(
        &self,
        experiment: &str,
        phase: Option<i64>,
        ask: &Ask,
    ) -> Result<Option<Results>, Error> {
        reported::results(&self.source(), (experiment, phase), ask).await
    }

    /// Reads the sums of a phase of an experiment.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn sums(&self, experiment: &str, phase: i64) -> Result<Vec<Row>, Error> {
        summed::read(&self.source(), experiment, phase).await
    }

    /// Returns true if exposures wait to be counted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn is_behind(&self) -> Result<bool, Error> {
        count::is_behind(&self.source()).await
    }

    /// Has everything counted anew: empties the sums, but for what is settled, and makes all exposures fresh. The worker
    /// does the rest.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn recount(&self) -> Result<(), Error> {
        count::anew(&self.source()).await
    }

    /// Counts a user for the last time, keeps the sums, and forgets the rest.
    pub(super) async fn settle_user(&self, user: &UserId) -> Result<(), Error> {
        count::last(&self.source(), user, self.windows).await
    }
}
