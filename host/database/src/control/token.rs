//! Tokens of programs. Only their hashes are kept.

use paywall_control::Hash;
use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audit::Deed;
use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::error::Error;
use crate::rows::{id_of, text};

/// The beginning of every token, by which tools find one that went where it should not be.
const PREFIX: &str = "pw_live_";
/// The time between two notes of a token's use.
const USE_NOTED: i64 = 60_000;

/// A token of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The name that people gave it; deeds done with it are its.
    pub name: String,
    /// The role that it has.
    pub role: Role,
    /// The time at which it ends.
    pub until: Time,
    /// The time of its last use, to the minute; none if it was never used.
    pub used: Option<Time>,
}

impl Control {
    /// Makes a token, and returns its secret, which is shown once and kept nowhere.
    ///
    /// # Errors
    /// Fails if the name is too long, or if the database fails.
    pub async fn make_token(
        &self,
        name: &str,
        role: Role,
        until: Time,
        author: &str,
        at: Time,
    ) -> Result<String, Refusal> {
        let secret = format!("{PREFIX}{}{}", self.secrets.fresh()?, self.secrets.fresh()?);
        let hash = Hash::of(secret.as_bytes()).to_string();
        let role = text("control_tokens", &role)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let put = "INSERT INTO control_tokens (app, hash, name, role, until, used) VALUES ($1, $2, $3, $4, $5, 0)";
        let put = sqlx::query(put).bind(self.app.as_str()).bind(hash.as_str());
        let put = put
            .bind(words(name)?)
            .bind(role.trim_matches('"'))
            .bind(until.millis());
        put.execute(&mut *transaction).await?;
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "make_token",
            object: name,
            before: "",
            after: &hash,
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Returns the token of a secret, unless there is none or it has ended, and notes its use.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn token(&self, secret: &str, now: Time) -> Result<Option<Token>, Refusal> {
        let hash = Hash::of(secret.as_bytes()).to_string();
        let find = "SELECT name, role, until, used FROM control_tokens WHERE app = $1 AND hash = $2 AND until > $3";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.as_str());
        let row = find
            .bind(now.millis())
            .fetch_optional(&self.database.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let used: i64 = row.try_get(3)?;
        if now.millis() - used > USE_NOTED {
            let set = "UPDATE control_tokens SET used = $3 WHERE app = $1 AND hash = $2";
            let set = sqlx::query(set).bind(self.app.as_str()).bind(hash.as_str());
            let _turn = self.database.turn().await;
            set.bind(now.millis()).execute(&self.database.pool).await?;
        }
        Ok(Some(token(&row)?))
    }

    /// Lists the tokens that have not ended, by their names: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn tokens(&self, now: Time) -> Result<Vec<Token>, Refusal> {
        let find = "SELECT name, role, until, used FROM control_tokens WHERE app = $1 AND until > $2 ORDER BY name, until LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str());
        let find = find.bind(now.millis()).bind(i64::from(MOST_LISTED));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(token).collect::<Result<_, Error>>()?)
    }

    /// Ends all tokens of a name, and returns how many there were.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn end_tokens(&self, name: &str, author: &str, at: Time) -> Result<u64, Refusal> {
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "end_tokens",
            object: words(name)?,
            before: "",
            after: "",
        };
        let rows = "DELETE FROM control_tokens WHERE app = $1 AND name = $2";
        self.end(rows, &deed).await
    }
}

/// Reads a token from its row.
fn token(row: &AnyRow) -> Result<Token, Error> {
    let (role, until, used): (String, i64, i64) =
        (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    Ok(Token {
        name: row.try_get(0)?,
        role: id_of(&role)?,
        until: Time::from_millis(until),
        used: (used > 0).then(|| Time::from_millis(used)),
    })
}
