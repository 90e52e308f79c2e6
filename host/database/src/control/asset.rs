//! Pictures, fonts and films of paywalls, by the hashes of their bytes.

use paywall_control::Hash;
use paywall_ledger::Time;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::audit::Deed;
use super::content::hash_of;
use super::{Control, MOST_LISTED, Refusal, fit};
use crate::error::Error;

/// The most bytes of an asset.
pub const MOST_ASSET: usize = 2 << 20;
/// The most bytes of all assets of an app.
const MOST_BYTES: i64 = 512 << 20;
/// The most assets of an app.
const MOST_ASSETS: i64 = 5_000;

/// An asset without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The number in the app.
    pub sequence: i64,
    /// The hash of its bytes, which is its name.
    pub hash: Hash,
    /// The media type, as its content shows it.
    pub media: String,
    /// The number of its bytes.
    pub bytes: i64,
    /// The id of whoever brought it.
    pub author: String,
    /// The time when it came.
    pub at: Time,
}

impl Control {
    /// Keeps an asset of a media type. One that is there already stays as it is.
    ///
    /// # Errors
    /// Fails if it is too long, if there are too many, or if the database fails.
    pub async fn keep_asset(
        &self,
        media: &str,
        body: &[u8],
        author: &str,
        at: Time,
    ) -> Result<Asset, Refusal> {
        if body.len() > MOST_ASSET {
            return Err(Refusal::TooLong { most: MOST_ASSET });
        }
        let hash = Hash::of(body);
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let find = sqlx::query(ONE)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        if let Some(row) = find.fetch_optional(&mut *transaction).await? {
            return Ok(asset(&row)?);
        }
        let count =
            "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT), COALESCE(MAX(sequence), 0)
             FROM control_assets WHERE app = $1";
        let count = sqlx::query(count).bind(self.app.as_str());
        let count = count.fetch_one(&mut *transaction).await?;
        let bytes = i64::try_from(body.len()).unwrap_or(i64::MAX);
        Refusal::room("assets", count.try_get(0)?, MOST_ASSETS)?;
        let sum = count.try_get::<i64, _>(1)? + bytes - 1;
        Refusal::room("bytes of all assets", sum, MOST_BYTES)?;
        let asset = Asset {
            sequence: count.try_get::<i64, _>(2)? + 1,
            hash,
            media: fit(media)?.to_owned(),
            bytes,
            author: fit(author)?.to_owned(),
            at,
        };
        let put = "INSERT INTO control_assets (app, hash, sequence, type, bytes, author, at, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let put = sqlx::query(put)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let put = put.bind(asset.sequence).bind(media).bind(bytes);
        let put = put.bind(author).bind(at.millis()).bind(body.to_vec());
        put.execute(&mut *transaction).await?;
        let deed = Deed {
            at,
            actor: author,
            verb: "keep_asset",
            object: media,
            before: "",
            after: &hash.to_string(),
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(asset)
    }

    /// Returns the media type and the bytes of an asset.
    ///
    /// # Errors
    /// Fails if there is no such asset, or if the database fails.
    pub async fn asset(&self, hash: Hash) -> Result<(String, Vec<u8>), Refusal> {
        let find = "SELECT type, body FROM control_assets WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let row = find.fetch_optional(&self.database.pool).await?;
        let row = row.ok_or_else(|| no_asset(hash))?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// Lists the assets before a number, the newest first: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn assets(&self, before: i64, most: u32) -> Result<Vec<Asset>, Refusal> {
        let find = "SELECT sequence, hash, type, bytes, author, at FROM control_assets
             WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(before);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(asset).collect::<Result<_, Error>>()?)
    }

    /// Removes an asset, wherever it is used.
    ///
    /// # Errors
    /// Fails if there is no such asset, or if the database fails.
    pub async fn remove_asset(&self, hash: Hash, author: &str, at: Time) -> Result<(), Refusal> {
        let name = hash.to_string();
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "remove_asset",
            object: &name,
            before: &name,
            after: "",
        };
        let rows = "DELETE FROM control_assets WHERE app = $1 AND hash = $2";
        match self.end(rows, &deed).await? {
            0 => Err(no_asset(hash)),
            _ => Ok(()),
        }
    }
}

/// The statement for one asset.
const ONE: &str = "SELECT sequence, hash, type, bytes, author, at FROM control_assets WHERE app = $1 AND hash = $2";

/// Reads an asset from its row.
fn asset(row: &AnyRow) -> Result<Asset, Error> {
    let hash: String = row.try_get(1)?;
    Ok(Asset {
        sequence: row.try_get(0)?,
        hash: hash_of(&hash)?,
        media: row.try_get(2)?,
        bytes: row.try_get(3)?,
        author: row.try_get(4)?,
        at: Time::from_millis(row.try_get(5)?),
    })
}

/// Makes the refusal that there is no such asset.
fn no_asset(hash: Hash) -> Refusal {
    let id = hash.to_string();
    Refusal::NotFound { what: "asset", id }
}
