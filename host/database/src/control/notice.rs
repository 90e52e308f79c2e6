//! Notices: publications that were scheduled and did not take place, until somebody takes note.

use paywall_ledger::{Time, derived};
use paywall_webhooks::{SCHEDULES, Stopped, Told};
use serde_json::json;
use sqlx::{Any, Transaction};

use super::audit::Deed;
use super::schedule::{Schedule, State, schedule};
use super::{Control, MOST_LISTED, Refusal, fit};
use crate::error::Error;

impl Control {
    /// Lists the schedules that were stopped and of which nobody took note, the newest first: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn notices(&self) -> Result<Vec<Schedule>, Refusal> {
        let find = "SELECT sequence, environment, revision, at, replaces, if_moved, reason, author, made, state, deployment, outcome, stopped_at
             FROM control_schedules WHERE app = $1 AND state = 'stopped' AND noted_by = '' ORDER BY sequence DESC LIMIT $2";
        let find = sqlx::query(find).bind(self.app.as_str());
        let rows = find.bind(i64::from(MOST_LISTED));
        let rows = rows.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(schedule).collect::<Result<_, Error>>()?)
    }

    /// Takes note of a schedule that was stopped. Once more does nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if no schedule of this number was stopped; or the database fails.
    pub async fn take_note(&self, sequence: i64, author: &str, at: Time) -> Result<(), Refusal> {
        let stopped = self.schedule_of(sequence).await?;
        if stopped.state != State::Stopped {
            return Err(Refusal::NotFound {
                what: "notice",
                id: sequence.to_string(),
            });
        }
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let set = "UPDATE control_schedules SET noted_by = $3
             WHERE app = $1 AND sequence = $2 AND noted_by = ''";
        let set = sqlx::query(set).bind(self.app.as_str()).bind(sequence);
        let set = set.bind(fit(author)?).execute(&mut *transaction).await?;
        if set.rows_affected() == 1 {
            let before = stopped.revision.to_string();
            let deed = Deed {
                at,
                actor: author,
                verb: "take_note",
                object: &stopped.environment,
                before: &before,
                after: "",
            };
            self.note(&mut transaction, &deed).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Notes when a schedule was stopped, and has receivers of events hear of it.
    pub(super) async fn announce(
        &self,
        transaction: &mut Transaction<'static, Any>,
        schedule: &Schedule,
        why: &str,
        at: Time,
    ) -> Result<(), Error> {
        let set = "UPDATE control_schedules SET stopped_at = $3 WHERE app = $1 AND sequence = $2";
        let set = sqlx::query(set).bind(self.app.as_str());
        let set = set.bind(schedule.sequence).bind(at.millis());
        set.execute(&mut **transaction).await?;
        let number = schedule.sequence.to_string();
        let told = Told::Stopped(Stopped {
            id: derived(&[&self.app, "schedule", &number]),
            at,
            schedule: schedule.sequence,
            environment: schedule.environment.clone(),
            revision: schedule.revision.to_string(),
            why: why.to_owned(),
        });
        // It is about no user.
        let put = "INSERT INTO outbox (app, user_id, event, stream) VALUES ($1, '', $2, $3)";
        let put = sqlx::query(put).bind(self.app.as_str());
        let put = put.bind(json!(told).to_string()).bind(SCHEDULES);
        put.execute(&mut **transaction).await?;
        Ok(())
    }
}
