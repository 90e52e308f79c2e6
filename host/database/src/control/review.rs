//! Reviews of contents, and warnings that were ticked off.

use std::collections::BTreeSet;

use paywall_control::Hash;
use paywall_control::policy::{Review, Warning};
use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::audit::Deed;
use super::{Control, Refusal, words};
use crate::error::Error;

/// The most warnings that an app has ticked off.
const MOST_TICKS: i64 = 10_000;
/// The most reviewers of a content.
const MOST_REVIEWERS: i64 = 100;

/// A review as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The verdict of the reviewer.
    pub review: Review,
    /// The reviewer's words.
    pub words: String,
    /// The time of the review.
    pub at: Time,
}

/// A warning that was ticked off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The warning, which blocks no publication any more.
    pub warning: Warning,
    /// The id of whoever ticked it off.
    pub author: String,
    /// The time when it was ticked off.
    pub at: Time,
}

impl Control {
    /// Lists the reviews of a content, the newest first: at most 100.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn reviews(&self, manifest: Hash) -> Result<Vec<Reviewed>, Refusal> {
        let find = "SELECT reviewer, approves, words, at FROM control_reviews
             WHERE app = $1 AND manifest = $2 ORDER BY at DESC, reviewer LIMIT $3";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(manifest.to_string());
        let rows = find
            .bind(MOST_REVIEWERS)
            .fetch_all(&self.database.pool)
            .await?;
        let reviewed = |row: &AnyRow| {
            let (approves, at): (i64, i64) = (row.try_get(1)?, row.try_get(3)?);
            let review = Review {
                manifest,
                reviewer: row.try_get(0)?,
                is_approval: approves != 0,
            };
            Ok(Reviewed {
                review,
                words: row.try_get(2)?,
                at: Time::from_millis(at),
            })
        };
        rows.iter().map(reviewed).collect()
    }

    /// Lists the warnings that were ticked off, by their codes and places: at most 10,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn ticks(&self) -> Result<Vec<Tick>, Refusal> {
        let find = "SELECT code, path, author, at FROM control_ticks WHERE app = $1 ORDER BY code, path LIMIT $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(MOST_TICKS);
        let rows = find.fetch_all(&self.database.pool).await?;
        let tick = |row: &AnyRow| {
            let (code, path) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Tick {
                warning: Warning { code, path },
                author: row.try_get(2)?,
                at: Time::from_millis(row.try_get(3)?),
            })
        };
        rows.iter().map(tick).collect()
    }

    /// Keeps a reviewer's verdict about a content; it takes the place of an earlier one.
    ///
    /// # Errors
    /// Fails if the words are too long, or if the database fails.
    pub async fn review(&self, review: &Review, said: &str, at: Time) -> Result<(), Refusal> {
        let manifest = review.manifest.to_string();
        let reviewer = words(&review.reviewer)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let put = sqlx::query(
            "INSERT INTO control_reviews (app, manifest, reviewer, approves, words, at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (app, manifest, reviewer)
             DO UPDATE SET approves = excluded.approves, words = excluded.words, at = excluded.at",
        );
        let put = put
            .bind(self.app.as_str())
            .bind(manifest.as_str())
            .bind(reviewer);
        let put = put
            .bind(i64::from(review.is_approval))
            .bind(words(said)?)
            .bind(at.millis());
        put.execute(&mut *transaction).await?;
        let verb = if review.is_approval {
            "approve"
        } else {
            "reject"
        };
        let deed = Deed {
            at,
            actor: reviewer,
            verb,
            object: &manifest,
            before: "",
            after: &manifest,
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Reads the reviews of a content.
    pub(super) async fn reviews_on(
        &self,
        connection: &mut AnyConnection,
        manifest: Hash,
    ) -> Result<Vec<Review>, Error> {
        let find = "SELECT reviewer, approves FROM control_reviews WHERE app = $1 AND manifest = $2 ORDER BY reviewer LIMIT $3";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(manifest.to_string());
        let rows = find.bind(MOST_REVIEWERS).fetch_all(connection).await?;
        let review = |row: &AnyRow| {
            let (reviewer, approves): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let is_approval = approves != 0;
            Ok(Review {
                manifest,
                reviewer,
                is_approval,
            })
        };
        rows.iter().map(review).collect()
    }

    /// Ticks a warning off: it blocks no publication of the app any more.
    ///
    /// # Errors
    /// Fails if the warning is too long, or if the database fails.
    pub async fn tick_off(&self, warning: &Warning, author: &str, at: Time) -> Result<(), Refusal> {
        let Warning { code, path } = warning;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let put =
            "INSERT INTO control_ticks (app, code, path, author, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (app, code, path) DO NOTHING";
        let put = sqlx::query(put)
            .bind(self.app.as_str())
            .bind(words(code)?)
            .bind(words(path)?);
        let put = put.bind(words(author)?).bind(at.millis());
        put.execute(&mut *transaction).await?;
        let deed = Deed {
            at,
            actor: author,
            verb: "tick",
            object: path,
            before: "",
            after: code,
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Reads the warnings that were ticked off.
    pub(super) async fn ticked_on(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<BTreeSet<Warning>, Error> {
        let find =
            "SELECT code, path FROM control_ticks WHERE app = $1 ORDER BY code, path LIMIT $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(MOST_TICKS);
        let rows = find.fetch_all(connection).await?;
        let warning = |row: &AnyRow| {
            let (code, path) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Warning { code, path })
        };
        rows.iter().map(warning).collect()
    }
}
