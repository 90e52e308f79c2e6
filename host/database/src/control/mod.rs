//! The Control Center's contents and publications of an app: parts, revisions, drafts, deployments, reviews, tokens.
//!
//! The model is `paywall-control`; this keeps it. Parts, manifests, revisions and deployments are only ever inserted.
//! Every change is one transaction, and what was acknowledged is durable. `docs/control.md` explains it to people.

mod ancestry;
mod asset;
mod audit;
mod catalogue;
mod comment;
mod content;
mod deployment;
mod draft;
mod notice;
mod people;
mod presence;
mod rebase;
mod refused;
mod review;
mod saving;
mod schedule;
mod share;
mod token;

use std::sync::Arc;

use sqlx::{Any, Row, Transaction};

use super::database::{Database, Dialect};
use super::error::Error;
use super::secrets::Secrets;
use saving::Saving;

pub use asset::{Asset, MOST_ASSET};
pub use audit::Audit;
pub use comment::{Comment, Place, Where};
pub use content::Listed;
pub use deployment::{Deploy, Deployment, Kind};
pub use draft::{Draft, Edit, Edited};
pub use people::{
    Credentials, IDLE, Identity, Invitation, LONGEST, Link, LinkKind, Member, Membership, Open,
    People, Person, Session, Use,
};
pub use presence::Presence;
pub use rebase::{Rebase, Rebased};
pub use refused::Refusal;
pub use review::{Reviewed, Tick};
pub use schedule::{IfMoved, Plan, Schedule, State};
pub use share::{Share, Shown, Source};
pub use token::Token;

/// The most bytes of a name, a reason, or words of a review.
const MOST_WORDS: usize = 4_096;
/// The most rows that one question lists.
pub const MOST_LISTED: u32 = 1_000;

/// The Control Center of an app. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Control {
    database: Database,
    app: String,
    secrets: Secrets,
    /// The edits that wait to be written.
    saving: Arc<Saving>,
}

impl Control {
    /// Names the app.
    pub fn new(database: &Database, app: impl Into<String>) -> Self {
        Self {
            database: database.clone(),
            app: app.into(),
            secrets: Secrets::default(),
            saving: Arc::default(),
        }
    }

    /// Begins a transaction in which nobody else writes about this app's contents.
    async fn begin(&self) -> Result<Transaction<'static, Any>, Error> {
        begin(&self.database, &self.app).await
    }

    /// Returns the number after the greatest one in a table.
    async fn next(
        &self,
        transaction: &mut Transaction<'static, Any>,
        greatest: &'static str,
    ) -> Result<i64, Error> {
        next(transaction, &self.app, greatest).await
    }
}

/// Begins a transaction in which nobody else writes about an app's contents; about the host's people if it is empty.
async fn begin(database: &Database, app: &str) -> Result<Transaction<'static, Any>, Error> {
    if database.dialect == Dialect::Sqlite {
        return database.begin().await;
    }
    let mut transaction = database.pool.begin().await?;
    lock(database, &mut transaction, app).await?;
    Ok(transaction)
}

/// Keeps all others from writing about an app, until the transaction ends.
async fn lock(
    database: &Database,
    transaction: &mut Transaction<'static, Any>,
    app: &str,
) -> Result<(), Error> {
    if database.dialect == Dialect::Postgres {
        let lock = "SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock(hashtextextended('control/' || $1, 0))";
        let lock = sqlx::query(lock).bind(app);
        lock.fetch_all(&mut **transaction).await?;
    }
    Ok(())
}

/// Returns the number after the greatest one of an app in a table.
async fn next(
    transaction: &mut Transaction<'static, Any>,
    app: &str,
    greatest: &'static str,
) -> Result<i64, Error> {
    let row = sqlx::query(greatest).bind(app);
    let row = row.fetch_one(&mut **transaction).await?;
    let greatest: i64 = row.try_get(0)?;
    Ok(greatest + 1)
}

/// Checks the length of a text that people write.
fn words(text: &str) -> Result<&str, Refusal> {
    if text.len() > MOST_WORDS {
        return Err(Refusal::TooLong { most: MOST_WORDS });
    }
    fit(text)
}

/// Checks that a text can be kept: PostgreSQL has no U+0000 in texts.
fn fit(text: &str) -> Result<&str, Refusal> {
    match text.contains('\0') {
        true => Err(Error::Unfit.into()),
        false => Ok(text),
    }
}
