//! Word of deployments, within a process and, where PostgreSQL passes it on, between hosts. It only shortens a wait.
//! Whoever hears nothing asks all the same: other processes on SQLite, and hosts behind poolers, which pass nothing on.

use std::convert::Infallible;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::time::timeout;

use super::database::{Database, Dialect};
use super::error::Error;
use super::secrets::Secrets;

/// The channel on which deployments are announced.
pub(super) const DEPLOYED: &str = "paywall_control";
/// The channel on which a listener speaks to itself.
const ECHO: &str = "paywall_echo";
/// The time within which a connection must stand, and an echo come back.
const PATIENCE: Duration = Duration::from_secs(10);

impl Database {
    /// Returns what changes whenever this process deployed something, or another one as far as [`Self::hear`] hears of it.
    pub fn deployments(&self) -> watch::Receiver<()> {
        self.deployed.subscribe()
    }

    /// Listens for what other hosts deploy. Calls `heard` whenever there may be something, and once as soon as it is
    /// certain that this is heard at all. It goes on for ever; on SQLite, nothing is ever heard.
    ///
    /// # Errors
    /// Fails if the server does not pass on what is said, or no longer.
    pub async fn hear(&self, mut heard: impl FnMut()) -> Result<Infallible, Error> {
        if self.dialect == Dialect::Sqlite {
            return std::future::pending().await;
        }
        let options = self.pool.connect_options();
        let connect = PgListener::connect(options.database_url.as_str());
        let mut listener = in_time(connect).await?;
        in_time(listener.listen_all([DEPLOYED, ECHO])).await?;
        self.echo(&mut listener).await?;
        loop {
            heard();
            self.deployed.send_replace(());
            // None is a connection that was lost and stands again: something may have been missed.
            while let Some(said) = listener.try_recv().await? {
                if said.channel() == DEPLOYED {
                    break;
                }
            }
        }
    }

    /// Says something on another connection, and waits until it is heard.
    async fn echo(&self, listener: &mut PgListener) -> Result<(), Error> {
        let word = Secrets::default().fresh()?;
        let say = "SELECT CAST(1 AS BIGINT) FROM pg_notify($1, $2)";
        let say = sqlx::query(say).bind(ECHO).bind(word.as_str());
        say.fetch_all(&self.pool).await?;
        let mut echo = async || {
            while listener.recv().await?.payload() != word {}
            Ok(())
        };
        in_time(echo()).await
    }
}

/// Waits for PostgreSQL, but not for ever.
async fn in_time<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, Error> {
    let unheard = |_| Error::Database("it does not pass on what is said (NOTIFY)".into());
    Ok(timeout(PATIENCE, answer).await.map_err(unheard)??)
}
