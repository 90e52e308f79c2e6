//! The announcement of ends of access that the clock brings about, and its correction if the clock was wrong.

use sqlx::Row;
use sqlx::any::AnyRow;
use tokio::task::JoinSet;

use super::LedgerDatabase;
use super::error::Error;
use super::rows::lineage;
use paywall_ledger::{Arrival, Input, Lineage, LineageId, Record, Time, What};

/// The number of purchases that are worked on together. After them come the next ones, so none is in another's way.
const TOGETHER: usize = 1000;
/// The time by which a clock must differ to count as wrong: a minute, in milliseconds. Clocks of hosts differ a little.
const WRONG: i64 = 60_000;

/// The purchases whose end is to be announced, in their order.
const ENDED: &str = "SELECT id, body, due FROM lineages
     WHERE app = $1 AND due <= $2 AND (due > $3 OR (due = $3 AND id > $4)) ORDER BY due, id LIMIT $5";
/// The purchases whose end was announced before its time, in their order.
const TOO_EARLY: &str = "SELECT id, body, since FROM lineages
     WHERE app = $1 AND since > $2 AND (since > $3 OR (since = $3 AND id > $4)) ORDER BY since, id LIMIT $5";

/// A purchase about which the clock has news.
struct News {
    /// The key of its row.
    id: String,
    lineage: LineageId,
    row: Lineage,
    /// The time of the news.
    at: i64,
}

impl LedgerDatabase {
    /// Announces ends of access that the clock brought about and no store has reported, and takes back
    /// what was announced while the clock was ahead.
    /// Call it every few seconds, on any number of hosts. Returns the number of purchases with such news.
    ///
    /// # Errors
    /// Fails if the database fails. What is left is due the next time.
    pub async fn tick(&self, now: Time) -> Result<usize, Error> {
        let early = self.all_news(TOO_EARLY, now.plus_millis(WRONG), now);
        Ok(early.await? + self.all_news(ENDED, now, now).await?)
    }

    /// Tells all news that a statement finds, page by page.
    async fn all_news(
        &self,
        statement: &'static str,
        than: Time,
        now: Time,
    ) -> Result<usize, Error> {
        let (mut last, mut count, mut failed) = ((i64::MIN, String::new()), 0, Ok(()));
        loop {
            let query = sqlx::query(statement)
                .bind(self.source().app)
                .bind(than.millis())
                .bind(last.0)
                .bind(&last.1)
                .bind(i64::try_from(TOGETHER).unwrap_or(i64::MAX));
            let page = query.fetch_all(&self.database.pool).await?;
            if let Some(row) = page.last() {
                last = (row.try_get(2)?, row.try_get(0)?);
            }
            // A row that fails is nobody else's loss; that it did is told in the end.
            let mut under_way = JoinSet::new();
            for row in &page {
                match news(row) {
                    Ok(news) => {
                        let ledger = self.clone();
                        under_way.spawn(async move { ledger.tell(news, now).await });
                    }
                    Err(error) => failed = Err(error),
                }
            }
            for told in under_way.join_all().await {
                failed = told.and(failed);
            }
            count += page.len();
            if page.len() < TOGETHER {
                return failed.map(|()| count);
            }
        }
    }

    /// Tells the news about one purchase. The key names the version, so each is told once, and the next one too.
    async fn tell(&self, news: News, now: Time) -> Result<(), Error> {
        let (lineage, version) = (news.lineage, news.row.version);
        let input = Input {
            key: format!("clock/{lineage}/{version}/{}", news.at),
            at: now,
            what: What::Expire { lineage },
        };
        match self.accept(input).await {
            Ok(Arrival::New(Record { facts, .. })) if !facts.is_empty() => Ok(()),
            // There was nothing to tell, so the row's columns are not those that belong to it.
            Ok(_) => self.correct(&news.id).await,
            // The purchase was merged into another one meanwhile.
            Err(Error::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Writes the times of a purchase's news anew, which follow from its row.
    async fn correct(&self, id: &str) -> Result<(), Error> {
        let (source, pool) = (self.source(), &self.database.pool);
        let find = "SELECT id, body FROM lineages WHERE app = $1 AND id = $2";
        let find = sqlx::query(find).bind(source.app).bind(id);
        let Some(found) = find.fetch_optional(pool).await? else {
            return Ok(());
        };
        let body: String = found.try_get(1)?;
        let (_, row) = lineage(id, &body)?;
        // If the row changed meanwhile, whoever changed it wrote the times too.
        let put =
            "UPDATE lineages SET due = $4, since = $5 WHERE app = $1 AND id = $2 AND body = $3";
        let put = sqlx::query(put).bind(source.app).bind(id).bind(&body);
        let put = put
            .bind(row.due().map(Time::millis))
            .bind(row.since().map(Time::millis));
        let _turn = self.database.turn().await;
        put.execute(pool).await?;
        Ok(())
    }
}

/// Reads a purchase about which the clock has news.
fn news(found: &AnyRow) -> Result<News, Error> {
    let (id, body): (String, String) = (found.try_get(0)?, found.try_get(1)?);
    let (lineage, row) = lineage(&id, &body)?;
    Ok(News {
        id,
        lineage,
        row,
        at: found.try_get(2)?,
    })
}
