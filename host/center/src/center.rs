//! The state of the API: the apps of a host, each with its contents, its engine and its ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paywall_database::control::Control;
use paywall_engine::Engine;
use paywall_ledger::{Clock, Time};

use crate::gate::Gate;
use crate::problem::Problem;

/// The environments that every app has.
const ENVIRONMENTS: [&str; 2] = ["sandbox", "production"];

/// The Control Center of a host. Cheap to clone.
#[derive(Clone)]
pub struct Center {
    shared: Arc<Shared>,
}

/// The parts that all clones share.
struct Shared {
    apps: BTreeMap<String, Arc<App>>,
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
    /// Lists the environments: those that every app has, those of the settings, and those that platforms follow.
    pub fn environments(&self) -> Vec<&str> {
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
    /// Makes the Control Center of these apps.
    pub fn new(apps: Vec<App>, clock: Clock) -> Self {
        let apps = apps
            .into_iter()
            .map(|app| (app.id.clone(), Arc::new(app)))
            .collect();
        Self {
            shared: Arc::new(Shared { apps, clock }),
        }
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
