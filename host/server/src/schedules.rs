//! Schedules of publications, which every host looks at, and one of them does.

use std::sync::Arc;
use std::time::Duration;

use paywall_center::{App, Ran, run_due};
use paywall_ledger::Clock;
use serde_json::json;

use super::log::Log;

/// The time between two looks at the clock.
const EVERY: Duration = Duration::from_secs(5);

/// Publishes what is due, for ever. The clock is that for what cannot be taken back.
pub(super) async fn keep(app: Arc<App>, clock: Clock, log: Log) {
    loop {
        match run_due(&app, clock()).await {
            Ok(done) => {
                for (schedule, ran) in done {
                    if let Ran::Stopped(why) = ran {
                        let (number, environment) = (schedule.sequence, &schedule.environment);
                        let fields = json!({ "app": app.id, "schedule": number, "environment": environment, "why": why });
                        log.error("schedule_stopped", &fields);
                    }
                }
            }
            // What is due waits for the next look.
            Err(_) => log.count("schedules_not_asked"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
