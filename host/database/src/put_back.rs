//! Databases that were put back to an older state, from a backup. What they had taken in since is gone, but others
//! know of it: receivers of events, clients and stores.

use sqlx::Row;

use super::database::{Database, Dialect};
use super::error::Error;
use super::restored::{self, Restored};
use paywall_ledger::Time;

/// The positions of the outbox that each millisecond has. After a database was put back, positions begin at those of the
/// present: none of them was ever given out, so no reader mistakes a new event for one that it has.
const A_MILLISECOND: i64 = 1024;

impl Database {
    /// Marks that this database was put back to an older state. Call it once, after that and before hosts start.
    /// New events get positions that were never given out before, and messages about which a store was asked are
    /// looked into again, because what the store said since is gone. Returns the mark and the number of these messages.
    ///
    /// # Errors
    /// Fails if the database fails; nothing is marked then.
    pub async fn mark_restored(&self, at: Time) -> Result<(Restored, u64), Error> {
        let _turn = self.turn().await;
        let mut transaction = match self.dialect {
            Dialect::Sqlite => self.begin().await?,
            Dialect::Postgres => self.pool.begin().await?,
        };
        let newest = sqlx::query("SELECT at FROM log ORDER BY position DESC LIMIT 1")
            .fetch_optional(&mut *transaction);
        let newest = newest.await?.map(|row| row.try_get::<i64, _>(0));
        let newest = newest.transpose()?.map(Time::from_millis);
        for &statement in self.skipping() {
            let skip = sqlx::query(statement).bind(at.millis().saturating_mul(A_MILLISECOND));
            skip.execute(&mut *transaction).await?;
        }
        let again = sqlx::query(
            "UPDATE inbox SET due = $1, rounds = rounds + 1 WHERE due IS NULL AND answers IS NOT NULL",
        );
        let again = again.bind(at.millis()).execute(&mut *transaction).await?;
        let restored = Restored { at, newest };
        restored::keep(&mut transaction, restored).await?;
        transaction.commit().await?;
        Ok((restored, again.rows_affected()))
    }

    /// Lists the statements that leave out positions of the outbox.
    fn skipping(&self) -> &'static [&'static str] {
        match self.dialect {
            Dialect::Sqlite => &[
                "UPDATE sqlite_sequence SET seq = MAX(seq, $1) WHERE name = 'outbox'",
                "INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox', $1
                 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'outbox')",
            ],
            Dialect::Postgres => &["SELECT setval(pg_get_serial_sequence('outbox', 'position'),
                     GREATEST(nextval(pg_get_serial_sequence('outbox', 'position')), $1))"],
        }
    }
}
