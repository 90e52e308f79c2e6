//! Schedules: publications at a later time, which one of the hosts does, once.
//!
//! A schedule runs as the app's rule and not as a person: the rights of whoever made it are checked when it is made. What the
//! content needs, the gate and the approvals, is checked when it runs.

use paywall_control::Hash;
use paywall_control::policy::{Missing, Role};
use paywall_ledger::Time;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::audit::Deed;
use super::content::hash_of;
use super::deployment::{Deploy, Deployment, Kind};
use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::error::Error;
use crate::rows::id_of;

/// The most schedules of an app that are waiting.
const MOST_WAITING: i64 = 200;

/// The thing to do at the time if somebody deployed since the schedule was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IfMoved {
    /// Merges the revision with what is live, and publishes that if nothing excludes each other and the gate finds no fault.
    Merge,
    /// Publishes nothing, and says so.
    Stop,
}

impl IfMoved {
    /// Returns the word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Stop => "stop",
        }
    }
}

/// The state of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The time has not come.
    Waiting,
    /// The revision is live, or was.
    Done,
    /// Nothing was published; the outcome says why.
    Stopped,
    /// Somebody took it back.
    Cancelled,
}

impl State {
    /// Returns the word for the state.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A publication at a later time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// The number in the app.
    pub sequence: i64,
    /// The environment where the revision is to be live.
    pub environment: String,
    /// The revision that is to be live.
    pub revision: Hash,
    /// The time, in epoch milliseconds.
    pub at: i64,
    /// The number of the deployment that was live when it was made; 0 for none.
    pub replaces: i64,
    /// The thing to do if another one is live by then.
    pub if_moved: IfMoved,
    /// The reason, in the author's words.
    pub reason: String,
    /// The id of whoever made it.
    pub author: String,
    /// The time when it was made, in epoch milliseconds.
    pub made: i64,
    /// The state that it is in now.
    pub state: State,
    /// The number of the deployment that came of it; 0 for none.
    pub deployment: i64,
    /// The reason why nothing was published; empty for none.
    pub outcome: String,
    /// The time at which it was stopped, in epoch milliseconds; 0 if it was not.
    pub stopped: i64,
}

impl Schedule {
    /// Returns the author of what the schedule does.
    pub fn actor(&self) -> String {
        format!("schedule {}", self.sequence)
    }
}

/// A wish to publish at a later time.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The environment where the revision is to be live.
    pub environment: &'a str,
    /// The revision that is to be live.
    pub revision: Hash,
    /// The time of the publication.
    pub at: Time,
    /// The number of the deployment that the author saw there; 0 for none.
    pub replaces: i64,
    /// The thing to do if another one is live by then.
    pub if_moved: IfMoved,
    /// The reason, in the author's words.
    pub reason: &'a str,
    /// The id of the author.
    pub author: &'a str,
    /// The author's role.
    pub role: Role,
    /// The version of the engine whose verdict counts.
    pub engine: &'a str,
    /// The time now.
    pub now: Time,
}

impl Control {
    /// Makes a schedule. Faults are told now; approvals and ticks may still come.
    ///
    /// # Errors
    /// [`Refusal::Past`], [`Refusal::Moved`], [`Refusal::NotChecked`], [`Refusal::Faulty`], [`Refusal::Missing`] for a role,
    /// [`Refusal::TooMany`], [`Refusal::NotFound`]; or the database fails.
    pub async fn schedule(&self, plan: &Plan<'_>) -> Result<Schedule, Refusal> {
        for text in [plan.environment, plan.author, plan.reason] {
            words(text)?;
        }
        if plan.at <= plan.now {
            return Err(Refusal::Past);
        }
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let live = self.live_on(&mut transaction, plan.environment).await?;
        if live.map_or(0, |live| live.sequence) != plan.replaces {
            transaction.rollback().await?;
            let between = self.deployments(plan.environment, plan.replaces).await?;
            return Err(Refusal::Moved { between });
        }
        self.may_wait(&mut transaction, plan).await?;
        let schedule = self.put_schedule(&mut transaction, plan).await?;
        let deed = Deed {
            at: plan.now,
            actor: plan.author,
            verb: "schedule",
            object: plan.environment,
            before: "",
            after: &plan.revision.to_string(),
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(schedule)
    }

    /// Checks the rights of whoever makes a schedule, the gate's verdict, and that not too many are waiting.
    async fn may_wait(
        &self,
        transaction: &mut Transaction<'static, Any>,
        plan: &Plan<'_>,
    ) -> Result<(), Refusal> {
        let policy = self.policy_on(transaction, plan.environment).await?;
        if plan.role < policy.publisher {
            let needed = policy.publisher;
            let missing = vec![Missing::Role { needed }];
            return Err(Refusal::Missing { missing });
        }
        let revision = self.listed_on(transaction, plan.revision).await?.revision;
        let verdict = self.verdict_on(transaction, revision.manifest, plan.engine);
        let verdict = verdict.await?.ok_or(Refusal::NotChecked)?;
        if !verdict.is_good() {
            let faults = verdict.faults;
            return Err(Refusal::Faulty { faults });
        }
        let count = "SELECT COUNT(*) FROM control_schedules WHERE app = $1 AND state = 'waiting'";
        let count = sqlx::query(count).bind(self.app.as_str());
        let waiting: i64 = count.fetch_one(&mut **transaction).await?.try_get(0)?;
        match waiting < MOST_WAITING {
            true => Ok(()),
            false => Err(Refusal::TooMany {
                what: "schedules that are waiting",
                most: MOST_WAITING,
            }),
        }
    }

    /// Inserts a schedule.
    async fn put_schedule(
        &self,
        transaction: &mut Transaction<'static, Any>,
        plan: &Plan<'_>,
    ) -> Result<Schedule, Error> {
        let greatest = "SELECT COALESCE(MAX(sequence), 0) FROM control_schedules WHERE app = $1";
        let schedule = Schedule {
            sequence: self.next(transaction, greatest).await?,
            environment: plan.environment.to_owned(),
            revision: plan.revision,
            at: plan.at.millis(),
            replaces: plan.replaces,
            if_moved: plan.if_moved,
            reason: plan.reason.to_owned(),
            author: plan.author.to_owned(),
            made: plan.now.millis(),
            state: State::Waiting,
            deployment: 0,
            outcome: String::new(),
            stopped: 0,
        };
        let put = sqlx::query(
            "INSERT INTO control_schedules (app, sequence, environment, revision, at, replaces, if_moved, reason, author, made, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')",
        );
        let put = put.bind(self.app.as_str()).bind(schedule.sequence);
        let put = put.bind(plan.environment).bind(plan.revision.to_string());
        let put = put.bind(schedule.at).bind(plan.replaces);
        let put = put.bind(plan.if_moved.name()).bind(plan.reason);
        let put = put.bind(plan.author).bind(schedule.made);
        put.execute(&mut **transaction).await?;
        Ok(schedule)
    }

    /// Takes a schedule back.
    ///
    /// # Errors
    /// [`Refusal::Settled`] if it is no longer waiting, [`Refusal::NotFound`]; or the database fails.
    pub async fn cancel_schedule(
        &self,
        sequence: i64,
        author: &str,
        at: Time,
    ) -> Result<(), Refusal> {
        let schedule = self.schedule_of(sequence).await?;
        let done = self
            .settle(&schedule, State::Cancelled, "", fit(author)?, at)
            .await?;
        match done {
            true => Ok(()),
            false => Err(Refusal::Settled),
        }
    }

    /// Stops a schedule, and says why, to receivers of events, too; returns false if it is no longer waiting.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn stop_schedule(
        &self,
        schedule: &Schedule,
        why: &str,
        at: Time,
    ) -> Result<bool, Refusal> {
        let why = why.replace('\0', "");
        self.settle(schedule, State::Stopped, &why, &schedule.actor(), at)
            .await
    }

    /// Ends a schedule whose content is live already; returns false if it is no longer waiting.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn finish_schedule(&self, schedule: &Schedule, at: Time) -> Result<bool, Refusal> {
        let why = "its content is live already";
        self.settle(schedule, State::Done, why, &schedule.actor(), at)
            .await
    }

    /// Ends a schedule without a deployment; returns false if it is no longer waiting.
    async fn settle(
        &self,
        schedule: &Schedule,
        state: State,
        outcome: &str,
        actor: &str,
        at: Time,
    ) -> Result<bool, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let is_first = self
            .leave(&mut transaction, schedule.sequence, state, (0, outcome))
            .await?;
        if is_first {
            let verb = match state {
                State::Cancelled => "cancel_schedule",
                State::Stopped => "stop_schedule",
                State::Waiting | State::Done => "finish_schedule",
            };
            let before = schedule.revision.to_string();
            let deed = Deed {
                at,
                actor,
                verb,
                object: &schedule.environment,
                before: &before,
                after: "",
            };
            self.note(&mut transaction, &deed).await?;
            if state == State::Stopped {
                self.announce(&mut transaction, schedule, outcome, at)
                    .await?;
            }
            transaction.commit().await?;
        }
        Ok(is_first)
    }

    /// Gives a schedule that is waiting another state; returns false if it is no longer waiting.
    async fn leave(
        &self,
        transaction: &mut Transaction<'static, Any>,
        sequence: i64,
        state: State,
        (deployment, outcome): (i64, &str),
    ) -> Result<bool, Error> {
        let set = "UPDATE control_schedules SET state = $3, deployment = $4, outcome = $5
             WHERE app = $1 AND sequence = $2 AND state = 'waiting'";
        let set = sqlx::query(set).bind(self.app.as_str()).bind(sequence);
        let set = set.bind(state.name()).bind(deployment).bind(outcome);
        Ok(set.execute(&mut **transaction).await?.rows_affected() == 1)
    }

    /// Deploys what a schedule is about, or a merge of it, in place of the deployment `replaces`; and ends the schedule, in one
    /// transaction. Returns nothing if it is no longer waiting: another host was first.
    ///
    /// # Errors
    /// As [`Control::deploy`].
    pub async fn deploy_scheduled(
        &self,
        schedule: &Schedule,
        revision: Hash,
        replaces: i64,
        engine: &str,
        at: Time,
    ) -> Result<Option<Deployment>, Refusal> {
        let actor = schedule.actor();
        let wish = Deploy {
            environment: &schedule.environment,
            revision,
            replaces,
            kind: Kind::Publish,
            author: &actor,
            // The rights were checked when it was made.
            role: Role::Owner,
            reason: &schedule.reason,
            engine,
            at,
        };
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        if !self.is_waiting(&mut transaction, schedule.sequence).await? {
            return Ok(None);
        }
        let live = self.live_on(&mut transaction, wish.environment).await?;
        if live.as_ref().map_or(0, |live| live.sequence) != replaces {
            transaction.rollback().await?;
            let between = self.deployments(wish.environment, replaces).await?;
            return Err(Refusal::Moved { between });
        }
        let deployment = self
            .deploy_on(&mut transaction, &wish, live.as_ref())
            .await?;
        let outcome = (deployment.sequence, "");
        self.leave(&mut transaction, schedule.sequence, State::Done, outcome)
            .await?;
        transaction.commit().await?;
        self.database.deployed.send_replace(());
        Ok(Some(deployment))
    }

    /// Returns true if a schedule is waiting. Nobody changes that before the transaction ends.
    async fn is_waiting(
        &self,
        transaction: &mut Transaction<'static, Any>,
        sequence: i64,
    ) -> Result<bool, Error> {
        let find = "SELECT state FROM control_schedules WHERE app = $1 AND sequence = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(sequence);
        let row = find.fetch_one(&mut **transaction).await?;
        Ok(row.try_get::<String, _>(0)? == State::Waiting.name())
    }

    /// Lists the schedules whose time has come, in their order: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn due_schedules(&self, now: Time) -> Result<Vec<Schedule>, Refusal> {
        let find = "SELECT sequence, environment, revision, at, replaces, if_moved, reason, author, made, state, deployment, outcome, stopped_at
             FROM control_schedules WHERE app = $1 AND state = 'waiting' AND at <= $2 ORDER BY at, sequence LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str());
        let find = find.bind(now.millis()).bind(i64::from(MOST_LISTED));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(schedule).collect::<Result<_, Error>>()?)
    }

    /// Lists the schedules before a number, the newest first: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn schedules(&self, before: i64, most: u32) -> Result<Vec<Schedule>, Refusal> {
        let find = "SELECT sequence, environment, revision, at, replaces, if_moved, reason, author, made, state, deployment, outcome, stopped_at
             FROM control_schedules WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(before);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(schedule).collect::<Result<_, Error>>()?)
    }

    /// Returns a schedule by its number.
    ///
    /// # Errors
    /// Fails if there is none with this number, or if the database fails.
    pub async fn schedule_of(&self, sequence: i64) -> Result<Schedule, Refusal> {
        let found = self.schedules(sequence.saturating_add(1), 1).await?;
        let found = found.into_iter().find(|it| it.sequence == sequence);
        found.ok_or_else(|| Refusal::NotFound {
            what: "schedule",
            id: sequence.to_string(),
        })
    }
}

/// Reads a schedule from its row.
pub(super) fn schedule(row: &AnyRow) -> Result<Schedule, Error> {
    let (revision, if_moved, state): (String, String, String) =
        (row.try_get(2)?, row.try_get(5)?, row.try_get(9)?);
    Ok(Schedule {
        sequence: row.try_get(0)?,
        environment: row.try_get(1)?,
        revision: hash_of(&revision)?,
        at: row.try_get(3)?,
        replaces: row.try_get(4)?,
        if_moved: id_of(&if_moved)?,
        reason: row.try_get(6)?,
        author: row.try_get(7)?,
        made: row.try_get(8)?,
        state: id_of(&state)?,
        deployment: row.try_get(10)?,
        outcome: row.try_get(11)?,
        stopped: row.try_get(12)?,
    })
}
