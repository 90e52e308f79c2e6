//! The environments that platforms follow: what is live in them is served within seconds, on every host.
//!
//! The truth is the number of the newest deployment, which every host asks for: one row of an index. A revision that cannot
//! be served leaves the one before it in place, and is counted as a failure.

use std::collections::BTreeMap;
use std::time::Duration;

use paywall_control::{Content, canonical, project};
use paywall_database::control::{Control, Deployment, Refusal};
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::{Engine, LoadedDocument};
use paywall_ledger::{Catalogue, Clock, Current, PlatformId, Time};
use serde_json::json;

use super::log::Log;
use super::news::News;
use super::sdk::{Sdk, catalogue};
use super::settings::{AppSettings, PlatformSettings};
use super::standing::Standings;

/// The time between two questions for the newest deployment, which is one row of an index. With the time that it takes to
/// load a revision, it has to be within the three seconds in which every host follows without being told.
const EVERY: Duration = Duration::from_secs(1);
/// The same while a phone on a desk waits for a publication.
const SOON: Duration = Duration::from_millis(500);
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
}

/// The follower of an app's environments.
#[derive(Clone)]
pub(super) struct Follow {
    control: Control,
    engine: Engine,
    settings: AppSettings,
    app: Current,
    /// What each platform sells, and sold before, in the order of the settings.
    catalogues: Vec<Catalogue>,
    /// The deployment whose document each platform began with, in the order of the settings.
    begun: Vec<Option<Deployment>>,
    sdk: Sdk,
    beside: Beside,
}

/// What a follower hears, and what it says.
#[derive(Clone)]
pub(super) struct Beside {
    pub news: News,
    pub standings: Standings,
    pub clock: Clock,
    pub log: Log,
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
        (catalogues, begun): (&[Catalogue], &[Option<Deployment>]),
        engine: &Engine,
        (sdk, beside): (&Sdk, &Beside),
    ) -> Self {
        Self {
            control: Control::new(ledger.database(), settings.id.as_str()),
            engine: engine.share(),
            settings: settings.clone(),
            app: ledger.current().clone(),
            catalogues: catalogues.to_vec(),
            begun: begun.to_vec(),
            sdk: sdk.clone(),
            beside: beside.clone(),
        }
    }

    /// Loads the document that a platform begins with, and names its deployment: what is live, or one without paywalls.
    pub(super) async fn first(
        database: &Database,
        app: &AppSettings,
        platform: &PlatformSettings,
        engine: &Engine,
    ) -> Result<(LoadedDocument, Option<Deployment>), Unserved> {
        let environment = platform.environment.as_deref().unwrap_or_default();
        let control = Control::new(database, app.id.as_str());
        match control.live(environment).await? {
            Some(live) => {
                let document = load(&control, engine, platform, &live).await?;
                Ok((document, Some(live)))
            }
            None => {
                let document = engine.load(NOTHING).map_err(|source| Unserved::Engine {
                    revision: "none".to_owned(),
                    source,
                })?;
                Ok((document, None))
            }
        }
    }

    /// Returns what a platform sells by its document, and sold before by its environment.
    pub(super) async fn sold(
        database: &Database,
        app: &AppSettings,
        platform: &PlatformSettings,
        document: &LoadedDocument,
    ) -> Result<Catalogue, Unserved> {
        let sold = catalogue(document.json(), platform.store);
        if platform.environment.is_none() {
            return Ok(sold);
        }
        let control = Control::new(database, app.id.as_str());
        Ok(sold.after(control.sold(platform.id.as_str()).await?))
    }

    /// Follows the deployments, for ever.
    pub(super) async fn keep(mut self) {
        let (mut seen, mut heard) = (Seen::default(), self.beside.news.heard());
        loop {
            // If the database does not answer, what is served goes on.
            if self.look(&mut seen).await.is_err() {
                self.beside.log.count("deployments_not_asked");
            }
            let platforms = self.settings.platforms.iter().map(|it| it.id.clone());
            let pause = if self.sdk.is_watched(platforms) {
                SOON
            } else {
                EVERY
            };
            // The listener lives as long as this does. What is heard during a look is looked after at once.
            let _ = tokio::time::timeout(pause, heard.changed()).await;
        }
    }

    /// Serves what is live, if anything was deployed since the last look.
    async fn look(&mut self, seen: &mut Seen) -> Result<(), Refusal> {
        let newest = self.control.newest().await?;
        if seen.newest == Some(newest) {
            return Ok(());
        }
        for (index, platform) in self.settings.platforms.clone().iter().enumerate() {
            let Some(environment) = &platform.environment else {
                continue;
            };
            let Some(live) = self.control.live(environment).await? else {
                continue;
            };
            let before = seen.live.get(&platform.id);
            if before == Some(&live.sequence) {
                continue;
            }
            // What the host began with is loaded.
            let begun = self.begun.get(index).and_then(Option::as_ref);
            match before.is_none() && begun.is_some_and(|it| it.sequence == live.sequence) {
                true => self.go_on((index, platform), &live).await?,
                false => self.serve((index, platform), &live).await?,
            }
            seen.live.insert(platform.id.clone(), live.sequence);
        }
        seen.newest = Some(newest);
        Ok(())
    }

    /// Goes on with the deployment that a platform began with.
    async fn go_on(
        &mut self,
        (index, platform): (usize, &PlatformSettings),
        live: &Deployment,
    ) -> Result<(), Refusal> {
        let sold = self.catalogues.get(index).cloned().unwrap_or_default();
        self.learn((index, platform), live, sold).await?;
        self.stands(platform, live, Some((self.beside.clock)()));
        Ok(())
    }

    /// Serves a deployment for a platform, or says why the one before it goes on.
    async fn serve(
        &mut self,
        (index, platform): (usize, &PlatformSettings),
        live: &Deployment,
    ) -> Result<(), Refusal> {
        let document = match load(&self.control, &self.engine, platform, live).await {
            Ok(document) => document,
            // The database may answer the next time.
            Err(Unserved::Refused(error)) => return Err(error),
            Err(error) => {
                self.keeps_the_old(platform, live, &error.to_string());
                return Ok(());
            }
        };
        // What this host began with may be written down by nobody yet.
        let known = self.catalogues.get(index).cloned().unwrap_or_default();
        let sold = catalogue(document.json(), platform.store).after(known);
        self.learn((index, platform), live, sold).await?;
        let (sdk, id) = (self.sdk.clone(), platform.id.clone());
        let revision = live.revision.to_string();
        // Its pieces are written beside the threads that answer calls.
        let replace = move || sdk.replace(&id, &document, &revision);
        match tokio::task::spawn_blocking(replace).await {
            Ok(()) => self.stands(platform, live, Some((self.beside.clock)())),
            Err(error) => self.keeps_the_old(platform, live, &error.to_string()),
        }
        Ok(())
    }

    /// Says why the deployment before this one is still served.
    fn keeps_the_old(&self, platform: &PlatformSettings, live: &Deployment, why: &str) {
        let id = platform.id.as_str();
        let fields = json!({ "platform": id, "deployment": live.sequence, "why": why });
        self.beside.log.error("revision_not_served", &fields);
        self.stands(platform, live, None);
    }

    /// Notes what is live, and whether it is served now.
    fn stands(&self, platform: &PlatformSettings, live: &Deployment, served: Option<Time>) {
        let standings = &self.beside.standings;
        standings.note(&self.settings.id, &platform.id, live, served);
    }

    /// Has the ledger know what a platform sells by a deployment, before any customer can see it.
    async fn learn(
        &mut self,
        (index, platform): (usize, &PlatformSettings),
        live: &Deployment,
        sold: Catalogue,
    ) -> Result<(), Refusal> {
        let Some(known) = self.catalogues.get_mut(index) else {
            return Ok(());
        };
        let id = platform.id.as_str();
        let sold = self.control.sells(id, live.sequence, &sold).await?;
        if *known != sold {
            *known = sold;
            self.app.replace(self.settings.app(&self.catalogues));
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
