//! The memory of what was sold: those who bought something that is sold no longer keep what it grants, also after a host
//! was started again.

use paywall_ledger::Catalogue;
use sqlx::{Any, AnyConnection, Row, Transaction};

use super::{Control, Refusal, fit};
use crate::error::Error;
use crate::rows::{read, text};

/// What is kept of a platform: the number of the newest deployment that is in it, and what was sold.
type Kept = (i64, Catalogue);

impl Control {
    /// Returns what a platform sold by the deployments that were served so far.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn sold(&self, platform: &str) -> Result<Catalogue, Refusal> {
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        let kept = self.kept_catalogue(&mut connection, fit(platform)?).await?;
        Ok(kept.map(|(_, sold)| sold).unwrap_or_default())
    }

    /// Adds what a platform sells by a deployment. Returns all that it sold so far; of what was sold before, the word of
    /// this deployment counts. Hosts may come in any order.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn sells(
        &self,
        platform: &str,
        sequence: i64,
        sold: &Catalogue,
    ) -> Result<Catalogue, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let kept = self
            .kept_catalogue(&mut transaction, fit(platform)?)
            .await?;
        let (newest, before) = kept.unwrap_or_default();
        let all = sold.clone().after(before.clone());
        let of_newest = match sequence >= newest {
            true => all.clone(),
            false => before.clone().after(sold.clone()),
        };
        if sequence > newest || of_newest != before {
            let row = (sequence.max(newest), of_newest);
            self.keep_catalogue(&mut transaction, platform, &row)
                .await?;
            transaction.commit().await?;
        }
        Ok(all)
    }

    /// Reads what is kept of a platform.
    async fn kept_catalogue(
        &self,
        connection: &mut AnyConnection,
        platform: &str,
    ) -> Result<Option<Kept>, Error> {
        let find = "SELECT sequence, body FROM control_catalogues WHERE app = $1 AND platform = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(platform);
        let row = find.fetch_optional(connection).await?;
        let kept = row.map(|row| {
            let body: String = row.try_get(1)?;
            Ok((row.try_get(0)?, read("control_catalogues", &body)?))
        });
        kept.transpose()
    }

    /// Writes what is kept of a platform.
    async fn keep_catalogue(
        &self,
        transaction: &mut Transaction<'static, Any>,
        platform: &str,
        (sequence, sold): &Kept,
    ) -> Result<(), Error> {
        let put = "INSERT INTO control_catalogues (app, platform, sequence, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT (app, platform) DO UPDATE SET sequence = excluded.sequence, body = excluded.body";
        let put = sqlx::query(put).bind(self.app.as_str()).bind(platform);
        let put = put.bind(sequence).bind(text("control_catalogues", sold)?);
        put.execute(&mut **transaction).await?;
        Ok(())
    }
}
