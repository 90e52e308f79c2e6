//! The mark of databases that were put back to an older state, from a backup.

use sqlx::any::AnyRow;
use sqlx::{Any, AnyPool, Row, Transaction};

use super::error::Error;
use paywall_ledger::Time;

/// The last time that a database was put back to an older state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// The time at which that was said.
    pub at: Time,
    /// The time of the newest record in the log then: what was taken in after it is gone. None if the log was empty.
    pub newest: Option<Time>,
}

/// Writes the mark.
pub(super) async fn keep(
    transaction: &mut Transaction<'static, Any>,
    restored: Restored,
) -> Result<(), Error> {
    let marks = [
        ("restored", Some(restored.at.millis())),
        ("restored_newest", restored.newest.map(Time::millis)),
    ];
    for (name, value) in marks {
        let Some(value) = value else { continue };
        let mark = sqlx::query(
            "INSERT INTO marks (app, name, value) VALUES ('', $1, $2)
             ON CONFLICT (app, name) DO UPDATE SET value = excluded.value",
        );
        let mark = mark.bind(name).bind(value);
        mark.execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Reads the mark of the last time that a database was put back.
pub(super) async fn restored(pool: &AnyPool) -> Result<Option<Restored>, Error> {
    let marks =
        "SELECT name, value FROM marks WHERE app = '' AND name IN ('restored', 'restored_newest')";
    let rows = sqlx::query(marks).fetch_all(pool).await?;
    let pair = |row: &AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
    let marks: Vec<(String, i64)> = rows.iter().map(pair).collect::<Result<_, Error>>()?;
    let value = |of: &str| marks.iter().find(|(name, _)| name == of).map(|it| it.1);
    Ok(value("restored").map(|at| Restored {
        at: Time::from_millis(at),
        newest: value("restored_newest").map(Time::from_millis),
    }))
}
