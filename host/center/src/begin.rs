//! The first content of an app: a document, published everywhere.

use std::sync::Arc;

use paywall_control::policy::Role;
use paywall_control::{Content, Revision};
use paywall_database::control::{Deploy, Kind};
use paywall_ledger::Time;
use serde_json::Value;

use crate::center::App;
use crate::judge::judged;
use crate::problem::Problem;

/// The author of what nobody else did yet.
const AUTHOR: &str = "first start";

/// Makes a document the first revision of an app, ticks its warnings off, and publishes it in all environments. Does nothing, and
/// returns false, if the app has a revision already.
///
/// # Errors
/// Fails if the document cannot be published, or if the database fails.
pub async fn begin(app: &Arc<App>, document: Value, now: Time) -> Result<bool, Problem> {
    let control = &app.control;
    if !control.revisions(i64::MAX, 1).await?.is_empty() {
        return Ok(false);
    }
    let (content, _) = Content::import(document)?;
    let revision = Revision {
        manifest: content.manifest.hash(),
        parents: Vec::new(),
        message: "The beginning".to_owned(),
        author: AUTHOR.to_owned(),
        at: now.millis(),
        engine: app.version.clone(),
    };
    let hash = control.commit(&content, &revision).await?;
    let verdict = judged(app, content.manifest, now).await?;
    for warning in &verdict.warnings {
        control.tick_off(&warning.warning, AUTHOR, now).await?;
    }
    for environment in app.environments() {
        let wish = Deploy {
            environment,
            revision: hash,
            replaces: 0,
            kind: Kind::Publish,
            author: AUTHOR,
            role: Role::Owner,
            reason: "The beginning",
            engine: &app.judge(),
            at: now,
        };
        let wish = Deploy {
            replaces: control.live(environment).await?.map_or(0, |it| it.sequence),
            ..wish
        };
        control.deploy(&wish).await?;
    }
    Ok(true)
}
