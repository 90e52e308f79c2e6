//! The people who look at a draft: each one who listens to it says so again and again, at any host.

use paywall_ledger::Time;
use sqlx::Row;

use super::{Control, Refusal, fit};
use crate::error::Error;

/// The time after which somebody who said nothing more is gone, in milliseconds.
const GONE: i64 = 15_000;
/// The time after which the rows of those who never said that they leave are removed, in milliseconds.
const OLD: i64 = 60_000;
/// The most people who are listed.
const MOST: i64 = 200;

/// The presence of somebody who looks at a draft.
#[derive(Debug, Clone)]
pub struct Presence {
    control: Control,
    draft: String,
    /// The id of this look at the draft: the same person may look twice.
    stream: String,
    person: String,
}

impl Control {
    /// Makes the presence of somebody at a draft, of which nobody knows before [`Presence::say`].
    ///
    /// # Errors
    /// Fails if the system has no random numbers, or if an id cannot be kept.
    pub fn presence(&self, draft: &str, person: &str) -> Result<Presence, Refusal> {
        Ok(Presence {
            stream: self.secrets.fresh()?,
            draft: fit(draft)?.to_owned(),
            person: fit(person)?.to_owned(),
            control: self.clone(),
        })
    }
}

impl Presence {
    /// Says that somebody looks at the draft, which holds for 15 seconds.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn say(&self, now: Time) -> Result<(), Refusal> {
        let database = &self.control.database;
        let _turn = database.turn().await;
        let put = "INSERT INTO control_presence (app, draft, stream, person, seen) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (app, draft, stream) DO UPDATE SET seen = excluded.seen";
        let put = sqlx::query(put).bind(&self.control.app).bind(&self.draft);
        let put = put.bind(&self.stream).bind(&self.person);
        let put = put.bind(now.millis()).execute(&database.pool);
        put.await?;
        let remove = "DELETE FROM control_presence WHERE app = $1 AND seen < $2";
        let remove = sqlx::query(remove).bind(&self.control.app);
        let remove = remove.bind(now.millis() - OLD).execute(&database.pool);
        remove.await?;
        Ok(())
    }

    /// Says that this look at the draft is over.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn leave(&self) -> Result<(), Refusal> {
        let database = &self.control.database;
        let _turn = database.turn().await;
        let remove = "DELETE FROM control_presence WHERE app = $1 AND draft = $2 AND stream = $3";
        let remove = sqlx::query(remove)
            .bind(&self.control.app)
            .bind(&self.draft);
        let remove = remove.bind(&self.stream).execute(&database.pool);
        remove.await?;
        Ok(())
    }

    /// Lists the ids of all who look at the draft, each once: at most 200.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn all(&self, now: Time) -> Result<Vec<String>, Refusal> {
        let find = "SELECT DISTINCT person FROM control_presence
             WHERE app = $1 AND draft = $2 AND seen > $3 ORDER BY person LIMIT $4";
        let find = sqlx::query(find).bind(&self.control.app).bind(&self.draft);
        let find = find.bind(now.millis() - GONE).bind(MOST);
        let rows = find.fetch_all(&self.control.database.pool).await?;
        let ids: Result<_, sqlx::Error> = rows.iter().map(|row| row.try_get(0)).collect();
        Ok(ids.map_err(Error::from)?)
    }
}
