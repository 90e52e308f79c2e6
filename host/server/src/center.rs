//! The Control Center of a host: its apps, as the API knows them.

use axum::Router;
use axum::extract::Request;
use axum::middleware;
use paywall_center::{App, Center, Here, Platform, Sender, only_here, routes};
use paywall_database::control::{Control, People};
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_ledger::Clock;

use super::peer::Peers;
use super::settings::{AppSettings, ControlSettings, PlatformSettings, Settings, SettingsError};

/// Makes the Control Center; none if the settings have no `[control]`.
///
/// # Errors
/// Fails if nobody could sign in at the provider that the settings name.
pub(super) fn center(
    settings: &Settings,
    (database, ledgers): (&Database, &[LedgerDatabase]),
    engine: &Engine,
    clock: &Clock,
) -> Result<Option<Center>, SettingsError> {
    let Some(control) = settings.control.as_ref() else {
        return Ok(None);
    };
    let apps = settings.apps.iter().zip(ledgers);
    let apps = apps.map(|(of, ledger)| app(of, control, ledger, engine));
    let (people, origin) = (People::new(database), control.origin.clone());
    let center = Center::new(apps.collect(), people, origin, clock.clone());
    let center = match &control.here {
        Some(here) => center.with_here(here.clone()),
        None => center,
    };
    let Some(oidc) = &control.oidc else {
        return Ok(Some(center));
    };
    let provider = oidc.provider(control.origin.as_deref(), &settings.folder, clock.clone());
    let provider = provider.map_err(|why| SettingsError::Wrong {
        of: "[control.oidc]".into(),
        why,
    })?;
    Ok(Some(center.with_provider(provider)))
}

/// Makes the routes of the Control Center, which learn whom calls come from.
pub(super) fn center_routes(center: Option<&Center>, peers: &Peers) -> Router {
    let Some(center) = center else {
        return Router::new();
    };
    let peers = peers.clone();
    routes(center.clone()).layer(middleware::map_request(move |mut request: Request| {
        let sender = Sender(peers.of(&request));
        request.extensions_mut().insert(sender);
        std::future::ready(request)
    }))
}

/// Keeps the routes of a program that lets somebody at this machine in to calls from this machine.
pub(super) fn kept_here(settings: &Settings, routes: Router) -> Router {
    match here(settings) {
        Some(_) => only_here(routes),
        None => routes,
    }
}

/// Makes routes that pages of all sites may read, but not where a file is only looked at: it is for its own pages.
pub(super) fn unless_reader(settings: &Settings, routes: impl FnOnce() -> Router) -> Router {
    match here(settings) {
        Some(Here::Reader(_)) => Router::new(),
        _ => routes(),
    }
}

/// Returns what somebody at this machine may do without an account.
fn here(settings: &Settings) -> Option<&Here> {
    settings.control.as_ref()?.here.as_ref()
}

/// Makes the app of its settings.
fn app(
    of: &AppSettings,
    control: &ControlSettings,
    ledger: &LedgerDatabase,
    engine: &Engine,
) -> App {
    let name = Some(of.name.clone()).filter(|name| !name.is_empty());
    let contents = Control::new(ledger.database(), of.id.as_str());
    App {
        name: name.unwrap_or_else(|| of.id.to_string()),
        platforms: of.platforms.iter().map(platform).collect(),
        environments: control.environments.clone(),
        ledger: Some(ledger.clone()),
        tells_of_deletions: of.hears_of_deletions(),
        file: match &control.here {
            Some(Here::Reader(file)) => Some(file.clone()),
            _ => None,
        },
        ..App::new(of.id.as_str(), contents, engine)
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
