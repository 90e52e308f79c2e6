//! The revision that each platform serves of its environment, and since when: for the metrics and the readiness check.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use paywall_database::control::Deployment;
use paywall_ledger::{AppId, PlatformId, Time};

/// The standings of all platforms that follow an environment. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Standings(Arc<Mutex<BTreeMap<PlatformId, Standing>>>);

/// The standing of a platform.
#[derive(Debug, Clone)]
struct Standing {
    app: AppId,
    /// The newest deployment that this host saw.
    live: Deployment,
    /// The deployment that is served, and the time since when.
    served: Option<(Deployment, Time)>,
}

impl Standings {
    /// Notes what is live in the environment of a platform, and whether it is served now.
    pub(super) fn note(
        &self,
        app: &AppId,
        platform: &PlatformId,
        live: &Deployment,
        served: Option<Time>,
    ) {
        let mut all = self.lock();
        let before = all.remove(platform).and_then(|it| it.served);
        let standing = Standing {
            app: app.clone(),
            live: live.clone(),
            served: served.map(|since| (live.clone(), since)).or(before),
        };
        all.insert(platform.clone(), standing);
    }

    /// Writes a line for each platform, for people.
    pub(super) fn lines(&self) -> String {
        let mut out = String::new();
        for (platform, it) in &*self.lock() {
            let environment = &it.live.environment;
            let _ = match &it.served {
                Some((served, since)) => write!(
                    out,
                    "{platform}: deployment {} of {environment}, revision {}, since {since}",
                    served.sequence, served.revision
                ),
                None => write!(out, "{platform}: nothing of {environment} yet"),
            };
            if it.is_behind() {
                let _ = write!(out, "; {} is live and cannot be served", it.live.sequence);
            }
            out.push('\n');
        }
        out
    }

    /// Writes the metrics.
    pub(super) fn metrics(&self, out: &mut String) {
        let (mut served, mut live, mut since) = (String::new(), String::new(), String::new());
        for (platform, it) in &*self.lock() {
            let of = format!(
                "app=\"{}\",platform=\"{platform}\",environment=\"{}\"",
                it.app, it.live.environment
            );
            let _ = writeln!(live, "paywall_deployment_live{{{of}}} {}", it.live.sequence);
            let Some((own, time)) = &it.served else {
                continue;
            };
            let (number, revision) = (own.sequence, own.revision);
            let named = format!("{of},revision=\"{revision}\"");
            let _ = writeln!(served, "paywall_deployment_served{{{named}}} {number}");
            let seconds = time.millis() / 1000;
            let _ = writeln!(since, "paywall_deployment_since_seconds{{{of}}} {seconds}");
        }
        for (name, lines) in [("live", live), ("served", served), ("since_seconds", since)] {
            let _ = write!(out, "# TYPE paywall_deployment_{name} gauge\n{lines}");
        }
    }

    /// Locks the standings.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<PlatformId, Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    /// Returns true if something else is live than what is served.
    fn is_behind(&self) -> bool {
        let served = self.served.as_ref().map(|(it, _)| it.sequence);
        served != Some(self.live.sequence)
    }
}
