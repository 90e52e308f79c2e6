//! The state of the API: the apps of a host, each with its contents, its engine and its ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Bytes;
use paywall_control::Overview;
use paywall_database::LedgerDatabase;
use paywall_database::control::{Control, People, Refusal};
use paywall_engine::{Engine, LoadedDocument};
use paywall_ledger::{Clock, Time};
use paywall_listen::{StreamLimits, Streams};

use crate::door::{Door, Place};
use crate::gate::Gate;
use crate::here::{AtHand, Here, Shown};
use crate::loaded::Held;
use crate::problem::Problem;
use crate::provider::Provider;

/// The environments that every app has.
const ENVIRONMENTS: [&str; 2] = ["sandbox", "production"];
/// The only environment of an app that shows a file: nothing of it is in production.
const FILE: &str = "file";

/// The Control Center of a host. Cheap to clone.
#[derive(Clone)]
pub struct Center {
    shared: Arc<Shared>,
    provider: Option<Arc<Provider>>,
    at_hand: Option<Arc<AtHand>>,
    streams: Streams,
}

/// The parts that all clones share.
struct Shared {
    apps: BTreeMap<String, Arc<App>>,
    people: People,
    door: Door,
    place: Place,
    clock: Clock,
}

/// An app, and all that its routes need.
pub struct App {
    /// The id by which calls name it.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The contents, drafts and deployments.
    pub control: Control,
    /// The engine that looks at contents; it takes turns with those of other apps.
    pub engine: Engine,
    /// The version of the engine's module, as revisions name it.
    pub version: String,
    /// The platforms, in the order of the settings.
    pub platforms: Vec<Platform>,
    /// The environments beside `sandbox`, `production`, and those that platforms follow.
    pub environments: Vec<String>,
    /// The gate before publications.
    pub gate: Gate,
    /// The documents that were loaded last, for decisions and pictures.
    pub loaded: Held<LoadedDocument>,
    /// The documents that were written last, for pages.
    pub written: Held<Bytes>,
    /// The lists of what contents hold that were made last, for pages.
    pub overviews: Held<Arc<Overview>>,
    /// The ledger, for what is known of customers; none where nothing is kept of any.
    pub ledger: Option<LedgerDatabase>,
    /// True if a receiver of events hears of customers who were forgotten.
    pub tells_of_deletions: bool,
    /// The file that the app shows as it is, in place of contents that somebody edits.
    pub file: Option<Shown>,
}

/// A platform of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// The id by which SDKs ask.
    pub id: String,
    /// The name of its store.
    pub store: String,
    /// The environment that it follows; none if its document comes from a file.
    pub environment: Option<String>,
}

impl App {
    /// Makes an app without platforms and environments of its own.
    pub fn new(id: impl Into<String>, control: Control, engine: &Engine) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            control,
            // What editors ask must not keep customers from the engine.
            engine: engine.share(),
            version: engine.version().to_owned(),
            platforms: Vec::new(),
            environments: Vec::new(),
            gate: Gate::default(),
            loaded: Held::default(),
            written: Held::default(),
            overviews: Held::default(),
            ledger: None,
            tells_of_deletions: false,
            file: None,
        }
    }

    /// Lists the environments: those that every app has, those of the settings, and those that platforms follow.
    pub fn environments(&self) -> Vec<&str> {
        if self.file.is_some() {
            return vec![FILE];
        }
        let followed = self
            .platforms
            .iter()
            .filter_map(|it| it.environment.as_deref());
        let more: BTreeSet<&str> = self
            .environments
            .iter()
            .map(String::as_str)
            .chain(followed)
            .collect();
        let more = more.into_iter().filter(|it| !ENVIRONMENTS.contains(it));
        ENVIRONMENTS.into_iter().chain(more).collect()
    }

    /// Checks that there is an environment of this name.
    pub(crate) fn has_environment(&self, name: &str) -> Result<(), Problem> {
        match self.environments().contains(&name) {
            true => Ok(()),
            false => Err(Problem::not_found("environment", name)),
        }
    }
}

impl Center {
    /// Makes the Control Center of these apps and people.
    ///
    /// The origin is what browsers call its address, such as `https://control.example.com`; none takes the header `Host` of
    /// each call for it.
    pub fn new(apps: Vec<App>, people: People, origin: Option<String>, clock: Clock) -> Self {
        let apps = apps
            .into_iter()
            .map(|app| (app.id.clone(), Arc::new(app)))
            .collect();
        Self {
            shared: Arc::new(Shared {
                apps,
                people,
                door: Door::new(),
                place: Place { origin },
                clock,
            }),
            provider: None,
            at_hand: None,
            streams: Streams::of(StreamLimits::default()),
        }
    }

    /// Lets people sign in at a provider of identities, too.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Self {
        let provider = Some(Arc::new(provider));
        Self { provider, ..self }
    }

    /// Lets somebody at this machine in without an account.
    #[must_use]
    pub fn with_here(self, here: Here) -> Self {
        let at_hand = Some(Arc::new(AtHand::new(here)));
        Self { at_hand, ..self }
    }

    /// Returns what is kept for somebody at this machine; none on a host for others.
    pub(crate) fn at_hand(&self) -> Option<&AtHand> {
        self.at_hand.as_deref()
    }

    /// Returns the provider at which people sign in; none without one.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.provider.as_deref()
    }

    /// Holds its streams among those of the server, with which they end.
    #[must_use]
    pub fn with_streams(self, streams: &Streams) -> Self {
        let streams = streams.clone();
        Self { streams, ..self }
    }

    /// Returns the streams by which editors hear of each other.
    pub(crate) const fn streams(&self) -> &Streams {
        &self.streams
    }

    /// Makes the link by which the first owner comes, as the path of a page. None if all apps have an owner.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn setup_link(&self) -> Result<Option<String>, Refusal> {
        let apps: Vec<String> = self.shared.apps.keys().cloned().collect();
        let secret = self.shared.people.setup_link(&apps, self.now()).await?;
        Ok(secret.map(|secret| format!("/control/setup/{secret}")))
    }

    /// Returns the people of the host.
    pub(crate) fn people(&self) -> &People {
        &self.shared.people
    }

    /// Returns the door, where passwords are tried.
    pub(crate) fn door(&self) -> &Door {
        &self.shared.door
    }

    /// Returns the place at which browsers reach the host.
    pub(crate) fn place(&self) -> &Place {
        &self.shared.place
    }

    /// Lists the apps, by their ids.
    pub fn apps(&self) -> impl Iterator<Item = &Arc<App>> {
        self.shared.apps.values()
    }

    /// Returns an app by its id.
    pub fn app(&self, id: &str) -> Option<&Arc<App>> {
        self.shared.apps.get(id)
    }

    /// Returns the time of the host's clock.
    pub fn now(&self) -> Time {
        (self.shared.clock)()
    }
}
