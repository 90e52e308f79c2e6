//! Errors of the database.

use paywall_ledger::Refused;
use paywall_ledger::Unavailable;

/// The reason why the database has no answer.
/// Nothing changed, unless the connection broke in the middle of a
/// commit; giving the same input again then does no harm and tells.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is about something that is not there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed, or the connection to it.
    #[error("the database: {0}")]
    Database(String),
    /// The tables could not be brought up to date.
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(String),
    /// A row cannot be read: this program did not write it, or a newer version did.
    #[error("the row {row} cannot be read: {reason}")]
    Row {
        /// The table and key of the row.
        row: String,
        /// The reason that the parser gives.
        reason: String,
    },
    /// An id or a value holds the character U+0000, which PostgreSQL cannot keep in a text.
    #[error("an id or a value holds the character U+0000")]
    Unfit,
    /// The inbox holds no such message.
    #[error("no message {0}")]
    NoMessage(String),
    /// A reader of events asks from a position that none has: it read them before the database was put back to an older
    /// state, and whatever it was told then may have come to nothing.
    #[error("no event has the position {asked}: the last one given out is {last}")]
    PositionAhead {
        /// The position after which events were asked for.
        asked: i64,
        /// The last position that was given out.
        last: i64,
    },
    /// Others changed the same rows again and again. The same input given again may succeed.
    #[error("the database is too busy with the same rows")]
    Contended,
    /// The program is going down, and its writers have ended.
    #[error("the database has stopped")]
    Stopped,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(error.to_string())
    }
}

impl From<Error> for Unavailable {
    fn from(error: Error) -> Self {
        Self::new("the database", error)
    }
}

impl Error {
    /// Returns a stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Database(_) => "database_error",
            Self::Migration(_) => "migration_failed",
            Self::Row { .. } => "broken_row",
            Self::Unfit => "unfit_text",
            Self::NoMessage(_) => "message_not_found",
            Self::PositionAhead { .. } => "position_ahead",
            Self::Contended => "contended",
            Self::Stopped => "stopped",
        }
    }
}
