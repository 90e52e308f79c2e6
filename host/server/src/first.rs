//! The first start of a Control Center: a document that is published, and a token for whoever starts the host.

use std::sync::Arc;

use paywall_center::{App, Center, Here, Problem, begin, own, show};
use paywall_control::policy::Role;
use paywall_database::control::Refusal;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_ledger::Clock;
use serde_json::Value;

use super::center::center;
use super::host::{Host, ledgers};
use super::settings::{Settings, SettingsError};
use super::unstarted::HostError;

/// The beginning of a Control Center that a person tries out.
#[derive(Debug)]
pub struct Begun {
    /// The name of the app.
    pub app: String,
    /// The token of an owner of the app, which is good for a day.
    pub token: String,
}

/// The name of the token by which somebody who started a host works with it.
const STARTER: &str = "paywall control";

/// Publishes a document everywhere in the first app of the settings, unless it has a revision already; and makes a token for
/// whoever starts the host, in place of the one of the last start.
///
/// # Errors
/// Fails if the document cannot be published, if the settings have no Control Center, or if the database fails.
pub async fn begin_center(
    settings: &Settings,
    engine: &Engine,
    clock: &Clock,
    document: Value,
) -> Result<Begun, HostError> {
    let (database, center) = open(settings, engine, clock).await?;
    let app = first(&center)?;
    let now = clock();
    begin(app, document, now).await.map_err(problem)?;
    let refused = |refusal: Refusal| HostError::Center(refusal.to_string());
    let control = &app.control;
    control
        .end_tokens(STARTER, STARTER, now)
        .await
        .map_err(refused)?;
    let token = control.make_token(STARTER, Role::Owner, now.plus_days(1), STARTER, now);
    let token = token.await.map_err(refused)?;
    let app = app.name.clone();
    database.close().await;
    Ok(Begun { app, token })
}

/// Prepares the first app of the settings for somebody at this machine ([`Here`]): a document that is published everywhere
/// unless the app has a revision already, with an owner; or a file that is shown as it is.
///
/// # Errors
/// Fails if the document cannot be published, if the settings let nobody in, or if the database fails.
pub async fn begin_here(
    settings: &Settings,
    engine: &Engine,
    clock: &Clock,
    document: Value,
) -> Result<(), HostError> {
    let (database, center) = open(settings, engine, clock).await?;
    let (app, now) = (first(&center)?, clock());
    match settings.control.as_ref().and_then(|it| it.here.as_ref()) {
        Some(Here::Reader(_)) => show(app, document, now).await.map_err(problem)?,
        Some(Here::Owner(_)) => {
            begin(app, document, now).await.map_err(problem)?;
            own(&center).await.map_err(problem)?;
        }
        None => return Err(HostError::Center("it lets nobody in".into())),
    }
    database.close().await;
    Ok(())
}

/// Shows another state of the file that a host shows.
///
/// # Errors
/// Fails if the document cannot be read as a content, or if the database fails.
pub async fn show_again(host: &Host, document: Value) -> Result<(), HostError> {
    let Some(center) = host.center() else {
        return Ok(());
    };
    let now = center.now();
    show(first(center)?, document, now).await.map_err(problem)
}

/// Opens the Control Center before its host.
async fn open(
    settings: &Settings,
    engine: &Engine,
    clock: &Clock,
) -> Result<(Database, Center), HostError> {
    let database = Database::open(&settings.database).await?;
    let ledgers = ledgers(settings, engine, &database).await?;
    let ledgers: Vec<LedgerDatabase> = ledgers.into_iter().map(|it| it.ledger).collect();
    let center = center(settings, (&database, &ledgers), engine, clock)?;
    Ok((database, center.ok_or_else(none)?))
}

/// Returns the first app.
fn first(center: &Center) -> Result<&Arc<App>, SettingsError> {
    center.apps().next().ok_or_else(none)
}

/// Makes the error that there is nothing to begin with.
fn none() -> SettingsError {
    SettingsError::Wrong {
        of: "the Control Center".into(),
        why: "the settings have `[control]`, and an app".into(),
    }
}

/// Says why the Control Center cannot begin.
fn problem(problem: Problem) -> HostError {
    HostError::Center(problem.message)
}
