//! Schedules whose time has come.

use std::sync::Arc;

use paywall_control::{Hash, Revision};
use paywall_database::control::{Deployment, IfMoved, Refusal, Schedule};
use paywall_ledger::Time;

use crate::center::App;
use crate::judge::judged;
use crate::problem::Problem;

/// The outcome of a schedule on this host.
#[derive(Debug)]
pub enum Ran {
    /// It was published.
    Published(Deployment),
    /// Its content was live already.
    Live,
    /// It cannot be published; the schedule says why.
    Stopped(String),
}

/// Publishes what is due, and returns what became of each. What another host did meanwhile is left out.
///
/// # Errors
/// Fails if the database fails; then the schedules wait for the next look.
pub async fn run_due(app: &Arc<App>, now: Time) -> Result<Vec<(Schedule, Ran)>, Problem> {
    let mut done = Vec::new();
    for schedule in app.control.due_schedules(now).await? {
        let ran = match run(app, &schedule, now).await {
            Err(problem) if problem.status.is_server_error() => return Err(problem),
            Err(problem) => {
                let why = format!("{}: {}", problem.code, problem.message);
                let is_first = app.control.stop_schedule(&schedule, &why, now).await?;
                is_first.then_some(Ran::Stopped(why))
            }
            Ok(ran) => ran,
        };
        done.extend(ran.map(|ran| (schedule, ran)));
    }
    Ok(done)
}

/// Publishes what a schedule is about.
async fn run(app: &Arc<App>, schedule: &Schedule, now: Time) -> Result<Option<Ran>, Problem> {
    let control = &app.control;
    let live = control.live(&schedule.environment).await?;
    let replaces = live.as_ref().map_or(0, |live| live.sequence);
    let revision = match &live {
        Some(live) if replaces != schedule.replaces => merged(app, schedule, live).await?,
        _ => schedule.revision,
    };
    let manifest = control.revision(revision).await?.revision.manifest;
    if let Some(live) = &live
        && control.revision(live.revision).await?.revision.manifest == manifest
    {
        let is_first = control.finish_schedule(schedule, now).await?;
        return Ok(is_first.then_some(Ran::Live));
    }
    judged(app, control.manifest(manifest).await?, now).await?;
    let judge = app.judge();
    let deployed = control.deploy_scheduled(schedule, revision, replaces, &judge, now);
    match deployed.await {
        // Another one was deployed at this moment: the next look sees it.
        Err(Refusal::Moved { .. }) => Ok(None),
        deployed => Ok(deployed?.map(Ran::Published)),
    }
}

/// Merges a schedule's revision with what is live by now, if the schedule wants that.
async fn merged(app: &App, schedule: &Schedule, live: &Deployment) -> Result<Hash, Problem> {
    let control = &app.control;
    if schedule.if_moved == IfMoved::Stop {
        let between = control.deployments(&schedule.environment, schedule.replaces);
        let between = between.await?;
        return Err(Refusal::Moved { between }.into());
    }
    let by = Revision {
        manifest: schedule.revision,
        parents: Vec::new(),
        message: schedule.reason.clone(),
        author: schedule.actor(),
        // All hosts make the same revision.
        at: schedule.at,
        engine: app.version.clone(),
    };
    Ok(control
        .merge_revisions(schedule.revision, live.revision, &by)
        .await?)
}
