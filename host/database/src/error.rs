//! What can go wrong when facts are kept.

use paywall_ledger::Refused;
use paywall_ledger::Unavailable;

/// Why the store has no answer. Nothing changed, unless the connection broke in the middle of a commit; the same
/// input again is then the way to find out, and does no harm.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is about something that is not there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database, or the way to it.
    #[error("the database: {0}")]
    Database(String),
    /// The tables could not be brought up to date.
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(String),
    /// A row cannot be read: it was not written by this program, or by a newer one.
    #[error("the row {row} cannot be read: {reason}")]
    Row {
        /// Which.
        row: String,
        /// Why not.
        reason: String,
    },
    /// An id that no database could keep as text: it holds the character U+0000.
    #[error("an id or a value holds the character U+0000")]
    Unfit,
    /// There is no such message in the inbox.
    #[error("no message {0}")]
    NoMessage(String),
    /// The program is going down.
    #[error("the store has stopped")]
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
        Self::new("the store", error)
    }
}

impl Error {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Database(_) => "database_error",
            Self::Migration(_) => "migration_failed",
            Self::Row { .. } => "broken_row",
            Self::Unfit => "unfit_text",
            Self::NoMessage(_) => "message_not_found",
            Self::Stopped => "stopped",
        }
    }
}
