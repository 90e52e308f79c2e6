//! Links by which somebody without an account sees one paywall.

use paywall_control::Hash;
use paywall_ledger::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audit::Deed;
use super::{Control, MOST_LISTED, Refusal, fit};
use crate::database::Database;
use crate::error::Error;
use crate::rows::{read, text};

/// The most bytes of what a link shows.
const MOST_SHOWN: usize = 64 << 10;
/// The longest time, in milliseconds, for which a link works.
const LONGEST: i64 = 90 * 24 * 3_600_000;
/// The most links of an app that work at a time.
const MOST_SHARES: i64 = 500;

/// The one thing that a link shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The content: the head of a draft, or a revision.
    pub source: Source,
    /// The id of the platform whose document it is; none for the app's document for all of them.
    #[serde(default)]
    pub platform: Option<String>,
    /// The request to the engine, which names the paywall and the state in which it is shown.
    pub request: Map<String, Value>,
    /// The hash of the passcode that whoever looks must know, as its maker wrote it; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passcode: Option<String>,
}

/// The content of which a paywall is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A draft as it is when somebody looks, by its id.
    Draft(String),
    /// A revision, by its hash.
    Revision(Hash),
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The id, by which it is taken back.
    pub id: String,
    /// The app whose paywall it is.
    pub app: String,
    /// The thing that it shows.
    pub shown: Shown,
    /// The id of whoever made it.
    pub author: String,
    /// The time when it was made.
    pub at: Time,
    /// The time at which it ends.
    pub until: Time,
}

impl Control {
    /// Makes a link that shows a paywall until a time, and returns it with its secret, which is shown once.
    /// It ends after 90 days at the latest.
    ///
    /// # Errors
    /// Fails if there is no such draft or revision, if the time is not in the future, if there are too many links, or if
    /// the database fails.
    pub async fn share(
        &self,
        shown: &Shown,
        until: Time,
        author: &str,
        at: Time,
    ) -> Result<(Share, String), Refusal> {
        if until <= at {
            return Err(Refusal::Past);
        }
        match &shown.source {
            Source::Draft(id) => drop(self.draft(id).await?),
            Source::Revision(hash) => drop(self.revision(*hash).await?),
        }
        let written = text("control_shares", shown)?;
        if written.len() > MOST_SHOWN {
            return Err(Refusal::TooLong { most: MOST_SHOWN });
        }
        fit(&written)?;
        let until = until.millis().min(at.millis() + LONGEST);
        let share = Share {
            id: self.secrets.fresh()?,
            app: self.app.clone(),
            shown: shown.clone(),
            author: fit(author)?.to_owned(),
            at,
            until: Time::from_millis(until),
        };
        let secret = format!("{}{}", self.secrets.fresh()?, self.secrets.fresh()?);
        self.put_share(&share, &secret).await?;
        Ok((share, secret))
    }

    /// Keeps a link, of whose secret only the hash is kept. Those that have ended go.
    async fn put_share(&self, share: &Share, secret: &str) -> Result<(), Refusal> {
        let app = self.app.as_str();
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let ended = "DELETE FROM control_shares WHERE app = $1 AND until <= $2";
        let ended = sqlx::query(ended).bind(app).bind(share.at.millis());
        ended.execute(&mut *transaction).await?;
        let count = sqlx::query("SELECT COUNT(*) FROM control_shares WHERE app = $1").bind(app);
        let count = count.fetch_one(&mut *transaction).await?.try_get(0)?;
        Refusal::room("links that work", count, MOST_SHARES)?;
        let put = "INSERT INTO control_shares (app, id, hash, body, author, at, until)
             VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let put = sqlx::query(put).bind(app).bind(share.id.as_str());
        let put = put.bind(Hash::of(secret.as_bytes()).to_string());
        let put = put.bind(text("control_shares", &share.shown)?);
        let put = put.bind(share.author.as_str()).bind(share.at.millis());
        let put = put.bind(share.until.millis());
        put.execute(&mut *transaction).await?;
        let deed = Deed {
            at: share.at,
            actor: &share.author,
            verb: "share",
            object: &share.id,
            before: "",
            after: "",
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Lists the links that work, the newest first: at most 500, and there are not more.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn shares(&self, now: Time) -> Result<Vec<Share>, Refusal> {
        let find = "SELECT app, id, body, author, at, until FROM control_shares
             WHERE app = $1 AND until > $2 ORDER BY at DESC, id LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str());
        let find = find.bind(now.millis()).bind(i64::from(MOST_LISTED));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(share).collect::<Result<_, Error>>()?)
    }

    /// Takes a link back.
    ///
    /// # Errors
    /// Fails if there is no such link, or if the database fails.
    pub async fn end_share(&self, id: &str, author: &str, at: Time) -> Result<(), Refusal> {
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "end_share",
            object: fit(id)?,
            before: "",
            after: "",
        };
        let rows = "DELETE FROM control_shares WHERE app = $1 AND id = $2";
        if self.end(rows, &deed).await? == 0 {
            let id = id.to_owned();
            return Err(Refusal::NotFound { what: "share", id });
        }
        Ok(())
    }
}

impl Share {
    /// Finds the link of a secret in any app. None if there is none, or if it has ended.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn find(
        database: &Database,
        secret: &str,
        now: Time,
    ) -> Result<Option<Self>, Refusal> {
        let find = "SELECT app, id, body, author, at, until FROM control_shares WHERE hash = $1 AND until > $2";
        let find = sqlx::query(find).bind(Hash::of(secret.as_bytes()).to_string());
        let row = find
            .bind(now.millis())
            .fetch_optional(&database.pool)
            .await?;
        Ok(row.as_ref().map(share).transpose()?)
    }
}

/// Reads a link from its row.
fn share(row: &AnyRow) -> Result<Share, Error> {
    let body: String = row.try_get(2)?;
    Ok(Share {
        app: row.try_get(0)?,
        id: row.try_get(1)?,
        shown: read("control_shares", &body)?,
        author: row.try_get(3)?,
        at: Time::from_millis(row.try_get(4)?),
        until: Time::from_millis(row.try_get(5)?),
    })
}
