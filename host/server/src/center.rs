//! The Control Center of a host: its apps, as the API knows them.

use axum::Router;
use paywall_center::{App, Center, Gate, Platform, routes};
use paywall_database::LedgerDatabase;
use paywall_database::control::Control;
use paywall_engine::Engine;
use paywall_ledger::Clock;

use super::settings::{AppSettings, ControlSettings, PlatformSettings, Settings};

/// Makes the routes of the Control Center; none if the settings have no `[control]`.
pub(super) fn center_routes(
    settings: &Settings,
    ledgers: &[LedgerDatabase],
    engine: &Engine,
    clock: &Clock,
) -> Router {
    let Some(control) = &settings.control else {
        return Router::new();
    };
    let apps = settings.apps.iter().zip(ledgers);
    let apps = apps.map(|(of, ledger)| app(of, control, ledger, engine));
    routes(Center::new(apps.collect(), clock.clone()))
}

/// Makes the app of its settings.
fn app(
    of: &AppSettings,
    control: &ControlSettings,
    ledger: &LedgerDatabase,
    engine: &Engine,
) -> App {
    let name = Some(of.name.clone()).filter(|name| !name.is_empty());
    App {
        id: of.id.to_string(),
        name: name.unwrap_or_else(|| of.id.to_string()),
        control: Control::new(ledger.database(), of.id.as_str()),
        // What editors ask must not keep customers from the engine.
        engine: engine.share(),
        version: engine.version().to_owned(),
        platforms: of.platforms.iter().map(platform).collect(),
        environments: control.environments.clone(),
        gate: Gate::default(),
    }
}

/// Makes the platform of its settings.
fn platform(of: &PlatformSettings) -> Platform {
    Platform {
        id: of.id.to_string(),
        store: of.store.name().to_owned(),
        environment: of.environment.clone(),
    }
}
