//! The counts of calls and of waiting work, in the form that Prometheus reads
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use super::log::Log;
use super::standing::Standings;
use super::supervise::Supervisor;
use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{Clock, Time};
use paywall_listen::{StreamLimits, Streams};

/// The upper bounds of the histogram's buckets, in milliseconds.
const BOUNDS: [i64; 7] = [5, 10, 25, 50, 100, 500, 2500];

/// The counts of calls. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    calls: Arc<Mutex<BTreeMap<(String, u16), Calls>>>,
    log: Log,
    clock: Clock,
    tasks: Supervisor,
    standings: Standings,
    streams: Streams,
}

/// The calls of one route that were answered with one status.
#[derive(Clone, Copy, Default)]
struct Calls {
    count: u64,
    millis: i64,
    /// The number of calls that took no longer than each bound.
    within: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Makes empty counts. Each call that is counted is also written to `log`.
    pub(super) fn new(log: &Log, clock: &Clock, tasks: &Supervisor) -> Self {
        Self {
            calls: Arc::default(),
            log: log.clone(),
            clock: Arc::clone(clock),
            tasks: tasks.clone(),
            standings: Standings::default(),
            streams: Streams::of(StreamLimits::default()),
        }
    }

    /// Writes also which revisions are served, and how many streams are open.
    pub(super) fn with(mut self, standings: &Standings, streams: &Streams) -> Self {
        self.standings = standings.clone();
        self.streams = streams.clone();
        self
    }

    /// Counts a call that was answered, with the time it took.
    fn count(&self, route: &str, status: u16, millis: i64) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = calls.entry((route.to_owned(), status)).or_default();
        calls.count += 1;
        calls.millis += millis;
        for (within, bound) in calls.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(millis <= bound);
        }
    }

    /// Writes all counts as text, with the work that waits in the inboxes and outboxes of `ledgers`.
    ///
    /// # Errors
    /// Fails if a database fails.
    pub async fn text(&self, ledgers: &[LedgerDatabase]) -> Result<String, Error> {
        let mut out = String::from("# TYPE paywall_call_seconds histogram\n");
        {
            let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            for ((route, status), calls) in &*calls {
                calls.write(&mut out, &format!("route=\"{route}\",status=\"{status}\""));
            }
        }
        out += "# TYPE paywall_failures_total counter\n";
        for (what, count) in self.log.failures() {
            let _ = writeln!(out, "paywall_failures_total{{what=\"{what}\"}} {count}");
        }
        self.write_tasks(&mut out);
        self.standings.metrics(&mut out);
        out += "# TYPE paywall_streams gauge\n";
        for (app, count) in self.streams.open() {
            let _ = writeln!(out, "paywall_streams{{app=\"{}\"}} {count}", label(&app));
        }
        let (mut waiting, mut oldest) = (String::new(), String::new());
        for ledger in ledgers {
            let found = ledger.waiting().await?;
            let app = label(ledger.id().as_str());
            let age = |since: Option<Time>| {
                let millis = since.map_or(0, |it| (self.clock)().millis() - it.millis());
                seconds(millis.max(0))
            };
            for (of, count) in [
                ("inbox", found.messages),
                ("outbox", found.events),
                ("not_understood", found.unread),
            ] {
                let labels = format!("app=\"{app}\",in=\"{of}\"");
                let _ = writeln!(waiting, "paywall_waiting{{{labels}}} {count}");
            }
            for (of, since) in [
                ("inbox", found.oldest_message),
                ("outbox", found.oldest_event),
            ] {
                let labels = format!("app=\"{app}\",in=\"{of}\"");
                let _ = writeln!(oldest, "paywall_oldest_seconds{{{labels}}} {}", age(since));
            }
        }
        out += "# TYPE paywall_waiting gauge\n";
        out += &waiting;
        out += "# TYPE paywall_oldest_seconds gauge\n";
        out += &oldest;
        Ok(out)
    }

    /// Writes which tasks run beside the calls, and how often each was begun again.
    fn write_tasks(&self, out: &mut String) {
        let (mut up, mut restarts) = (String::new(), String::new());
        for ((what, app), task) in self.tasks.tasks() {
            let labels = format!("task=\"{what}\",app=\"{}\"", label(&app));
            let runs = u8::from(!task.down);
            let _ = writeln!(up, "paywall_task_up{{{labels}}} {runs}");
            let _ = writeln!(
                restarts,
                "paywall_task_restarts_total{{{labels}}} {}",
                task.restarts
            );
        }
        *out += "# TYPE paywall_task_up gauge\n";
        *out += &up;
        *out += "# TYPE paywall_task_restarts_total counter\n";
        *out += &restarts;
    }
}

/// Writes a text as the value of a label.
fn label(text: &str) -> String {
    text.replace(['"', '\\', '\n'], "_")
}

impl Calls {
    /// Writes the counts as a histogram.
    fn write(&self, out: &mut String, labels: &str) {
        let name = "paywall_call_seconds";
        for (within, bound) in self.within.iter().zip(BOUNDS) {
            let bound = seconds(bound);
            let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}");
        }
        let (count, sum) = (self.count, seconds(self.millis));
        let _ = writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "{name}_count{{{labels}}} {count}");
        let _ = writeln!(out, "{name}_sum{{{labels}}} {sum}");
    }
}

/// Writes milliseconds as seconds, with three decimals.
fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// Counts a call under its route, never under its address, which may name a device.
pub(super) async fn observe(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("none", MatchedPath::as_str);
    let route = route.trim_end_matches('/').to_owned();
    let method = request.method().clone();
    let begun = (metrics.clock)();
    let response = next.run(request).await;
    let millis = (metrics.clock)().millis().saturating_sub(begun.millis());
    let status = response.status().as_u16();
    metrics.count(&route, status, millis.max(0));
    let fields = json!({"method": method.as_str(), "route": route, "status": status, "ms": millis});
    match status {
        500.. => metrics.log.error("call", &fields),
        _ => metrics.log.call(&fields),
    }
    response
}
