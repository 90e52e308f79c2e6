//! The audit: who did what, kept for ever.

use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::{Control, MOST_LISTED, Refusal, fit, next};
use crate::error::Error;

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The number of the entry.
    pub sequence: i64,
    /// The time of the deed.
    pub at: Time,
    /// The id of the person or the token.
    pub actor: String,
    /// The deed: `publish`, `review`, …
    pub verb: String,
    /// The thing that it was done to.
    pub object: String,
    /// The hash of the thing before; empty for none.
    pub before: String,
    /// The hash of the thing after; empty for none.
    pub after: String,
}

/// A deed that is to be written down.
pub(super) struct Deed<'a> {
    pub at: Time,
    pub actor: &'a str,
    pub verb: &'a str,
    pub object: &'a str,
    pub before: &'a str,
    pub after: &'a str,
}

impl Control {
    /// Lists the entries before a number, the newest first: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn audit(&self, before: i64, most: u32) -> Result<Vec<Audit>, Refusal> {
        let rows = sqlx::query(
            "SELECT sequence, at, actor, verb, object, before, after FROM control_audit
             WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3",
        );
        let rows = rows.bind(self.app.as_str()).bind(before);
        let rows = rows.bind(i64::from(most.min(MOST_LISTED)));
        let rows = rows.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(entry).collect::<Result<_, Error>>()?)
    }

    /// Writes a deed down that was done elsewhere, such as in the ledger: to what, and what it became.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn note_deed(
        &self,
        actor: &str,
        verb: &str,
        [object, after]: [&str; 2],
        at: Time,
    ) -> Result<(), Refusal> {
        let deed = Deed {
            at,
            actor: fit(actor)?,
            verb,
            object: fit(object)?,
            before: "",
            after,
        };
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes the rows that have the app (`$1`) and the object of a deed (`$2`), and writes the deed down unless there are
    /// none. Returns their number.
    pub(super) async fn end(&self, rows: &'static str, deed: &Deed<'_>) -> Result<u64, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let end = sqlx::query(rows).bind(self.app.as_str()).bind(deed.object);
        let ended = end.execute(&mut *transaction).await?.rows_affected();
        if ended > 0 {
            self.note(&mut transaction, deed).await?;
            transaction.commit().await?;
        }
        Ok(ended)
    }

    /// Writes a deed down, in the transaction that does it.
    pub(super) async fn note(
        &self,
        transaction: &mut Transaction<'static, Any>,
        deed: &Deed<'_>,
    ) -> Result<(), Error> {
        note(transaction, &self.app, deed).await
    }
}

/// Writes a deed into the audit of an app, in the transaction that does it and in which nobody else writes there.
pub(super) async fn note(
    transaction: &mut Transaction<'static, Any>,
    app: &str,
    deed: &Deed<'_>,
) -> Result<(), Error> {
    let greatest = "SELECT COALESCE(MAX(sequence), 0) FROM control_audit WHERE app = $1";
    let sequence = next(transaction, app, greatest).await?;
    let note = sqlx::query(
        "INSERT INTO control_audit (app, sequence, at, actor, verb, object, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let note = note.bind(app).bind(sequence).bind(deed.at.millis());
    let note = note.bind(deed.actor).bind(deed.verb).bind(deed.object);
    let note = note.bind(deed.before).bind(deed.after);
    note.execute(&mut **transaction).await?;
    Ok(())
}

/// Reads an entry from its row.
fn entry(row: &AnyRow) -> Result<Audit, Error> {
    Ok(Audit {
        sequence: row.try_get(0)?,
        at: Time::from_millis(row.try_get(1)?),
        actor: row.try_get(2)?,
        verb: row.try_get(3)?,
        object: row.try_get(4)?,
        before: row.try_get(5)?,
        after: row.try_get(6)?,
    })
}
