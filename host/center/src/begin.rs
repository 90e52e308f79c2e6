//! Documents that are published everywhere without anybody's doing: the first content of an app, and a file that is shown.

use std::sync::Arc;

use paywall_control::policy::Role;
use paywall_control::{Content, Hash, Revision, Verdict};
use paywall_database::control::{Deploy, Kind};
use paywall_ledger::Time;
use serde_json::Value;

use crate::center::App;
use crate::judge::judged;
use crate::problem::Problem;

/// The author of what nobody else did yet.
const AUTHOR: &str = "first start";
/// The engine whose verdict lets a file be shown whatever is wrong with it.
const SHOWN: &str = "shown as it is";

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
    let hash = commit(app, &content, "The beginning", now).await?;
    let verdict = judged(app, content.manifest, now).await?;
    for warning in &verdict.warnings {
        control.tick_off(&warning.warning, AUTHOR, now).await?;
    }
    publish(app, hash, (&app.judge(), "The beginning"), now).await?;
    Ok(true)
}

/// Publishes a document in all environments as it is, for an app that only shows a file: whoever looks at it wants to see its
/// faults, too.
///
/// # Errors
/// Fails if the document cannot be read as a content, or if the database fails.
pub async fn show(app: &Arc<App>, document: Value, now: Time) -> Result<(), Problem> {
    let (content, _) = Content::import(document)?;
    let hash = commit(app, &content, "The file", now).await?;
    // The gate's own verdict, which pages ask for, stays what it is.
    let (manifest, nobody) = (content.manifest.hash(), Verdict::default());
    app.control.keep_verdict(manifest, SHOWN, &nobody).await?;
    publish(app, hash, (SHOWN, "The file"), now).await
}

/// Makes a revision of a content.
async fn commit(app: &App, content: &Content, message: &str, now: Time) -> Result<Hash, Problem> {
    let revision = Revision {
        manifest: content.manifest.hash(),
        parents: Vec::new(),
        message: message.to_owned(),
        author: AUTHOR.to_owned(),
        at: now.millis(),
        engine: app.version.clone(),
    };
    Ok(app.control.commit(content, &revision).await?)
}

/// Publishes a revision in all environments, by the verdict of an engine.
async fn publish(
    app: &App,
    revision: Hash,
    (engine, reason): (&str, &str),
    at: Time,
) -> Result<(), Problem> {
    for environment in app.environments() {
        let live = app.control.live(environment).await?;
        let wish = Deploy {
            environment,
            revision,
            replaces: live.map_or(0, |it| it.sequence),
            kind: Kind::Publish,
            author: AUTHOR,
            role: Role::Owner,
            reason,
            engine,
            at,
        };
        app.control.deploy(&wish).await?;
    }
    Ok(())
}
