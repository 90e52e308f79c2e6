//! Sessions of people who signed in. Only the hashes of their secrets are kept.

use paywall_ledger::Time;
use sqlx::Row;

use super::link::hash;
use super::{People, Person, person};
use crate::control::{Refusal, fit};

/// The time, in milliseconds, after which a session that nobody uses ends.
pub const IDLE: i64 = 12 * 3_600_000;
/// The time, in milliseconds, after which a session ends however much it is used.
pub const LONGEST: i64 = 14 * 24 * 3_600_000;
/// The time between two notes of a session's use.
const USE_NOTED: i64 = 60_000;
/// The most sessions of a person; beyond it, those end that were used last the longest time ago.
const MOST_SESSIONS: i64 = 20;

/// A session of somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The person who signed in.
    pub person: Person,
    /// The time of it.
    pub begun: Time,
}

impl People {
    /// Makes a secret of 256 bits, in hexadecimal.
    ///
    /// # Errors
    /// Fails if the system has no random numbers.
    pub fn secret(&self) -> Result<String, Refusal> {
        let halves = [self.secrets.fresh()?, self.secrets.fresh()?];
        Ok(halves.concat())
    }

    /// Begins a session of a person who proved to be that one, and returns its secret of 256 bits.
    ///
    /// # Errors
    /// Fails if there is no such person, or if the database fails.
    pub async fn begin_session(&self, person: &str, at: Time) -> Result<String, Refusal> {
        let secret = self.secret()?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let put = "INSERT INTO control_sessions (hash, person, begun, used)
             SELECT $2, id, $3, $3 FROM control_people WHERE id = $1";
        let put = sqlx::query(put).bind(fit(person)?).bind(hash(&secret));
        let put = put.bind(at.millis()).execute(&mut *transaction).await?;
        if put.rows_affected() == 0 {
            return Err(super::nobody(person));
        }
        let ended = "DELETE FROM control_sessions WHERE used <= $1 OR begun <= $2";
        let ended = sqlx::query(ended).bind(at.millis() - IDLE);
        let ended = ended.bind(at.millis() - LONGEST);
        ended.execute(&mut *transaction).await?;
        let most = "DELETE FROM control_sessions WHERE person = $1 AND hash NOT IN
             (SELECT hash FROM control_sessions WHERE person = $1 ORDER BY used DESC, begun DESC, hash LIMIT $2)";
        let most = sqlx::query(most).bind(person).bind(MOST_SESSIONS);
        most.execute(&mut *transaction).await?;
        self.note(&mut transaction, person, person, "sign_in", at)
            .await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Returns the session of a secret, unless there is none or it has ended, and notes its use.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn session(&self, secret: &str, now: Time) -> Result<Option<Session>, Refusal> {
        let hash = hash(secret);
        let find = "SELECT p.id, p.name, p.email, s.begun, s.used FROM control_sessions AS s
             JOIN control_people AS p ON p.id = s.person WHERE s.hash = $1 AND s.used > $2 AND s.begun > $3";
        let find = sqlx::query(find).bind(hash.as_str());
        let find = find.bind(now.millis() - IDLE).bind(now.millis() - LONGEST);
        let Some(row) = find.fetch_optional(&self.database.pool).await? else {
            return Ok(None);
        };
        let used: i64 = row.try_get(4)?;
        if now.millis() - used > USE_NOTED {
            let set = "UPDATE control_sessions SET used = $2 WHERE hash = $1 AND used < $2";
            let set = sqlx::query(set).bind(hash).bind(now.millis());
            let _turn = self.database.turn().await;
            set.execute(&self.database.pool).await?;
        }
        Ok(Some(Session {
            person: person(&row)?,
            begun: Time::from_millis(row.try_get(3)?),
        }))
    }

    /// Ends the session of a secret, if there is one.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn end_session(&self, secret: &str, at: Time) -> Result<(), Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let end = "DELETE FROM control_sessions WHERE hash = $1 RETURNING person";
        let end = sqlx::query(end).bind(hash(secret));
        if let Some(row) = end.fetch_optional(&mut *transaction).await? {
            let person: String = row.try_get(0)?;
            self.note(&mut transaction, &person, &person, "sign_out", at)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
