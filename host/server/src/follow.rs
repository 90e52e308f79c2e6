//! The environments that platforms follow: what is live in them is served within seconds, on every host.
//!
//! The truth is the number of the newest deployment, which every host asks for: one row of an index. A revision that cannot
//! be served leaves the one before it in place, and is counted as a failure.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paywall_control::{Content, canonical, project};
use paywall_database::Database;
use paywall_database::LedgerDatabase;
use paywall_database::control::{Control, Deployment, Refusal};
use paywall_engine::{Engine, LoadedDocument};
use paywall_ledger::{App, PlatformId};
use serde_json::json;

use super::log::Log;
use super::sdk::{Sdk, catalogue};
use super::settings::{AppSettings, PlatformSettings};

/// The time between two questions for the newest deployment.
const EVERY: Duration = Duration::from_secs(2);
/// The document of an environment in which nothing was published yet.
const NOTHING: &[u8] = br#"{"paywalls":[],"campaign_rules":[]}"#;

/// The reason why a revision is not served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unserved {
    /// It cannot be read from the database.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The model cannot write it as a document.
    #[error(transparent)]
    Model(#[from] paywall_control::Error),
    /// The engine cannot load it.
    #[error("revision {revision}: {source}")]
    Engine {
        /// The hash of the revision.
        revision: String,
        /// The reason of the engine, which names the place.
        source: paywall_engine::Error,
    },
    /// It sells products, or grants entitlements, that the ledger of this host does not know before it starts again.
    #[error("it sells or grants what this host knows only after it is started again: {0}")]
    Unknown(String),
}

/// The follower of an app's environments.
#[derive(Clone)]
pub(super) struct Follow {
    control: Control,
    engine: Engine,
    settings: AppSettings,
    app: Arc<App>,
    sdk: Sdk,
    log: Log,
}

/// The deployments that are served.
#[derive(Default)]
struct Seen {
    /// The newest one of the app, once it was looked at.
    newest: Option<i64>,
    /// The one of each platform.
    live: BTreeMap<PlatformId, i64>,
}

impl Follow {
    /// Names the app, and the server whose documents are replaced.
    pub(super) fn new(
        settings: &AppSettings,
        ledger: &LedgerDatabase,
        engine: &Engine,
        sdk: &Sdk,
        log: &Log,
    ) -> Self {
        Self {
            control: Control::new(ledger.database(), settings.id.as_str()),
            engine: engine.share(),
            settings: settings.clone(),
            app: Arc::clone(ledger.app()),
            sdk: sdk.clone(),
            log: log.clone(),
        }
    }

    /// Loads the document that a platform begins with: what is live, or one without paywalls.
    pub(super) async fn first(
        database: &Database,
        app: &AppSettings,
        platform: &PlatformSettings,
        engine: &Engine,
    ) -> Result<LoadedDocument, Unserved> {
        let environment = platform.environment.as_deref().unwrap_or_default();
        let control = Control::new(database, app.id.as_str());
        match control.live(environment).await? {
            Some(live) => load(&control, engine, platform, &live).await,
            None => engine.load(NOTHING).map_err(|source| Unserved::Engine {
                revision: "none".to_owned(),
                source,
            }),
        }
    }

    /// Follows the deployments, for ever.
    pub(super) async fn keep(self) {
        let mut seen = Seen::default();
        loop {
            // If the database does not answer, what is served goes on.
            if self.look(&mut seen).await.is_err() {
                self.log.count("deployments_not_asked");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Serves what is live, if anything was deployed since the last look.
    async fn look(&self, seen: &mut Seen) -> Result<(), Refusal> {
        let newest = self.control.newest().await?;
        if seen.newest == Some(newest) {
            return Ok(());
        }
        for platform in &self.settings.platforms {
            let Some(environment) = &platform.environment else {
                continue;
            };
            let Some(live) = self.control.live(environment).await? else {
                continue;
            };
            if seen.live.get(&platform.id) != Some(&live.sequence) {
                self.serve(platform, &live).await?;
                seen.live.insert(platform.id.clone(), live.sequence);
            }
        }
        seen.newest = Some(newest);
        Ok(())
    }

    /// Serves a deployment for a platform, or says why the one before it goes on.
    async fn serve(&self, platform: &PlatformSettings, live: &Deployment) -> Result<(), Refusal> {
        let loaded = load(&self.control, &self.engine, platform, live).await;
        match loaded.and_then(|document| self.known(platform, &document).map(|()| document)) {
            Ok(document) => {
                let revision = live.revision.to_string();
                self.sdk.replace(&platform.id, &document, &revision);
            }
            // The database may answer the next time.
            Err(Unserved::Refused(error)) => return Err(error),
            Err(error) => {
                let (id, why) = (platform.id.as_str(), error.to_string());
                let fields = json!({ "platform": id, "deployment": live.sequence, "why": why });
                self.log.error("revision_not_served", &fields);
            }
        }
        Ok(())
    }

    /// Checks that the ledger knows everything that a document sells and grants: it is told at the start.
    fn known(
        &self,
        platform: &PlatformSettings,
        document: &LoadedDocument,
    ) -> Result<(), Unserved> {
        let (sold, granted) = catalogue(document.json(), platform.store);
        let is_known = |id: &str, sku: &str| {
            self.app
                .products
                .iter()
                .any(|it| it.id.as_str() == id && it.sku == sku)
        };
        if let Some(product) = sold.iter().find(|it| !is_known(it.id.as_str(), &it.sku)) {
            return Err(Unserved::Unknown(product.id.to_string()));
        }
        for entitlement in granted {
            let known = self
                .app
                .entitlements
                .iter()
                .find(|it| it.id == entitlement.id);
            let grants = |product| known.is_some_and(|it| it.products.contains(product));
            if !entitlement.products.iter().all(grants) {
                return Err(Unserved::Unknown(entitlement.id.to_string()));
            }
        }
        Ok(())
    }
}

/// Loads a deployment's document for a platform.
async fn load(
    control: &Control,
    engine: &Engine,
    platform: &PlatformSettings,
    live: &Deployment,
) -> Result<LoadedDocument, Unserved> {
    let content: Content = control.content(live.revision).await?;
    let document = project(content.write()?, platform.id.as_str());
    let bytes = canonical::write(&document)?.into_bytes();
    let (engine, revision) = (engine.clone(), live.revision.to_string());
    let loaded = tokio::task::spawn_blocking(move || engine.load(&bytes)).await;
    let loaded = loaded.unwrap_or(Err(paywall_engine::Error::Cancelled));
    loaded.map_err(|source| Unserved::Engine { revision, source })
}
