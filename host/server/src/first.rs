//! The first start of a Control Center: a document that is published, and a token for whoever starts the host.

use paywall_center::{Problem, begin};
use paywall_control::policy::Role;
use paywall_database::control::Refusal;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_ledger::Clock;
use serde_json::Value;

use super::center::center;
use super::host::ledgers;
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
    let database = Database::open(&settings.database).await?;
    let ledgers = ledgers(settings, engine, &database).await?;
    let ledgers: Vec<LedgerDatabase> = ledgers.into_iter().map(|it| it.ledger).collect();
    let center = center(settings, (&database, &ledgers), engine, clock)?;
    let app = center.as_ref().and_then(|center| center.apps().next());
    let app = app.ok_or_else(|| SettingsError::Wrong {
        of: "the Control Center".into(),
        why: "the settings have `[control]`, and an app".into(),
    })?;
    let now = clock();
    let refused = |problem: Problem| HostError::Center(problem.message);
    begin(app, document, now).await.map_err(refused)?;
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
