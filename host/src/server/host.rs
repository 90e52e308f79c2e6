//! A host that keeps facts: the SDK protocol, the clock, and whether all is well.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::sdk::{Clock, EverythingIsProved, NoProofs, Proofs, Sdk, routes};
use super::settings::Settings;
use crate::Engine;
use crate::store::{Database, LedgerStore};

/// How often the clock is asked for ends of access.
const TICK: Duration = Duration::from_secs(5);
/// How many ticks pass between looks for what is too old: an hour's.
const TICKS_AN_HOUR: u32 = 720;
/// How long the database may take to say that it is there.
const READY: Duration = Duration::from_secs(2);

/// A host and all it serves.
pub struct Host {
    database: Database,
    stores: Vec<LedgerStore>,
    sdk: Sdk,
    clock: Clock,
    activity_days: u16,
}

/// Why a host cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A document cannot be read, or the module cannot.
    #[error("{path}: {source}")]
    Document {
        /// Which.
        path: std::path::PathBuf,
        /// Why not.
        source: Box<crate::Error>,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

impl Host {
    /// Opens the database and reads the documents.
    ///
    /// # Errors
    /// When either does not work.
    pub async fn open(
        settings: &Settings,
        engine: &Engine,
        clock: Clock,
    ) -> Result<Self, HostError> {
        let proofs: Arc<dyn Proofs> = match settings.trust_unsigned_purchases {
            true => Arc::new(EverythingIsProved),
            false => Arc::new(NoProofs),
        };
        let database = Database::open(&settings.database).await?;
        let mut host = Self {
            stores: Vec::new(),
            sdk: Sdk::new(proofs, Arc::clone(&clock)),
            database,
            clock,
            activity_days: settings.activity_days,
        };
        for app in &settings.apps {
            let mut documents = Vec::new();
            for platform in &app.platforms {
                let path = &platform.document;
                let wrong = |source| HostError::Document {
                    path: path.clone(),
                    source: Box::new(source),
                };
                let bytes = std::fs::read(path).map_err(|source| {
                    let path = path.clone();
                    wrong(crate::Error::File { path, source })
                })?;
                documents.push(engine.load(&bytes).map_err(wrong)?);
            }
            let json: Vec<&[u8]> = documents.iter().map(|it| it.json()).collect();
            let store = LedgerStore::new(&host.database, app.app(&json));
            for (platform, document) in app.platforms.iter().zip(&documents) {
                host.sdk.add(&platform.id, &store, document);
            }
            host.stores.push(store);
        }
        Ok(host)
    }

    /// The ledgers, one an app.
    pub fn stores(&self) -> &[LedgerStore] {
        &self.stores
    }

    /// All routes: `docs/sdk.md`, `/healthz` and `/readyz`.
    pub fn routes(&self) -> Router {
        let health = Router::new()
            .route("/healthz", get(async || "ok\n"))
            .route("/readyz", get(ready))
            .with_state(self.database.clone());
        routes(self.sdk.clone()).merge(health)
    }

    /// Serves until `stop` is done, then finishes what is under way.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let served = axum::serve(listener, self.routes()).with_graceful_shutdown(stop);
        let done = tokio::select! {
            done = served => done,
            () = self.keep_time() => Ok(()),
        };
        self.database.close().await;
        done
    }

    /// Announces ends of access and forgets what is too old, for ever.
    async fn keep_time(&self) {
        let mut ticks = 0_u32;
        loop {
            for store in &self.stores {
                let now = (self.clock)();
                // What fails now is due at the next tick too.
                let _ = store.tick(now).await;
                if ticks.is_multiple_of(TICKS_AN_HOUR) {
                    let before = now.plus_days(-i64::from(self.activity_days));
                    let _ = store.forget_activity(before).await;
                }
            }
            ticks = ticks.wrapping_add(1);
            tokio::time::sleep(TICK).await;
        }
    }
}

/// Whether calls would be answered: the database is there.
async fn ready(State(database): State<Database>) -> Response {
    match tokio::time::timeout(READY, database.ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        )
            .into_response(),
    }
}
